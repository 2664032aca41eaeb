// otpauth-migration:// URIs: the samples of the requirements, several parts, limits, damaged data.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase32 } from './base32.ts'
import { joinMigrationParts, MigrationUriError, parseMigrationUri } from './migration-uri.ts'

// Not made by this library: one entry; and the first of two parts with two entries.
const ONE =
  'otpauth-migration://offline?data=CjUKCkhlbGxvId6tvu8SGEV4YW1wbGU6YWxpY2VAZ29vZ2xlLmNvbRoHRXhhbXBsZSABKAEwAhABGAEgACgB'
const FIRST_OF_TWO =
  'otpauth-migration://offline?data=CjUKCkhlbGxvId6tvu8SGEV4YW1wbGU6YWxpY2VAZ29vZ2xlLmNvbRoHRXhhbXBsZSABKAEwAgoqChQxMjM0NTY3ODkwMTIzNDU2Nzg5MBIDYm9iGgdBQ01FIENvIAIoAjACEAEYAiAAKP7%2F%2F%2F8H'

const ALICE = {
  type: 'totp',
  issuer: 'Example',
  account: 'alice@google.com',
  secret: decodeBase32('JBSWY3DPEHPK3PXP'),
  weakSecret: false,
  algorithm: 'SHA1',
  digits: 6,
  periodSeconds: 30,
}
const BOB = {
  type: 'totp',
  issuer: 'ACME Co',
  account: 'bob',
  secret: new TextEncoder().encode('12345678901234567890'),
  weakSecret: false,
  algorithm: 'SHA256',
  digits: 8,
  periodSeconds: 30,
}

// A small writer of protobuf, to make what the samples have not.
type Field = [number: number, value: bigint | number | string | Uint8Array | Field[]]

function varint(value: bigint): number[] {
  const rest = value >> 7n
  return rest === 0n ? [Number(value)] : [Number(value & 0x7fn) | 0x80, ...varint(rest)]
}

function message(fields: Field[]): Uint8Array {
  return Uint8Array.from(
    fields.flatMap(([number, value]) => {
      if (typeof value === 'number' || typeof value === 'bigint') {
        return [...varint(BigInt(number) << 3n), ...varint(BigInt.asUintN(64, BigInt(value)))]
      }
      const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value
      const content = bytes instanceof Uint8Array ? bytes : message(bytes)
      return [...varint((BigInt(number) << 3n) | 2n), ...varint(BigInt(content.length)), ...content]
    }),
  )
}

const uriOf = (payload: Uint8Array): string =>
  `otpauth-migration://offline?data=${encodeURIComponent(Buffer.from(payload).toString('base64'))}`

const partOf = (...fields: Field[]) => parseMigrationUri(uriOf(message(fields)))

const SECRET: Field = [1, new Uint8Array(20).fill(7)]
const entry = (...fields: Field[]): Field => [1, [SECRET, ...fields]]

function refusal(work: () => unknown): MigrationUriError {
  try {
    work()
  } catch (error) {
    if (error instanceof MigrationUriError) return error
    throw error
  }
  throw new Error('Nothing was refused')
}

describe('one QR code of an export', () => {
  it('says what it holds', () => {
    expect(parseMigrationUri(ONE)).toEqual({
      entries: [ALICE],
      refused: [],
      version: 1,
      batchSize: 1,
      batchIndex: 0,
      batchId: 1,
    })
  })

  it('may hold several entries and be one of several', () => {
    expect(parseMigrationUri(FIRST_OF_TWO)).toEqual({
      entries: [ALICE, BOB],
      refused: [],
      version: 1,
      batchSize: 2,
      batchIndex: 0,
      batchId: 2147483646,
    })
  })

  it('is read however the link was encoded on its way', () => {
    const data = FIRST_OF_TWO.slice(FIRST_OF_TWO.indexOf('=') + 1)
    const plain = decodeURIComponent(data)
    const forms = [
      plain,
      plain.replaceAll('+', ' '),
      plain.replaceAll('/', '_').replaceAll('+', '-'),
      `${data}%3D`,
    ]
    for (const form of forms) {
      expect(parseMigrationUri(`otpauth-migration://offline?data=${form}`).entries).toEqual([ALICE, BOB])
    }
    expect(parseMigrationUri(encodeURIComponent(FIRST_OF_TWO)).entries).toEqual([ALICE, BOB])
    expect(parseMigrationUri(` OTPAUTH-MIGRATION://OFFLINE?data=${data}\n`).entries).toEqual([ALICE, BOB])
  })

  it('has SHA1, six digits and TOTP where nothing else is said, and always 30 seconds', () => {
    expect(partOf(entry()).entries).toEqual([{ ...ALICE, issuer: undefined, account: '', secret: SECRET[1] }])
    expect(partOf(entry([4, 0], [5, 0], [6, 0])).entries[0]).toMatchObject({
      algorithm: 'SHA1',
      digits: 6,
      type: 'totp',
    })
    expect(partOf(entry([4, 3], [5, 2], [6, 2])).entries[0]).toMatchObject({ algorithm: 'SHA512', digits: 8 })
  })

  it('has the issuer in a field of its own, in the name, or in both', () => {
    expect(partOf(entry([2, 'ACME:bob'])).entries[0]).toMatchObject({ issuer: 'ACME', account: 'bob' })
    expect(partOf(entry([2, 'bob'], [3, 'ACME'])).entries[0]).toMatchObject({
      issuer: 'ACME',
      account: 'bob',
    })
    expect(partOf(entry([2, 'Evil:bob'], [3, 'Bank'])).entries[0]).toMatchObject({
      issuer: 'Bank',
      issuerMismatch: { label: 'Evil', parameter: 'Bank' },
    })
    expect(partOf(entry([2, 'Zoë 🔑'])).entries[0]?.account).toBe('Zoë 🔑')
  })

  it('keeps the counter of HOTP exact', () => {
    expect(partOf(entry([6, 1], [7, 2n ** 53n + 1n])).entries[0]).toMatchObject({
      type: 'hotp',
      counter: 2n ** 53n + 1n,
    })
    expect(partOf(entry([6, 1])).entries[0]).toMatchObject({ type: 'hotp', counter: 0n })
    expect(partOf(entry([6, 2], [7, 5])).entries[0]).not.toHaveProperty('counter')
  })

  it('may have a negative batch id', () => {
    expect(partOf(entry(), [5, -5]).batchId).toBe(-5)
  })

  it('flags a secret below 80 bits', () => {
    expect(partOf([1, [[1, new Uint8Array(9)]]]).entries[0]?.weakSecret).toBe(true)
  })

  it('passes over fields that are not known, of every width', () => {
    const strange = [
      ...varint((9n << 3n) | 1n),
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      8,
      ...varint((10n << 3n) | 5n),
      1,
      2,
      3,
      4,
    ]
    const payload = Uint8Array.from([...message([[99, 'x'], entry([77, 5]), [98, 2n ** 63n]]), ...strange])
    expect(parseMigrationUri(uriOf(payload)).entries).toHaveLength(1)
  })
})

describe('an entry that cannot be taken', () => {
  it.each([
    ['MD5', 'migration.md5', entry([2, 'ACME:bob'], [4, 4])],
    ['an algorithm of the future', 'migration.unknown_parameter', entry([2, 'ACME:bob'], [4, 5])],
    ['a negative algorithm', 'migration.unknown_parameter', entry([2, 'ACME:bob'], [4, -1])],
    ['seven or nine digits', 'migration.unknown_parameter', entry([2, 'ACME:bob'], [5, 3])],
    ['another type', 'migration.unknown_parameter', entry([2, 'ACME:bob'], [6, 3])],
    ['a negative counter', 'migration.unknown_parameter', entry([2, 'ACME:bob'], [6, 1], [7, -1])],
    ['no secret', 'migration.secret_missing', [1, [[2, 'ACME:bob']]] satisfies Field],
  ])('because of %s is named, and the others stand', (_, code, refused) => {
    const part = partOf(refused, entry([2, 'carol']))
    expect(part.refused).toEqual([{ code, issuer: 'ACME', account: 'bob' }])
    expect(part.entries.map(({ account }) => account)).toEqual(['carol'])
    // Alone it leaves nothing to take.
    expect(refusal(() => partOf(refused)).code).toBe(code)
  })
})

describe('a text is refused', () => {
  it.each([
    ['migration.not_a_migration_uri', 'otpauth://totp/bob?secret=JBSWY3DPEHPK3PXP'],
    ['migration.not_a_migration_uri', ONE.replace('offline', 'online')],
    ['migration.not_a_migration_uri', ''],
    ['migration.malformed', ONE.replace('CjUK', 'Cj*K')],
    ['migration.malformed', `${ONE}A`],
    ['migration.malformed', `${ONE}&data=AA`],
    ['migration.malformed', 'otpauth-migration://offline?data=%ff'],
    ['migration.empty', 'otpauth-migration://offline?data='],
    ['migration.empty', 'otpauth-migration://offline'],
    ['migration.empty', uriOf(message([[2, 1]]))],
  ])('as %s: %.60s', (code, text) => {
    expect(refusal(() => parseMigrationUri(text)).code).toBe(code)
  })

  it.each([
    ['a length beyond the end', [0x0a, 0x05, 0x01]],
    ['a length of 2^63', [0x0a, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]],
    ['a varint of eleven bytes', [0x10, ...Array.from({ length: 10 }, () => 0x80), 0x01]],
    ['a varint that does not end', [0x10, 0x80]],
    ['field number 0', [0x00, 0x01]],
    ['a group', [0x0b, 0x0c]],
    ['a fixed-width field cut off', [0x49, 0x01]],
    ['a number where the entries belong', [0x08, 0x01]],
    ['text where a number belongs', [0x12, 0x01, 0x41]],
    ['a name that is not UTF-8', [0x0a, 0x06, 0x0a, 0x01, 0x07, 0x12, 0x01, 0xff]],
    ['a part beyond the last', [...message([entry(), [3, 2], [4, 2]])]],
    ['a negative part', [...message([entry(), [3, 2], [4, -1]])]],
    ['two thousand million parts', [...message([entry(), [3, 2 ** 31 - 1]])]],
    ['a negative number of parts', [...message([entry(), [3, -1]])]],
  ])('as damaged, for %s', (_, payload) => {
    expect(refusal(() => parseMigrationUri(uriOf(Uint8Array.from(payload)))).code).toBe('migration.malformed')
  })

  it('when it is larger than any export', () => {
    const hundred = Array.from({ length: 100 }, () => entry())
    expect(partOf(...hundred).entries).toHaveLength(100)
    expect(refusal(() => partOf(...hundred, entry())).code).toBe('migration.too_large')
    expect(partOf(entry(), [99, new Uint8Array(8000)]).entries).toHaveLength(1)
    expect(refusal(() => partOf(entry(), [99, new Uint8Array(8192)])).code).toBe('migration.too_large')
    expect(refusal(() => parseMigrationUri(`${ONE}${'%41'.repeat(100_000)}`)).code).toBe(
      'migration.too_large',
    )
  })

  it('never with any other error, whatever the payload', () => {
    const noise = fc.uint8Array({ maxLength: 60 })
    const nearly = fc
      .tuple(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 10 }))
      .map(([inner, rest]) => Uint8Array.from([...message([[1, inner]]), ...rest]))
    fc.assert(
      fc.property(fc.oneof(noise, nearly), (payload) => {
        try {
          parseMigrationUri(uriOf(payload))
        } catch (error) {
          expect(error).toBeInstanceOf(MigrationUriError)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('several QR codes', () => {
  const third = (index: number) => partOf(entry([2, `account ${index}`]), [2, 1], [3, 3], [4, index], [5, 42])

  it('come together in their order, however they were scanned', () => {
    const joined = joinMigrationParts([third(2), third(0), third(2), third(1)])
    expect(joined).toMatchObject({ batchSize: 3, batchId: 42, missing: [], refused: [] })
    expect(joined.entries.map(({ account }) => account)).toEqual(['account 0', 'account 1', 'account 2'])
  })

  it('say which of them are missing', () => {
    expect(joinMigrationParts([third(1)]).missing).toEqual([0, 2])
    expect(joinMigrationParts([parseMigrationUri(FIRST_OF_TWO)]).missing).toEqual([1])
    expect(joinMigrationParts([parseMigrationUri(ONE)]).missing).toEqual([])
  })

  it('are not mixed with those of another export', () => {
    const other = partOf(entry(), [3, 3], [4, 1], [5, 43])
    const longer = partOf(entry(), [3, 4], [4, 1], [5, 42])
    for (const foreign of [other, longer]) {
      expect(refusal(() => joinMigrationParts([third(0), foreign])).code).toBe('migration.other_export')
    }
    expect(refusal(() => joinMigrationParts([])).code).toBe('migration.empty')
  })
})
