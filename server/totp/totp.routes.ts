// Authenticator apps in the profile, over HTTP.
import { AppError } from '../app-error.ts'
import type { Router } from '../http/call.ts'
import type { Services } from '../services.ts'
import { proveApp, removeApp, sessionOf, startApp, turnOff } from './totp.rules.ts'
import { listAuthenticators, renameAuthenticator } from './totp.store.ts'

export function registerTotp(router: Router, services: Services): void {
  const { database } = services

  router.on('GET /api/v1/me/authenticators', async ({ caller }) => ({
    items: await listAuthenticators(database, caller.organization.id, caller.account.id),
  }))

  router.on('POST /api/v1/me/authenticators/totp', ({ caller, body, facts }) =>
    startApp(services, caller, body, facts),
  )

  router.on('POST /api/v1/me/authenticators/totp/{id}/confirm', ({ caller, params, body, facts }) =>
    proveApp(services, caller, params.id, body.code, facts),
  )

  router.on('PATCH /api/v1/me/authenticators/{id}', async ({ caller, params, body }) => {
    const renamed = await renameAuthenticator(database, sessionOf(caller), params.id, body.name)
    if (renamed === undefined) throw new AppError('authenticator.not_found')
    return renamed
  })

  router.on('DELETE /api/v1/me/authenticators/{id}', async ({ caller, params, facts }) => {
    await removeApp(services, caller, params.id, facts.now)
    return undefined
  })

  router.on('POST /api/v1/me/second-factor/disable', async ({ caller, body, facts }) => {
    await turnOff(services, caller, facts, body)
    return undefined
  })
}
