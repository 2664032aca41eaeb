// Help for one user over HTTP, by an admin or the help desk.
import { AppError } from '../app-error.ts'
import type { Router } from '../http/call.ts'
import { makePrintedCode } from '../recovery/printed-code.ts'
import type { Services } from '../services.ts'
import { actorOf, type Caller } from '../sessions/caller.ts'
import { endTrustOf, issueBypassCode, resetSecondFactor, revokeSessions, type Help } from './help.store.ts'
import { mayHelp } from './may-help.ts'

export function registerHelp(router: Router, services: Services): void {
  const { database, randomBytes, vault } = services

  const helpFor = (caller: Caller, id: string, now: Date): Help => ({
    database,
    randomBytes,
    account: { organizationId: caller.organization.id, accountId: id },
    actor: actorOf(caller),
    mayHelp: (target) => mayHelp(caller, id, target),
    now,
  })

  router.on('POST /api/v1/users/{id}/second-factor/reset', async ({ caller, params, body, facts }) => {
    // One's own is turned off in the profile, with the password, or not at all.
    if (params.id === caller.account.id) throw new AppError('user.is_yourself')
    refuse(await resetSecondFactor(helpFor(caller, params.id, facts.now), body.reason))
    return undefined
  })

  router.on('POST /api/v1/users/{id}/bypass-codes', async ({ caller, params, body, facts }) => {
    if (params.id === caller.account.id) throw new AppError('user.is_yourself')
    const help = helpFor(caller, params.id, facts.now)
    const { code, hash } = makePrintedCode(vault, 'bypass code', help.account, randomBytes)
    const expiresAt = new Date(facts.now.getTime() + body.minutes * 60_000)
    refuse(await issueBypassCode(help, { codeHash: hash, expiresAt, reason: body.reason }))
    return { code, expiresAt: expiresAt.toISOString() }
  })

  router.on('POST /api/v1/users/{id}/sessions/revoke', async ({ caller, params, facts }) => {
    if (params.id === caller.account.id) throw new AppError('user.is_yourself')
    const ended = await revokeSessions(helpFor(caller, params.id, facts.now))
    if (typeof ended === 'number') return { ended }
    return refuse(ended)
  })

  async function endTrust(
    caller: Caller,
    id: string,
    device: string | undefined,
    now: Date,
  ): Promise<number> {
    if (id === caller.account.id) throw new AppError('user.is_yourself')
    const ended = await endTrustOf(helpFor(caller, id, now), device)
    return typeof ended === 'number' ? ended : refuse(ended)
  }

  router.on('DELETE /api/v1/users/{id}/trusted-devices', async ({ caller, params, facts }) => ({
    ended: await endTrust(caller, params.id, undefined, facts.now),
  }))

  router.on('DELETE /api/v1/users/{id}/trusted-devices/{device}', async ({ caller, params, facts }) => {
    if ((await endTrust(caller, params.id, params.device, facts.now)) === 0) {
      throw new AppError('trusted_device.not_found')
    }
    return undefined
  })
}

function refuse(outcome: 'not_found' | 'not_allowed'): never
function refuse(outcome: string): void
function refuse(outcome: string): void {
  if (outcome === 'not_found') throw new AppError('user.not_found')
  if (outcome === 'not_allowed') throw new AppError('access.beyond_help_desk')
  if (outcome === 'not_enrolled') throw new AppError('second_factor.not_enrolled')
}
