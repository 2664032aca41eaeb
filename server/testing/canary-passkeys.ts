// Passkeys, from the first to the last: made in a forced sign-in and in the profile, proven, refused. What the canary
// looks for are the challenges of the sign-ins, the sessions and the recovery codes.
import type { Canary } from './canary.ts'
import type { CreationOptions, RequestOptions } from './passkey-device.ts'
import { newDevice } from './passkeys.ts'
import type { Answer } from './test-app.ts'

/** How the walk of the other routes signs this person in, who must have a second factor, and marks what comes of it. */
export async function walkPasskeys(
  canary: Canary,
  signIn: () => Promise<Answer>,
  markSession: (answer: Answer) => Answer,
  markRecoveryCodes: (answer: Answer) => void,
): Promise<void> {
  const device = newDevice()
  const create = async (route: string, body: object, as = {}) =>
    (await canary.ask(route, body, as)).body as CreationOptions
  const request = async (route: string, body: object, as = {}) =>
    (await canary.ask(route, body, as)).body as RequestOptions
  const challengeOf = async () => ((await signIn()).body as { challenge: string }).challenge
  const first = await challengeOf()
  const options = await create('POST /api/v1/sign-in/enrolment/passkey', { challenge: first })
  const made = { challenge: first, passkey: device.make(options) }
  const enrol = () => canary.ask('POST /api/v1/sign-in/enrolment/passkey/confirm', made)
  const done = markSession(await enrol())
  markRecoveryCodes(done)
  const as = { cookie: done.cookie }
  await enrol()

  const second = newDevice()
  const asked = await create('POST /api/v1/me/authenticators/passkey', {}, as)
  const added = { passkey: second.make(asked), name: 'Key' }
  await canary.ask('POST /api/v1/me/authenticators/passkey/confirm', added, as)
  await canary.ask('POST /api/v1/me/authenticators/passkey/confirm', added, as)
  const stepUp = await request('POST /api/v1/me/step-up/passkey', {}, as)
  markSession(await canary.ask('POST /api/v1/me/step-up', { passkey: second.prove(stepUp) }, as))

  const challenge = await challengeOf()
  const asks = await request('POST /api/v1/sign-in/passkey/options', { challenge })
  const proof = { challenge, passkey: device.prove(asks) }
  markSession(await canary.ask('POST /api/v1/sign-in/passkey', proof))
  await canary.ask('POST /api/v1/sign-in/passkey', proof)

  const alone = await request('POST /api/v1/sign-in/passkey-alone/options', {})
  const passkey = device.prove(alone)
  markSession(await canary.ask('POST /api/v1/sign-in/passkey-alone', { passkey }))
  await canary.ask('POST /api/v1/sign-in/passkey-alone', { passkey })
}
