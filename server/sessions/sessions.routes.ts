// One's own sessions: where one is signed in, ending them, proving again that it is oneself, and signing out.
import { AppError } from '../app-error.ts'
import type { Router } from '../http/call.ts'
import type { Services } from '../services.ts'
import { accountKeyOf } from './caller.ts'
import { tellDevice } from './device-words.ts'
import { endSessionsOfOrganization } from './end-sessions-of-organization.store.ts'
import { endOneSession, endOtherSessions, listOpenSessions, signOut } from './sessions.store.ts'
import { stepUp } from './step-up.rules.ts'
import { tellTrustedDevice } from './tell-trusted-device.ts'
import { hashToken } from './token.ts'
import { endTrust, listTrustedDevices } from './trusted-devices.store.ts'

export function registerSessions(router: Router, services: Services): void {
  const { database, settings } = services

  router.on('POST /api/v1/me/step-up', async (call) => {
    const { caller, facts, body } = call
    const token = await stepUp(services, caller, facts, body)
    if (caller.session.client !== 'web') return { token }
    await call.setSessionCookie(token, caller.session.expiresAt)
    return {}
  })

  router.on('GET /api/v1/me/sessions', async ({ caller, facts }) => {
    const open = await listOpenSessions(database, accountKeyOf(caller), facts.now, settings)
    return {
      items: open.map((session) => ({
        id: session.id,
        isCurrent: session.id === caller.session.id,
        client: session.client,
        device: tellDevice(session.user_agent),
        address: session.address,
        startedAt: session.started_at.toISOString(),
        lastSeenAt: session.last_seen_at.toISOString(),
        expiresAt: session.expires_at.toISOString(),
      })),
    }
  })

  router.on('DELETE /api/v1/me/sessions', async ({ caller, facts }) => ({
    ended: await endOtherSessions(database, accountKeyOf(caller), caller.session.id, facts.now),
  }))

  router.on('DELETE /api/v1/organization/sessions', async ({ caller, facts }) => ({
    ended: await endSessionsOfOrganization(services, caller, facts.now),
  }))

  router.on('GET /api/v1/me/trusted-devices', async ({ caller, facts }) => {
    const currentHash = facts.deviceToken === undefined ? null : hashToken(facts.deviceToken)
    const devices = await listTrustedDevices(database, accountKeyOf(caller), currentHash, facts.now)
    return {
      items: devices.map((device) => ({ ...tellTrustedDevice(device), isCurrent: device.isCurrent })),
    }
  })

  router.on('DELETE /api/v1/me/trusted-devices', async ({ caller, facts }) => ({
    ended: await endTrust(database, accountKeyOf(caller), undefined, facts.now),
  }))

  router.on('DELETE /api/v1/me/trusted-devices/{id}', async ({ caller, params, facts }) => {
    if ((await endTrust(database, accountKeyOf(caller), params.id, facts.now)) === 0) {
      throw new AppError('trusted_device.not_found')
    }
    return undefined
  })

  router.on('DELETE /api/v1/me/sessions/{id}', async ({ caller, params, facts }) => {
    if (!(await endOneSession(database, accountKeyOf(caller), params.id, facts.now))) {
      throw new AppError('session.not_found')
    }
    return undefined
  })

  router.on('DELETE /api/v1/session', async (call) => {
    await signOut(database, call.caller, call.facts.now)
    call.clearSessionCookie()
    return undefined
  })
}
