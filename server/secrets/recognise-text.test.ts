// What a person pastes where a key is asked for: every form of a key is taken, everything else is told by its name.
import { describe, expect, test } from 'vitest'
import { encodeBase32 } from '../../otp/base32.ts'
import { AppError } from '../app-error.ts'
import { recogniseText } from './recognise-text.ts'

const KEY = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

function keyOf(text: string): string | undefined {
  const [candidate] = recogniseText(text).candidates
  return candidate !== undefined && 'key' in candidate ? encodeBase32(candidate.key.secret) : undefined
}

function refusalOf(text: string): { code: string; message: string | undefined } {
  try {
    recogniseText(text)
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, message: error.facts.fields?.[0]?.message }
    throw error
  }
  return { code: 'taken', message: undefined }
}

describe('a key', () => {
  test.each([
    ['as it is', KEY],
    ['in lower case', KEY.toLowerCase()],
    ['in groups of four', 'jbsw y3dp ehpk 3pxp jbsw y3dp ehpk 3pxp'],
    ['with hyphens', 'JBSW-Y3DP-EHPK-3PXP-JBSW-Y3DP-EHPK-3PXP'],
    ['with no-break spaces', 'JBSW\u00a0Y3DP\u00a0EHPK\u00a03PXP\u00a0JBSW\u00a0Y3DP\u00a0EHPK\u00a03PXP'],
    ['with what nobody sees', `\ufeff${KEY.slice(0, 7)}\u200b${KEY.slice(7)}\u2060\n`],
    ['over two lines', `${KEY.slice(0, 16)}\r\n${KEY.slice(16)}`],
    ['padded', 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEE======'],
  ])('%s', (_, text) => {
    expect(keyOf(text)?.startsWith(KEY)).toBe(true)
  })

  test('of 80 bits, as Microsoft still makes them, is a key like others', () => {
    expect(keyOf('jbsw y3dp ehpk 3pxp')).toBe('JBSWY3DPEHPK3PXP')
  })

  test('makes six digits every 30 seconds', () => {
    expect(recogniseText(KEY)).toMatchObject({
      kind: 'key',
      candidates: [{ key: { algorithm: 'SHA1', digits: 6, periodSeconds: 30 } }],
    })
  })
})

describe('a URI', () => {
  const uri = `otpauth://totp/Zendesk:wall%40northwind.example?secret=${KEY}&issuer=Zendesk&digits=8&period=60&algorithm=SHA256`
  test('says whose key it is and how its codes are made', () => {
    expect(recogniseText(uri)).toMatchObject({
      kind: 'otpauth_uri',
      candidates: [
        {
          issuer: 'Zendesk',
          account: 'wall@northwind.example',
          key: { algorithm: 'SHA256', digits: 8, periodSeconds: 60 },
        },
      ],
    })
  })
  test('percent-encoded as a whole is the same', () => {
    expect(recogniseText(encodeURIComponent(uri))).toEqual(recogniseText(uri))
  })
  test('that counts is told, with its name', () => {
    expect(recogniseText(`otpauth://hotp/Old:box?secret=${KEY}&counter=3`).candidates).toEqual([
      { issuer: 'Old', account: 'box', refusedFor: 'secret.counter_based' },
    ])
  })
  test.each([10, 14, 301, 3600])('with a period of %i seconds is not guessed at', (period) => {
    const { candidates } = recogniseText(`otpauth://totp/x?secret=${KEY}&period=${period}`)
    expect(candidates).toEqual([{ account: 'x', refusedFor: 'secret.uri_not_understood' }])
  })
})

describe('an export of Google Authenticator', () => {
  // Made by hand from the message's definition: two accounts, of which one counts, in the first of two parts.
  const part = (index: number, names: string[]) => {
    const entry = (name: string) => {
      const secret = Buffer.from('12345678901234567890')
      const body = Buffer.concat([
        Buffer.of(0x0a, secret.length),
        secret,
        Buffer.of(0x12, name.length),
        Buffer.from(name),
        Buffer.of(0x20, 1, 0x28, 1, 0x30, name.startsWith('count') ? 1 : 2),
      ])
      return Buffer.concat([Buffer.of(0x0a, body.length), body])
    }
    const payload = Buffer.concat([...names.map(entry), Buffer.of(0x10, 1, 0x18, 2, 0x20, index, 0x28, 7)])
    return `otpauth-migration://offline?data=${encodeURIComponent(payload.toString('base64'))}`
  }
  const first = part(0, ['wall@northwind.example', 'counted'])
  const second = part(1, ['private@home.example'])

  test('names its accounts, says which of them cannot be used, and which part is missing', () => {
    expect(recogniseText(first)).toMatchObject({
      kind: 'google_export',
      candidates: [
        { account: 'wall@northwind.example', key: { digits: 6, periodSeconds: 30 } },
        { account: 'counted', refusedFor: 'secret.counter_based' },
      ],
      parts: { count: 2, missing: [2] },
    })
  })
  test('is put together from its parts in any order', () => {
    const { candidates, parts } = recogniseText(`${second}\n${first}\n${first}`)
    expect(candidates.map(({ account }) => account)).toEqual([
      'wall@northwind.example',
      'counted',
      'private@home.example',
    ])
    expect(parts).toEqual({ count: 2, missing: [] })
  })
  test('that was cut off is told', () => {
    expect(refusalOf(first.slice(0, 90)).code).toBe('secret.export_damaged')
  })
})

describe('what is not a key', () => {
  test.each([
    ['', 'secret.empty'],
    [' \u200b\n', 'secret.empty'],
    ['123456', 'secret.is_a_code'],
    ['123 456', 'secret.is_a_code'],
    ['1234 5678', 'secret.is_a_code'],
    ['a1b2c3d4', 'secret.is_a_recovery_code'],
    ['abcde-fghij', 'secret.is_a_recovery_code'],
    ['ABCDEFGH', 'secret.is_a_recovery_code'],
    ['12345678\n23456789\n34567890', 'secret.is_a_recovery_code'],
    ['7kq2-m9xw\nz4cd-81rt\n', 'secret.is_a_recovery_code'],
    ['abc', 'secret.too_short'],
    ['phonefactor://activate_account?code=123&url=https%3a%2f%2fexample', 'secret.for_microsofts_app'],
    ['https://mobileappcommunicator.auth.microsoft.com/activate/abc', 'secret.for_microsofts_app'],
    ['duo://QUJDREVG-abc', 'secret.for_another_app'],
    ['oktaverify://email/wall?t=abc', 'secret.for_another_app'],
    ['steam://JRZCL47CMXVOQMNPZR2F7J4RGI', 'secret.for_another_app'],
    ['https://id.atlassian.com/manage-profile/security', 'secret.is_a_link'],
    ['The quick brown fox jumps!', 'secret.not_a_key'],
    ['0000111122223333444455556666', 'secret.not_a_key'],
    [`otpauth://totp/x?secret=${KEY}&digits=5`, 'secret.uri_not_understood'],
    [`otpauth://totp/x?secret=${KEY}&secret=${KEY}`, 'secret.uri_not_understood'],
    [`otpauth://totp/x?secret=not%20a%20key!`, 'secret.not_a_key'],
    ['otpauth-migration://offline?data=', 'secret.export_damaged'],
  ])('%j: %s', (text, code) => {
    expect(refusalOf(text).code).toBe(code)
  })

  test('is not looked through when it is longer than any export', () => {
    expect(refusalOf('A'.repeat(1_000_001)).code).toBe('secret.file_unknown')
  })

  test('says which character is wrong, and what was probably meant', () => {
    expect(refusalOf('JBSWY3DPEHPK3PX0JBSWY3DPEHPK3PXP')).toEqual({
      code: 'secret.not_a_key',
      message:
        '“0” at character 16 is not in base32, which has the letters A to Z and the digits 2 to 7: perhaps the letter O is meant.',
    })
  })

  test('is not repeated in what is told', () => {
    const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PX9'
    for (const text of [secret, `otpauth://totp/x?secret=${secret}`, secret.slice(0, 12)]) {
      expect(JSON.stringify(refusalOf(text))).not.toContain('JBSWY3')
    }
  })
})
