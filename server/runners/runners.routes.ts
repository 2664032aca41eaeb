// The API of runners. Each call carries the token of a runner, and all but the first the id of a lease that it holds.
import type { Router } from '../http/call.ts'
import type { Services } from '../services.ts'
import { giveCode, givePassword, giveWork, keepLease, tellOutcome, tellStep } from './leases.rules.ts'

export function registerRunners(router: Router, services: Services, clock: () => Date): void {
  router.on('POST /api/v1/runner/leases', async ({ caller, body }) => ({
    items: await giveWork(services, caller, body, clock),
  }))

  router.on('POST /api/v1/runner/leases/{id}/renew', ({ caller, params, facts }) =>
    keepLease(services, caller, params.id, facts.now),
  )

  router.on('POST /api/v1/runner/leases/{id}/password', ({ caller, params, body, facts }) =>
    givePassword(services, caller, params.id, body, facts.now),
  )

  router.on('POST /api/v1/runner/leases/{id}/code', async ({ caller, params, body, facts, waitUntil }) => {
    const { code, validFrom, validUntil } = await giveCode(services, caller, params.id, body, facts.now)
    await waitUntil(validFrom)
    return { code, validUntil: validUntil.toISOString() }
  })

  router.on('POST /api/v1/runner/leases/{id}/steps', async ({ caller, params, body, facts }) => {
    await tellStep(services, caller, params.id, body, facts.now)
    return undefined
  })

  router.on('POST /api/v1/runner/leases/{id}/outcome', async ({ caller, params, body, facts }) => {
    await tellOutcome(services, caller, params.id, body, facts.now)
    return undefined
  })
}
