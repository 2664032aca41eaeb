// The open sign-up: whoever wants an organization asks for a link, which goes by mail to an address without an account.
import { emailKey } from '../accounts/email-key.ts'
import { AppError } from '../app-error.ts'
import { countMailRequest } from '../budgets/mail-request.rules.ts'
import type { RequestFacts } from '../http/call.ts'
import { makeRowId } from '../row-id.ts'
import type { Services } from '../services.ts'
import { requestOrganization } from './organization-invitations.store.ts'

const LINK_HOURS = 24

/**
 * Takes a request. What it leads to is the same for every address until the mail is written, after the answer: nobody
 * learns from it who has an account.
 *
 * @throws {AppError} organization.sign_up_closed, sign_in.too_many_attempts
 */
export async function askForOrganization(
  services: Services,
  facts: RequestFacts,
  { organizationName, email }: { organizationName: string; email: string },
): Promise<void> {
  const { database, randomBytes, settings } = services
  if (settings.signUp !== 'open') throw new AppError('organization.sign_up_closed')
  await countMailRequest(services, facts, 'sign-up', emailKey(email))
  const { now } = facts
  const expiresAt = new Date(now.getTime() + LINK_HOURS * 3_600_000)
  const id = makeRowId(randomBytes, now)
  await requestOrganization(database, { id, organizationName, email, expiresAt }, now)
}
