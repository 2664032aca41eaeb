// The recovery of an admin: by a link that waits, that others can stop, and that a second operator can let through.
import { AppError } from '../app-error.ts'
import { emailKey } from '../accounts/email-key.ts'
import { refuseBadPassword } from '../accounts/new-password.ts'
import { findByToken } from '../budgets/token-guess.rules.ts'
import type { RequestFacts } from '../http/call.ts'
import { makeRowId } from '../row-id.ts'
import type { Services } from '../services.ts'
import { hashToken, makeToken } from '../sessions/token.ts'
import {
  completeRecovery,
  findRecoverable,
  findRecovery,
  requestRecovery,
  type Recovery,
} from './recoveries.store.ts'

const LINK_DAYS = 7

/** Whether a recovery can be used, or why not. */
export function stateOf(
  recovery: Recovery,
  now: Date,
): 'waiting' | 'usable' | 'stopped' | 'used' | 'expired' {
  if (recovery.usedAt !== null) return 'used'
  if (recovery.stoppedAt !== null) return 'stopped'
  if (recovery.expiresAt <= now) return 'expired'
  return recovery.approvedAt !== null || recovery.usableFrom <= now ? 'usable' : 'waiting'
}

/**
 * Makes the link for an admin or operator; undefined when nobody of that kind has this address.
 *
 * @param requestedBy the operator who asks for it; nothing for whoever holds the server's machine
 */
export async function makeRecovery(
  services: Pick<Services, 'database' | 'randomBytes' | 'settings'>,
  request: { email: string; reason: string; requestedBy: string | undefined },
  now: Date,
): Promise<{ url: string; usableFrom: Date; expiresAt: Date } | undefined> {
  const { database, randomBytes, settings } = services
  const account = await findRecoverable(database, emailKey(request.email))
  if (account === undefined) return undefined
  const { token, hash } = makeToken(randomBytes)
  const usableFrom = new Date(now.getTime() + settings.recoveryHours * 3_600_000)
  const expiresAt = new Date(usableFrom.getTime() + LINK_DAYS * 86_400_000)
  const { organizationId, accountId } = account
  const { reason, requestedBy } = request
  const id = makeRowId(randomBytes, now)
  const recovery = {
    organizationId,
    accountId,
    id,
    tokenHash: hash,
    reason,
    requestedBy,
    usableFrom,
    expiresAt,
  }
  await requestRecovery(services, recovery, now)
  return { url: new URL(`/recover#${token}`, settings.baseUrl).href, usableFrom, expiresAt }
}

/** @throws {AppError} recovery.invalid for one that is none, or no longer */
export async function openRecovery(
  services: Services,
  facts: RequestFacts,
  token: string,
): Promise<Recovery> {
  const find = async () => {
    const found = await findRecovery(services.database, hashToken(token))
    const state = found && stateOf(found, facts.now)
    return state === 'waiting' || state === 'usable' ? found : undefined
  }
  return findByToken(services, facts, 'recovery', find, 'recovery.invalid')
}

/** @throws {AppError} recovery.invalid, recovery.too_early, and those of a new password */
export async function useRecovery(
  services: Services,
  facts: RequestFacts,
  given: { token: string; password: string },
): Promise<void> {
  const recovery = await openRecovery(services, facts, given.token)
  if (stateOf(recovery, facts.now) === 'waiting') throw new AppError('recovery.too_early')
  refuseBadPassword(given.password, recovery)
  const passwordHash = await services.hasher.hash(given.password)
  if (!(await completeRecovery(services, recovery, passwordHash, facts.now))) {
    throw new AppError('recovery.invalid')
  }
}
