// Operators over HTTP: organizations, invitations to make one, and the recovery of an admin.
import type { z } from 'zod'
import type { recovery } from '../../contract/operators.ts'
import { emailKey } from '../accounts/email-key.ts'
import { refuseBadPassword } from '../accounts/new-password.ts'
import { AppError } from '../app-error.ts'
import { findByToken } from '../budgets/token-guess.rules.ts'
import type { Router } from '../http/call.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import { makeRowId } from '../row-id.ts'
import type { Services } from '../services.ts'
import { hashToken, makeToken } from '../sessions/token.ts'
import { askForOrganization } from './open-sign-up.rules.ts'
import { listOrganizations } from './operators.store.ts'
import {
  acceptOrganizationInvitation,
  createOrganizationInvitation,
  deleteOrganizationInvitation,
  findOrganizationInvitation,
  listOrganizationInvitations,
} from './organization-invitations.store.ts'
import { openRecovery, stateOf, useRecovery } from './recoveries.rules.ts'
import { approveRecovery, listRecoveries, stopRecovery, type Recovery } from './recoveries.store.ts'

const INVITATION_DAYS = 7

export function registerOperators(router: Router, services: Services): void {
  const { database, randomBytes, settings, hasher } = services
  const keyOf = (token: string) => ({
    tokenHash: hashToken(token),
    isSignUpOpen: settings.signUp === 'open',
  })

  router.on('GET /api/v1/organizations', async ({ query }) => {
    const after = query.after === undefined ? '' : readCursor(query.after)
    const rows = await listOrganizations(database, { after, limit: query.limit + 1 })
    const items = rows.slice(0, query.limit)
    const last = rows.length > query.limit ? items.at(-1) : undefined
    return {
      items: items.map(({ id, name, created_at: at, users, admins, enrolled, last_sign_in_at: lastAt }) => ({
        id,
        name,
        createdAt: at.toISOString(),
        users,
        admins,
        enrolled,
        ...(lastAt === null ? {} : { lastSignInAt: lastAt.toISOString() }),
      })),
      ...(last === undefined ? {} : { next: writeCursor(last.id) }),
    }
  })

  router.on('GET /api/v1/organization-invitations', async ({ facts }) => {
    const invitations = await listOrganizationInvitations(database, facts.now)
    return { items: invitations.map((one) => ({ ...one, expiresAt: one.expiresAt.toISOString() })) }
  })

  router.on('POST /api/v1/organization-invitations', async ({ caller, body, facts }) => {
    const { token, hash } = makeToken(randomBytes)
    const expiresAt = new Date(facts.now.getTime() + INVITATION_DAYS * 86_400_000)
    const { organizationName, email } = body
    const invitation = { id: makeRowId(randomBytes, facts.now), organizationName, email, expiresAt }
    const sealed = { ...invitation, tokenHash: hash }
    await createOrganizationInvitation(database, sealed, caller.account.id, facts.now)
    const url = new URL(`/organization-invitation#${token}`, settings.baseUrl).href
    return { ...invitation, expiresAt: expiresAt.toISOString(), url }
  })

  router.on('DELETE /api/v1/organization-invitations/{id}', async ({ caller, params, facts }) => {
    if (!(await deleteOrganizationInvitation(database, params.id, caller.account.id, facts.now))) {
      throw new AppError('invitation.not_found')
    }
    return undefined
  })

  router.on('POST /api/v1/organization-invitations/request', async ({ body, facts }) => {
    await askForOrganization(services, facts, body)
    return undefined
  })

  router.on('POST /api/v1/organization-invitations/inspect', async ({ body, facts }) => {
    const find = () => findOrganizationInvitation(database, keyOf(body.token), facts.now)
    const found = await findByToken(services, facts, 'organization invitation', find, 'invitation.invalid')
    return { organizationName: found.organizationName, email: found.email }
  })

  router.on('POST /api/v1/organization-invitations/accept', async ({ body, facts }) => {
    const key = keyOf(body.token)
    const find = () => findOrganizationInvitation(database, key, facts.now)
    const found = await findByToken(services, facts, 'organization invitation', find, 'invitation.invalid')
    const { organizationName, name = '', password } = body
    refuseBadPassword(password, { email: found.email, name, organizationName })
    const organization = {
      id: makeRowId(randomBytes, facts.now),
      name: organizationName,
      accountId: makeRowId(randomBytes, facts.now),
      emailKey: emailKey(found.email),
      personName: name,
      passwordHash: await hasher.hash(password),
    }
    const outcome = await acceptOrganizationInvitation(database, key, organization, facts.now)
    if (outcome === 'invalid') throw new AppError('invitation.invalid')
    if (outcome === 'email_taken') throw new AppError('user.email_taken')
    return { organizationId: organization.id }
  })

  router.on('GET /api/v1/recoveries', async ({ caller, facts }) => {
    const { role } = caller.account
    if (role === 'agent') throw new AppError('access.admin_required')
    const organizationId = role === 'operator' ? undefined : caller.organization.id
    const recoveries = await listRecoveries(database, organizationId)
    return { items: recoveries.map((one) => tellRecovery(one, facts.now)) }
  })

  router.on('POST /api/v1/recoveries/{id}/stop', async ({ caller, params, facts }) => {
    const { organization, account } = caller
    if (!(await stopRecovery(services, organization.id, params.id, account.id, facts.now))) {
      throw new AppError('recovery.not_found')
    }
    return undefined
  })

  router.on('POST /api/v1/recoveries/{id}/approve', async ({ caller, params, facts }) => {
    const outcome = await approveRecovery(services, params.id, caller.account.id, facts.now)
    if (outcome !== 'approved') throw new AppError(`recovery.${outcome}`)
    return undefined
  })

  router.on('POST /api/v1/recoveries/inspect', async ({ body, facts }) =>
    tellRecovery(await openRecovery(services, facts, body.token), facts.now),
  )

  router.on('POST /api/v1/recoveries/complete', async ({ body, facts }) => {
    await useRecovery(services, facts, body)
    return undefined
  })
}

function tellRecovery(one: Recovery, now: Date): z.input<typeof recovery> {
  return {
    id: one.id,
    email: one.email,
    organizationName: one.organizationName,
    reason: one.reason,
    state: stateOf(one, now),
    requestedAt: one.requestedAt.toISOString(),
    usableFrom: one.usableFrom.toISOString(),
    expiresAt: one.expiresAt.toISOString(),
  }
}
