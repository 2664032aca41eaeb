// Signing out.
import type { Router } from '../http/call.ts'
import type { Services } from '../services.ts'
import { signOut } from './sessions.store.ts'

export function registerSessions(router: Router, { database }: Services): void {
  router.on('DELETE /api/v1/session', async (call) => {
    await signOut(database, call.caller, call.facts.now)
    call.clearSessionCookie()
    return undefined
  })
}
