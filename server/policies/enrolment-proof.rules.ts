// The proof beyond the password at a first required enrolment, so that a stolen password does not enrol the thief.
import { AppError } from '../app-error.ts'
import { hashPrintedCode, makePrintedCode } from '../recovery/printed-code.ts'
import type { RequestFacts } from '../http/call.ts'
import type { Services } from '../services.ts'
import { countFailure, refuseWhileBlocked } from '../totp/code-attempt.rules.ts'
import type { SecondFactorState } from '../totp/code-attempt.store.ts'
import { isTicket } from './enrolment-tickets.store.ts'

/**
 * Checks the ticket that was shown. A wrong one counts like a wrong code: the budget is that of the account.
 *
 * @throws {AppError} second_factor.ticket_required, second_factor.ticket_wrong, second_factor.too_many_attempts
 */
export async function checkTicket(
  services: Services,
  account: SecondFactorState,
  typed: string | undefined,
  facts: RequestFacts,
): Promise<void> {
  if (typed === undefined || typed.trim() === '') throw new AppError('second_factor.ticket_required')
  const { now } = facts
  refuseWhileBlocked(account, now)
  const codeHash = hashPrintedCode(services.vault, 'enrolment ticket', account, typed)
  if (codeHash !== undefined && (await isTicket(services.database, account, codeHash, now))) return
  // Of a burst all but the first were judged under a count that is gone: they learn nothing.
  const failed = { ...facts, step: 'enrolment' } as const
  if (await countFailure(services, account, failed, 'second_factor.ticket_wrong'))
    throw new AppError('second_factor.ticket_wrong')
  throw new AppError('second_factor.too_many_attempts', { retryAfterSeconds: 1 })
}

export function makeEnrolmentTicket(
  { vault, randomBytes }: Services,
  owner: { organizationId: string; accountId: string },
  minutes: number,
  now: Date,
): { ticket: string; codeHash: Buffer; expiresAt: Date } {
  const { code, hash } = makePrintedCode(vault, 'enrolment ticket', owner, randomBytes)
  return { ticket: code, codeHash: hash, expiresAt: new Date(now.getTime() + minutes * 60_000) }
}
