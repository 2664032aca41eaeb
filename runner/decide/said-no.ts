// Whether a page refuses what was typed, by the states of the pack, and by words where the pack says nothing.
import type { CauseCode } from '../../contract/causes.ts'
import { isRefusal, type JoinedState } from '../../contract/service-pack.ts'
import { holds } from './match-condition.ts'
import { isEntryPage, isWhereItHolds, timesTyped, type Situation } from './situation.ts'
import { says } from './words/phrase.ts'
import { locked, usedCode, wrongCode, wrongPassword } from './words/refusals.ts'

export interface Refusal {
  state: string
  cause: CauseCode
  waitMinutes?: number
}

export function stateHolds(state: JoinedState, situation: Situation) {
  return situation.frames.find(
    (frame) =>
      isWhereItHolds(state, frame.origin, situation) &&
      holds(state.when, frame, situation) &&
      !(state.unless !== undefined && holds(state.unless, frame, situation)),
  )
}

/** Why the page says no; nothing where it does not. A refusal of a thing that was never typed is none. */
export function refusalOn(situation: Situation): Refusal | undefined {
  const causes = new Set(worthSaying(situation))
  for (const state of situation.pack.states) {
    if (!isRefusal(state) || !('stop' in state.do) || !causes.has(state.do.stop)) continue
    if (stateHolds(state, situation) === undefined) continue
    const { stop: cause, waitMinutes } = state.do
    return { state: state.state, cause, ...(waitMinutes !== undefined && { waitMinutes }) }
  }
  return isEntryPage(situation) ? refusalInWords(situation, causes) : undefined
}

function worthSaying(situation: Situation): CauseCode[] {
  // A code is typed after the password was taken, mostly; on a form with both, either may be wrong.
  const lastTyped = situation.acts.findLast(({ decision }) => decision.do === 'fill')?.decision
  const fields = lastTyped?.do === 'fill' ? lastTyped.fields.map(({ what }) => what) : []
  return [
    'account_locked',
    ...(fields.includes('code') ? (['code_already_used', 'wrong_code'] as const) : []),
    ...(fields.some((what) => what !== 'code') ? (['wrong_password'] as const) : []),
  ]
}

function refusalInWords(situation: Situation, causes: ReadonlySet<CauseCode>): Refusal | undefined {
  const { text, pack, acts, signIn } = situation
  // A dashboard may speak of locked accounts; a sign-in says it where it asks, or after something was done.
  if ((signIn !== undefined || acts.length > 0) && says(text, locked)) {
    return { state: 'any.locked', cause: 'account_locked', waitMinutes: pack.lockMinutes }
  }
  if (causes.has('wrong_code')) {
    if (says(text, usedCode)) return { state: 'any.code_used', cause: 'code_already_used' }
    if (says(text, wrongCode)) return { state: 'any.wrong_code', cause: 'wrong_code' }
  }
  if (causes.has('wrong_password') && says(text, wrongPassword)) {
    return { state: 'any.wrong_password', cause: 'wrong_password' }
  }
  return undefined
}

export const isAboutCode = ({ cause }: Refusal): boolean =>
  cause === 'wrong_code' || cause === 'code_already_used'

/** Whether the page refused a code and may be given one more, which is of a later step. */
export const mayTryAnotherCode = (situation: Situation): boolean =>
  timesTyped(situation, 'code') < MOST_CODES && timesTyped(situation, 'code') > 0

/** A code is refused once without harm; a second time is the last. */
export const MOST_CODES = 2
