// The one-time token of the setup page: from the settings, else made at the start and kept in memory only.
import { isSame } from '../vault/vault.ts'
import { hashToken, makeToken, type RandomBytes } from '../sessions/token.ts'

export interface SetupToken {
  /** To be printed; undefined when the operator chose the token and so knows it. */
  printable: string | undefined
  matches(typed: string): boolean
}

export function createSetupToken(chosen: string | undefined, randomBytes: RandomBytes): SetupToken {
  const made = chosen === undefined ? makeToken(randomBytes) : undefined
  const hash = made?.hash ?? hashToken(chosen ?? '')
  return {
    printable: made?.token,
    // Hashes of one length are compared, so that nothing is told about how much of the token was right.
    matches: (typed) => isSame(hashToken(typed), hash),
  }
}
