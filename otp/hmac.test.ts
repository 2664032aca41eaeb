// The hashes and HMAC against node:crypto, an implementation that is not ours.
import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCounterHmac, digestOf, macOfCounter, midstatesOf } from './hmac.ts'
import { sha1 } from './sha1.ts'
import { sha256 } from './sha256.ts'
import { sha512 } from './sha512.ts'

const hex = (words: Int32Array): string =>
  Array.from(words, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)

describe.each([sha1, sha256, sha512])('$name', (hash) => {
  const foreignName = hash.name.toLowerCase()

  it('digests the examples of FIPS 180-4', () => {
    const examples = ['', 'abc', 'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq', 'a'.repeat(1000)]
    for (const message of examples) {
      expect(hex(digestOf(hash, ascii(message)))).toBe(createHash(foreignName).update(message).digest('hex'))
    }
  })

  it('digests messages of every length around the ends of its blocks', () => {
    for (let length = 0; length <= 300; length += 1) {
      const message = new Uint8Array(length).fill(0xe5)
      expect(hex(digestOf(hash, message))).toBe(createHash(foreignName).update(message).digest('hex'))
    }
  })

  it('digests any message', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (message) => {
        expect(hex(digestOf(hash, message))).toBe(createHash(foreignName).update(message).digest('hex'))
      }),
    )
  })

  it('makes the MAC of any counter with a key of any length', () => {
    const hmac = createCounterHmac(hash)
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.bigInt(0n, 2n ** 64n - 1n),
        (key, counter) => {
          const message = Buffer.alloc(8)
          message.writeBigUInt64BE(counter)
          const mac = macOfCounter(
            hmac,
            midstatesOf(hmac, key),
            Number(counter >> 32n),
            Number(counter & 0xffffffffn),
          )
          expect(hex(mac)).toBe(createHmac(foreignName, key).update(message).digest('hex'))
        },
      ),
    )
  })
})

it('makes the MACs of RFC 4226, appendix D', () => {
  const hmac = createCounterHmac(sha1)
  const midstates = midstatesOf(hmac, ascii('12345678901234567890'))
  expect(Array.from({ length: 10 }, (_, counter) => hex(macOfCounter(hmac, midstates, 0, counter)))).toEqual([
    'cc93cf18508d94934c64b65d8ba7667fb7cde4b0',
    '75a48a19d4cbe100644e8ac1397eea747a2d33ab',
    '0bacb7fa082fef30782211938bc1c5e70416ff44',
    '66c28227d03a2d5529262ff016a1e6ef76557ece',
    'a904c900a64b35909874b33e61c5938a8e15ed1c',
    'a37e783d7b7233c083d4f62926c7a25f238d0316',
    'bc9cd28561042c83f219324d3c607256c03272ae',
    'a4fb960c0bc06e1eabb804e5b397cdc4b45596fa',
    '1b3c89f65e6c9e883012052823443f048b4332db',
    '1637409809a679dc698207310c8c7fc07290d9e5',
  ])
})
