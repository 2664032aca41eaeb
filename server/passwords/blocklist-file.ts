// A set of passwords as a file of hash prefixes: written and read here, side by side. The format is our own.
import { createHash, hash } from 'node:crypto'
import { normalizePassword } from './normalize-password.ts'

/** A set of passwords of which only the first 40 bits of each SHA-256 are known. */
export type Blocklist = {
  readonly entryCount: number
  /** Whether `listedForm` is in the set; wrongly yes for `entryCount` in 2^40 of all other texts. */
  has(listedForm: string): boolean
}

// The file: magic and number of entries, the SHA-256 of the rest, then the rest: for each
// value of the first two bytes of a hash, how many entries begin with it (one byte); then the third to fifth byte
// of every hash, in order.
const magic = Buffer.from('CSBLOCK1', 'ascii')
const headerBytes = 12
const digestBytes = 32
const bucketCount = 65_536
const bodyStart = headerBytes + digestBytes
const suffixStart = bodyStart + bucketCount
const suffixBytes = 3
const prefixBytes = 5

/** The spelling under which a password is listed: letter case does not make a common password a rare one. */
export function listedForm(password: string): string {
  return normalizePassword(password).toLowerCase()
}

/** Writes the set of the given passwords as a file. The same set gives the same bytes, whatever its order. */
export function encodeBlocklist(passwords: Iterable<string>): Buffer {
  const prefixes = new Set<number>()
  for (const password of passwords) {
    prefixes.add(digestOf(listedForm(password)).readUIntBE(0, prefixBytes))
  }
  const sorted = Float64Array.from(prefixes).sort()
  const file = Buffer.alloc(suffixStart + sorted.length * suffixBytes)
  magic.copy(file)
  file.writeUInt32LE(sorted.length, magic.length)
  const suffixSpan = 2 ** (8 * suffixBytes)
  for (const [index, prefix] of sorted.entries()) {
    const counter = bodyStart + Math.floor(prefix / suffixSpan)
    const entriesSoFar = file.readUInt8(counter)
    if (entriesSoFar === 255) throw new RangeError('The list is too long for buckets of 255 entries')
    file.writeUInt8(entriesSoFar + 1, counter)
    file.writeUIntBE(prefix % suffixSpan, suffixStart + index * suffixBytes, suffixBytes)
  }
  createHash('sha256').update(file.subarray(bodyStart)).digest().copy(file, headerBytes)
  return file
}

/**
 * Opens such a file, which must not be changed afterwards. Throws where it is not one or any byte is damaged: a
 * server that checks new passwords against nothing must not start.
 */
export function decodeBlocklist(file: Buffer): Blocklist {
  const isOurs = file.length >= suffixStart && file.subarray(0, magic.length).equals(magic)
  const entryCount = isOurs ? file.readUInt32LE(magic.length) : 0
  const digest = createHash('sha256').update(file.subarray(bodyStart)).digest()
  const isWhole =
    isOurs &&
    file.length === suffixStart + entryCount * suffixBytes &&
    digest.equals(file.subarray(headerBytes, bodyStart))
  if (!isWhole) throw new Error('The list of common passwords is damaged: install this version anew')

  const bucketEnds = new Uint32Array(bucketCount)
  let end = 0
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    end += file.readUInt8(bodyStart + bucket)
    bucketEnds[bucket] = end
  }
  return {
    entryCount,
    has(text) {
      const digest = digestOf(text)
      const bucket = digest.readUInt16BE(0)
      const suffix = digest.readUIntBE(2, suffixBytes)
      const last = bucketEnds[bucket] ?? 0
      // About ten entries a bucket: reading them all is quicker than being clever.
      for (let index = bucket === 0 ? 0 : (bucketEnds[bucket - 1] ?? 0); index < last; index++) {
        if (file.readUIntBE(suffixStart + index * suffixBytes, suffixBytes) === suffix) return true
      }
      return false
    },
  }
}

function digestOf(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}
