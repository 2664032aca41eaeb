// The vault: what it seals opens in its own place and nowhere else, and not after the smallest change.
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseKeyring } from './keyring.ts'
import { createVault, isSame, SealError, type Place } from './vault.ts'

const line = (id: string, filler: number) => `${id} ${Buffer.alloc(32, filler).toString('base64')}`
const vaultOf = (...lines: string[]) => createVault(parseKeyring(lines.join('\n'), 'the test'), randomBytes)

const vault = vaultOf(line('k1', 1))
const place: Place = {
  organizationId: '01a207a2-5990-75fa-a584-cbdb99aed8ef',
  table: 'authenticators',
  column: 'seed',
  rowId: '01a207a2-5990-75fa-a584-000000000001',
}
const name = fc.stringMatching(/^[a-z0-9-]{0,40}$/)
const somePlace: fc.Arbitrary<Place> = fc.record({
  organizationId: name,
  table: name,
  column: name,
  rowId: name,
})
const bytes = fc.uint8Array({ maxLength: 200 })

describe('a sealed value', () => {
  test('opens in its place, whatever it is', () => {
    fc.assert(
      fc.property(bytes, somePlace, (plain, where) => {
        expect(vault.open(vault.seal(plain, where), where)).toEqual(Buffer.from(plain))
      }),
    )
  })

  test('does not show what is in it, nor that two are the same', () => {
    const plain = Buffer.from('a seed of twenty byt')
    const [first, second] = [vault.seal(plain, place), vault.seal(plain, place)]
    expect(first.includes(plain)).toBe(false)
    expect(first.equals(second)).toBe(false)
  })

  test('carries version, key id, nonce and tag, so that keys can be changed later', () => {
    const sealed = vault.seal(Buffer.alloc(20), place)
    expect(sealed[0]).toBe(1)
    expect(sealed.subarray(2, 2 + (sealed[1] ?? 0)).toString()).toBe('k1')
    expect(sealed).toHaveLength(2 + 2 + 12 + 20 + 16)
  })

  test('never uses a nonce twice', () => {
    const nonces = new Set<string>()
    for (let times = 0; times < 2_000; times += 1) {
      nonces.add(vault.seal(Buffer.alloc(1), place).subarray(4, 16).toString('hex'))
    }
    expect(nonces.size).toBe(2_000)
  })
})

describe('an attacker who writes to the database', () => {
  test.each([
    ['another row', { rowId: '01a207a2-5990-75fa-a584-000000000002' }],
    ['another organization', { organizationId: '01a207a2-5990-75fa-a584-cbdb99aed8ee' }],
    ['another table', { table: 'enrolments' }],
    ['another column', { column: 'name' }],
  ])('moves a value to %s: it does not open', (_, change) => {
    const sealed = vault.seal(Buffer.from('seed'), place)
    expect(() => vault.open(sealed, { ...place, ...change })).toThrow(SealError)
  })

  test('finds no two places that spell the same', () => {
    fc.assert(
      fc.property(somePlace, somePlace, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other))
        const sealed = vault.seal(Buffer.from('seed'), one)
        expect(() => vault.open(sealed, other)).toThrow(SealError)
      }),
    )
    // The end of one part is not the beginning of the next.
    const sealed = vault.seal(Buffer.from('seed'), { ...place, table: 'ab', column: 'c' })
    expect(() => vault.open(sealed, { ...place, table: 'a', column: 'bc' })).toThrow(SealError)
  })

  test('flips any one bit: it does not open', () => {
    fc.assert(
      fc.property(bytes, fc.nat(), (plain, at) => {
        const sealed = vault.seal(plain, place)
        const bit = at % (sealed.length * 8)
        sealed[bit >> 3]! ^= 1 << (bit & 7)
        expect(() => vault.open(sealed, place)).toThrow(SealError)
      }),
      { numRuns: 1_000 },
    )
  })

  test('cuts a value off anywhere, or adds to it: it does not open', () => {
    const sealed = vault.seal(Buffer.from('a seed of twenty byt'), place)
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => vault.open(sealed.subarray(0, length), place)).toThrow(SealError)
    }
    expect(() => vault.open(Buffer.concat([sealed, Buffer.alloc(1)]), place)).toThrow(SealError)
  })

  test('writes whatever bytes: nothing opens, and nothing else breaks', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (noise) => {
        expect(() => vault.open(Buffer.from(noise), place)).toThrow(SealError)
      }),
    )
  })

  test('learns nothing from the failure: it names the place, and no byte of the value', () => {
    const sealed = vault.seal(Buffer.from('a seed of twenty byt'), place)
    let failure: unknown
    try {
      vault.open(sealed, { ...place, rowId: 'elsewhere' })
    } catch (error) {
      failure = error
    }
    expect(failure).toMatchObject({ code: 'vault.cannot_open', place: { rowId: 'elsewhere' } })
    expect((failure as Error).message).toBe(
      'authenticators.seed of row elsewhere cannot be opened: it was altered, or belongs to another row',
    )
  })
})

describe('keys', () => {
  test('a newer key seals, the older one still opens what it sealed', () => {
    const before = vaultOf(line('k1', 1)).seal(Buffer.from('old'), place)
    const both = vaultOf(line('k1', 1), line('k2', 2))
    expect(both.open(before, place).toString()).toBe('old')
    const after = both.seal(Buffer.from('new'), place)
    expect(after.subarray(2, 4).toString()).toBe('k2')
    expect(() => vaultOf(line('k1', 1)).open(after, place)).toThrow('its key is not in the key file')
  })

  test('another key under the same name opens nothing', () => {
    const sealed = vault.seal(Buffer.from('seed'), place)
    expect(() => vaultOf(line('k1', 9)).open(sealed, place)).toThrow(SealError)
  })

  test('fingerprints stay the same when a key is added, differ by purpose and key, and are no proof of the key', () => {
    const both = vaultOf(line('k1', 1), line('k2', 2))
    const mine = vault.fingerprint('recovery code', 'text')
    expect(both.fingerprint('recovery code', 'text')).toEqual(mine)
    expect(vault.fingerprint('password budget', 'text')).not.toEqual(mine)
    expect(vaultOf(line('k1', 2)).fingerprint('recovery code', 'text')).not.toEqual(mine)
    const [proof] = vault.proofs()
    expect(proof?.keyId).toBe('k1')
    expect(proof?.proof).toHaveLength(32)
    expect(proof?.proof.equals(Buffer.alloc(32, 1))).toBe(false)
  })
})

test('two values are the same only when every byte is', () => {
  expect(isSame(Buffer.from('abc'), Buffer.from('abc'))).toBe(true)
  expect(isSame(Buffer.from('abc'), Buffer.from('abd'))).toBe(false)
  expect(isSame(Buffer.from('abc'), Buffer.from('ab'))).toBe(false)
  expect(isSame(Buffer.alloc(0), Buffer.alloc(0))).toBe(true)
})
