// Tokens: 256 random bits, handed out once, kept only as their SHA-256 (ASVS 7.2.3, 11.5.1).
import { hash } from 'node:crypto'

export type RandomBytes = (size: number) => Buffer

const TOKEN_BYTES = 32

export interface FreshToken {
  token: string
  hash: Buffer
}

export function makeToken(randomBytes: RandomBytes): FreshToken {
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  return { token, hash: hashToken(token) }
}

/** A token of 256 random bits needs no slow hash: it cannot be guessed. */
export function hashToken(token: string): Buffer {
  return hash('sha256', token, 'buffer')
}
