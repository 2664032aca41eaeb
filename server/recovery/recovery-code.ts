// Recovery codes: ten at a time, for the day the phone is gone.
import type { RandomBytes } from '../sessions/token.ts'
import type { Vault } from '../vault/vault.ts'
import { hashPrintedCode, makePrintedCode } from './printed-code.ts'

const CODES = 10

export interface FreshRecoveryCodes {
  /** To be shown once. */
  codes: string[]
  hashes: Buffer[]
}

export function makeRecoveryCodes(
  vault: Vault,
  randomBytes: RandomBytes,
  organizationId: string,
  accountId: string,
): FreshRecoveryCodes {
  const owner = { organizationId, accountId }
  const made = Array.from({ length: CODES }, () =>
    makePrintedCode(vault, 'recovery code', owner, randomBytes),
  )
  return { codes: made.map(({ code }) => code), hashes: made.map(({ hash }) => hash) }
}

/** The hash of a code as somebody typed it; undefined for what cannot be a recovery code. */
export function hashRecoveryCode(
  vault: Vault,
  organizationId: string,
  accountId: string,
  typed: string,
): Buffer | undefined {
  return hashPrintedCode(vault, 'recovery code', { organizationId, accountId }, typed)
}
