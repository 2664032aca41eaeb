// Connections over HTTP: for the admins of the organization, and to be read by whoever may use them.
import { AppError } from '../app-error.ts'
import type { Router } from '../http/call.ts'
import { readMomentCursor, writeMomentCursor } from '../http/cursor.ts'
import type { Services } from '../services.ts'
import { accountKeyOf } from '../sessions/caller.ts'
import { createConnection, editConnection, removeConnection } from './connections.rules.ts'
import { findConnection, listConnections } from './connections.store.ts'

export function registerConnections(router: Router, services: Services): void {
  const { database } = services

  router.on('GET /api/v1/connections', async ({ caller, query: { after, limit } }) => {
    const items = await listConnections(database, accountKeyOf(caller), {
      after: after === undefined ? undefined : readMomentCursor(after),
      limit: limit + 1,
    })
    const last = items.length > limit ? items[limit - 1] : undefined
    return {
      items: items.slice(0, limit),
      ...(last === undefined
        ? {}
        : { next: writeMomentCursor({ at: new Date(last.createdAt), id: last.id }) }),
    }
  })

  router.on('POST /api/v1/connections', ({ caller, body, facts }) =>
    createConnection(services, caller, body, facts.now),
  )

  router.on('GET /api/v1/connections/{id}', async ({ caller, params: { id } }) => {
    const key = { organizationId: caller.organization.id, id }
    const connection = await findConnection(database, key, caller.account.id)
    if (connection === undefined) throw new AppError('connection.not_found')
    return connection
  })

  router.on('PATCH /api/v1/connections/{id}', ({ caller, params, body, facts }) =>
    editConnection(services, caller, params.id, body, facts.now),
  )

  router.on('DELETE /api/v1/connections/{id}', async ({ caller, params, facts }) => {
    await removeConnection(services, caller, params.id, facts.now)
    return undefined
  })
}
