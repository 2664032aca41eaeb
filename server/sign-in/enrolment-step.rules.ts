// The enrolment inside the sign-in, for those who must have a second factor and have none yet.
import { AppError } from '../app-error.ts'
import type { RequestFacts } from '../http/call.ts'
import { checkTicket } from '../policies/enrolment-proof.rules.ts'
import { makeRecoveryCodes } from '../recovery/recovery-code.ts'
import { makeRowId } from '../row-id.ts'
import type { Services } from '../services.ts'
import { prepareSession } from '../sessions/new-session.ts'
import { countFailure, failureOf, openPending, refuseWhileBlocked } from '../totp/code-attempt.rules.ts'
import { enrolmentMinutes, showEnrolment, type Enrolment } from '../totp/enrolment.ts'
import { beginEnrolment, readEnrolment } from '../totp/enrolments.store.ts'
import { judgeCode } from '../totp/judge-code.ts'
import { freshAuthenticator, makeSeed, sealSeed } from '../totp/seed.ts'
import { openChallenge, type Finished } from './code-step.rules.ts'
import { acceptEnrolment } from './enrolment-step.store.ts'

const FIRST_NAME = 'Authenticator app'

export async function startEnrolment(
  services: Services,
  facts: RequestFacts,
  given: { challenge: string; ticket?: string | undefined },
): Promise<Enrolment> {
  const { database, vault, randomBytes } = services
  const account = await openChallenge(services, facts, given.challenge, 'enrol')
  if (account.enrolmentNeedsProof) await checkTicket(services, account, given.ticket, facts)
  const seed = makeSeed(randomBytes)
  const id = makeRowId(randomBytes, facts.now)
  const { organizationId, accountId } = account
  const sealedSeed = sealSeed(vault, seed, 'enrolments', account, id)
  const expiresAt = new Date(facts.now.getTime() + enrolmentMinutes * 60_000)
  const periodSeconds = account.totpPeriodSeconds
  const enrolment = {
    id,
    organizationId,
    accountId,
    name: FIRST_NAME,
    sealedSeed,
    periodSeconds,
    hasProof: account.enrolmentNeedsProof,
    replaces: undefined,
  }
  await beginEnrolment(database, enrolment, account.tokenHash, facts.now, expiresAt)
  return showEnrolment(seed, account.organizationName, account.email, periodSeconds)
}

const MOST_ROUNDS = 12

/** Proves the new app; of two that are proven at once for one account the first counts, the other starts again. */
export async function confirmEnrolment(
  services: Services,
  facts: RequestFacts,
  attempt: { challenge: string; code: string },
): Promise<Finished & { recoveryCodes: string[] }> {
  const { database, vault, randomBytes } = services
  const { now } = facts
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const account = await openChallenge(services, facts, attempt.challenge, 'enrol')
    refuseWhileBlocked(account, now)
    const { organizationId, accountId } = account
    const pending = await readEnrolment(database, organizationId, accountId, account.tokenHash, now)
    if (pending === undefined) throw new AppError('second_factor.enrolment_over')
    // A ticket is asked for since it was begun: the write below refuses it, whatever the code.
    if (account.enrolmentNeedsProof && !pending.hasProof) {
      throw new AppError('second_factor.enrolment_over')
    }
    const seed = openPending(services, pending)
    const fresh = freshAuthenticator(pending, seed)
    const judgement = judgeCode([fresh], attempt.code, now.getTime())
    if (judgement.verdict === 'right') {
      const session = prepareSession(services, facts, account.client)
      const recovery = makeRecoveryCodes(vault, randomBytes, organizationId, accountId)
      const sealedSeed = sealSeed(vault, seed, 'authenticators', account, pending.id)
      const { id, name, periodSeconds } = pending
      const authenticator = { id, name, periodSeconds, sealedSeed, step: judgement.step }
      if (await acceptEnrolment(services, account, authenticator, recovery.hashes, session, now)) {
        return { session, client: account.client, recoveryCodes: recovery.codes }
      }
    } else {
      const failure = failureOf(judgement)
      const failed = { ...facts, step: 'enrolment' } as const
      if (await countFailure(services, account, failed, failure.code)) throw failure
    }
  }
  throw new AppError('second_factor.too_many_attempts', { retryAfterSeconds: 1 })
}
