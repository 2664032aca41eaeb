// One's own session: proving again that it is oneself, and signing out.
import type { Router } from '../http/call.ts'
import type { Services } from '../services.ts'
import { signOut } from './sessions.store.ts'
import { stepUp } from './step-up.rules.ts'

export function registerSessions(router: Router, services: Services): void {
  router.on('POST /api/v1/me/step-up', async (call) => {
    const { caller, facts, body } = call
    const token = await stepUp(services, caller, facts, body)
    if (caller.session.client !== 'web') return { token }
    await call.setSessionCookie(token, caller.session.expiresAt)
    return {}
  })

  router.on('DELETE /api/v1/session', async (call) => {
    await signOut(services.database, call.caller, call.facts.now)
    call.clearSessionCookie()
    return undefined
  })
}
