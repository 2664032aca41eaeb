// Attempts over HTTP, for whoever may use the connection.
import { AppError } from '../app-error.ts'
import type { ConnectionKey } from '../connections/sealed-login.ts'
import { findConnection } from '../connections/connections.store.ts'
import { mayUse } from '../connections/who-may.ts'
import type { Router } from '../http/call.ts'
import { readMomentCursor, writeMomentCursor } from '../http/cursor.ts'
import type { Services } from '../services.ts'
import { actorOf, type Caller } from '../sessions/caller.ts'
import { beginAttempt, followAttempt } from './attempts.rules.ts'
import { findAttempt, findPicture, listAttempts, pauseConnection } from './attempts.store.ts'

const keyOf = ({ organization }: Caller, id: string): ConnectionKey => ({
  organizationId: organization.id,
  id,
})

export function registerAttempts(router: Router, services: Services): void {
  const { database } = services

  /** @throws {AppError} connection.not_found, too, for one that the caller may not use */
  async function usable(caller: Caller, id: string): Promise<ConnectionKey> {
    const key = keyOf(caller, id)
    const connection = await findConnection(database, key, caller.account.id)
    if (connection === undefined) throw new AppError('connection.not_found')
    return key
  }

  // Asked twice, here and inside the write: whoever may not use it is not told whether there is a runner.
  router.on('POST /api/v1/connections/{id}/sign-in', async ({ caller, params, facts }) =>
    beginAttempt(services, caller, await usable(caller, params.id), facts.now),
  )

  router.on('POST /api/v1/connections/{id}/pause', async ({ caller, params, facts }) => {
    const key = keyOf(caller, params.id)
    if (await pauseConnection(database, key, actorOf(caller), facts.now)) return undefined
    throw new AppError('connection.not_found')
  })

  router.on('GET /api/v1/connections/{id}/sign-ins', async ({ caller, params, query: { after, limit } }) => {
    const items = await listAttempts(database, await usable(caller, params.id), {
      after: after === undefined ? undefined : readMomentCursor(after),
      limit: limit + 1,
    })
    const last = items.length > limit ? items[limit - 1] : undefined
    return {
      items: items.slice(0, limit),
      ...(last === undefined ? {} : { next: writeMomentCursor({ at: new Date(last.askedAt), id: last.id }) }),
    }
  })

  router.on('GET /api/v1/connections/{id}/sign-ins/{attempt}', async ({ caller, params }) => {
    const attempt = await findAttempt(database, await usable(caller, params.id), params.attempt)
    if (attempt === undefined) throw new AppError('attempt.not_found')
    return attempt
  })

  router.on('GET /api/v1/connections/{id}/sign-ins/{attempt}/events', async ({ caller, params }) =>
    followAttempt(services, await usable(caller, params.id), params.attempt, () =>
      mayUse(database.query, keyOf(caller, params.id), caller.account.id),
    ),
  )

  router.on(
    'GET /api/v1/connections/{id}/sign-ins/{attempt}/steps/{number}/picture',
    async ({ caller, params }) => {
      const step = { attemptId: params.attempt, number: params.number }
      const picture = await findPicture(database, await usable(caller, params.id), step)
      if (picture === undefined) throw new AppError('attempt.not_found')
      return picture
    },
  )
}
