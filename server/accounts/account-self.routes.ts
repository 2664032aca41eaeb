// One's own account over HTTP.
import type { Router } from '../http/call.ts'
import type { Services } from '../services.ts'
import { accountKeyOf } from '../sessions/caller.ts'
import { askForReset, changePassword, completeReset, leave } from './account-self.rules.ts'
import { readOwnData } from './own-data.store.ts'

export function registerAccountSelf(router: Router, services: Services): void {
  const { database } = services

  router.on('POST /api/v1/me/password', async (call) => {
    const { caller, facts, body } = call
    const token = await changePassword(services, caller, facts, body)
    if (caller.session.client !== 'web') return { token }
    await call.setSessionCookie(token, caller.session.expiresAt)
    return {}
  })

  router.on('GET /api/v1/me/export', async ({ caller, facts }) => {
    const data = await readOwnData(database, accountKeyOf(caller))
    return {
      fileName: `my-data-${facts.now.toISOString().slice(0, 10)}.json`,
      contentType: 'application/json; charset=utf-8',
      chunks: inOnePiece(`${JSON.stringify(data, null, 2)}\n`),
    }
  })

  router.on('DELETE /api/v1/me', async (call) => {
    await leave(services, call.caller, call.facts, call.body)
    call.clearSessionCookie()
    return undefined
  })

  router.on('POST /api/v1/password-reset', async ({ body, facts }) => {
    await askForReset(services, facts, body.email)
    return undefined
  })

  router.on('POST /api/v1/password-reset/complete', async ({ body, facts }) => {
    await completeReset(services, facts, body)
    return undefined
  })
}

async function* inOnePiece(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text)
}
