// HOTP, the counter-based one-time password (RFC 4226).
import {
  codeNumber,
  highWord,
  lastMatch,
  lowWord,
  modulusOf,
  requireDigits,
  requireWindow,
  type Digits,
} from './code-window.ts'
import type { PreparedKey } from './prepared-key.ts'

export { MAX_WINDOW, type Digits } from './code-window.ts'
export { prepareKey, type Algorithm, type PreparedKey } from './prepared-key.ts'

/**
 * The code of one counter: a string, because it may begin with zeros. A number counts up to 2^53 - 1, a
 * bigint up to 2^64 - 1. Throws RangeError for any other counter, and for digits outside 6 to 8.
 */
export function hotp(key: PreparedKey, counter: number | bigint, digits: number = 6): string {
  requireDigits(digits)
  requireCounter(counter)
  return lastDigits(key.truncatedMac(highWord(counter), lowWord(counter)), digits)
}

export interface HotpVerification {
  digits?: Digits
  /** How many counters after the expected one are tried as well (RFC 4226, section 7.4). 0 unless told. */
  ahead?: number
}

/**
 * Looks for a code at the expected counter and up to `ahead` counters after it. Returns the counter that
 * matched (the next expected one is one more), or undefined; the highest one if the code stands at two.
 * The same work is done for every code of the right form, as `verifyTotp` explains.
 *
 * Throws RangeError for a counter, digits or a window out of range.
 */
export function verifyHotp(
  key: PreparedKey,
  code: string,
  counter: number,
  options?: HotpVerification,
): { counter: number; offset: number } | undefined {
  const { digits = 6, ahead = 0 } = options ?? {}
  const modulus = modulusOf(digits)
  requireCounter(counter)
  requireWindow(ahead)
  requireCounter(counter + ahead)
  const wanted = codeNumber(code, digits)
  if (wanted < 0) return undefined
  const offset = lastMatch(key, wanted, modulus, counter, ahead + 1)
  return offset < 0 ? undefined : { counter: counter + offset, offset }
}

function requireCounter(counter: number | bigint): void {
  const fits =
    typeof counter === 'bigint'
      ? counter >= 0n && counter < 0x1_0000_0000_0000_0000n
      : Number.isSafeInteger(counter) && counter >= 0
  if (!fits) throw new RangeError('A counter is a whole number from 0 to 2^53 - 1, or a bigint to 2^64 - 1')
}

/** '000' to '999': two of them make a code without any arithmetic on text. */
const THREE_DIGITS: readonly string[] = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'))

/** The last digits of a number below 2^31. Divisions by a constant are multiplications, which is why none is by 10^digits. */
function lastDigits(number: number, digits: number): string {
  const ones = THREE_DIGITS[number % 1000]!
  const thousands = THREE_DIGITS[((number / 1000) | 0) % 1000]!
  if (digits === 6) return thousands + ones
  const millions = THREE_DIGITS[((number / 1_000_000) | 0) % 1000]!
  return (millions + thousands + ones).slice(9 - digits)
}
