// The policy's effects over HTTP: preview, board, reminders, exemptions, tickets.
import { AppError } from '../app-error.ts'
import { findUser } from '../accounts/accounts.store.ts'
import { mayHelp } from '../help/may-help.ts'
import type { Router } from '../http/call.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import { readOrganization } from '../organizations/organizations.store.ts'
import type { Services } from '../services.ts'
import { actorOf } from '../sessions/caller.ts'
import { makeEnrolmentTicket } from './enrolment-proof.rules.ts'
import { makeTicket } from './enrolment-tickets.store.ts'
import { countStandings, previewPolicy, remind, setExemption } from './policies.store.ts'
import { applyPolicyChange } from './policy.rules.ts'
import { tellRequirement } from './requirement.ts'
import { momentWithinAYear } from './within-a-year.ts'

/** A ticket travels by phone or on paper within a day. */
const TICKET_MINUTES = 24 * 60

export function registerPolicies(router: Router, services: Services): void {
  const { database, randomBytes } = services

  router.on('POST /api/v1/organization/policy/preview', async ({ caller, body, facts }) => {
    const organization = await readOrganization(database.query, caller.organization.id)
    if (organization === undefined) throw new AppError('session.required')
    const policy = applyPolicyChange(body.policy, caller.account.id, facts.now)(organization.policy)
    const after = body.after === undefined ? '' : readCursor(body.after)
    const page = { after, limit: body.limit + 1 }
    const { counts, concerned } = await previewPolicy(database, organization.id, policy, page, facts.now)
    const items = concerned.slice(0, body.limit)
    const last = concerned.length > body.limit ? items.at(-1) : undefined
    return {
      counts,
      items: items.map(({ id, email, name, role, last_sign_in_at: at }) => ({
        id,
        email,
        name,
        role,
        ...(at === null ? {} : { lastSignInAt: at.toISOString() }),
      })),
      ...(last === undefined ? {} : { next: writeCursor(last.email_key) }),
    }
  })

  router.on('GET /api/v1/organization/enrolment', ({ caller, facts }) =>
    countStandings(database, caller.organization.id, facts.now),
  )

  router.on('POST /api/v1/organization/enrolment/remind', async ({ caller, facts }) => ({
    reminded: await remind(
      database,
      randomBytes,
      caller.organization.id,
      undefined,
      actorOf(caller),
      facts.now,
    ),
  }))

  router.on('POST /api/v1/users/{id}/remind', async ({ caller, params, facts }) => {
    const { id: organizationId } = caller.organization
    const reminded = await remind(
      database,
      randomBytes,
      organizationId,
      params.id,
      actorOf(caller),
      facts.now,
    )
    if (reminded === 0 && (await findUser(database, organizationId, params.id, facts.now)) === undefined) {
      throw new AppError('user.not_found')
    }
    return { reminded }
  })

  router.on('POST /api/v1/users/{id}/exemption', async ({ caller, params, body, facts }) => {
    const until = momentWithinAYear(body.until, facts.now, 'policy.exemption_out_of_range')
    const account = { organizationId: caller.organization.id, accountId: params.id }
    const exemption = { until, reason: body.reason }
    const judged = await setExemption(database, account, exemption, caller.account.id, facts.now)
    if (judged === undefined) throw new AppError('user.not_found')
    return tellRequirement(judged)
  })

  router.on('DELETE /api/v1/users/{id}/exemption', async ({ caller, params, facts }) => {
    const account = { organizationId: caller.organization.id, accountId: params.id }
    const judged = await setExemption(database, account, undefined, caller.account.id, facts.now)
    if (judged === undefined) throw new AppError('user.not_found')
    return undefined
  })

  router.on('POST /api/v1/users/{id}/enrolment-ticket', async ({ caller, params, facts }) => {
    const account = { organizationId: caller.organization.id, accountId: params.id }
    const made = makeEnrolmentTicket(services, account, TICKET_MINUTES, facts.now)
    const outcome = await makeTicket(
      database,
      account,
      made,
      actorOf(caller),
      (target) => mayHelp(caller, params.id, target),
      facts.now,
    )
    if (outcome === 'not_found') throw new AppError('user.not_found')
    if (outcome === 'not_allowed') throw new AppError('access.beyond_help_desk')
    if (outcome === 'already_enrolled') throw new AppError('second_factor.already_enrolled')
    return { ticket: made.ticket, expiresAt: made.expiresAt.toISOString() }
  })
}
