// Sign-in approval on the phone: registered, asked, answered. The number is typed and never shown there, so that nobody
// approves a sign-in whose page they do not see.
import type { z } from 'zod'
import type { approvalRoutes } from '../../contract/approvals.ts'
import { approvalText, keptOpenText } from '../../contract/phone-texts.ts'
import { AppError } from '../app-error.ts'
import type { Events, RequestFacts } from '../http/call.ts'
import { makeRowId } from '../row-id.ts'
import type { Services } from '../services.ts'
import { accountKeyOf, freshSince, type Caller } from '../sessions/caller.ts'
import { tellDevice } from '../sessions/device-words.ts'
import { countedFailure, refuseWhileBlocked } from '../totp/code-attempt.rules.ts'
import { sessionOf } from '../totp/totp.rules.ts'
import type { Authenticator } from '../totp/totp.store.ts'
import { approve, deny, type CountFailure } from './answer.store.ts'
import { approvalsTopic, listWaiting } from './approvals.store.ts'
import { isSignedBy, readPhoneKey } from './phone-key.ts'
import {
  addPhone,
  bindPhone,
  findPhoneKey,
  forgetSubscription,
  keepSubscription,
  placeOfSubscription,
} from './phones.store.ts'
import { isSubscription, type Subscription } from './web-push.ts'

const DEFAULT_NAME = 'Phone'

export async function registerPhone(
  services: Services,
  caller: Caller,
  given: { publicKey: string; name?: string | undefined },
  { now }: RequestFacts,
): Promise<Authenticator> {
  if (caller.session.client !== 'mobile') throw new AppError('approval.mobile_only')
  if (!caller.account.isEnrolled) throw new AppError('second_factor.not_enrolled')
  const publicKey = readPhoneKey(given.publicKey)
  if (publicKey === undefined) throw new AppError('approval.key_wrong')
  const { randomBytes, settings } = services
  const phone = { id: makeRowId(randomBytes, now), name: given.name ?? DEFAULT_NAME, publicKey }
  const days = settings.phoneSessionDays
  const added = await addPhone(services, sessionOf(caller), phone, days, freshSince(now), now)
  if (added === 'not_fresh') throw new AppError('second_factor.fresh_code_required')
  if (added === 'not_enrolled') throw new AppError('second_factor.not_enrolled')
  if (added === 'too_many') throw new AppError('approval.too_many_phones')
  return added
}

/**
 * The session of the app that a registered phone is signed in with lasts as long as that of a phone may, from its sign-in on.
 *
 * @returns its end
 */
export async function keepSignedIn(
  services: Services,
  caller: Caller,
  phoneId: string,
  signature: string,
  { now }: RequestFacts,
): Promise<{ expiresAt: string }> {
  if (caller.session.client !== 'mobile') throw new AppError('approval.mobile_only')
  const publicKey = await findPhoneKey(services.database, accountKeyOf(caller), phoneId)
  if (publicKey === undefined || !isSignedBy(publicKey, keptOpenText(caller.session.id), signature)) {
    throw new AppError('approval.device_refused')
  }
  const phone = { id: phoneId, publicKey }
  const days = services.settings.phoneSessionDays
  const kept = await bindPhone(services, sessionOf(caller), phone, days, freshSince(now), now)
  if (kept === 'not_fresh') throw new AppError('second_factor.fresh_code_required')
  if (kept === 'device_refused') throw new AppError('approval.device_refused')
  return { expiresAt: kept.toISOString() }
}

type Waiting = z.input<(typeof approvalRoutes)['GET /api/v1/me/approvals/events']['answers'][200]>

export async function showWaiting(
  { database }: Pick<Services, 'database'>,
  caller: Caller,
  now: Date,
): Promise<Waiting> {
  const waiting = await listWaiting(database, accountKeyOf(caller), now)
  return {
    items: waiting.map((one) => ({
      id: one.id,
      email: caller.account.email,
      client: one.client,
      device: tellDevice(one.user_agent),
      address: one.address,
      state: one.state,
      askedAt: one.asked_at.toISOString(),
      expiresAt: one.expires_at.toISOString(),
    })),
  }
}

/** How long a line is silent at most; by then, too, what has run out is gone from it. */
const SILENCE_MILLIS = 15_000

/** All that waits or can be taken back, whenever it is something else. */
export async function* followWaiting(services: Services, caller: Caller, clock: () => Date): Events<Waiting> {
  const watch = services.signals.watch(approvalsTopic(accountKeyOf(caller)))
  let before: string | undefined
  try {
    while (!watch.isOver()) {
      const waiting = await showWaiting(services, caller, clock())
      const told = JSON.stringify(waiting)
      // With nothing to tell the line says that it is there, and a session that has ended is found out.
      yield told === before ? undefined : waiting
      before = told
      await watch.next(SILENCE_MILLIS)
    }
  } finally {
    watch.end()
  }
}

export async function approveSignIn(
  services: Services,
  caller: Caller,
  approvalId: string,
  given: { authenticator: string; number: string; signature: string },
  facts: RequestFacts,
): Promise<void> {
  const { number, signature, authenticator: phoneId } = given
  const publicKey = await findPhoneKey(services.database, accountKeyOf(caller), phoneId)
  // Before the number is looked at: whoever has no phone of the account learns nothing of it, and ends nothing.
  if (publicKey === undefined || !isSignedBy(publicKey, approvalText(approvalId, number), signature)) {
    throw new AppError('approval.device_refused')
  }
  const yes = { approvalId, number, phoneId, publicKey }
  const count = countAs(services, facts.now, 'approval.number_wrong')
  const outcome = await approve(services, sessionOf(caller), yes, count, facts.now)
  if (outcome === 'approved') return
  if (typeof outcome === 'string') throw new AppError(`approval.${outcome}`)
  refuseWhileBlocked({ codesBlockedUntil: outcome.blockedUntil }, facts.now)
}

export async function denySignIn(
  services: Services,
  caller: Caller,
  approvalId: string,
  { now }: RequestFacts,
): Promise<void> {
  const count = countAs(services, now, 'approval.refused')
  if (!(await deny(services, sessionOf(caller), approvalId, count, now))) {
    throw new AppError('approval.not_found')
  }
}

/** The history tells of the sign-in that failed, and not of the phone. */
function countAs(
  services: Services,
  now: Date,
  reason: 'approval.number_wrong' | 'approval.refused',
): CountFailure {
  return (failures, { client, user_agent: userAgent, address }) =>
    countedFailure(services, failures, { now, step: 'approval', client, userAgent, address }, reason)
}

export async function subscribe(
  { database, vault, settings }: Services,
  caller: Caller,
  phoneId: string,
  subscription: Subscription,
): Promise<void> {
  if (settings.vapidKey === undefined) throw new AppError('approval.no_push')
  if (!isSubscription(subscription)) throw new AppError('approval.key_wrong')
  const account = accountKeyOf(caller)
  const place = placeOfSubscription(account.organizationId, phoneId)
  const sealed = vault.seal(Buffer.from(JSON.stringify(subscription)), place)
  if (!(await keepSubscription(database, account, phoneId, sealed))) {
    throw new AppError('authenticator.not_found')
  }
}

export async function unsubscribe({ database }: Services, caller: Caller, phoneId: string): Promise<void> {
  if (!(await forgetSubscription(database, accountKeyOf(caller), phoneId))) {
    throw new AppError('authenticator.not_found')
  }
}
