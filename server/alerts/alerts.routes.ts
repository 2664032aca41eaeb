// Targets of alerts over HTTP, for the admins of the organization.
import { AppError } from '../app-error.ts'
import type { Router } from '../http/call.ts'
import type { Services } from '../services.ts'
import { actorOf, type Caller } from '../sessions/caller.ts'
import { makeNewSecret, makeTarget, sendTest } from './alert-targets.rules.ts'
import { changeTarget, listTargets, removeTarget } from './alert-targets.store.ts'

export function registerAlerts(router: Router, services: Services): void {
  const { database } = services
  const keyOf = (caller: Caller, { id }: { id: string }) => ({ organizationId: caller.organization.id, id })

  function found<Thing>(thing: Thing | undefined | false): Thing {
    if (thing === undefined || thing === false) throw new AppError('alert.target_not_found')
    return thing
  }

  router.on('GET /api/v1/alert-targets', async ({ caller }) => ({
    items: await listTargets(database, caller.organization.id),
  }))

  router.on('POST /api/v1/alert-targets', ({ caller, body, facts }) =>
    makeTarget(services, caller, body, facts.now),
  )

  router.on('PATCH /api/v1/alert-targets/{id}', async ({ caller, params, body, facts: { now } }) =>
    found(await changeTarget({ database, by: actorOf(caller), now }, keyOf(caller, params), body)),
  )

  router.on('DELETE /api/v1/alert-targets/{id}', async ({ caller, params, facts: { now } }) => {
    found(await removeTarget({ database, by: actorOf(caller), now }, keyOf(caller, params)))
    return undefined
  })

  router.on('POST /api/v1/alert-targets/{id}/secret', ({ caller, params, facts }) =>
    makeNewSecret(services, caller, params.id, facts.now),
  )

  router.on('POST /api/v1/alert-targets/{id}/test', ({ caller, params, facts }) =>
    sendTest(services, caller, params.id, facts.now),
  )
}
