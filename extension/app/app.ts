// What every view of the popup is given.
import { ApiError, ConnectionError } from '../../contract/client.ts'
import type { Translate } from '../texts/texts.ts'
import { isTextKey } from '../texts/texts.ts'
import type { Api } from './api.ts'
import { keptSession, keptSignIn } from './kept.ts'

export interface App {
  t: Translate
  /** The origin of the Countersign. */
  address: string
  api: Api
  /** Of the sign-in that is under way. */
  challenge: string | undefined
  /** A popup closes as soon as one looks elsewhere, a tab stays. */
  place: 'popup' | 'tab'
  show(view: Node): void
  /** Looks at what is kept, and shows what comes next. */
  start(note?: string): Promise<void>
}

export const hostOf = (address: string): string => new URL(address).host

/** What a person is told of anything that went wrong. */
export function failureSentence(error: unknown, t: Translate, address: string): string {
  if (error instanceof ConnectionError) return t('failure.unreachable', { host: hostOf(address) })
  if (!(error instanceof ApiError)) return t('failure.unexpected')
  // Some features have one sentence for all that can go wrong.
  const keys = [`error.${error.code}`, `error.${error.code.split('.')[0]}`]
  return t(keys.find(isTextKey) ?? 'failure.unexpected')
}

export function waitSecondsOf(error: unknown): number {
  return error instanceof ApiError ? (error.problem.retryAfterSeconds ?? 0) : 0
}

/**
 * A session or a sign-in that the server no longer knows is forgotten, and one signs in again; true where it was that. Where
 * another window has gone on meanwhile, this one goes on with what that one has.
 */
export async function startAgainWhenOver(app: App, error: unknown): Promise<boolean> {
  if (!(error instanceof ApiError)) return false
  if (error.code !== 'session.required' && error.code !== 'sign_in.challenge_over') return false
  const isForgotten =
    error.code === 'session.required'
      ? await keptSession.forgetToken(app.api.token())
      : await keptSignIn.forgetChallenge(app.challenge)
  await app.start(isForgotten ? failureSentence(error, app.t, app.address) : undefined)
  return true
}
