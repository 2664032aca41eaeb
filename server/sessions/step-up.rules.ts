// Step-up: a factor proven again before something grave, remembered for minutes, for one session (ASVS 7.5.3).
import { AppError } from '../app-error.ts'
import type { RequestFacts } from '../http/call.ts'
import { proveWithPasskey } from '../passkeys/passkeys.rules.ts'
import type { PasskeyProof } from '../passkeys/verify-passkey.ts'
import type { Services } from '../services.ts'
import { provePasswordAgain } from '../sign-in/password-again.rules.ts'
import { proveAgain } from '../totp/totp.rules.ts'
import type { Caller } from './caller.ts'
import { stepUpWithPassword } from './step-up.store.ts'
import { makeToken } from './token.ts'

/**
 * The session goes on under a new token, so that one that was stolen before is worth nothing after it (ASVS 7.2.4).
 *
 * @returns the new token
 * @throws {AppError} also when the other factor is the one to prove
 */
export async function stepUp(
  services: Services,
  caller: Caller,
  facts: RequestFacts,
  given: {
    code?: string | undefined
    passkey?: PasskeyProof | undefined
    password?: string | undefined
  },
): Promise<string> {
  const fresh = makeToken(services.randomBytes)
  if (caller.account.isEnrolled) {
    if (given.passkey !== undefined) {
      await proveWithPasskey(services, caller, given.passkey, facts, fresh.hash)
      return fresh.token
    }
    if (given.code === undefined) throw new AppError('access.step_up_required')
    await proveAgain(services, caller, given.code, facts, fresh.hash)
    return fresh.token
  }
  if (given.password === undefined) throw new AppError('access.step_up_required')
  const proven = await provePasswordAgain(services, facts, caller, given.password)
  const session = {
    organizationId: caller.organization.id,
    accountId: caller.account.id,
    id: caller.session.id,
    passwordHash: proven.account.passwordHash,
    tokenHash: fresh.hash,
  }
  if (!(await stepUpWithPassword(services.database, session, facts.now))) {
    throw new AppError('access.step_up_required')
  }
  return fresh.token
}
