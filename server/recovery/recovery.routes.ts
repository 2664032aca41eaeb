// A new set of recovery codes, over HTTP.
import { AppError } from '../app-error.ts'
import type { Router } from '../http/call.ts'
import type { Services } from '../services.ts'
import { freshSince } from '../sessions/caller.ts'
import { makeRecoveryCodes } from './recovery-code.ts'
import { replaceRecoveryCodes } from '../totp/authenticator-changes.store.ts'

export function registerRecovery(router: Router, services: Services): void {
  const { vault, randomBytes } = services

  router.on('POST /api/v1/me/recovery-codes', async ({ caller, facts }) => {
    const { organization, account, session } = caller
    if (!account.isEnrolled) throw new AppError('second_factor.not_enrolled')
    const { codes, hashes } = makeRecoveryCodes(vault, randomBytes, organization.id, account.id)
    const mine = { organizationId: organization.id, accountId: account.id, id: session.id }
    const isReplaced = await replaceRecoveryCodes(services, mine, freshSince(facts.now), hashes, facts.now)
    if (!isReplaced) throw new AppError('second_factor.fresh_code_required')
    return { recoveryCodes: codes }
  })
}
