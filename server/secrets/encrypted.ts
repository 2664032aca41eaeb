// The ciphers of encrypted exports, by node:crypto: what a wrong password opens is nothing.
import { createDecipheriv, createHmac, pbkdf2, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

/** scrypt takes 128 * N * r bytes: exports use 32 MiB, and no file may make us take more than twice that. */
const MOST_SCRYPT_BYTES = 64 * 2 ** 20
const MOST_SCRYPT_LANES = 4

/** A second of work, about. */
const MOST_ITERATIONS = 2_000_000

const pbkdf2Async = promisify(pbkdf2)
const scryptAsync = promisify<
  Buffer,
  Buffer,
  number,
  { N: number; r: number; p: number; maxmem: number },
  Buffer
>(scrypt)

/** RFC 7914. Undefined for costs that no export has. */
export async function scryptKey(
  password: string,
  salt: Buffer,
  { n, r, p }: { n: number; r: number; p: number },
): Promise<Buffer | undefined> {
  const bytes = 128 * n * r
  const isPower = Number.isInteger(Math.log2(n)) && n > 1
  if (!isPower || !(bytes > 0 && bytes <= MOST_SCRYPT_BYTES) || !(p >= 1 && p <= MOST_SCRYPT_LANES))
    return undefined
  return scryptAsync(Buffer.from(password, 'utf8'), salt, 32, { N: n, r, p, maxmem: 2 * bytes })
}

/** RFC 8018 section 5.2, with HMAC-SHA-256. Undefined for a count that no export has. */
export async function pbkdf2Key(
  password: string,
  salt: Buffer,
  iterations: number,
): Promise<Buffer | undefined> {
  if (!Number.isInteger(iterations) || iterations < 1 || iterations > MOST_ITERATIONS) return undefined
  return pbkdf2Async(Buffer.from(password, 'utf8'), salt, iterations, 32, 'sha256')
}

const GCM_TAG_BYTES = 16

/** AES-256-GCM (NIST SP 800-38D). Undefined when the key is another, or the text was altered. */
export function openGcm(key: Buffer, nonce: Buffer, ciphertext: Buffer, tag: Buffer): Buffer | undefined {
  if (key.length !== 32 || nonce.length !== 12 || tag.length !== GCM_TAG_BYTES) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: GCM_TAG_BYTES })
  decipher.setAuthTag(tag)
  return finished(() => Buffer.concat([decipher.update(ciphertext), decipher.final()]))
}

/** The same with the tag at the end of the ciphertext, as Java writes it. */
export function openGcmWithTag(key: Buffer, nonce: Buffer, sealed: Buffer): Buffer | undefined {
  if (sealed.length < GCM_TAG_BYTES) return undefined
  const end = sealed.length - GCM_TAG_BYTES
  return openGcm(key, nonce, sealed.subarray(0, end), sealed.subarray(end))
}

/** AES-256-CBC, and before it HMAC-SHA-256 over IV and ciphertext: what does not fit is not decrypted. */
export function openCbcWithMac(
  { encryption, mac }: { encryption: Buffer; mac: Buffer },
  { iv, ciphertext, tag }: { iv: Buffer; ciphertext: Buffer; tag: Buffer },
): Buffer | undefined {
  const expected = createHmac('sha256', mac).update(iv).update(ciphertext).digest()
  if (tag.length !== expected.length || !timingSafeEqual(tag, expected) || iv.length !== 16) return undefined
  const decipher = createDecipheriv('aes-256-cbc', encryption, iv)
  return finished(() => Buffer.concat([decipher.update(ciphertext), decipher.final()]))
}

function finished(open: () => Buffer): Buffer | undefined {
  try {
    return open()
  } catch {
    return undefined
  }
}
