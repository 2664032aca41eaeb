// Looking for a code among the counters of a window, in a time that does not depend on the digits.
import type { PreparedKey } from './prepared-key.ts'

/** RFC 4226 asks for at least six digits; authenticators know no more than eight. */
export type Digits = 6 | 7 | 8

/** The most steps or counters that a verification looks at before or after the expected one. */
export const MAX_WINDOW = 240

/**
 * Tries `count` counters from `firstCounter` on and returns the index (0 and up) of the last one whose code
 * is `wanted`, or -1. Every counter is always worked out, and a match is taken over with bit masks rather
 * than with a branch: neither the digits nor how many of them are right changes what the processor does.
 * The last one wins, so that a caller who spends it leaves no earlier counter with the same code behind.
 */
export function lastMatch(
  key: PreparedKey,
  wanted: number,
  modulus: number,
  firstCounter: number,
  count: number,
): number {
  let match = -1
  for (let index = 0; index < count; index += 1) {
    const counter = firstCounter + index
    const difference = (key.truncatedMac(highWord(counter), lowWord(counter)) % modulus) ^ wanted
    // All bits set when the two are equal, else none. Both are below 2^27: the sign is never in the way.
    const equal = (difference - 1) >> 31
    match = (index & equal) | (match & ~equal)
  }
  return match
}

/** The number that a code of exactly `digits` ASCII digits spells, or -1 for any other text. */
export function codeNumber(code: string, digits: number): number {
  // Callers without types hand over numbers, null, arrays: none of them is a code.
  if (typeof code !== 'string' || code.length !== digits) return -1
  let number = 0
  for (let i = 0; i < digits; i += 1) {
    const digit = code.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return -1
    number = number * 10 + digit
  }
  return number
}

export function requireDigits(digits: number): void {
  if (digits !== 6 && digits !== 7 && digits !== 8) throw new RangeError('A code has 6, 7 or 8 digits')
}

/** One more than the greatest code of so many digits. */
export function modulusOf(digits: number): number {
  requireDigits(digits)
  return digits === 6 ? 1_000_000 : digits === 7 ? 10_000_000 : 100_000_000
}

export function requireWindow(steps: number): void {
  if (!Number.isInteger(steps) || steps < 0 || steps > MAX_WINDOW) {
    throw new RangeError(`A window reaches 0 to ${MAX_WINDOW} steps`)
  }
}

/** The upper 32 bits of a counter. */
export function highWord(counter: number | bigint): number {
  return typeof counter === 'bigint' ? Number(counter >> 32n) : Math.floor(counter / 0x1_0000_0000)
}

/** The lower 32 bits of a counter; their sign means nothing. */
export function lowWord(counter: number | bigint): number {
  return typeof counter === 'bigint' ? Number(counter & 0xffff_ffffn) : counter | 0
}
