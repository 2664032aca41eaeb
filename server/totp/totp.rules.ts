// Authenticator apps by their owner: added, proven again, removed, and two-factor turned off.
import { AppError } from '../app-error.ts'
import type { RequestFacts } from '../http/call.ts'
import { makeRecoveryCodes } from '../recovery/recovery-code.ts'
import { makeRowId } from '../row-id.ts'
import { checkTicket } from '../policies/enrolment-proof.rules.ts'
import type { Services } from '../services.ts'
import { freshSince, hasFreshSecondFactor, type Caller } from '../sessions/caller.ts'
import { provePasswordAgain } from '../sign-in/password-again.rules.ts'
import {
  attemptCode,
  countFailure,
  failureOf,
  openPending,
  refuseWhileBlocked,
} from './code-attempt.rules.ts'
import { readSecondFactor, type SecondFactorState } from './code-attempt.store.ts'
import { enrolmentMinutes, showEnrolment, type Enrolment } from './enrolment.ts'
import { beginEnrolment, readEnrolment } from './enrolments.store.ts'
import type { SessionOfAccount } from './fresh-second-factor.store.ts'
import { judgeCode } from './judge-code.ts'
import { freshAuthenticator, makeSeed, sealSeed } from './seed.ts'
import { confirmApp, removeAuthenticator, turnOffSecondFactor } from './authenticator-changes.store.ts'
import { listAuthenticators, readEnrolmentRules, spendCode, type Authenticator } from './totp.store.ts'

const DEFAULT_NAME = 'Authenticator app'
const MOST_ROUNDS = 12

export function sessionOf({ organization, account, session }: Caller): SessionOfAccount {
  return { organizationId: organization.id, accountId: account.id, id: session.id }
}

export async function startApp(
  services: Services,
  caller: Caller,
  given: { name?: string | undefined; ticket?: string | undefined; replaces?: string | undefined },
  facts: RequestFacts,
): Promise<Enrolment & { id: string }> {
  const { now } = facts
  const { database, vault, randomBytes } = services
  const { organizationId, accountId } = sessionOf(caller)
  const { hasProof, periodSeconds } = await checkMayAdd(services, caller, given.ticket, facts)
  const { replaces } = given
  if (replaces !== undefined) {
    const mine = await listAuthenticators(database, organizationId, accountId)
    if (!mine.some((one) => one.id === replaces)) throw new AppError('authenticator.not_found')
  }
  const seed = makeSeed(randomBytes)
  const id = makeRowId(randomBytes, now)
  const sealedSeed = sealSeed(vault, seed, 'enrolments', { organizationId, accountId }, id)
  const expiresAt = new Date(now.getTime() + enrolmentMinutes * 60_000)
  const pending = {
    id,
    organizationId,
    accountId,
    name: given.name ?? DEFAULT_NAME,
    sealedSeed,
    periodSeconds,
    hasProof,
    replaces,
  }
  await beginEnrolment(database, pending, begunBy(caller), now, expiresAt)
  return { id, ...showEnrolment(seed, caller.organization.name, caller.account.email, periodSeconds) }
}

/**
 * Whether an authenticator may be begun, and whether a ticket was shown for it.
 *
 * @throws {AppError} second_factor.fresh_code_required, and of the ticket
 */
export async function checkMayAdd(
  services: Services,
  caller: Caller,
  ticket: string | undefined,
  facts: RequestFacts,
): Promise<{ hasProof: boolean; periodSeconds: number }> {
  // Whoever holds an open session but no factor adds none beside those that are there (NIST SP 800-63B-4 4.1).
  if (caller.account.isEnrolled && !hasFreshSecondFactor(caller, facts.now)) {
    throw new AppError('second_factor.fresh_code_required')
  }
  const rules = await readEnrolmentRules(services.database, caller.organization.id)
  // Whoever has stolen a password in the time of grace enrols here no more than in the sign-in.
  const hasProof =
    rules.enrolmentNeedsProof &&
    !caller.account.isEnrolled &&
    caller.account.requirement.source !== 'optional'
  if (hasProof) await checkTicket(services, await stateOf(services, caller), ticket, facts)
  return { hasProof, periodSeconds: rules.totpPeriodSeconds }
}

export function begunBy(caller: Caller): Buffer {
  return Buffer.from(`session ${caller.session.id}`)
}

export async function proveApp(
  services: Services,
  caller: Caller,
  id: string,
  typed: string,
  facts: RequestFacts,
): Promise<{ authenticator: Authenticator; recoveryCodes?: string[] }> {
  const { now } = facts
  const { database, vault, randomBytes } = services
  const session = sessionOf(caller)
  const { organizationId, accountId } = session
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const state = await stateOf(services, caller)
    refuseWhileBlocked(state, now)
    const pending = await readEnrolment(database, organizationId, accountId, begunBy(caller), now)
    if (pending?.id !== id) throw new AppError('second_factor.enrolment_over')
    const seed = openPending(services, pending)
    const fresh = freshAuthenticator(pending, seed)
    const judgement = judgeCode([fresh], typed, now.getTime())
    if (judgement.verdict !== 'right') {
      const failure = failureOf(judgement)
      const failed = { ...facts, step: 'enrolment', client: caller.session.client } as const
      if (await countFailure(services, state, failed, failure.code)) throw failure
      continue
    }
    const recovery = makeRecoveryCodes(vault, randomBytes, organizationId, accountId)
    const sealedSeed = sealSeed(vault, seed, 'authenticators', session, id)
    const { name, periodSeconds } = pending
    const app = { id, name, periodSeconds, sealedSeed, step: judgement.step }
    const outcome = await confirmApp(services, state, session, app, recovery.hashes, freshSince(now), now)
    if (outcome === 'not_fresh') throw new AppError('second_factor.fresh_code_required')
    if (outcome === 'ticket_required') throw new AppError('second_factor.ticket_required')
    if (outcome !== 'changed') {
      const { authenticator, isFirst } = outcome
      return isFirst ? { authenticator, recoveryCodes: recovery.codes } : { authenticator }
    }
  }
  throw new AppError('second_factor.too_many_attempts', { retryAfterSeconds: 1 })
}

/** Proves the second factor again for this session, which from then on may have another token. */
export async function proveAgain(
  services: Services,
  caller: Caller,
  typed: string,
  facts: RequestFacts,
  newTokenHash?: Buffer,
): Promise<void> {
  if (!caller.account.isEnrolled) throw new AppError('second_factor.not_enrolled')
  const { now } = facts
  await attemptCode(
    services,
    { ...facts, step: 'totp', client: caller.session.client },
    typed,
    () => stateOf(services, caller),
    async (state, right) =>
      (await spendCode(services.database, state, right, caller.session.id, now, newTokenHash)) || undefined,
  )
}

export async function stateOf({ database }: Services, caller: Caller): Promise<SecondFactorState> {
  const state = await readSecondFactor(database, caller.organization.id, caller.account.id)
  if (state === undefined) throw new AppError('session.required')
  return state
}

export async function removeApp(services: Services, caller: Caller, id: string, now: Date): Promise<void> {
  const outcome = await removeAuthenticator(services, sessionOf(caller), id, freshSince(now), now)
  if (outcome === 'not_found') throw new AppError('authenticator.not_found')
  if (outcome === 'required_by_admin') throw new AppError('second_factor.required_by_admin')
  if (outcome === 'not_fresh') {
    throw new AppError(
      caller.account.isEnrolled ? 'second_factor.fresh_code_required' : 'authenticator.not_found',
    )
  }
}

export async function turnOff(
  services: Services,
  caller: Caller,
  facts: RequestFacts,
  input: { password: string; code?: string | undefined },
): Promise<void> {
  const { account } = caller
  if (account.requirement.source !== 'optional') throw new AppError('second_factor.required_by_admin')
  if (!account.isEnrolled) throw new AppError('second_factor.not_enrolled')
  await provePasswordAgain(services, facts, caller, input.password)
  if (input.code !== undefined) await proveAgain(services, caller, input.code, facts)
  const outcome = await turnOffSecondFactor(services, sessionOf(caller), freshSince(facts.now), facts.now)
  if (outcome === 'required_by_admin') throw new AppError('second_factor.required_by_admin')
  if (outcome === 'not_fresh') throw new AppError('second_factor.fresh_code_required')
}
