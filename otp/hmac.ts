// HMAC of a counter from midstates (RFC 2104), over the hashes of sha1.ts, sha256.ts and sha512.ts.
//
// HMAC hashes a block made of the key, then the message; then another block made of the key, then the
// first digest. The two key blocks are the same for every message, so what they leave behind (the two
// midstates) is worked out once and kept. And a counter is always eight bytes: with its padding it fills
// one block, and so does the first digest. A code therefore costs two compressions, and the padding is
// written when this file is loaded rather than once per code.

/** A hash of the SHA family as HMAC needs it: big-endian words of 32 bits, one block at a time. */
export interface Hash {
  readonly name: 'SHA1' | 'SHA256' | 'SHA512'
  readonly blockWords: number
  readonly digestWords: number
  /** How many words at the end of the last block hold the length of the message. */
  readonly lengthWords: number
  readonly initialState: Int32Array
  readonly compress: (
    state: Int32Array,
    stateAt: number,
    block: Int32Array,
    target: Int32Array,
    targetAt: number,
  ) => void
}

/**
 * A hash with the blocks that the HMAC of a counter goes through. They are filled anew for every code, which
 * is safe because everything here is synchronous: nobody else runs between filling a block and reading it,
 * and a worker has a copy of this module of its own.
 */
export interface CounterHmac {
  readonly hash: Hash
  readonly keyBlock: Int32Array
  readonly counterBlock: Int32Array
  readonly innerDigestBlock: Int32Array
  readonly digest: Int32Array
}

const COUNTER_WORDS = 2
const INNER_PAD = 0x36363636
const OUTER_PAD = 0x5c5c5c5c
const ONE_BIT = 0x80000000

export function createCounterHmac(hash: Hash): CounterHmac {
  return {
    hash,
    keyBlock: new Int32Array(hash.blockWords),
    counterBlock: paddedBlock(hash, COUNTER_WORDS),
    innerDigestBlock: paddedBlock(hash, hash.digestWords),
    digest: new Int32Array(hash.digestWords),
  }
}

/** A block whose first `messageWords` words are free and which ends a message that began one block earlier. */
function paddedBlock(hash: Hash, messageWords: number): Int32Array {
  const block = new Int32Array(hash.blockWords)
  block[messageWords] = ONE_BIT
  block[hash.blockWords - 1] = (hash.blockWords + messageWords) * 32
  return block
}

/**
 * The two midstates of a key: the inner one, and after it the outer one. They are as secret as the key:
 * whoever has them makes every code. A key longer than a block is hashed first, as RFC 2104 says.
 */
export function midstatesOf({ hash, keyBlock }: CounterHmac, key: Uint8Array): Int32Array {
  if (key.length > hash.blockWords * 4) keyBlock.set(digestOf(hash, key))
  else for (let i = 0; i < key.length; i += 1) keyBlock[i >> 2]! |= key[i]! << (24 - 8 * (i & 3))

  const midstates = new Int32Array(2 * hash.digestWords)
  for (let i = 0; i < keyBlock.length; i += 1) keyBlock[i]! ^= INNER_PAD
  hash.compress(hash.initialState, 0, keyBlock, midstates, 0)
  for (let i = 0; i < keyBlock.length; i += 1) keyBlock[i]! ^= INNER_PAD ^ OUTER_PAD
  hash.compress(hash.initialState, 0, keyBlock, midstates, hash.digestWords)
  // No key stays behind, and the next one finds zeros to be read into.
  keyBlock.fill(0)
  return midstates
}

/** The HMAC of the eight bytes of a counter, as words. The array is used again for the next counter. */
export function macOfCounter(
  hmac: CounterHmac,
  midstates: Int32Array,
  counterHigh: number,
  counterLow: number,
): Int32Array {
  const { hash, counterBlock, innerDigestBlock, digest } = hmac
  counterBlock[0] = counterHigh
  counterBlock[1] = counterLow
  hash.compress(midstates, 0, counterBlock, innerDigestBlock, 0)
  hash.compress(midstates, hash.digestWords, innerDigestBlock, digest, 0)
  return digest
}

/** The digest of a message of any length, as words: what a key longer than a block is replaced by. */
export function digestOf(hash: Hash, message: Uint8Array): Int32Array {
  const blockBytes = hash.blockWords * 4
  // One byte for the one bit, then the length of the message in bits.
  const blocks = Math.ceil((message.length + 1 + hash.lengthWords * 4) / blockBytes)
  const words = new Int32Array(blocks * hash.blockWords)
  for (let i = 0; i < message.length; i += 1) words[i >> 2]! |= message[i]! << (24 - 8 * (i & 3))
  words[message.length >> 2]! |= 0x80 << (24 - 8 * (message.length & 3))
  words[words.length - 2] = Math.floor(message.length / 0x2000_0000)
  words[words.length - 1] = message.length << 3

  const state = hash.initialState.slice()
  for (let at = 0; at < words.length; at += hash.blockWords) {
    hash.compress(state, 0, words.subarray(at, at + hash.blockWords), state, 0)
  }
  words.fill(0)
  return state
}
