// How passwords are kept and checked: Argon2id as PHC strings. Source: RFC 9106, OWASP Password Storage Cheat Sheet,
// NIST SP 800-63B-4 §3.1.1.2, ASVS 5.0 11.4.2.
import { randomBytes } from 'node:crypto'
import { hash as hashArgon2, parseOptions, verify as verifyArgon2 } from '@node-rs/argon2'
import { createHashingPool, type HashingPoolStats } from './hashing-pool.ts'
import { readPassword } from './normalize-password.ts'

export { PasswordPoolFull, threadPoolShortage } from './hashing-pool.ts'

/** Argon2id's costs; the parts of its name in a PHC string are m, t and p. */
export type PasswordHashParameters = { memoryKib: number; iterations: number; parallelism: number }

/** OWASP's first choice for Argon2id: 19 MiB, two passes, one lane. */
export const currentHashParameters: PasswordHashParameters = {
  memoryKib: 19_456,
  iterations: 2,
  parallelism: 1,
}

/** Thrown when the stored hash is none that we write: somebody's hand was in the database. Nobody is let in by it. */
export class StoredHashMalformed extends Error {
  readonly code = 'password.stored_hash_malformed'

  constructor(cause?: unknown) {
    super('The stored password hash cannot be read', { cause })
    this.name = 'StoredHashMalformed'
  }
}

export type PasswordVerdict = {
  matches: boolean
  /** True only on a match whose hash is weaker than today's parameters: hash the password anew and store it. */
  needsRehash: boolean
}

export type PasswordHasher = {
  /**
   * Hashes a password that checkNewPassword let through; throws a RangeError for text that can be no password, and
   * PasswordPoolFull when too many wait. With a signal, a caller who went away leaves the queue.
   */
  hash(password: string, options?: { signal?: AbortSignal }): Promise<string>
  /**
   * Compares with the stored hash, or, where there is no account (`undefined`), with one that nothing matches: with
   * the same parameters it costs the same. Throws StoredHashMalformed and PasswordPoolFull.
   */
  verify(
    phc: string | undefined,
    password: string,
    options?: { signal?: AbortSignal },
  ): Promise<PasswordVerdict>
  stats(): HashingPoolStats
}

// The enums of @node-rs/argon2 exist only in its types.
const argon2id = 2
const version0x13 = 1
const tagBytes = 32
const saltBytes = 16

// A stored hash decides what checking it costs. One that asks for more than these is not ours, but an attempt to
// take the memory of the server.
const mostBelievable = { memoryKib: 1_048_576, iterations: 64, parallelism: 64 }

// What one core does with the default parameters even when it is busy, for the estimate of Retry-After.
const kibPassesPerSecond = 50 * 19_456 * 2

/** Makes the one hasher of a process. The parameters are those of new hashes; older ones stay valid. */
export function createPasswordHasher(options: {
  parameters: PasswordHashParameters
  /** How many hashes run at a time, in as many threads of Node's pool (see threadPoolShortage). */
  workers: number
  /** How many may wait for their turn. */
  queueLimit: number
}): PasswordHasher {
  const { parameters, workers, queueLimit } = options
  const { memoryKib, iterations, parallelism } = parameters
  if (!isBelievable(parameters)) throw new RangeError('Argon2 parameters out of range')
  const secondsPerHash = (memoryKib * iterations) / kibPassesPerSecond
  const retryAfterSeconds = Math.max(1, Math.ceil(((queueLimit + workers) / workers) * secondsPerHash))
  const pool = createHashingPool({ workers, queueLimit, retryAfterSeconds })
  const hashOptions = {
    algorithm: argon2id,
    version: version0x13,
    memoryCost: memoryKib,
    timeCost: iterations,
    parallelism,
    outputLen: tagBytes,
  }
  // Salt and tag are random, so no password is known to give this tag; salt and tag have the lengths of real ones.
  const matchedByNothing =
    `$argon2id$v=19$m=${memoryKib},t=${iterations},p=${parallelism}` +
    `$${toBase64(randomBytes(saltBytes))}$${toBase64(randomBytes(tagBytes))}`

  return {
    async hash(password, { signal } = {}) {
      const text = readPassword(password)
      if (text === undefined) throw new RangeError('Not a password: too long or with lone surrogates')
      return pool.run(() => hashArgon2(text, hashOptions), signal)
    },

    async verify(phc, password, { signal } = {}) {
      const text = readPassword(password)
      const stored = phc === undefined ? undefined : parseStoredHash(phc)
      const isReal = phc !== undefined && text !== undefined
      // Text that can be no password costs the same as a wrong one.
      const matches = await pool.run(() => verifyArgon2(phc ?? matchedByNothing, text ?? ''), signal)
      if (!isReal || !matches) return { matches: false, needsRehash: false }
      return { matches: true, needsRehash: stored === undefined || isWeaker(stored, parameters) }
    },

    stats: () => pool.stats(),
  }
}

type StoredHash = PasswordHashParameters & {
  algorithm: number
  version: number
  tagBytes: number
  saltBytes: number
}

function parseStoredHash(phc: string): StoredHash {
  let stored: StoredHash
  try {
    const read = parseOptions(phc)
    stored = {
      algorithm: read.algorithm,
      version: read.version,
      memoryKib: read.memoryCost,
      iterations: read.timeCost,
      parallelism: read.parallelism,
      tagBytes: read.outputLen,
      saltBytes: read.saltLen,
    }
  } catch (error) {
    throw new StoredHashMalformed(error)
  }
  // A short tag would be matched by chance, a long one costs time.
  const isTag = stored.tagBytes >= 16 && stored.tagBytes <= 64
  if (!isTag || stored.saltBytes < 8 || !isBelievable(stored)) throw new StoredHashMalformed()
  return stored
}

// RFC 9106 §3.1: eight blocks of a KiB per lane at least.
function isBelievable({ memoryKib, iterations, parallelism }: PasswordHashParameters): boolean {
  return (
    isIntegerUpTo(mostBelievable.parallelism, parallelism) &&
    isIntegerUpTo(mostBelievable.iterations, iterations) &&
    isIntegerUpTo(mostBelievable.memoryKib, memoryKib) &&
    memoryKib >= 8 * parallelism
  )
}

function isIntegerUpTo(max: number, value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1 && value <= max
}

// Fewer lanes are no weakness: memory and passes are what a guesser pays for.
function isWeaker(stored: StoredHash, current: PasswordHashParameters): boolean {
  return (
    stored.algorithm !== argon2id ||
    stored.version !== version0x13 ||
    stored.memoryKib < current.memoryKib ||
    stored.iterations < current.iterations ||
    stored.tagBytes < tagBytes ||
    stored.saltBytes < saltBytes
  )
}

// PHC strings leave the padding out.
function toBase64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}
