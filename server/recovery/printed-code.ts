// Codes that people copy from paper or hear on the phone: 80 random bits, easy to type, kept as a hash with a key.
import { decodeBase32, encodeBase32, formatInGroups } from '../../otp/base32.ts'
import type { RandomBytes } from '../sessions/token.ts'
import type { Vault } from '../vault/vault.ts'

/** 80 bits: above the 64 that NIST SP 800-63B-4 asks of saved codes, and 16 characters to copy. */
const CODE_BYTES = 10

export type PrintedCodePurpose = 'recovery code' | 'bypass code' | 'enrolment ticket'

export interface Owner {
  organizationId: string
  accountId: string
}

export interface PrintedCode {
  /** To be shown once: `ABCD-EFGH-IJKL-MNOP`. */
  code: string
  hash: Buffer
}

export function makePrintedCode(
  vault: Vault,
  purpose: PrintedCodePurpose,
  owner: Owner,
  randomBytes: RandomBytes,
): PrintedCode {
  const secret = randomBytes(CODE_BYTES)
  const code = formatInGroups(encodeBase32(secret)).replaceAll(' ', '-')
  return { code, hash: hashSecret(vault, purpose, owner, secret) }
}

/**
 * The hash of a code as somebody typed it: case, spaces and hyphens do not matter, and 0, 1 and 8, which base32 does
 * not have, are read as O, I and B. Undefined for what cannot be such a code.
 *
 * The hash is keyed and bound to purpose and account: a copy of the database alone allows no guessing, and a code of
 * one account is nothing to another (ASVS 6.5.2).
 */
export function hashPrintedCode(
  vault: Vault,
  purpose: PrintedCodePurpose,
  owner: Owner,
  typed: string,
): Buffer | undefined {
  const text = typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll('0', 'O')
    .replaceAll('1', 'I')
    .replaceAll('8', 'B')
  let secret: Uint8Array
  try {
    secret = decodeBase32(text)
  } catch {
    return undefined
  }
  return secret.length === CODE_BYTES ? hashSecret(vault, purpose, owner, secret) : undefined
}

function hashSecret(vault: Vault, purpose: PrintedCodePurpose, owner: Owner, secret: Uint8Array): Buffer {
  const text = JSON.stringify([owner.organizationId, owner.accountId, Buffer.from(secret).toString('hex')])
  return vault.fingerprint(purpose, text)
}
