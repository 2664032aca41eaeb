// The job that tells one phone, whose app is closed, that a sign-in waits. A push service that is slow, gone or wrong holds
// up no sign-in: whoever opens the app sees the same without it.
import { resolveBySystem } from '../../reach/dial.ts'
import { readAllowed } from '../../reach/reachable.ts'
import { postWebhook } from '../alerts/post-webhook.ts'
import type { Services } from '../services.ts'
import { reportSealError } from '../vault/report-seal-error.ts'
import { forgetGoneSubscription, placeOfSubscription, readPush, type PushKey } from './phones.store.ts'
import { drawPushRandom, encryptPush, signVapid, type Subscription } from './web-push.ts'

/** Of all of it, from the name to the answer: a worker that waits for one sends no mail meanwhile. */
const LIMIT_MILLIS = 3_000

/** @throws {Error} when it is to be tried again; it names neither the address nor what was sent */
export async function pushApproval(services: Services, key: PushKey, now: Date): Promise<void> {
  const { database, settings, randomBytes } = services
  const { vapidKey, baseUrl } = settings
  if (vapidKey === undefined) return
  const push = await readPush(database, key, now)
  // Answered, over, or told no more by now.
  if (push === undefined) return
  const subscription = openSubscription(services, key, push.sealed)
  if (subscription === undefined) return
  const endpoint = new URL(subscription.endpoint)
  const ownAddress = baseUrl.protocol === 'https:' ? baseUrl.origin : undefined
  const subject = settings.vapidSubject ?? ownAddress
  // Nothing that anybody could use or would want to know: the app asks for the rest, with its session.
  const message = JSON.stringify({ type: 'approval', id: key.approvalId })
  const posted = await postWebhook(endpoint, {
    headers: {
      authorization: signVapid(endpoint, { privateKey: vapidKey, subject }, now),
      'content-type': 'application/octet-stream',
      'content-encoding': 'aes128gcm',
      // Seconds, after which it tells of nothing any more (RFC 8030, sections 5.2 to 5.4).
      ttl: String(Math.ceil((push.expiresAt.getTime() - now.getTime()) / 1000)),
      urgency: 'high',
      topic: 'approval',
    },
    body: encryptPush(message, subscription, drawPushRandom(randomBytes)),
    allowed: readAllowed(settings.webhookAllow),
    own: [{ address: settings.listen.host, port: settings.listen.port }],
    resolve: resolveBySystem,
    limitMs: LIMIT_MILLIS,
  })
  if ('problem' in posted) {
    // An address inside is never dialled; that it is there is told to whoever runs the server.
    if (posted.problem === 'refused_address') services.report('a push address was refused', {})
    else throw new Error(`A phone was not told: ${posted.problem}`)
    return
  }
  const { status } = posted
  // oxlint-disable-next-line countersign/no-status-numbers -- RFC 8030, section 7.3: this subscription is no more
  if (status === 404 || status === 410) await forgetGoneSubscription(database, key, push.sealed)
  // oxlint-disable-next-line countersign/no-status-numbers -- what others answer (RFC 9110, section 15.3)
  else if (status < 200 || status >= 300) throw new Error(`A phone was not told: ${status}`)
}

function openSubscription(
  services: Services,
  { organizationId, phoneId }: PushKey,
  sealed: Buffer,
): Subscription | undefined {
  try {
    const place = placeOfSubscription(organizationId, phoneId)
    return JSON.parse(services.vault.open(sealed, place).toString()) as Subscription
  } catch (error) {
    reportSealError(services, error)
    return undefined
  }
}
