// Messages on screens, over HTTP.
import { AppError } from '../app-error.ts'
import type { Router } from '../http/call.ts'
import type { Services } from '../services.ts'
import { actorOf } from '../sessions/caller.ts'
import { showMessage } from './wall-messages.rules.ts'
import { listMessages, takeBackMessage } from './wall-messages.store.ts'

export function registerWallMessages(router: Router, services: Services): void {
  const { database } = services

  router.on('GET /api/v1/wall-messages', async ({ caller, facts }) => ({
    items: await listMessages(database, caller.organization.id, facts.now),
  }))

  router.on('POST /api/v1/wall-messages', ({ caller, body, facts }) =>
    showMessage(services, caller, body, facts.now),
  )

  router.on('DELETE /api/v1/wall-messages/{id}', async ({ caller, params: { id }, facts }) => {
    const key = { organizationId: caller.organization.id, id }
    if (!(await takeBackMessage(database, key, actorOf(caller), facts.now))) {
      throw new AppError('wall_message.not_found')
    }
    return undefined
  })
}
