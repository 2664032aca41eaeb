// The job that sends one alert to one target. Run once more for one that was sent, it does nothing.
import { alertTypes } from '../../contract/alerts.ts'
import { readAllowed } from '../../reach/reachable.ts'
import { resolveBySystem } from '../../reach/dial.ts'
import { writeMail } from '../mail/write-mail.ts'
import type { Services } from '../services.ts'
import { placeOfTarget } from './alert-targets.store.ts'
import { pathOf, sentencesOf } from './alert-words.ts'
import {
  noteTry,
  readDelivery,
  readFailurePicture,
  type Delivery,
  type DeliveryKey,
  type Outcome,
} from './deliveries.store.ts'
import { postWebhook } from './post-webhook.ts'
import { signWebhook } from './webhook.ts'

const LIMIT_MILLIS = 10_000

/** A larger picture is left out: receivers refuse bodies that are much larger than this. */
const MOST_PICTURE_BYTES = 256 * 1024

/** No further try mends these. */
const forGood = new Set<Outcome['problem']>(['refused_address', 'no_mail_server'])

/** @throws {Error} when it is to be tried again; it names neither the address nor what was sent */
export async function deliverAlert(services: Services, key: DeliveryKey, now: Date): Promise<void> {
  const { database } = services
  const delivery = await readDelivery(database, key)
  if (delivery === undefined) return
  const alert = await writeAlert(services, key, delivery)
  const outcome =
    delivery.target.kind === 'mail'
      ? await sendMail(services, delivery, alert)
      : await sendWebhook(services, key, delivery, alert, now)
  const isOver = outcome.problem === undefined || outcome.isGone === true || forGood.has(outcome.problem)
  await noteTry(database, key, delivery.target.id, { ...outcome, isOver }, now)
  if (!isOver)
    throw new Error(`An alert was not delivered: ${outcome.problem} ${outcome.status ?? ''}`.trim())
}

interface Alert {
  type: string
  subject: string
  paragraphs: string[]
  at: Date
  link: string
  picture: Buffer | undefined
}

async function writeAlert(
  { database, settings }: Services,
  { organizationId }: DeliveryKey,
  { event, queuedAt }: Delivery,
): Promise<Alert> {
  if (event === undefined) {
    const subject = 'A test from Countersign'
    const paragraphs = [`${subject}.`, 'Alerts about what goes wrong arrive here, and that it is well again.']
    const link = settings.baseUrl.href
    return { type: 'test', subject, paragraphs, at: queuedAt, link, picture: undefined }
  }
  const { kind, state, subjectId, at } = event
  const isFailure = kind === 'connection' && state === 'bad'
  const picture = isFailure
    ? await readFailurePicture(database, { organizationId, connectionId: subjectId, before: at })
    : undefined
  return {
    type: alertTypes[kind][state],
    ...sentencesOf(event),
    at,
    link: new URL(pathOf(event), settings.baseUrl).href,
    picture: picture !== undefined && picture.length <= MOST_PICTURE_BYTES ? picture : undefined,
  }
}

async function sendMail(
  { mailer }: Services,
  { organization, target }: Delivery,
  { subject, paragraphs, at, link, picture }: Alert,
): Promise<Outcome> {
  if (mailer === undefined || target.address === null) return { problem: 'no_mail_server' }
  const mail = writeMail(target.address, {
    subject: `${subject} (${organization})`,
    paragraphs: [...paragraphs, `When: ${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`],
    button: { text: 'Open Countersign', url: link },
    ...(picture === undefined ? {} : { picture: { jpeg: picture, alt: 'The page where it stopped' } }),
    footer: `You get this mail because an admin of ${organization} has its alerts sent here. It cannot be answered.`,
  })
  try {
    await mailer.send(mail)
    return {}
  } catch {
    // What the mail server says may name the address.
    return { problem: 'not_accepted' }
  }
}

async function sendWebhook(
  { vault, settings }: Services,
  { organizationId, deliveryId }: DeliveryKey,
  { organization, target, event }: Delivery,
  { type, subject, paragraphs, at, link, picture }: Alert,
  now: Date,
): Promise<Outcome> {
  const key = { organizationId, id: target.id }
  if (target.sealedUrl === null || target.sealedSecret === null) return { problem: 'refused_address' }
  const url = new URL(vault.open(target.sealedUrl, placeOfTarget(key, 'sealed_url')).toString())
  const secrets = [vault.open(target.sealedSecret, placeOfTarget(key, 'sealed_secret'))]
  if (target.sealedOldSecret !== null && target.oldSecretUntil !== null && target.oldSecretUntil > now) {
    secrets.push(vault.open(target.sealedOldSecret, placeOfTarget(key, 'sealed_old_secret')))
  }
  const body = JSON.stringify({
    type,
    timestamp: at.toISOString(),
    // What chat programs show of a webhook.
    text: paragraphs.join(' '),
    data: {
      organization: { id: organizationId, name: organization },
      ...(event === undefined
        ? {}
        : {
            [event.kind]: { id: event.subjectId, name: event.name },
            ...(event.reason === null ? {} : { reason: event.reason }),
          }),
      subject,
      link,
      ...(picture === undefined
        ? {}
        : { picture: { type: 'image/jpeg', base64: picture.toString('base64') } }),
    },
  })
  const posted = await postWebhook(url, {
    headers: signWebhook({ id: deliveryId, at, body }, secrets, now),
    body,
    allowed: readAllowed(settings.webhookAllow),
    own: [{ address: settings.listen.host, port: settings.listen.port }],
    resolve: resolveBySystem,
    limitMs: LIMIT_MILLIS,
  })
  if ('problem' in posted) return posted
  const { status } = posted
  // oxlint-disable-next-line countersign/no-status-numbers -- what others answer (RFC 9110, section 15.3)
  if (status >= 200 && status < 300) return { status }
  // oxlint-disable-next-line countersign/no-status-numbers -- Standard Webhooks: whoever is gone is not asked again
  return { problem: 'not_accepted', status, isGone: status === 410 }
}
