// Codes of connections over HTTP. The step is taken first; the answer then waits until it begins.
import type { Router } from '../http/call.ts'
import type { Services } from '../services.ts'
import { handOutCode } from './codes.rules.ts'

export function registerCodes(router: Router, services: Services): void {
  router.on('GET /api/v1/connections/{id}/code', async ({ caller, params, facts, waitUntil }) => {
    const { code, validFrom, validUntil } = await handOutCode(services, caller, params.id, facts.now)
    await waitUntil(validFrom)
    return { code, validUntil: validUntil.toISOString() }
  })
}
