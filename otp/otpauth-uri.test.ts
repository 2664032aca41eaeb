// otpauth:// URIs, by the rules K-1 to K-12 of the requirements and the samples of the Key URI Format.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Base32Error, decodeBase32, encodeBase32 } from './base32.ts'
import { fittingNames } from './key-names.ts'
import { buildOtpauthUri, OtpauthUriError, parseOtpauthUri, type OtpauthUriFields } from './otpauth-uri.ts'

const SECRET = decodeBase32('HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ')
const SECRET_PARAMETER = 'secret=HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ'
const ACME: OtpauthUriFields = { issuer: 'ACME Co', account: 'john.doe@email.com', secret: SECRET }
/** What a QR code of version 10 at error correction M holds. */
const QR_VERSION_10_M_BYTES = 213

function refusal(text: string): OtpauthUriError {
  try {
    parseOtpauthUri(text)
  } catch (error) {
    if (error instanceof OtpauthUriError) return error
    throw error
  }
  throw new Error(`“${text}” was not refused`)
}

describe('a URI that we write', () => {
  it('is what authenticators read: issuer twice, no padding, no defaults', () => {
    expect(buildOtpauthUri(ACME)).toBe(
      `otpauth://totp/ACME%20Co:john.doe%40email.com?${SECRET_PARAMETER}&issuer=ACME%20Co`,
    )
  })

  it('names what is not the default, and the counter of HOTP', () => {
    expect(buildOtpauthUri({ ...ACME, algorithm: 'SHA256', digits: 8, periodSeconds: 60 })).toMatch(
      /&algorithm=SHA256&digits=8&period=60$/,
    )
    expect(buildOtpauthUri({ ...ACME, type: 'hotp', counter: 2n ** 53n + 1n })).toMatch(
      /^otpauth:\/\/hotp\/.*&counter=9007199254740993$/,
    )
  })

  it('leaves out of the names what breaks an authenticator that decodes twice', () => {
    const odd = { issuer: 'A&B #1: "50% off" <x>/y?=z', account: "Tom's:\u202eacc\u0000ount + 50%" }
    expect(parseOtpauthUri(buildOtpauthUri({ ...ACME, ...odd }))).toMatchObject({
      issuer: 'A B 1 50 off x y z',
      account: 'Toms acc ount + 50',
    })
  })

  it('keeps letters of every script, and the plus sign of an e-mail address', () => {
    const names = { issuer: 'Bäckerei Ødegård', account: 'anna+test@пример.рф' }
    const uri = buildOtpauthUri({ ...ACME, ...names })
    expect(parseOtpauthUri(uri)).toMatchObject(names)
    expect(uri).not.toContain('+')
  })

  it('is understood without an issuer, and never has an empty label', () => {
    expect(buildOtpauthUri({ ...ACME, issuer: '::' })).toBe(
      `otpauth://totp/john.doe%40email.com?${SECRET_PARAMETER}`,
    )
    expect(parseOtpauthUri(buildOtpauthUri({ ...ACME, account: '' })).account).toBe('account')
  })

  it('cuts names at 32 and 64 characters', () => {
    expect(fittingNames('i'.repeat(33), 'a'.repeat(65))).toEqual({
      issuer: 'i'.repeat(32),
      account: 'a'.repeat(64),
    })
    const longest = { issuer: 'A Company Of Thirty Two Letters', account: `${'a'.repeat(52)}@example.com` }
    expect(fittingNames(longest.issuer, longest.account)).toEqual(longest)
  })

  it('is refused for what no authenticator could read', () => {
    const impossible: Partial<OtpauthUriFields>[] = [
      { secret: new Uint8Array(0) },
      { digits: 5 as 6 },
      { periodSeconds: 0 },
      { periodSeconds: 1.5 },
      { algorithm: 'MD5' as 'SHA1' },
      { algorithm: 'sha1' as 'SHA1' },
      { type: 'hotp' },
      { counter: 1 },
      { type: 'hotp', counter: -1 },
      { type: 'hotp', counter: 2n ** 64n },
    ]
    for (const fields of impossible) expect(() => buildOtpauthUri({ ...ACME, ...fields })).toThrow(RangeError)
  })

  const anyFields = fc.record({
    issuer: fc.string({ unit: 'grapheme', maxLength: 50 }),
    account: fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc.string({ unit: 'binary' }),
      fc.emailAddress(),
    ),
    secret: fc.uint8Array({ minLength: 20, maxLength: 20 }),
  })

  it('is ASCII and fits its QR code, whatever the names', () => {
    fc.assert(
      fc.property(anyFields, (fields) => {
        const uri = buildOtpauthUri(fields)
        expect(uri).toMatch(/^otpauth:\/\/totp\/[\w.~%:-]+\?secret=[A-Z2-7]{32}(&issuer=[\w.~%-]+)?$/)
        expect(uri.length).toBeLessThanOrEqual(QR_VERSION_10_M_BYTES)
      }),
    )
  })

  it('says the same after one decoding and after two, with equal issuers in label and parameter', () => {
    fc.assert(
      fc.property(anyFields, (fields) => {
        const uri = buildOtpauthUri(fields)
        const key = parseOtpauthUri(uri)
        const { issuer, account } = fittingNames(fields.issuer, fields.account)
        expect(key).toEqual({
          type: 'totp',
          ...(issuer === '' ? {} : { issuer }),
          account,
          secret: fields.secret,
          weakSecret: false,
          algorithm: 'SHA1',
          digits: 6,
          periodSeconds: 30,
        })
        const once = decodeURIComponent(uri)
        expect(parseOtpauthUri(once)).toEqual(key)
        expect(parseOtpauthUri(decodeURIComponent(once))).toEqual(key)
      }),
    )
  })

  it('comes back with every parameter', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 80 }),
        fc.constantFrom<('SHA1' | 'SHA256' | 'SHA512')[]>('SHA1', 'SHA256', 'SHA512'),
        fc.constantFrom<(6 | 7 | 8)[]>(6, 7, 8),
        fc.integer({ min: 1, max: 999_999_999 }),
        fc.option(fc.bigInt(0n, 2n ** 64n - 1n), { nil: undefined }),
        (secret, algorithm, digits, periodSeconds, counter) => {
          const type = counter === undefined ? 'totp' : 'hotp'
          const parameters = { type, secret, algorithm, digits, periodSeconds } as const
          const withCounter = counter === undefined ? parameters : { ...parameters, counter }
          const key = parseOtpauthUri(buildOtpauthUri({ issuer: 'ACME', account: 'bob', ...withCounter }))
          expect(key).toEqual({
            issuer: 'ACME',
            account: 'bob',
            weakSecret: secret.length < 10,
            ...withCounter,
          })
        },
      ),
    )
  })
})

describe('a URI that we read', () => {
  it('may be one of the samples of the Key URI Format', () => {
    expect(
      parseOtpauthUri('otpauth://totp/Example:alice@google.com?secret=JBSWY3DPEHPK3PXP&issuer=Example'),
    ).toEqual({
      type: 'totp',
      issuer: 'Example',
      account: 'alice@google.com',
      secret: decodeBase32('JBSWY3DPEHPK3PXP'),
      weakSecret: false,
      algorithm: 'SHA1',
      digits: 6,
      periodSeconds: 30,
    })
    expect(
      parseOtpauthUri(
        `otpauth://totp/ACME%20Co:john.doe@email.com?${SECRET_PARAMETER}&issuer=ACME%20Co&algorithm=SHA1&digits=6&period=30`,
      ),
    ).toMatchObject({ issuer: 'ACME Co', account: 'john.doe@email.com', secret: SECRET })
    expect(
      parseOtpauthUri('otpauth://totp/Big%20Corporation%3A%20alice%40bigco.com?secret=JBSWY3DPEHPK3PXP'),
    ).toMatchObject({ issuer: 'Big Corporation', account: 'alice@bigco.com' })
  })

  it.each([
    ['scheme and type in upper case', `OTPAUTH://TOTP/bob?${SECRET_PARAMETER}`],
    ['parameter names in upper case', `otpauth://totp/bob?SECRET=HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ`],
    ["Apple's scheme", `apple-otpauth://totp/bob?${SECRET_PARAMETER}`],
    ['white space around it', `\n otpauth://totp/bob?${SECRET_PARAMETER} \r\n`],
    ['everything encoded once more', encodeURIComponent(`otpauth://totp/bob?${SECRET_PARAMETER}`)],
    [
      'unknown parameters',
      `otpauth://totp/bob?image=https%3A%2F%2Fa%2Fb.png&${SECRET_PARAMETER}&lock=true&x`,
    ],
    ['a fragment', `otpauth://totp/bob?${SECRET_PARAMETER}#digits=8`],
    ['an encoded slash and a second one', `otpauth://totp//bob?${SECRET_PARAMETER}`],
    ['padding', `otpauth://totp/bob?${SECRET_PARAMETER}====`],
    ['encoded padding', `otpauth://totp/bob?${SECRET_PARAMETER}%3D%3D`],
    ['lower case', `otpauth://totp/bob?secret=hxdmvjecjjwsrb3hwizr4ifugftmxboz`],
    ['groups', `otpauth://totp/bob?secret=HXDM%20VJEC-JJWS+RB3H%C2%A0WIZR4IFUGFTMXBOZ`],
    ['empty issuer', `otpauth://totp/bob?${SECRET_PARAMETER}&issuer=`],
  ])('may have %s', (_, uri) => {
    const key = parseOtpauthUri(uri)
    expect(key).toMatchObject({ type: 'totp', account: 'bob', secret: SECRET, digits: 6 })
    expect(key).not.toHaveProperty('issuer')
  })

  it.each([
    ['label alone', 'ACME%20Co:bob', ''],
    ['parameter alone', 'bob', '&issuer=ACME%20Co'],
    ['parameter with a plus sign', 'bob', '&issuer=ACME+Co'],
    ['both', 'ACME%20Co:%20%20bob', '&issuer=ACME%20Co'],
    ['both, written differently', 'ACME%20Co%3Abob', '&issuer=ACME+Co'],
    ['both, not encoded', 'ACME Co:bob', '&issuer=ACME Co'],
  ])('has its issuer from the %s', (_, label, parameter) => {
    const key = parseOtpauthUri(`otpauth://totp/${label}?${SECRET_PARAMETER}${parameter}`)
    expect(key).toMatchObject({ issuer: 'ACME Co', account: 'bob' })
    expect(key).not.toHaveProperty('issuerMismatch')
  })

  it('reports two different issuers instead of choosing in silence', () => {
    expect(parseOtpauthUri(`otpauth://totp/Evil:bob?${SECRET_PARAMETER}&issuer=Bank`)).toMatchObject({
      issuer: 'Bank',
      account: 'bob',
      issuerMismatch: { label: 'Evil', parameter: 'Bank' },
    })
  })

  it('shows no name that hides or turns its letters', () => {
    expect(
      parseOtpauthUri(`otpauth://totp/A%E2%80%AEB:b%00o%0Ab?${SECRET_PARAMETER}&issuer=AB%EF%BB%BF`),
    ).toMatchObject({ issuer: 'AB', account: 'bob' })
  })

  it('may have no label at all', () => {
    for (const path of ['', '/']) {
      expect(parseOtpauthUri(`otpauth://totp${path}?${SECRET_PARAMETER}`).account).toBe('')
    }
  })

  it.each(['SHA256', 'sha256', 'SHA-256', 'HmacSHA256'])('may write SHA256 as %s', (algorithm) => {
    expect(parseOtpauthUri(`otpauth://totp/bob?${SECRET_PARAMETER}&algorithm=${algorithm}`).algorithm).toBe(
      'SHA256',
    )
  })

  it('has a counter when it is for HOTP', () => {
    expect(parseOtpauthUri(`otpauth://hotp/bob?${SECRET_PARAMETER}&counter=9007199254740993`)).toMatchObject({
      type: 'hotp',
      counter: 9007199254740993n,
    })
  })

  it('is flagged, not refused, for a secret below 80 bits', () => {
    const weakness = (bytes: number) =>
      parseOtpauthUri(`otpauth://totp/bob?secret=${encodeBase32(new Uint8Array(bytes))}`).weakSecret
    expect([1, 9, 10, 16, 20].map(weakness)).toEqual([true, true, false, false, false])
  })
})

describe('a URI is refused', () => {
  it.each([
    ['otpauth.not_an_otpauth_uri', ''],
    ['otpauth.not_an_otpauth_uri', 'JBSWY3DPEHPK3PXP'],
    ['otpauth.not_an_otpauth_uri', `https://totp/bob?${SECRET_PARAMETER}`],
    ['otpauth.not_an_otpauth_uri', `otpauth:totp/bob?${SECRET_PARAMETER}`],
    ['otpauth.not_an_otpauth_uri', 'otpauth-migration://offline?data=AA'],
    ['otpauth.not_an_otpauth_uri', 'otpauth%3A%2F%2Ftotp%zz'],
    ['otpauth.too_long', `otpauth://totp/${'a'.repeat(5000)}?${SECRET_PARAMETER}`],
    ['otpauth.unknown_type', `otpauth://steam/bob?${SECRET_PARAMETER}`],
    ['otpauth.bad_percent_encoding', `otpauth://totp/50%?${SECRET_PARAMETER}`],
    ['otpauth.bad_percent_encoding', `otpauth://totp/bob?${SECRET_PARAMETER}&issuer=%ff`],
    ['otpauth.duplicate_parameter', `otpauth://totp/bob?${SECRET_PARAMETER}&secret=JBSWY3DPEHPK3PXP`],
    ['otpauth.duplicate_parameter', `otpauth://totp/bob?${SECRET_PARAMETER}&Secret=JBSWY3DPEHPK3PXP`],
    ['otpauth.duplicate_parameter', `otpauth://totp/bob?${SECRET_PARAMETER}&%73ecret=JBSWY3DPEHPK3PXP`],
    ['otpauth.duplicate_parameter', `otpauth://totp/bob?${SECRET_PARAMETER}&digits=6&digits=8`],
    ['otpauth.secret_missing', 'otpauth://totp/bob'],
    ['otpauth.secret_missing', 'otpauth://totp/bob?secret='],
    ['otpauth.secret_missing', 'otpauth://totp/bob?secret=%20--'],
    ['otpauth.secret_invalid', 'otpauth://totp/bob?secret=JBSWY3DPEHPK3PX0'],
    ['otpauth.unknown_algorithm', `otpauth://totp/bob?${SECRET_PARAMETER}&algorithm=MD5`],
    ['otpauth.unknown_algorithm', `otpauth://totp/bob?${SECRET_PARAMETER}&algorithm=`],
    ['otpauth.unknown_algorithm', `otpauth://totp/bob?${SECRET_PARAMETER}&algorithm=SHA3-256`],
    ['otpauth.digits_out_of_range', `otpauth://totp/bob?${SECRET_PARAMETER}&digits=5`],
    ['otpauth.digits_out_of_range', `otpauth://totp/bob?${SECRET_PARAMETER}&digits=9`],
    ['otpauth.digits_out_of_range', `otpauth://totp/bob?${SECRET_PARAMETER}&digits=6.0`],
    ['otpauth.period_out_of_range', `otpauth://totp/bob?${SECRET_PARAMETER}&period=0`],
    ['otpauth.period_out_of_range', `otpauth://totp/bob?${SECRET_PARAMETER}&period=-30`],
    ['otpauth.period_out_of_range', `otpauth://totp/bob?${SECRET_PARAMETER}&period=1e3`],
    ['otpauth.counter_missing', `otpauth://hotp/bob?${SECRET_PARAMETER}`],
    ['otpauth.counter_out_of_range', `otpauth://hotp/bob?${SECRET_PARAMETER}&counter=-1`],
    ['otpauth.counter_out_of_range', `otpauth://hotp/bob?${SECRET_PARAMETER}&counter=18446744073709551616`],
  ])('as %s: %.60s', (code, uri) => {
    expect(refusal(uri).code).toBe(code)
  })

  it('saying where the secret is wrong, without showing it', () => {
    const error = refusal('otpauth://totp/bob?secret=JBSWY3DPEHPK3PX0')
    expect(error.message).toContain('“0” at character 16')
    expect(error.message).not.toContain('JBSW')
    expect(error.cause).toBeInstanceOf(Base32Error)
  })

  it('never with any other error, whatever it looks like', () => {
    const piece = fc.constantFrom(
      'otpauth://',
      'totp',
      'hotp',
      '/',
      ':',
      '?',
      '&',
      '=',
      '%',
      '%3A',
      '%ff',
      'secret=',
      'JBSWY3DP',
      'issuer=',
      'digits=',
      'period=',
      'counter=',
      '6',
      '0',
      '#',
      '+',
      ' ',
    )
    const almost = fc.array(
      fc.oneof({ weight: 4, arbitrary: piece }, fc.string({ unit: 'binary', maxLength: 3 })),
      { maxLength: 25 },
    )
    fc.assert(
      fc.property(almost, fc.boolean(), (pieces, withStart) => {
        const text = (withStart ? `otpauth://totp/a?${SECRET_PARAMETER}&` : '') + pieces.join('')
        try {
          parseOtpauthUri(text)
        } catch (error) {
          expect(error).toBeInstanceOf(OtpauthUriError)
        }
      }),
      { numRuns: 500 },
    )
  })
})
