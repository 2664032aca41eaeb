// Sign-ins approved on a phone, denied there, and told to a closed app. What the canary looks for are the challenges of the
// sign-ins, the sessions, and where and with which secret the phone is told.
import { randomBytes } from 'node:crypto'
import { keptOpenText } from '../../contract/phone-texts.ts'
import type { Canary } from './canary.ts'
import { anotherNumber, makePhoneKey } from './phones.ts'
import { makeBrowserKeys } from './push-receiver.ts'
import type { Answer } from './test-app.ts'

/** With which the server tells closed apps. */
export const pushSettings = { COUNTERSIGN_VAPID_KEY: randomBytes(32).toString('base64url') }

/** How the walk of the other routes signs this person in, who must have a second factor, and marks what comes of it. */
export async function walkApprovals(
  canary: Canary,
  signIn: (client: string) => Promise<Answer>,
  markSession: (answer: Answer) => Answer,
  markRecoveryCodes: (answer: Answer) => void,
): Promise<void> {
  const challengeOf = async (client = 'web') =>
    ((await signIn(client)).body as { challenge: string }).challenge
  const first = await challengeOf('mobile')
  const enrolment = await canary.ask('POST /api/v1/sign-in/enrolment', { challenge: first })
  const { secret } = enrolment.body as { secret: string }
  const code = canary.codeOf(canary.markSeed(secret))
  const enrolled = { challenge: first, code }
  const done = markSession(await canary.ask('POST /api/v1/sign-in/enrolment/confirm', enrolled))
  markRecoveryCodes(done)
  const as = { token: (done.body as { session: { token: string } }).session.token }

  const key = makePhoneKey()
  const register = (publicKey: string) =>
    canary.ask('POST /api/v1/me/authenticators/approval', { publicKey, name: 'Pixel' }, as)
  await register('AAAA')
  const { id: phone } = (await register(key.publicKey)).body as { id: string }

  const { session } = done.body as { session: { id: string } }
  for (const signature of [key.signText(keptOpenText(session.id)), 'AAAA']) {
    await canary.ask('POST /api/v1/me/authenticators/{id}/session', { signature }, { ...as, id: phone })
  }

  canary.mark('the key that signs pushes', pushSettings.COUNTERSIGN_VAPID_KEY)
  const browser = makeBrowserKeys()
  const path = canary.mark('where a phone is told', randomBytes(24).toString('base64url'))
  const auth = canary.mark('the secret of a phone', browser.auth.toString('base64url'))
  const keys = { p256dh: browser.publicKey.toString('base64url'), auth }
  const subscription = { endpoint: `https://push.example/${path}`, keys }
  const push = { ...as, id: phone }
  await canary.ask('POST /api/v1/me/authenticators/{id}/push', subscription, push)
  await canary.ask(
    'POST /api/v1/me/authenticators/{id}/push',
    { ...subscription, keys: { ...keys, auth: 'AAAA' } },
    push,
  )

  const ask = async () => {
    const challenge = await challengeOf()
    const { number } = (await canary.ask('POST /api/v1/sign-in/approval', { challenge })).body as {
      number: string
    }
    const { items } = (await canary.ask('GET /api/v1/me/approvals', undefined, as)).body as {
      items: { id: string }[]
    }
    return { challenge, number, id: items[0]?.id ?? '' }
  }
  const approve = (id: string, number: string) => {
    const body = { authenticator: phone, number, signature: key.sign(id, number) }
    return canary.ask('POST /api/v1/me/approvals/{id}/approve', body, { ...as, id })
  }
  const wait = async (challenge: string) =>
    markSession(await canary.ask('POST /api/v1/sign-in/approval/wait', { challenge }))
  const denied = await ask()
  const fromElsewhere = { remoteAddress: '203.0.113.77' }
  await canary.ask('POST /api/v1/sign-in/approval', { challenge: await challengeOf() }, fromElsewhere)
  await canary.ask('POST /api/v1/me/approvals/{id}/deny', {}, { ...as, id: denied.id })
  await canary.ask('POST /api/v1/me/approvals/{id}/deny', {}, { ...as, id: denied.id })
  await wait(denied.challenge)
  const wrong = await ask()
  await approve(wrong.id, anotherNumber(wrong.number))
  const right = await ask()
  await approve(right.id, right.number)
  await approve(right.id, right.number)
  await wait(right.challenge)
  await wait(right.challenge)

  await canary.ask('DELETE /api/v1/me/authenticators/{id}/push', undefined, push)
  await canary.ask('DELETE /api/v1/me/authenticators/{id}/push', undefined, push)
  // What ends the session ends what it listens to, with the next that there is to hear.
  const { over } = await canary.listen('GET /api/v1/me/approvals/events', as)
  const last = await challengeOf()
  await canary.ask('DELETE /api/v1/session', undefined, as)
  await canary.ask('POST /api/v1/sign-in/approval', { challenge: last })
  await over
}
