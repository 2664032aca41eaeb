// Recovery codes: 80 random bits each, shown once, kept as keyed hashes bound to their account, one use each.
import { decodeBase32, encodeBase32, formatInGroups } from '../../otp/base32.ts'
import type { RandomBytes } from '../sessions/token.ts'
import type { Vault } from '../vault/vault.ts'

const CODES = 10
/** 80 bits: above the 64 that NIST SP 800-63B-4 asks of saved codes, and 16 characters to copy. */
const CODE_BYTES = 10

export interface FreshRecoveryCodes {
  /** To be shown once: `ABCD-EFGH-IJKL-MNOP`. */
  codes: string[]
  hashes: Buffer[]
}

export function makeRecoveryCodes(
  vault: Vault,
  randomBytes: RandomBytes,
  organizationId: string,
  accountId: string,
): FreshRecoveryCodes {
  const secrets = Array.from({ length: CODES }, () => randomBytes(CODE_BYTES))
  return {
    codes: secrets.map((secret) => formatInGroups(encodeBase32(secret)).replaceAll(' ', '-')),
    hashes: secrets.map((secret) => hashSecret(vault, organizationId, accountId, secret)),
  }
}

/**
 * The hash of a code as somebody typed it: case, spaces and hyphens do not matter, and 0, 1 and 8, which base32 does
 * not have, are read as O, I and B. Undefined for what cannot be a recovery code.
 *
 * The hash is keyed and bound to the account: a copy of the database alone allows no guessing, and a code of one
 * account is nothing to another (ASVS 6.5.2).
 */
export function hashRecoveryCode(
  vault: Vault,
  organizationId: string,
  accountId: string,
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
  return secret.length === CODE_BYTES ? hashSecret(vault, organizationId, accountId, secret) : undefined
}

function hashSecret(vault: Vault, organizationId: string, accountId: string, secret: Uint8Array): Buffer {
  const text = JSON.stringify([organizationId, accountId, Buffer.from(secret).toString('hex')])
  return vault.fingerprint('recovery code', text)
}
