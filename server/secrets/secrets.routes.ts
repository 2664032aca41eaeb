// Taking in a secret, over HTTP.
import type { Router } from '../http/call.ts'
import type { Services } from '../services.ts'
import { inspect } from './inspect.rules.ts'

export function registerSecrets(router: Router, services: Services): void {
  router.on('POST /api/v1/secrets/inspect', ({ caller, body, facts }) =>
    inspect(services, caller, body, facts.now),
  )
}
