// Taking in a secret, over HTTP.
import type { Router } from '../http/call.ts'
import { inspect } from './intake.rules.ts'

export function registerSecrets(router: Router): void {
  router.on('POST /api/v1/secrets/inspect', ({ body, facts }) => inspect(body, facts.now))
}
