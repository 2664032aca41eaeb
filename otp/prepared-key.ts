// A secret made ready for making codes (RFC 4226, section 5.3, over RFC 2104).
import { createCounterHmac, macOfCounter, midstatesOf, type CounterHmac } from './hmac.ts'
import { sha1 } from './sha1.ts'
import { sha256 } from './sha256.ts'
import { sha512 } from './sha512.ts'

export type Algorithm = 'SHA1' | 'SHA256' | 'SHA512'

const HMAC_BY_ALGORITHM: Readonly<Record<Algorithm, CounterHmac>> = {
  SHA1: createCounterHmac(sha1),
  SHA256: createCounterHmac(sha256),
  SHA512: createCounterHmac(sha512),
}

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
    this.#midstates = midstatesOf(this.#hmac, secret)
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
