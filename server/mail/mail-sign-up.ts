// The job that mails the link of an open sign-up. The token is made here, so that no job holds one.
import { emailKey } from '../accounts/email-key.ts'
import type { Services } from '../services.ts'
import { makeToken } from '../sessions/token.ts'
import { deliver } from './mailer.ts'
import { writeMail, type Letter } from './write-mail.ts'

export async function mailSignUp(
  services: Services,
  { invitationId }: { invitationId: string },
  now: Date,
): Promise<void> {
  const { database, mailer, settings, randomBytes } = services
  if (mailer === undefined || settings.signUp !== 'open') return
  const { token, hash } = makeToken(randomBytes)
  const row = await database.query
    .updateTable('organization_invitations')
    .set({ token_hash: hash })
    .where('id', '=', invitationId)
    .where('created_by', 'is', null)
    .where('expires_at', '>', now)
    .returning(['email', 'organization_name as organizationName'])
    .executeTakeFirst()
  if (row === undefined) return
  const isTaken = await database.query
    .selectFrom('accounts')
    .select('id')
    .where('email_key', '=', emailKey(row.email))
    .executeTakeFirst()
  const letter = isTaken === undefined ? linkLetter(settings.baseUrl, token) : takenLetter(settings.baseUrl)
  await deliver(services, mailer, writeMail(row.email, letter), { invitationId })
}

const footer = 'You get this mail because somebody typed this address at the sign-up. It cannot be answered.'

// The name that was typed is not in it: whoever types it must not be able to write mails in our name.
function linkLetter(baseUrl: URL, token: string): Letter {
  return {
    subject: 'Make your organization',
    paragraphs: [
      'Somebody wants to make an organization with this address. If it was you, go on with this link within a day.',
      'If it was not you, do nothing: without the link nothing is made.',
    ],
    button: {
      text: 'Make the organization',
      url: new URL(`/organization-invitation#${token}`, baseUrl).href,
    },
    footer,
  }
}

function takenLetter(baseUrl: URL): Letter {
  return {
    subject: 'You have an account already',
    paragraphs: [
      'Somebody wanted to make an organization with this address, which has an account already. Sign in with it.',
      'A further organization needs another address. If it was not you, do nothing.',
    ],
    button: { text: 'Sign in', url: new URL('/sign-in', baseUrl).href },
    footer,
  }
}
