// The second step: a code of the authenticator app, or a recovery code.
import { AppError } from '../app-error.ts'
import type { RequestFacts } from '../http/call.ts'
import { hashPrintedCode } from '../recovery/printed-code.ts'
import type { Services } from '../services.ts'
import { prepareSession, type NewSession } from '../sessions/new-session.ts'
import { hashToken } from '../sessions/token.ts'
import type { TrustCookie } from '../sessions/trust-token.ts'
import { trustDevice } from '../sessions/trusted-devices.store.ts'
import { attemptCode, countFailure, refuseWhileBlocked } from '../totp/code-attempt.rules.ts'
import {
  acceptBypassCode,
  acceptRecoveryCode,
  acceptTotp,
  readChallenge,
  type ChallengedAccount,
} from './code-step.store.ts'
import { hashUserAgent } from './password-step.rules.ts'

export interface Finished {
  session: NewSession
  client: ChallengedAccount['client']
  /** For a browser that is trusted from now on. */
  trust?: TrustCookie | undefined
}

interface Attempt {
  challenge: string
  code: string
  trustDevice?: boolean | undefined
}

export async function giveTotp(services: Services, facts: RequestFacts, attempt: Attempt): Promise<Finished> {
  return attemptCode(
    services,
    { ...facts, step: 'totp' },
    attempt.code,
    () => openChallenge(services, facts, attempt.challenge, 'code'),
    async (account, right) => {
      const { client } = account
      const session = prepareSession(services, facts, client)
      if (!(await acceptTotp(services.database, account, right, session, facts.now))) return undefined
      const trust =
        attempt.trustDevice === true && client === 'web'
          ? await trustDevice(services, account, session, facts)
          : undefined
      return { session, client, trust }
    },
  )
}

/** Rounds as in attemptCode: a round is lost only to another attempt at the same account. */
const MOST_ROUNDS = 12

export function giveRecoveryCode(
  services: Services,
  facts: RequestFacts,
  attempt: Attempt,
): Promise<Finished> {
  return givePrintedCode(services, facts, attempt, 'recovery_code.wrong', (account, session) => {
    const hash = hashPrintedCode(services.vault, 'recovery code', account, attempt.code)
    return hash !== undefined && acceptRecoveryCode(services, account, hash, session, facts.now)
  })
}

export function giveBypassCode(services: Services, facts: RequestFacts, attempt: Attempt): Promise<Finished> {
  return givePrintedCode(services, facts, attempt, 'bypass_code.wrong', (account, session) => {
    const hash = hashPrintedCode(services.vault, 'bypass code', account, attempt.code)
    return hash !== undefined && acceptBypassCode(services, account, hash, session, facts.now)
  })
}

/** A code that was printed or read out: looked up by its hash in the verdict, counted when it is none. */
async function givePrintedCode(
  services: Services,
  facts: RequestFacts,
  attempt: Attempt,
  wrong: 'recovery_code.wrong' | 'bypass_code.wrong',
  accept: (account: ChallengedAccount, session: NewSession) => boolean | Promise<boolean>,
): Promise<Finished> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const account = await openChallenge(services, facts, attempt.challenge, 'code')
    refuseWhileBlocked(account, facts.now)
    const session = prepareSession(services, facts, account.client)
    if (await accept(account, session)) return { session, client: account.client }
    const failed = {
      ...facts,
      step: wrong === 'bypass_code.wrong' ? 'bypass_code' : 'recovery_code',
    } as const
    if (await countFailure(services, account, failed, wrong)) throw new AppError(wrong)
  }
  throw new AppError('second_factor.too_many_attempts', { retryAfterSeconds: 1 })
}

/** @throws {AppError} sign_in.challenge_over, whatever is wrong with it */
export async function openChallenge(
  { database }: Services,
  facts: RequestFacts,
  challenge: string,
  purpose: 'code' | 'enrol',
): Promise<ChallengedAccount> {
  const userAgentHash = hashUserAgent(facts.userAgent)
  const account = await readChallenge(database, hashToken(challenge), purpose, userAgentHash, facts.now)
  if (account === undefined) throw new AppError('sign_in.challenge_over')
  return account
}
