// Sign-in approval on the phone, over HTTP; the client that waits is served with the sign-in (sign-in.routes.ts).
import type { Router } from '../http/call.ts'
import type { Services } from '../services.ts'
import {
  approveSignIn,
  denySignIn,
  followWaiting,
  keepSignedIn,
  registerPhone,
  showWaiting,
  subscribe,
  unsubscribe,
} from './approvals.rules.ts'
import { publicKeyOf } from './web-push.ts'

export function registerApprovals(router: Router, services: Services, clock: () => Date): void {
  const { vapidKey } = services.settings
  const push = vapidKey === undefined ? {} : { pushKey: publicKeyOf(vapidKey).toString('base64url') }

  router.on('POST /api/v1/me/authenticators/approval', ({ caller, body, facts }) =>
    registerPhone(services, caller, body, facts),
  )

  router.on('POST /api/v1/me/authenticators/{id}/session', ({ caller, params, body, facts }) =>
    keepSignedIn(services, caller, params.id, body.signature, facts),
  )

  router.on('POST /api/v1/me/authenticators/{id}/push', async ({ caller, params, body }) => {
    await subscribe(services, caller, params.id, body)
    return undefined
  })

  router.on('DELETE /api/v1/me/authenticators/{id}/push', async ({ caller, params }) => {
    await unsubscribe(services, caller, params.id)
    return undefined
  })

  router.on('GET /api/v1/me/approvals', async ({ caller, facts }) => ({
    ...(await showWaiting(services, caller, facts.now)),
    ...push,
  }))

  router.on('GET /api/v1/me/approvals/events', async ({ caller }) => followWaiting(services, caller, clock))

  router.on('POST /api/v1/me/approvals/{id}/approve', async ({ caller, params, body, facts }) => {
    await approveSignIn(services, caller, params.id, body, facts)
    return undefined
  })

  router.on('POST /api/v1/me/approvals/{id}/deny', async ({ caller, params, facts }) => {
    await denySignIn(services, caller, params.id, facts)
    return undefined
  })
}
