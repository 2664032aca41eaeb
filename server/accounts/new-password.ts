// A password about to be set, on whichever way: the rules of NIST SP 800-63B-4 3.1.1.2, told by their code.
import { AppError } from '../app-error.ts'
import { checkNewPassword } from '../passwords/password.rules.ts'

/** @throws {AppError} password.too_short, .too_long, .common, .is_context_word */
export function refuseBadPassword(
  password: string,
  context: { email: string; name: string; organizationName: string },
): void {
  const problem = checkNewPassword(password, context)
  if (problem !== undefined) throw new AppError(problem.code)
}
