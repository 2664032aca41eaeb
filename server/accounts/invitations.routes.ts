// Invitations over HTTP: an admin hands a link over, the new user sets a first password. No session comes of it.
import { AppError } from '../app-error.ts'
import type { Router } from '../http/call.ts'
import type { Services } from '../services.ts'
import { hashToken } from '../sessions/token.ts'
import { findByToken } from '../budgets/token-guess.rules.ts'
import { findUser } from './accounts.store.ts'
import { makeInvitationLink } from './invitation-link.ts'
import { acceptInvitation, findInvitation, renewInvitation } from './invitations.store.ts'
import { refuseBadPassword } from './new-password.ts'

export function registerInvitations(router: Router, services: Services): void {
  const { database, hasher } = services

  router.on('POST /api/v1/users/{id}/invitation', async ({ caller, params, facts }) => {
    const { organization } = caller
    const link = makeInvitationLink(services, facts.now)
    if (!(await renewInvitation(database, organization.id, params.id, link, facts.now))) {
      const user = await findUser(database, organization.id, params.id, facts.now)
      throw new AppError(user === undefined ? 'user.not_found' : 'user.not_invited')
    }
    return { url: link.url, expiresAt: link.expiresAt.toISOString() }
  })

  router.on('POST /api/v1/invitations/inspect', async ({ body, facts }) => {
    const find = () => findInvitation(database, hashToken(body.token), facts.now)
    const { email, name, organizationName } = await findByToken(
      services,
      facts,
      'invitation',
      find,
      'invitation.invalid',
    )
    return { email, name, organizationName }
  })

  router.on('POST /api/v1/invitations/accept', async ({ body, facts }) => {
    const tokenHash = hashToken(body.token)
    const find = () => findInvitation(database, tokenHash, facts.now)
    const invitation = await findByToken(services, facts, 'invitation', find, 'invitation.invalid')
    refuseBadPassword(body.password, invitation)
    const passwordHash = await hasher.hash(body.password)
    if (!(await acceptInvitation(database, tokenHash, passwordHash, facts.now))) {
      throw new AppError('invitation.invalid')
    }
    return undefined
  })
}
