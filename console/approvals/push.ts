// Being told of a sign-in while the app is closed: Web Push, through the push service of this browser.
import { client } from '../app/client.ts'
import { PageFailure } from '../app/failure.ts'

/** unavailable: this browser has none, or the app is not installed, as an iPhone wants it. */
export type PushState = 'unavailable' | 'blocked' | 'off' | 'on'

export async function readPushState(): Promise<PushState> {
  const registration = await findRegistration()
  if (registration === undefined) return 'unavailable'
  if (Notification.permission === 'denied') return 'blocked'
  return (await registration.pushManager.getSubscription()) === null ? 'off' : 'on'
}

/** Asks the person where nobody has yet. @throws {PageFailure} where it is not allowed, or the push service is not there */
export async function turnPushOn(phoneId: string, pushKey: string): Promise<void> {
  const { endpoint, keys = {} } = await subscribe(pushKey)
  const { p256dh = '', auth = '' } = keys
  await client.call('POST /api/v1/me/authenticators/{id}/push', {
    params: { id: phoneId },
    body: { endpoint: endpoint ?? '', keys: { p256dh, auth } },
  })
}

async function subscribe(pushKey: string): Promise<PushSubscriptionJSON> {
  const permission = await Notification.requestPermission()
  if (permission !== 'granted') throw new PageFailure('approvals.push.blocked', permission)
  try {
    const { pushManager } = await navigator.serviceWorker.ready
    // One for another key of the server stands in the way.
    await (await pushManager.getSubscription())?.unsubscribe()
    const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: pushKey })
    return made.toJSON()
  } catch (error) {
    throw new PageFailure('approvals.push.failed', error)
  }
}

export async function turnPushOff(phoneId: string): Promise<void> {
  await client.call('DELETE /api/v1/me/authenticators/{id}/push', { params: { id: phoneId } })
  const registration = await findRegistration()
  await (await registration?.pushManager.getSubscription())?.unsubscribe()
}

/** The one of the app; `ready` would wait for ever where there is none. */
async function findRegistration(): Promise<ServiceWorkerRegistration | undefined> {
  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window)) return undefined
  return navigator.serviceWorker.getRegistration()
}
