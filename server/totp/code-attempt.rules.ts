// One attempt at a code, wherever one is asked for: within the budget, judged, and then written or counted.
import type { ErrorCode } from '../../contract/errors.ts'
import type { Tables } from '../database/tables.ts'
import { makeRowId } from '../row-id.ts'
import { AppError, type ProblemFacts } from '../app-error.ts'
import type { Services } from '../services.ts'
import { codeBackoff, secondsUntil, waitSeconds } from '../budgets/backoff.ts'
import { reportSealError } from '../vault/report-seal-error.ts'
import { countCodeFailure, type CountedFailure, type SecondFactorState } from './code-attempt.store.ts'
import type { PendingEnrolment } from './enrolments.store.ts'
import { judgeCode, type Judgement, type OpenedAuthenticator } from './judge-code.ts'
import { openSeed } from './seed.ts'

/** Rounds of judging under a state that others change at the same time. Each lost round was a counted failure. */
const MOST_ROUNDS = 12

/** What the history keeps of an attempt that fails. */
export interface AttemptFacts {
  now: Date
  userAgent: string
  address: string
  step: Tables['sign_in_failures']['step']
  /** Nothing where the challenge says it. */
  client?: Tables['sessions']['client']
}

export interface RightCode {
  authenticatorId: string
  step: number
}

/**
 * Judges a code of an account's authenticators and writes the verdict.
 *
 * Reading, judging and writing are not locked together: instead each write holds only under the state that was
 * judged, and whoever comes second judges again. Nothing is told before it is written.
 *
 * @param read the state as it is now; undefined when the attempt no longer stands
 * @param accept the write of a right code, which spends the step; undefined when the state changed meanwhile
 * @throws {AppError} of the second factor
 */
export async function attemptCode<State extends SecondFactorState, Result>(
  services: Services,
  attempt: AttemptFacts,
  typed: string,
  read: () => Promise<State>,
  accept: (state: State, right: RightCode) => Promise<Result | undefined>,
): Promise<Result> {
  const { now } = attempt
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const state = await read()
    refuseWhileBlocked(state, now)
    const active = state.authenticators.filter((authenticator) => authenticator.state === 'active')
    if (active.length === 0 && state.authenticators.length > 0)
      throw new AppError('second_factor.switched_off')
    const judgement = judgeCode(openAuthenticators(services, state), typed, now.getTime())
    if (judgement.verdict === 'right') {
      const result = await accept(state, judgement)
      if (result !== undefined) return result
    } else {
      const failure = failureOf(judgement)
      if (await countFailure(services, state, attempt, failure.code, judgement)) throw failure
    }
  }
  throw new AppError('second_factor.too_many_attempts', { retryAfterSeconds: 1 })
}

export function refuseWhileBlocked(
  { codesBlockedUntil }: Pick<SecondFactorState, 'codesBlockedUntil'>,
  now: Date,
): void {
  if (codesBlockedUntil === undefined || codesBlockedUntil <= now) return
  throw new AppError('second_factor.too_many_attempts', {
    retryAfterSeconds: secondsUntil(codesBlockedUntil, now),
  })
}

/** Counts one failure of any method; false when the state changed meanwhile and the attempt has to be judged anew. */
export function countFailure(
  services: Services,
  state: SecondFactorState,
  attempt: AttemptFacts,
  reason: ErrorCode,
  judgement?: Judgement,
): Promise<boolean> {
  const toldStep =
    judgement?.verdict === 'clock_off' || judgement?.verdict === 'expired'
      ? { authenticatorId: judgement.authenticatorId, step: judgement.step }
      : undefined
  const client = attempt.client ?? state.client ?? 'web'
  const counted = countedFailure(services, state.codeFailures, { ...attempt, client }, reason)
  return countCodeFailure(services, state, counted, attempt.now, toldStep)
}

/** One more failure than there are: what is kept of it, and the wait that it brings. */
export function countedFailure(
  { randomBytes }: Pick<Services, 'randomBytes'>,
  failures: number,
  { now, step, client, userAgent, address }: AttemptFacts & { client: Tables['sessions']['client'] },
  reason: ErrorCode,
): CountedFailure {
  const wait = waitSeconds(codeBackoff, failures + 1)
  // No wait is no block: "until now" would be one for whoever comes by a clock that is a little behind.
  const blockedUntil = wait === 0 ? null : new Date(now.getTime() + wait * 1000)
  return {
    blockedUntil,
    failure: { id: makeRowId(randomBytes, now), step, reason, client, userAgent, address },
  }
}

/** A seed that does not open is reported and left out: it matches no code, and the others still work. */
function openAuthenticators(services: Services, state: SecondFactorState): OpenedAuthenticator[] {
  const opened: OpenedAuthenticator[] = []
  for (const { sealedSeed, state: usable, ...rest } of state.authenticators) {
    if (usable !== 'active') continue
    try {
      const seed = openSeed(services.vault, sealedSeed, 'authenticators', state, rest.id)
      opened.push({ ...rest, seed })
    } catch (error) {
      reportSealError(services, error)
    }
  }
  return opened
}

/**
 * The seed of an enrolment that waits for its first code.
 *
 * @throws {AppError} second_factor.enrolment_over when it does not open: only starting again helps
 */
export function openPending(services: Services, pending: PendingEnrolment): Buffer {
  try {
    return openSeed(services.vault, pending.sealedSeed, 'enrolments', pending, pending.id)
  } catch (error) {
    reportSealError(services, error)
    throw new AppError('second_factor.enrolment_over')
  }
}

const codes = {
  wrong: 'second_factor.code_wrong',
  used: 'second_factor.code_used',
  expired: 'second_factor.code_expired',
  clock_off: 'second_factor.clock_off',
} as const satisfies Record<string, ErrorCode>

export function failureOf(judgement: Exclude<Judgement, { verdict: 'right' }>): AppError {
  const facts: ProblemFacts =
    'clockOffsetSeconds' in judgement ? { clockOffsetSeconds: judgement.clockOffsetSeconds } : {}
  return new AppError(codes[judgement.verdict], facts)
}
