// Seeds: made by us, sealed before they are stored, opened only to compare a code.
import type { RandomBytes } from '../sessions/token.ts'
import type { OpenedAuthenticator } from './judge-code.ts'
import type { Place, Vault } from '../vault/vault.ts'

/** 160 bits, the length of SHA-1's output (RFC 4226 section 4, R6; RFC 6238 section 5.1). */
const SEED_BYTES = 20

/** What authenticator apps understand everywhere; others are silently ignored by some of them. */
export const enrolmentParameters = { algorithm: 'SHA1', digits: 6 } as const

/** An authenticator that was begun and not proven, as a code is judged against it. */
export function freshAuthenticator(
  { id, periodSeconds }: { id: string; periodSeconds: number },
  seed: Buffer,
): OpenedAuthenticator {
  return { id, seed, ...enrolmentParameters, periodSeconds, lastStep: -1, refusedSteps: [] }
}

type SeedTable = 'authenticators' | 'enrolments'

/** Whose seed it is. A row that is given to another account does not open there. */
interface Owner {
  organizationId: string
  accountId: string
}

export function makeSeed(randomBytes: RandomBytes): Buffer {
  return randomBytes(SEED_BYTES)
}

export function sealSeed(vault: Vault, seed: Buffer, table: SeedTable, owner: Owner, rowId: string): Buffer {
  return vault.seal(seed, placeOf(table, owner, rowId))
}

/** @throws {SealError} when the value was altered or moved */
export function openSeed(
  vault: Vault,
  sealed: Buffer,
  table: SeedTable,
  owner: Owner,
  rowId: string,
): Buffer {
  return vault.open(sealed, placeOf(table, owner, rowId))
}

function placeOf(table: SeedTable, { organizationId, accountId }: Owner, rowId: string): Place {
  return { organizationId, table, column: 'seed', rowId: `${accountId}/${rowId}` }
}
