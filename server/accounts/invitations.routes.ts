// Invitations over HTTP: an admin hands a link over, the new user sets a first password. No session comes of it.
import { AppError } from '../app-error.ts'
import type { Router } from '../http/call.ts'
import { mayHelp } from '../help/may-help.ts'
import { makeEnrolmentTicket } from '../policies/enrolment-proof.rules.ts'
import type { Services } from '../services.ts'
import { actorOf } from '../sessions/caller.ts'
import { hashToken } from '../sessions/token.ts'
import { findByToken } from '../budgets/token-guess.rules.ts'
import { makeInvitationLink } from './invitation-link.ts'
import { acceptInvitation, findInvitation, renewInvitation } from './invitations.store.ts'
import { refuseBadPassword } from './new-password.ts'

/** Time for the sign-in that follows the first password. */
const TICKET_MINUTES = 60

export function registerInvitations(router: Router, services: Services): void {
  const { database, hasher } = services

  router.on('POST /api/v1/users/{id}/invitation', async ({ caller, params, facts }) => {
    const link = makeInvitationLink(services, facts.now)
    const account = { organizationId: caller.organization.id, accountId: params.id }
    const outcome = await renewInvitation(
      database,
      account,
      link,
      actorOf(caller),
      (target) => mayHelp(caller, params.id, target),
      facts.now,
    )
    if (outcome === 'not_allowed') throw new AppError('access.beyond_help_desk')
    if (outcome !== 'renewed') throw new AppError(`user.${outcome}`)
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
    const made = makeEnrolmentTicket(services, invitation, TICKET_MINUTES, facts.now)
    const accepted = await acceptInvitation(database, tokenHash, passwordHash, made, facts.now)
    if (accepted === undefined) throw new AppError('invitation.invalid')
    return accepted.isTicketKept ? { enrolmentTicket: made.ticket } : {}
  })
}
