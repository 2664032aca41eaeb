// The job that mails the link of a password reset. The token is made here, so that no job holds one.
import type { Services } from '../services.ts'
import { makeToken } from '../sessions/token.ts'
import { deliver } from './mailer.ts'
import { writeMail } from './write-mail.ts'

export async function mailPasswordReset(
  services: Services,
  { organizationId, accountId }: { organizationId: string; accountId: string },
  now: Date,
): Promise<void> {
  const { database, mailer, settings, randomBytes } = services
  if (mailer === undefined) return
  const { token, hash } = makeToken(randomBytes)
  const row = await database.query
    .updateTable('password_resets as r')
    .from('accounts as a')
    .set({ token_hash: hash })
    .where('r.organization_id', '=', organizationId)
    .where('r.account_id', '=', accountId)
    .where('r.expires_at', '>', now)
    .whereRef('a.organization_id', '=', 'r.organization_id')
    .whereRef('a.id', '=', 'r.account_id')
    .where('a.disabled_at', 'is', null)
    .returning('a.email')
    .executeTakeFirst()
  if (row === undefined) return
  const mail = writeMail(row.email, {
    subject: 'Set a new password',
    paragraphs: [
      'Somebody asked for a new password for your account. If it was you, set it with this link within half an hour.',
      'Your second factor stays as it is, and is asked when you sign in. If you did not ask for this, do nothing.',
    ],
    button: { text: 'Set a new password', url: new URL(`/reset-password#${token}`, settings.baseUrl).href },
    footer: 'You get this mail because of your account in Countersign. It cannot be answered.',
  })
  await deliver(services, mailer, mail, { accountId })
}
