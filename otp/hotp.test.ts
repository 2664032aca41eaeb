// HOTP: the vectors of RFC 4226, large counters, and what is refused.
import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hotp, MAX_WINDOW, prepareKey, verifyHotp, type Digits } from './hotp.ts'

const RFC_SECRET = new TextEncoder().encode('12345678901234567890')
const key = prepareKey(RFC_SECRET)

describe('a code', () => {
  it('is that of RFC 4226, appendix D', () => {
    const codes = Array.from({ length: 10 }, (_, counter) => hotp(key, counter))
    expect(codes).toEqual([
      '755224',
      '287082',
      '359152',
      '969429',
      '338314',
      '254676',
      '287922',
      '162583',
      '399871',
      '520489',
    ])
  })

  it('comes from the truncated number of RFC 4226, appendix D', () => {
    const numbers = Array.from({ length: 10 }, (_, counter) => key.truncatedMac(0, counter))
    expect(numbers).toEqual([
      1284755224, 1094287082, 137359152, 1726969429, 1640338314, 868254676, 1918287922, 82162583, 673399871,
      645520489,
    ])
  })

  it.each([
    [2n ** 31n - 1n, '223505', '27223505'],
    [2n ** 31n, '197202', '04197202'],
    [2n ** 32n - 1n, '117190', '57117190'],
    [2n ** 32n, '999456', '55999456'],
    [2n ** 33n + 5n, '065679', '64065679'],
    [2n ** 53n + 1n, '354518', '70354518'],
    [2n ** 63n - 1n, '181742', '50181742'],
  ])('is right for the large counter %s', (counter, six, eight) => {
    expect(hotp(key, counter)).toBe(six)
    expect(hotp(key, counter, 8)).toBe(eight)
  })

  it('is the same for a number and a bigint', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (counter) => {
        expect(hotp(key, counter)).toBe(hotp(key, BigInt(counter)))
      }),
    )
  })

  it('keeps its leading zeros: the shorter code is the end of the longer one', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (counter) => {
        const eight = hotp(key, counter, 8)
        expect(eight).toMatch(/^[0-9]{8}$/)
        expect(hotp(key, counter, 7)).toBe(eight.slice(1))
        expect(hotp(key, counter, 6)).toBe(eight.slice(2))
      }),
    )
  })

  it('can be 000000, as at the steps 349495, 1290532 and 1552630', () => {
    expect([349495, 1290532, 1552630].map((counter) => hotp(key, counter))).toEqual([
      '000000',
      '000000',
      '000000',
    ])
  })

  it('is refused for a counter that is none', () => {
    for (const counter of [-1, 0.5, 2 ** 53, Number.NaN, Infinity, -1n, 2n ** 64n]) {
      expect(() => hotp(key, counter)).toThrow(RangeError)
    }
  })

  it('is refused with fewer than six or more than eight digits', () => {
    for (const digits of [0, 5, 9, 6.5, Number.NaN]) expect(() => hotp(key, 0, digits)).toThrow(RangeError)
  })
})

describe('a prepared key', () => {
  it('does not change when the secret is wiped afterwards', () => {
    const secret = RFC_SECRET.slice()
    const prepared = prepareKey(secret)
    secret.fill(0)
    expect(hotp(prepared, 0)).toBe('755224')
  })

  it('is refused without a secret', () => {
    expect(() => prepareKey(new Uint8Array(0))).toThrow(RangeError)
  })

  it('is refused for a secret that is still text, which would count as zeros', () => {
    expect(() => prepareKey('GEZDGNBVGY3TQOJQ' as unknown as Uint8Array)).toThrow(TypeError)
    expect(() => prepareKey([1, 2, 3] as unknown as Uint8Array)).toThrow(TypeError)
  })

  it('is refused for an algorithm that is not in the list', () => {
    for (const algorithm of ['MD5', 'sha1', 'toString']) {
      expect(() => prepareKey(RFC_SECRET, algorithm as 'SHA1')).toThrow(TypeError)
    }
  })

  it('shows nothing of the secret when it is printed or serialized', () => {
    expect(JSON.stringify(key)).toBe('{"algorithm":"SHA1"}')
    expect(inspect(key, { showHidden: true, depth: null })).not.toMatch(/\d{4}/)
    expect(Object.keys(structuredClone(key))).toEqual(['algorithm'])
  })
})

describe('verifying', () => {
  it('finds a code at the expected counter and up to the end of the window, not beyond', () => {
    expect(verifyHotp(key, '755224', 0)).toEqual({ counter: 0, offset: 0 })
    expect(verifyHotp(key, '969429', 1, { ahead: 2 })).toEqual({ counter: 3, offset: 2 })
    expect(verifyHotp(key, '969429', 1, { ahead: 1 })).toBeUndefined()
  })

  it('never looks back: a used counter is gone', () => {
    expect(verifyHotp(key, '755224', 1, { ahead: 100 })).toBeUndefined()
  })

  it('finds exactly the codes of the window', () => {
    const digitCounts: Digits[] = [6, 7, 8]
    fc.assert(
      fc.property(
        fc.nat(2 ** 40),
        fc.nat(5),
        fc.integer({ min: -3, max: 8 }),
        fc.constantFrom(...digitCounts),
        (expected, ahead, offset, digits) => {
          fc.pre(expected + offset >= 0)
          const code = hotp(key, expected + offset, digits)
          const found = verifyHotp(key, code, expected, { ahead, digits })
          const counters = Array.from({ length: ahead + 1 }, (_, i) => expected + i)
          const matching = counters.filter((counter) => hotp(key, counter, digits) === code)
          expect(found?.counter).toBe(matching.at(-1))
          if (offset >= 0 && offset <= ahead) expect(found).toBeDefined()
        },
      ),
    )
  })

  it('refuses a window without an end', () => {
    for (const ahead of [-1, 0.5, MAX_WINDOW + 1, Infinity, Number.NaN]) {
      expect(() => verifyHotp(key, '755224', 0, { ahead })).toThrow(RangeError)
    }
    expect(() => verifyHotp(key, '755224', Number.MAX_SAFE_INTEGER, { ahead: 1 })).toThrow(RangeError)
  })
})
