// Passkeys in the profile, over HTTP; what they share with apps is there (totp.routes.ts).
import type { Router } from '../http/call.ts'
import type { Services } from '../services.ts'
import { confirmPasskey, startPasskey, startStepUp } from './passkeys.rules.ts'

export function registerPasskeys(router: Router, services: Services): void {
  router.on('POST /api/v1/me/authenticators/passkey', ({ caller, body, facts }) =>
    startPasskey(services, caller, body.ticket, facts),
  )

  router.on('POST /api/v1/me/authenticators/passkey/confirm', ({ caller, body, facts }) =>
    confirmPasskey(services, caller, body, facts),
  )

  router.on('POST /api/v1/me/step-up/passkey', ({ caller, facts }) => startStepUp(services, caller, facts))
}
