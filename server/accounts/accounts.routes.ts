// Accounts over HTTP: oneself, and the users of the organization for its admins.
import { AppError } from '../app-error.ts'
import { readInDetail } from '../help/user-in-detail.store.ts'
import type { Router } from '../http/call.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import type { Services } from '../services.ts'
import type { Caller } from '../sessions/caller.ts'
import { createUser, editUser, removeUser } from './accounts.rules.ts'
import { tellRequirement } from '../policies/requirement.ts'
import { findUser, listUsers } from './accounts.store.ts'

export function registerAccounts(router: Router, services: Services): void {
  const { database } = services

  router.on('GET /api/v1/me', async ({ caller }) => {
    const { account, organization, session } = caller
    const { id, email, name, role, isHelpDesk } = account
    return {
      account: { id, email, name, role, isHelpDesk },
      organization,
      secondFactor: {
        enrolled: account.isEnrolled,
        requirement: tellRequirement(account.requirement),
        recoveryCodesLeft: account.recoveryCodesLeft,
      },
      session: {
        id: session.id,
        client: session.client,
        startedAt: session.startedAt.toISOString(),
        expiresAt: session.expiresAt.toISOString(),
        ...(session.phoneId === undefined ? {} : { phone: session.phoneId }),
        factors: tellFactors(session),
      },
    }
  })

  router.on('GET /api/v1/users', async ({ caller, query, facts }) => {
    const after = query.after === undefined ? undefined : readCursor(query.after)
    const page = { after, limit: query.limit, search: query.search, standing: query.secondFactor }
    const { items, next } = await listUsers(database, caller.organization.id, page, facts.now)
    return { items, ...(next === undefined ? {} : { next: writeCursor(next) }) }
  })

  router.on('POST /api/v1/users', ({ caller, body, facts }) => createUser(services, caller, body, facts.now))

  router.on('GET /api/v1/users/{id}', async ({ caller, params, facts }) => {
    const user = await findUser(database, caller.organization.id, params.id, facts.now)
    if (user === undefined) throw new AppError('user.not_found')
    const account = { organizationId: caller.organization.id, accountId: params.id }
    return { ...user, ...(await readInDetail(database, account, facts.now)) }
  })

  router.on('PATCH /api/v1/users/{id}', ({ caller, params, body, facts }) =>
    editUser(services, caller, params.id, body, facts.now),
  )

  router.on('DELETE /api/v1/users/{id}', async ({ caller, params, facts }) => {
    await removeUser(services, caller, params.id, facts.now)
    return undefined
  })
}

function tellFactors({ passwordProvenAt, secondFactor }: Caller['session']) {
  return [
    ...(passwordProvenAt === undefined
      ? []
      : [{ method: 'password' as const, provenAt: passwordProvenAt.toISOString() }]),
    ...(secondFactor === undefined
      ? []
      : [{ method: secondFactor.method, provenAt: secondFactor.provenAt.toISOString() }]),
  ]
}
