// Standard Webhooks (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md): what is sent, and how it
// is signed.
import { createHmac } from 'node:crypto'

/** Of 24 to 64 bytes, by the specification. */
export const WEBHOOK_SECRET_BYTES = 32

export function writeWebhookSecret(secret: Buffer): string {
  return `whsec_${secret.toString('base64')}`
}

export interface WebhookMessage {
  /** The same at every try, so that whoever receives it twice can tell. */
  id: string
  at: Date
  body: string
}

/**
 * The headers of one try. With two secrets there are two signatures, either of which is good.
 *
 * @param now of this try: whoever receives it refuses what is older than five minutes
 */
export function signWebhook({ id, body }: WebhookMessage, secrets: readonly Buffer[], now: Date) {
  const timestamp = String(Math.floor(now.getTime() / 1000))
  const signatures = secrets.map(
    (secret) => `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
  )
  return {
    'content-type': 'application/json; charset=utf-8',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  }
}
