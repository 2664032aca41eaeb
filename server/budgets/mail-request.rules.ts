// Whoever asks for a mailed link: within a budget for the address that it goes to and the one that it is asked from.
import { AppError } from '../app-error.ts'
import type { RequestFacts } from '../http/call.ts'
import type { Services } from '../services.ts'
import { countPasswordFailure, passwordBudgetKeys } from './password-budget.store.ts'

/**
 * Counts a request; the same for every address, whether or not somebody is behind it. Apart from the budgets of the
 * sign-in: who asks for many links keeps nobody at this address from signing in.
 *
 * @throws {AppError} sign_in.too_many_attempts
 */
export async function countMailRequest(
  { database, vault }: Services,
  { now, addressKey }: RequestFacts,
  purpose: 'reset' | 'sign-up',
  emailKey: string,
): Promise<void> {
  const keys = passwordBudgetKeys(vault, `${purpose} ${emailKey}`, `${purpose} from ${addressKey}`)
  if (!(await countPasswordFailure(database, keys, false, now))) {
    throw new AppError('sign_in.too_many_attempts', { retryAfterSeconds: 60 })
  }
}
