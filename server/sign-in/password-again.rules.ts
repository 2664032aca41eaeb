// The password of somebody who is signed in: the same budgets as at the sign-in, another sentence for "wrong".
import { AppError } from '../app-error.ts'
import type { RequestFacts } from '../http/call.ts'
import type { Services } from '../services.ts'
import type { Caller } from '../sessions/caller.ts'
import { provePassword } from './password-step.rules.ts'

/** @throws {AppError} password.wrong, sign_in.too_many_attempts */
export async function provePasswordAgain(
  services: Services,
  facts: RequestFacts,
  caller: Caller,
  password: string,
): ReturnType<typeof provePassword> {
  try {
    return await provePassword(services, facts, caller.account.email, password, caller.session.client)
  } catch (error) {
    if (error instanceof AppError && error.code === 'sign_in.refused') throw new AppError('password.wrong')
    throw error
  }
}
