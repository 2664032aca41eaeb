// The setup over HTTP.
import type { Router } from '../http/call.ts'
import type { Services } from '../services.ts'
import { finish } from '../sign-in/sign-in.routes.ts'
import { setUp } from './setup.rules.ts'
import { isSetUp } from './setup.store.ts'

export function registerSetup(router: Router, services: Services): void {
  router.on('GET /api/v1/setup', async () => ({
    needed: !(await isSetUp(services.database)),
    ...(services.settings.signUp === 'open' ? { isSignUpOpen: true as const } : {}),
  }))

  router.on('POST /api/v1/setup', async (call) =>
    finish(call, { session: await setUp(services, call.facts, call.body), client: 'web' }),
  )
}
