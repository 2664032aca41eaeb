// Being told of a sign-in while the app is closed: Web Push, through the push service of this browser.
import { client } from '../app/client.ts'
import { hasCode, PageFailure } from '../app/failure.ts'
import { findPhone, keepPhone } from './phone-key.ts'
import type { RegisteredPhone } from './this-phone.ts'

/** unavailable: this browser has none, or the app is not installed, as an iPhone wants it. */
export type PushState = 'unavailable' | 'blocked' | 'off' | 'on'

/** `on` only where the subscription of this browser was made for this phone: it may be one of another account, or void. */
export async function readPushState({ account, id }: RegisteredPhone): Promise<PushState> {
  const registration = await findRegistration()
  if (registration === undefined) return 'unavailable'
  if (Notification.permission === 'denied') return 'blocked'
  const subscription = await registration.pushManager.getSubscription()
  const kept = await findPhone(account)
  const isOfPhone = kept?.id === id && kept.pushEndpoint === subscription?.toJSON().endpoint
  return subscription !== null && isOfPhone ? 'on' : 'off'
}

/** Asks the person where nobody has yet. @throws {PageFailure} where it is not allowed, or the push service is not there */
export async function turnPushOn({ account, id, key }: RegisteredPhone, pushKey: string): Promise<void> {
  const subscription = await subscribe(pushKey)
  try {
    const { endpoint = '', keys = {} } = subscription.toJSON()
    const { p256dh = '', auth = '' } = keys
    await client.call('POST /api/v1/me/authenticators/{id}/push', {
      params: { id },
      body: { endpoint, keys: { p256dh, auth } },
    })
    await keepPhone({ account, id, key, pushEndpoint: endpoint })
  } catch (error) {
    await subscription.unsubscribe().catch(() => undefined)
    throw error
  }
}

async function subscribe(pushKey: string): Promise<PushSubscription> {
  const permission = await Notification.requestPermission()
  if (permission !== 'granted') throw new PageFailure('approvals.push.blocked', permission)
  try {
    const { pushManager } = await navigator.serviceWorker.ready
    // One for another key of the server, or for another phone, stands in the way.
    await (await pushManager.getSubscription())?.unsubscribe()
    return await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: pushKey })
  } catch (error) {
    throw new PageFailure('approvals.push.failed', error)
  }
}

/** Here first: whatever the server says then, nothing rings any more. */
export async function turnPushOff({ id }: RegisteredPhone): Promise<void> {
  const registration = await findRegistration()
  await (await registration?.pushManager.getSubscription())?.unsubscribe()
  try {
    await client.call('DELETE /api/v1/me/authenticators/{id}/push', { params: { id } })
  } catch (error) {
    // The server has none for a phone that it does not know.
    if (!hasCode(error, 'authenticator.not_found')) throw error
  }
}

/** The one of the app; `ready` would wait for ever where there is none. */
async function findRegistration(): Promise<ServiceWorkerRegistration | undefined> {
  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window)) return undefined
  return navigator.serviceWorker.getRegistration()
}
