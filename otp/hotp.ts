// HOTP, the counter-based one-time password (RFC 4226).
import { createCounterHmac, macOfCounter, midstatesOf, type CounterHmac } from './hmac.ts'
import { sha1 } from './sha1.ts'
import { sha256 } from './sha256.ts'
import { sha512 } from './sha512.ts'

export type Algorithm = 'SHA1' | 'SHA256' | 'SHA512'

/** RFC 4226 asks for at least six digits; authenticators know no more than eight. */
export type Digits = 6 | 7 | 8

const HMAC_BY_ALGORITHM: Readonly<Record<Algorithm, CounterHmac>> = {
  SHA1: createCounterHmac(sha1),
  SHA256: createCounterHmac(sha256),
  SHA512: createCounterHmac(sha512),
}

/** The most steps or counters that a verification looks at before or after the expected one. */
export const MAX_WINDOW = 240

/**
 * A secret made ready: its HMAC midstates. A class, because its private fields are shown by neither
 * `JSON.stringify` nor a debugger's print nor a log line: they are as good as the secret itself.
 */
class PreparedKey {
  readonly algorithm: Algorithm
  readonly #hmac: CounterHmac
  readonly #midstates: Int32Array

  constructor(secret: Uint8Array, algorithm: Algorithm) {
    this.algorithm = algorithm
    this.#hmac = HMAC_BY_ALGORITHM[algorithm]
    this.#midstates = midstatesOf(this.#hmac.hash, secret)
  }

  /**
   * The 31 bits that the code of a counter is cut from (RFC 4226, section 5.3): the last four bits of the
   * MAC say at which of its bytes they begin. `counterHigh` and `counterLow` are the two halves of the counter.
   */
  truncatedMac(counterHigh: number, counterLow: number): number {
    const mac = macOfCounter(this.#hmac, this.#midstates, counterHigh, counterLow)
    const firstByte = mac[mac.length - 1]! & 15
    const word = firstByte >> 2
    const bitsInto = (firstByte & 3) * 8
    // A shift by 32 is a shift by 0 in JavaScript, hence the one bit ahead.
    const bits = (mac[word]! << bitsInto) | ((mac[word + 1]! >>> 1) >>> (31 - bitsInto))
    return bits & 0x7fff_ffff
  }
}
export type { PreparedKey }

/**
 * Makes a secret ready for any number of codes. The secret is read now and not kept: wiping it afterwards
 * changes nothing. A short secret is taken as it is (judging it is the caller's business), an empty one is not.
 *
 * Throws TypeError for anything but bytes (base32 text goes through `decodeBase32` first) and for an
 * algorithm that is not in the list, RangeError for an empty secret.
 */
export function prepareKey(secret: Uint8Array, algorithm: Algorithm = 'SHA1'): PreparedKey {
  // Text would be read as zero bytes, and make codes that everybody can make.
  if (!ArrayBuffer.isView(secret) || secret.BYTES_PER_ELEMENT !== 1) {
    throw new TypeError('The secret must be bytes (Uint8Array)')
  }
  if (secret.length === 0) throw new RangeError('The secret is empty')
  if (!Object.hasOwn(HMAC_BY_ALGORITHM, algorithm)) {
    throw new TypeError('The algorithm must be SHA1, SHA256 or SHA512')
  }
  return new PreparedKey(secret, algorithm)
}

/**
 * The code of one counter: a string, because it may begin with zeros. A number counts up to 2^53 - 1, a
 * bigint up to 2^64 - 1. Throws RangeError for any other counter, and for digits outside 6 to 8.
 */
export function hotp(key: PreparedKey, counter: number | bigint, digits: number = 6): string {
  const modulus = modulusOf(digits)
  requireCounter(counter)
  return paddedCode(key.truncatedMac(highWord(counter), lowWord(counter)) % modulus, digits)
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

export function modulusOf(digits: number): number {
  if (digits === 6) return 1_000_000
  if (digits === 7) return 10_000_000
  if (digits === 8) return 100_000_000
  throw new RangeError('A code has 6, 7 or 8 digits')
}

export function requireWindow(steps: number): void {
  if (!Number.isInteger(steps) || steps < 0 || steps > MAX_WINDOW) {
    throw new RangeError(`A window reaches 0 to ${MAX_WINDOW} steps`)
  }
}

function requireCounter(counter: number | bigint): void {
  const fits =
    typeof counter === 'bigint'
      ? counter >= 0n && counter < 0x1_0000_0000_0000_0000n
      : Number.isSafeInteger(counter) && counter >= 0
  if (!fits) throw new RangeError('A counter is a whole number from 0 to 2^53 - 1, or a bigint to 2^64 - 1')
}

function highWord(counter: number | bigint): number {
  return typeof counter === 'bigint' ? Number(counter >> 32n) : Math.floor(counter / 0x1_0000_0000)
}

function lowWord(counter: number | bigint): number {
  return typeof counter === 'bigint' ? Number(counter & 0xffff_ffffn) : counter | 0
}

/** '000' to '999': two of them make a code without any arithmetic on text. */
const THREE_DIGITS: readonly string[] = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'))

function paddedCode(number: number, digits: number): string {
  const lowest = THREE_DIGITS[number % 1000]!
  const middle = THREE_DIGITS[Math.floor(number / 1000) % 1000]!
  if (digits === 6) return middle + lowest
  return (THREE_DIGITS[Math.floor(number / 1_000_000)]! + middle + lowest).slice(9 - digits)
}
