// TOTP: the vectors of RFC 6238, steps and periods, windows.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase32 } from './base32.ts'
import { hotp, MAX_WINDOW, prepareKey, type Algorithm, type Digits } from './hotp.ts'
import { secondsLeft, stepAt, totp, validUntilMs, verifyTotp } from './totp.ts'

const RFC_DIGITS = '1234567890'.repeat(7)
const RFC_KEYS = {
  SHA1: prepareKey(new TextEncoder().encode(RFC_DIGITS.slice(0, 20))),
  SHA256: prepareKey(new TextEncoder().encode(RFC_DIGITS.slice(0, 32)), 'SHA256'),
  SHA512: prepareKey(new TextEncoder().encode(RFC_DIGITS.slice(0, 64)), 'SHA512'),
}
const key = RFC_KEYS.SHA1
const STEP_MS = 30_000

describe('a code', () => {
  it.each([
    [59, 0x1, '94287082', '46119246', '90693936'],
    [1111111109, 0x23523ec, '07081804', '68084774', '25091201'],
    [1111111111, 0x23523ed, '14050471', '67062674', '99943326'],
    [1234567890, 0x273ef07, '89005924', '91819424', '93441116'],
    [2000000000, 0x3f940aa, '69279037', '90698825', '38618901'],
    [20000000000, 0x27bc86aa, '65353130', '77737706', '47863826'],
  ])('at Unix time %i is that of RFC 6238, appendix B', (atSeconds, step, sha1, sha256, sha512) => {
    const codes: [Algorithm, string][] = [
      ['SHA1', sha1],
      ['SHA256', sha256],
      ['SHA512', sha512],
    ]
    expect(stepAt(atSeconds * 1000)).toBe(step)
    for (const [algorithm, code] of codes) {
      expect(totp(RFC_KEYS[algorithm], atSeconds * 1000, { digits: 8 })).toBe(code)
      expect(totp(RFC_KEYS[algorithm], atSeconds * 1000)).toBe(code.slice(2))
    }
  })

  it.each([
    ['WQIQ25BRKZYCJVYP', '194506'],
    ['PIUDISEQYA', '829846'],
    ['PIUDISEQYA======', '829846'],
  ])('of the key %s is what other programs make of it', (text, code) => {
    expect(totp(prepareKey(decodeBase32(text)), Date.UTC(2023, 0, 1))).toBe(code)
  })

  it('stands from the first to the last millisecond of its step', () => {
    expect(totp(key, 59_999)).toBe('287082')
    expect(totp(key, 30_000)).toBe('287082')
    expect(totp(key, 29_999)).toBe('755224')
    expect(totp(key, 60_000)).toBe('359152')
  })

  it('follows any period and T0', () => {
    expect(stepAt(59_000, { periodSeconds: 1 })).toBe(59)
    expect(stepAt(59_999, { periodSeconds: 60 })).toBe(0)
    expect(stepAt(1_000_030_000, { t0Seconds: 1_000_000 })).toBe(1)
    expect(stepAt(30_000, { t0Seconds: -30 })).toBe(2)
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 8.64e15 }),
        fc.integer({ min: 1, max: 999_999_999 }),
        (atMs, periodSeconds) => {
          const exact = BigInt(atMs) / (BigInt(periodSeconds) * 1000n)
          expect(stepAt(atMs, { periodSeconds })).toBe(Number(exact))
          expect(totp(key, atMs, { periodSeconds })).toBe(hotp(key, exact))
        },
      ),
    )
  })

  it('ends when the next one begins', () => {
    expect(validUntilMs(59_000)).toBe(60_000)
    expect(validUntilMs(60_000)).toBe(90_000)
    expect(validUntilMs(1_000, { periodSeconds: 60, t0Seconds: -15 })).toBe(45_000)
    expect([30_000, 30_001, 58_999, 59_000, 59_999].map((atMs) => secondsLeft(atMs))).toEqual([
      30, 30, 2, 1, 1,
    ])
  })

  it('is refused for a moment that is none', () => {
    for (const atMs of [Number.NaN, Infinity, -Infinity, -1])
      expect(() => totp(key, atMs)).toThrow(RangeError)
    expect(() => totp(key, 1000, { t0Seconds: 2 })).toThrow(RangeError)
  })

  it('is refused for a period of nothing, a part of a second, or T0 at one', () => {
    for (const periodSeconds of [0, -30, 0.5, Number.NaN]) {
      expect(() => totp(key, 0, { periodSeconds })).toThrow(RangeError)
    }
    expect(() => totp(key, 0, { t0Seconds: 0.5 })).toThrow(RangeError)
  })
})

describe('verifying', () => {
  const atMs = 1_111_111_111_000
  const step = 0x23523ed
  const codeAt = (offset: number, digits: Digits = 6) => hotp(key, step + offset, digits)

  it('takes the current code and the one before, and says which', () => {
    expect(verifyTotp(key, codeAt(0), atMs)).toEqual({ step, offset: 0 })
    expect(verifyTotp(key, codeAt(-1), atMs)).toEqual({ step: step - 1, offset: -1 })
    expect(verifyTotp(key, codeAt(-2), atMs)).toBeUndefined()
    expect(verifyTotp(key, codeAt(1), atMs)).toBeUndefined()
  })

  it('reaches as far back and ahead as it is told', () => {
    expect(verifyTotp(key, codeAt(1), atMs, { ahead: 1 })).toEqual({ step: step + 1, offset: 1 })
    expect(verifyTotp(key, codeAt(-20), atMs, { back: 20 })).toEqual({ step: step - 20, offset: -20 })
    expect(verifyTotp(key, codeAt(-1), atMs, { back: 0 })).toBeUndefined()
    expect(verifyTotp(key, codeAt(0), atMs, { back: 0 })).toEqual({ step, offset: 0 })
  })

  it('finds exactly what the window holds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 41 }),
        fc.nat(4),
        fc.nat(4),
        fc.integer({ min: -6, max: 6 }),
        fc.constantFrom<Digits[]>(6, 7, 8),
        fc.constantFrom<Algorithm[]>('SHA1', 'SHA256', 'SHA512'),
        (moment, back, ahead, offset, digits, algorithm) => {
          const current = stepAt(moment)
          fc.pre(current + offset >= 0)
          const someKey = RFC_KEYS[algorithm]
          const code = hotp(someKey, current + offset, digits)
          const window = Array.from({ length: back + ahead + 1 }, (_, i) => current - back + i)
          const matching = window.filter((s) => s >= 0 && hotp(someKey, s, digits) === code)
          const found = verifyTotp(someKey, code, moment, { back, ahead, digits })
          expect(found?.step).toBe(matching.at(-1))
          if (found !== undefined) expect(found.offset).toBe(found.step - current)
        },
      ),
    )
  })

  it('looks at nothing before step 0', () => {
    expect(verifyTotp(key, '755224', 0, { back: 5, ahead: 0 })).toEqual({ step: 0, offset: 0 })
    expect(verifyTotp(key, '287082', 0, { back: 5, ahead: 1 })).toEqual({ step: 1, offset: 1 })
  })

  it('takes 000000 where it is the code, and nowhere else', () => {
    expect(verifyTotp(key, '000000', 349495 * STEP_MS)).toEqual({ step: 349495, offset: 0 })
    expect(verifyTotp(key, '000000', atMs, { back: 100, ahead: 100 })).toBeUndefined()
  })

  it('takes codes of seven and eight digits only where they are asked for', () => {
    expect(verifyTotp(key, codeAt(0, 8), atMs, { digits: 8 })).toEqual({ step, offset: 0 })
    expect(verifyTotp(key, codeAt(0, 7), atMs, { digits: 7 })).toEqual({ step, offset: 0 })
    expect(verifyTotp(key, codeAt(0, 8), atMs)).toBeUndefined()
    expect(verifyTotp(key, codeAt(0), atMs, { digits: 8 })).toBeUndefined()
  })

  it('refuses a window without an end, whatever the code', () => {
    for (const steps of [-1, 0.5, MAX_WINDOW + 1, Infinity, Number.NaN]) {
      expect(() => verifyTotp(key, codeAt(0), atMs, { back: steps })).toThrow(RangeError)
      expect(() => verifyTotp(key, 'no code', atMs, { ahead: steps })).toThrow(RangeError)
    }
  })
})
