// One's own account: changing the password, setting a forgotten one anew, leaving.
import { AppError } from '../app-error.ts'
import { countMailRequest } from '../budgets/mail-request.rules.ts'
import { passwordBudgetKeys } from '../budgets/password-budget.store.ts'
import { findByToken } from '../budgets/token-guess.rules.ts'
import type { RequestFacts } from '../http/call.ts'
import type { Services } from '../services.ts'
import { accountKeyOf, freshSince, hasFreshProof, type Caller } from '../sessions/caller.ts'
import { hashToken, makeToken } from '../sessions/token.ts'
import { provePasswordAgain } from '../sign-in/password-again.rules.ts'
import { proveAgain } from '../totp/totp.rules.ts'
import { deleteOwnAccount } from './delete-account.store.ts'
import { emailKey } from './email-key.ts'
import { refuseBadPassword } from './new-password.ts'
import { changeOwnPassword, completePasswordReset } from './password-change.store.ts'
import { findPasswordReset, requestPasswordReset } from './password-reset.store.ts'

/** @returns the session's new token */
export async function changePassword(
  services: Services,
  caller: Caller,
  facts: RequestFacts,
  given: { currentPassword: string; newPassword: string },
): Promise<string> {
  const { account, organization, session } = caller
  if (account.isEnrolled && !hasFreshProof(caller, facts.now)) throw new AppError('access.step_up_required')
  const proven = await provePasswordAgain(services, facts, caller, given.currentPassword)
  const { email, name } = account
  refuseBadPassword(given.newPassword, { email, name, organizationName: organization.name })
  const passwordHash = await services.hasher.hash(given.newPassword)
  const fresh = makeToken(services.randomBytes)
  const own = {
    ...accountKeyOf(caller),
    id: session.id,
    provenHash: proven.account.passwordHash,
    newTokenHash: fresh.hash,
  }
  const { now } = facts
  if (!(await changeOwnPassword(services, own, passwordHash, freshSince(now), now))) {
    throw new AppError('password.wrong')
  }
  return fresh.token
}

const RESET_MINUTES = 30

/**
 * Takes a request for a reset. Within a budget of its own for address and account, the same for every address; what
 * it leads to happens after the answer, so that the answer tells nothing by the time that it takes.
 *
 * @throws {AppError} sign_in.too_many_attempts, password.no_mail
 */
export async function askForReset(services: Services, facts: RequestFacts, email: string): Promise<void> {
  const { database, mailer, report } = services
  if (mailer === undefined) throw new AppError('password.no_mail')
  const { now } = facts
  const key = emailKey(email)
  await countMailRequest(services, facts, 'reset', key)
  const expiresAt = new Date(now.getTime() + RESET_MINUTES * 60_000)
  requestPasswordReset(database, key, expiresAt, now).catch((error: unknown) => {
    report('a password reset could not be queued', { reason: (error as Error).name })
  })
}

/** @throws {AppError} password.reset_invalid, and those of a new password */
export async function completeReset(
  services: Services,
  facts: RequestFacts,
  given: { token: string; password: string },
): Promise<void> {
  const { database, hasher } = services
  const tokenHash = hashToken(given.token)
  const find = () => findPasswordReset(database, tokenHash, facts.now)
  const owner = await findByToken(services, facts, 'password reset', find, 'password.reset_invalid')
  refuseBadPassword(given.password, owner)
  const passwordHash = await hasher.hash(given.password)
  if (!(await completePasswordReset(services, tokenHash, passwordHash, facts.now))) {
    throw new AppError('password.reset_invalid')
  }
}

/** @throws {AppError} password.wrong, user.last_admin, second_factor.fresh_code_required, and those of a code */
export async function leave(
  services: Services,
  caller: Caller,
  facts: RequestFacts,
  given: { password: string; code?: string | undefined },
): Promise<void> {
  const { database, vault } = services
  const { account, session } = caller
  const proven = await provePasswordAgain(services, facts, caller, given.password)
  if (account.isEnrolled && given.code !== undefined) await proveAgain(services, caller, given.code, facts)
  const budget = passwordBudgetKeys(vault, emailKey(account.email), facts.addressKey)
  const leaving = {
    ...accountKeyOf(caller),
    sessionId: session.id,
    provenHash: proven.account.passwordHash,
    budgetKeys: [budget.pair, budget.account],
  }
  const outcome = await deleteOwnAccount(database, leaving, freshSince(facts.now), facts.now)
  if (outcome === 'last_admin') throw new AppError('user.last_admin')
  if (outcome === 'not_fresh') throw new AppError('second_factor.fresh_code_required')
}
