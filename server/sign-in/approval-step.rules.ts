// The second step on a phone: asked there, waited for here. The session is born in the answer to whoever waits, and nothing
// of it comes near the phone.
import { APPROVAL_MINUTES } from '../../contract/approvals.ts'
import { AppError } from '../app-error.ts'
import { answerTopic, askPhones, findAsked, type AskedApproval } from '../approvals/approvals.store.ts'
import { secondsUntil } from '../budgets/backoff.ts'
import type { RequestFacts } from '../http/call.ts'
import { makeRowId } from '../row-id.ts'
import type { Services } from '../services.ts'
import { prepareSession } from '../sessions/new-session.ts'
import { hashToken, type RandomBytes } from '../sessions/token.ts'
import { refuseWhileBlocked } from '../totp/code-attempt.rules.ts'
import { acceptApproval } from './approval-step.store.ts'
import { openChallenge, type Finished } from './code-step.rules.ts'

export async function askForApproval(
  services: Services,
  facts: RequestFacts,
  challenge: string,
): Promise<{ number: string; expiresAt: string }> {
  const { settings, randomBytes } = services
  const { now, userAgent, address } = facts
  const account = await openChallenge(services, facts, challenge, 'code')
  refuseWhileBlocked(account, now)
  const asked = {
    id: makeRowId(randomBytes, now),
    number: drawNumber(randomBytes),
    challengeHash: account.tokenHash,
    client: account.client,
    userAgent,
    address,
    expiresAt: new Date(now.getTime() + APPROVAL_MINUTES * 60_000),
  }
  const outcome = await askPhones(services, account, asked, settings.vapidKey !== undefined, now)
  if (outcome === 'over') throw new AppError('sign_in.challenge_over')
  if (outcome === 'none' || outcome === 'another_waits') throw new AppError(`approval.${outcome}`)
  if ('leftInPeaceUntil' in outcome) {
    throw new AppError('approval.too_many', {
      retryAfterSeconds: secondsUntil(outcome.leftInPeaceUntil, now),
    })
  }
  return { number: outcome.number, expiresAt: outcome.expiresAt.toISOString() }
}

const NUMBERS = 100

/** Each of a hundred as likely as the others: bytes beyond the last whole round are drawn again. */
function drawNumber(randomBytes: RandomBytes): string {
  for (;;) {
    const [byte = 0] = randomBytes(1)
    if (byte < 2 * NUMBERS) return String(byte % NUMBERS).padStart(2, '0')
  }
}

const WAIT_MILLIS = 20_000

/** Rounds as in attemptCode: a round is lost only to another attempt at the same account. */
const MOST_ROUNDS = 12

/**
 * The session, once the phone has said yes; nothing while it has not. An answer that was waited for decides nothing: whoever
 * is gone by then would have a session that nobody holds. They ask again, and get it at once.
 */
export async function waitForApproval(
  services: Services,
  facts: RequestFacts,
  challenge: string,
): Promise<Finished | undefined> {
  const { database, signals } = services
  const { now } = facts
  const challengeHash = hashToken(challenge)
  const watch = signals.watch(answerTopic(challengeHash))
  try {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const asked = await findAsked(database, challengeHash)
      // A sign-in that was refused is gone: why is told first.
      if (asked?.state === 'refused' || asked?.state === 'wrong_number')
        throw new AppError('approval.refused')
      const account = await openChallenge(services, facts, challenge, 'code')
      if (asked === undefined || isOver(asked, now)) throw new AppError('approval.expired')
      if (asked.state === 'waiting') {
        await watch.next(WAIT_MILLIS)
        return undefined
      }
      refuseWhileBlocked(account, now)
      const session = prepareSession(services, facts, account.client)
      if (await acceptApproval(database, account, asked.id, session, now)) {
        return { session, client: account.client }
      }
    }
  } finally {
    watch.end()
  }
  throw new AppError('second_factor.too_many_attempts', { retryAfterSeconds: 1 })
}

function isOver({ state, expiresAt }: AskedApproval, now: Date): boolean {
  return (state !== 'waiting' && state !== 'approved') || expiresAt <= now
}
