// Hashing and checking passwords: the whole password and nothing but, readable elsewhere, renewed when too weak.
import { argon2Sync } from 'node:crypto'
import { parseOptions } from '@node-rs/argon2'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPasswordHasher, currentHashParameters, StoredHashMalformed } from './password-hash.ts'

const cheap = { memoryKib: 64, iterations: 1, parallelism: 1 }
const newHasher = (parameters = cheap) => createPasswordHasher({ parameters, workers: 2, queueLimit: 1_000 })
const hasher = newHasher()

const match = { matches: true, needsRehash: false }
const noMatch = { matches: false, needsRehash: false }

/** What node:crypto, an implementation of its own, makes of the password with the salt of the stored hash. */
function hashWithNode(phc: string, password: string): string {
  const [, algorithm, , costs = '', salt = '', tag = ''] = phc.split('$')
  const [, memory, passes, parallelism] = /^m=(\d+),t=(\d+),p=(\d+)$/.exec(costs) ?? []
  if (algorithm !== 'argon2id') throw new Error('Not Argon2id')
  return argon2Sync('argon2id', {
    message: password,
    nonce: Buffer.from(salt, 'base64'),
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: Buffer.from(tag, 'base64').length,
  })
    .toString('base64')
    .replaceAll('=', '')
}

describe('the whole password, exactly as it was typed', () => {
  test('any text matches itself and not what differs from it', async () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(text, text, async (password, other) => {
        fc.pre(password.normalize('NFKC') !== other.normalize('NFKC'))
        const phc = await hasher.hash(password)
        expect(await hasher.verify(phc, password)).toEqual(match)
        expect(await hasher.verify(phc, other)).toEqual(noMatch)
      }),
    )
  })

  test('the composed and the decomposed spelling are one password', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 40 }), async (password) => {
        const phc = await hasher.hash(password.normalize('NFD'))
        expect(await hasher.verify(phc, password.normalize('NFC'))).toEqual(match)
      }),
    )
  })

  const eighty = 'Zk4vwqx-'.repeat(10)
  test.each([
    ['its first 79 characters', eighty.slice(0, -1)],
    ['a character more', `${eighty}x`],
    ['a space behind it', `${eighty} `],
    ['a space before it', ` ${eighty}`],
    ['the case of one letter turned', `z${eighty.slice(1)}`],
    ['another 73rd byte, where bcrypt no longer looks', `${eighty.slice(0, 72)}Q${eighty.slice(73)}`],
    ['nothing', ''],
  ])('a password of 80 characters is not matched by %s', async (_, other) => {
    const phc = await hasher.hash(eighty)
    expect(await hasher.verify(phc, other)).toEqual(noMatch)
    expect(await hasher.verify(phc, eighty)).toEqual(match)
  })

  test('a NUL does not end it', async () => {
    const phc = await hasher.hash('zk4-vwqx\0one')
    expect(await hasher.verify(phc, 'zk4-vwqx\0two')).toEqual(noMatch)
    expect(await hasher.verify(phc, 'zk4-vwqx')).toEqual(noMatch)
  })
})

describe('other implementations', () => {
  test('node:crypto computes the same hash, over Unicode and several parameters', async () => {
    const parameters = [currentHashParameters, { memoryKib: 256, iterations: 3, parallelism: 2 }, cheap]
    for (const one of parameters) {
      for (const password of ['zk4-vwqx', '🦊🐙 naïve ﬁsh', 'x'.repeat(256)]) {
        const phc = await newHasher(one).hash(password)
        expect(phc).toContain(`$argon2id$v=19$m=${one.memoryKib},t=${one.iterations},p=${one.parallelism}$`)
        expect(phc.split('$').at(-1)).toBe(hashWithNode(phc, password.normalize('NFKC')))
      }
    }
  })

  test("a hash that Debian's argon2 made lets its password in", async () => {
    // printf 'zk4-vwqx 🦊' | argon2 saltsaltsaltsalt -id -k 19456 -t 2 -p 1 -e
    const phc =
      '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$zPyI/LzM21+sz5smPx9DOzJaYoKzqBYEwy7H+N+wKv4'
    const current = newHasher(currentHashParameters)
    expect(await current.verify(phc, 'zk4-vwqx 🦊')).toEqual(match)
    expect(await current.verify(phc, 'zk4-vwqx')).toEqual(noMatch)
  })

  test('a hash that node:crypto made lets its password in', async () => {
    const phc = `$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$${'A'.repeat(43)}`
    const foreign = phc.replace(/[^$]*$/, hashWithNode(phc, 'zk4-vwqx'))
    expect(await hasher.verify(foreign, 'zk4-vwqx')).toEqual(match)
    expect(await hasher.verify(phc, 'zk4-vwqx')).toEqual(noMatch)
  })

  test('the same password gets another salt of 128 bits each time', async () => {
    const hashes = await Promise.all(Array.from({ length: 50 }, () => hasher.hash('zk4-vwqx')))
    expect(new Set(hashes).size).toBe(50)
    expect(hashes.every((phc) => parseOptions(phc).saltLen === 16)).toBe(true)
  })
})

describe('renewing old hashes', () => {
  const strong = { memoryKib: 128, iterations: 2, parallelism: 1 }

  test.each([
    ['less memory', { ...strong, memoryKib: 64 }, true],
    ['fewer passes', { ...strong, iterations: 1 }, true],
    ['the same', strong, false],
    ['more memory', { ...strong, memoryKib: 256 }, false],
    ['more lanes', { ...strong, parallelism: 2 }, false],
  ])('a hash with %s', async (_, old, needsRehash) => {
    const phc = await newHasher(old).hash('zk4-vwqx')
    expect(await newHasher(strong).verify(phc, 'zk4-vwqx')).toEqual({ matches: true, needsRehash })
  })

  test('only the right password renews a weak hash', async () => {
    const phc = await hasher.hash('zk4-vwqx')
    expect(await newHasher(strong).verify(phc, 'zk4-vwqy')).toEqual(noMatch)
  })
})

describe('the bound', () => {
  test('of 200 calls at once, as many run and wait as may, the others are refused, and all get an answer', async () => {
    const bounded = createPasswordHasher({ parameters: cheap, workers: 2, queueLimit: 50 })
    const phc = await bounded.hash('zk4-vwqx')
    const calls = Array.from({ length: 200 }, (_, index) =>
      bounded.verify(index % 2 === 0 ? phc : undefined, 'zk4-vwqx'),
    )
    expect(bounded.stats()).toEqual({ running: 2, waiting: 50, refused: 148 })
    const outcomes = await Promise.allSettled(calls)
    const [answered, refused] = [outcomes.slice(0, 52), outcomes.slice(52)]
    expect(answered.map((outcome) => outcome.status === 'fulfilled' && outcome.value.matches)).toEqual(
      Array.from({ length: 52 }, (_, index) => index % 2 === 0),
    )
    for (const outcome of refused) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'password.pool_full' } })
    }
    expect(bounded.stats()).toEqual({ running: 0, waiting: 0, refused: 148 })
    expect(await bounded.verify(phc, 'zk4-vwqx')).toEqual(match)
  })

  test('those who are refused are told to wait about as long as the queue takes', async () => {
    const slow = createPasswordHasher({ parameters: currentHashParameters, workers: 1, queueLimit: 199 })
    const gone = new AbortController()
    const calls = Array.from({ length: 201 }, () => slow.hash('zk4-vwqx', { signal: gone.signal }))
    gone.abort(new Error('gone'))
    const outcomes = await Promise.allSettled(calls)
    expect(outcomes[0]).toMatchObject({ status: 'fulfilled' })
    expect(outcomes[1]).toMatchObject({ status: 'rejected', reason: { message: 'gone' } })
    expect(outcomes[200]).toMatchObject({ status: 'rejected', reason: { retryAfterSeconds: 4 } })
  })
})

describe('what cannot be', () => {
  test('text that is no password is not hashed', async () => {
    await expect(hasher.hash('zk4-vwqx\ud83e')).rejects.toThrow(RangeError)
    await expect(hasher.hash('x'.repeat(5_000))).rejects.toThrow(RangeError)
  })

  test.each([
    { memoryKib: 4, iterations: 1, parallelism: 1 },
    { memoryKib: 64, iterations: 0, parallelism: 1 },
    { memoryKib: 64, iterations: 1, parallelism: 0 },
    { memoryKib: 64.5, iterations: 1, parallelism: 1 },
    { memoryKib: Number.NaN, iterations: 1, parallelism: 1 },
    { memoryKib: 2 ** 31, iterations: 1, parallelism: 1 },
  ])('parameters that Argon2 does not have: %j', (parameters) => {
    expect(() => newHasher(parameters)).toThrow(RangeError)
  })

  test('an unreadable stored hash is an error with a code', async () => {
    await expect(hasher.verify('', 'zk4-vwqx')).rejects.toThrow(StoredHashMalformed)
    await expect(hasher.verify('', 'zk4-vwqx')).rejects.toMatchObject({
      code: 'password.stored_hash_malformed',
    })
  })
})
