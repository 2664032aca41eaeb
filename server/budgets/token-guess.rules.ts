// Links and one-time tokens are guessed at, too: failures from one address slow down like wrong passwords (attack 51).
import type { ErrorCode } from '../../contract/errors.ts'
import { AppError } from '../app-error.ts'
import type { RequestFacts } from '../http/call.ts'
import type { Services } from '../services.ts'
import { secondsUntil } from './backoff.ts'
import {
  countPasswordFailure,
  isBlockedByNow,
  passwordBudgetKeys,
  type PasswordBudgetKeys,
} from './password-budget.store.ts'
import { lookUpForSignIn } from '../sign-in/password-step.store.ts'

type TokenKind =
  'setup' | 'invitation' | 'password reset' | 'recovery' | 'organization invitation' | 'passkey'

/**
 * The budget of this address for guesses of a kind. One for each address: what others guess from elsewhere keeps nobody
 * from using a right link.
 *
 * @throws {AppError} sign_in.too_many_attempts while the address has to wait
 */
export async function openTokenBudget(
  { database, vault }: Services,
  { now, addressKey }: RequestFacts,
  kind: TokenKind,
): Promise<PasswordBudgetKeys> {
  const keys = passwordBudgetKeys(vault, `${kind} from ${addressKey}`, addressKey)
  const { blockedUntil } = await lookUpForSignIn(database, '', addressKey, keys, null, now)
  if (blockedUntil !== undefined && blockedUntil > now) {
    throw new AppError('sign_in.too_many_attempts', { retryAfterSeconds: secondsUntil(blockedUntil, now) })
  }
  return keys
}

/**
 * Runs a look-up by a token within the budget of its kind and address; undefined from `find` is a wrong guess.
 *
 * @param kind stands where the sign-in has an e-mail address; it holds no "@", so the two never meet
 */
export async function findByToken<Found>(
  services: Services,
  facts: RequestFacts,
  kind: Exclude<TokenKind, 'passkey'>,
  find: () => Promise<Found | undefined>,
  failure: ErrorCode,
): Promise<Found> {
  const { database } = services
  const { now } = facts
  const keys = await openTokenBudget(services, facts, kind)
  const found = await find()
  // Of a burst all were let in before the first was counted: right or wrong, beyond the budget nothing is told.
  const isWithinBudget =
    found === undefined
      ? await countPasswordFailure(database, keys, false, now)
      : !(await isBlockedByNow(database, keys.pair, now))
  if (!isWithinBudget) throw new AppError('sign_in.too_many_attempts', { retryAfterSeconds: 1 })
  if (found === undefined) throw new AppError(failure)
  return found
}
