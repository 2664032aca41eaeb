// Attacks on the password check: guessing who has an account, and putting one's own hash into the database.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPasswordHasher, StoredHashMalformed } from './password-hash.ts'

const parameters = { memoryKib: 64, iterations: 1, parallelism: 1 }
const hasher = createPasswordHasher({ parameters, workers: 2, queueLimit: 1_000 })
const noMatch = { matches: false, needsRehash: false }

describe('an attacker asks for accounts that do not exist and watches the time', () => {
  test('an unknown account takes a worker and a place in the queue like a known one', async () => {
    const narrow = createPasswordHasher({ parameters, workers: 1, queueLimit: 1 })
    const [first, second, third] = [1, 2, 3].map(() => narrow.verify(undefined, 'zk4-vwqx'))
    expect(narrow.stats()).toEqual({ running: 1, waiting: 1, refused: 1 })
    await expect(third).rejects.toMatchObject({ code: 'password.pool_full' })
    expect(await first).toEqual(noMatch)
    expect(await second).toEqual(noMatch)
  })

  test('text that can be no password takes a worker too', async () => {
    const phc = await hasher.hash('zk4-vwqx')
    for (const text of ['zk4-vwqx\ud83e', 'x'.repeat(100_000), '']) {
      for (const stored of [phc, undefined]) {
        const verdict = hasher.verify(stored, text)
        expect(hasher.stats().running).toBe(1)
        expect(await verdict).toEqual(noMatch)
      }
    }
  })

  test('no password opens an account that does not exist', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (password) => {
        expect(await hasher.verify(undefined, password)).toEqual(noMatch)
      }),
    )
  })
})

test('an attacker types a lone surrogate for the U+FFFD that UTF-8 makes of it: no match', async () => {
  const phc = await hasher.hash('zk4-vwqx\ufffd')
  expect(await hasher.verify(phc, 'zk4-vwqx\ud83e')).toEqual(noMatch)
})

test('an attacker types what can be no password where the empty one was stored: no match', async () => {
  const phc = await hasher.hash('')
  expect(await hasher.verify(phc, '\ud83e')).toEqual(noMatch)
})

describe('an attacker who can write to the database leaves a hash that everything or nothing should match', () => {
  const salt = 'c2FsdHNhbHRzYWx0c2FsdA'
  const tag = 'A'.repeat(43)

  test.each([
    ['nothing', ''],
    ['the password in the clear', 'zk4-vwqx'],
    ['bcrypt', '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'],
    ['no tag', `$argon2id$v=19$m=64,t=1,p=1$${salt}`],
    ['an empty tag', `$argon2id$v=19$m=64,t=1,p=1$${salt}$`],
    ['a tag of four bytes, matched once in 2^32 guesses', `$argon2id$v=19$m=64,t=1,p=1$${salt}$AAAAAA`],
    ['a tag of a megabyte', `$argon2id$v=19$m=64,t=1,p=1$${salt}$${'A'.repeat(2 ** 20)}`],
    ['a salt of three bytes', `$argon2id$v=19$m=64,t=1,p=1$c2Fs$${tag}`],
    ['no passes', `$argon2id$v=19$m=64,t=0,p=1$${salt}$${tag}`],
    ['no memory', `$argon2id$v=19$m=0,t=1,p=1$${salt}$${tag}`],
    ['all the memory there is', `$argon2id$v=19$m=4294967295,t=1,p=1$${salt}$${tag}`],
    ['all the time there is', `$argon2id$v=19$m=64,t=4294967295,p=1$${salt}$${tag}`],
    ['255 threads', `$argon2id$v=19$m=65536,t=1,p=255$${salt}$${tag}`],
    ['an unknown version', `$argon2id$v=99$m=64,t=1,p=1$${salt}$${tag}`],
    ['an unknown algorithm', `$argon2x$v=19$m=64,t=1,p=1$${salt}$${tag}`],
    ['something behind it', `$argon2id$v=19$m=64,t=1,p=1$${salt}$${tag}\n`],
  ])('%s: an error, and nobody gets in', async (_, stored) => {
    await expect(hasher.verify(stored, 'zk4-vwqx')).rejects.toThrow(StoredHashMalformed)
    expect(hasher.stats().running).toBe(0)
  })

  test('any other text: an error or no match', async () => {
    const phc = await hasher.hash('zk4-vwqx')
    const position = fc.nat({ max: phc.length - 1 })
    await fc.assert(
      fc.asyncProperty(position, fc.constantFrom(...'$,=0Az+/ \0é'.split('')), async (at, character) => {
        const damaged = phc.slice(0, at) + character + phc.slice(at + 1)
        fc.pre(damaged !== phc)
        const verdict = await hasher.verify(damaged, 'zk4-vwqx').catch((error: unknown) => error)
        if (verdict instanceof StoredHashMalformed) return
        expect(verdict).toEqual(noMatch)
      }),
      { numRuns: 300 },
    )
  })
})
