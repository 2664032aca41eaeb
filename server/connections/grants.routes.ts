// Grants of connections over HTTP, for the admins of the organization.
import { AppError } from '../app-error.ts'
import type { Router } from '../http/call.ts'
import { readMomentCursor, writeMomentCursor } from '../http/cursor.ts'
import type { Services } from '../services.ts'
import { findConnection } from './connections.store.ts'
import { giveGrant, takeGrantBack } from './grants.rules.ts'
import { listGrants } from './grants.store.ts'

export function registerGrants(router: Router, services: Services): void {
  const { database } = services

  router.on('GET /api/v1/connections/{id}/grants', async ({ caller, params, query: { after, limit } }) => {
    const connection = { organizationId: caller.organization.id, id: params.id }
    if ((await findConnection(database, connection, caller.account.id)) === undefined) {
      throw new AppError('connection.not_found')
    }
    const items = await listGrants(database, connection, {
      after: after === undefined ? undefined : readMomentCursor(after),
      limit: limit + 1,
    })
    const last = items.length > limit ? items[limit - 1] : undefined
    return {
      items: items.slice(0, limit),
      ...(last === undefined
        ? {}
        : { next: writeMomentCursor({ at: new Date(last.grantedAt), id: last.account.id }) }),
    }
  })

  router.on('POST /api/v1/connections/{id}/grants', ({ caller, params, body, facts }) =>
    giveGrant(services, caller, params.id, body, facts.now),
  )

  router.on('DELETE /api/v1/connections/{id}/grants/{accountId}', async ({ caller, params, facts }) => {
    await takeGrantBack(services, caller, params, facts.now)
    return undefined
  })
}
