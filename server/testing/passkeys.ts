// People of the tests with passkeys, on a server that is reached by a name: for a number there are none.
import { randomBytes } from 'node:crypto'
import {
  createPasskeyDevice,
  type CreationOptions,
  type DeviceOptions,
  type MadeOnDevice,
  type Otherwise,
  type PasskeyDevice,
  type RequestOptions,
} from './passkey-device.ts'
import { addUser, beginSignIn, type NewPerson, type Person } from './people.ts'
import { startTestApp, type Answer, type TestApp, type TestAppOptions } from './test-app.ts'

export const PASSKEY_ORIGIN = 'http://localhost:8400'

export function startPasskeyApp(options: TestAppOptions = {}): Promise<TestApp> {
  return startTestApp({ ...options, env: { ...options.env, COUNTERSIGN_BASE_URL: PASSKEY_ORIGIN } })
}

export function newDevice(options: Partial<DeviceOptions> = {}): PasskeyDevice {
  return createPasskeyDevice({ origin: PASSKEY_ORIGIN, ...options })
}

/** Somebody whose only authenticator is a passkey, on a device that the test holds. */
export interface PasskeyPerson extends Person {
  device: PasskeyDevice
  passkeyId: string
  recoveryCodes: string[]
  cookie: string
}

/** A user who made a passkey in the first sign-in, because an admin requires two-factor. */
export async function addPasskeyUser(
  app: TestApp,
  admin: string,
  device = newDevice(),
  person: NewPerson = {},
): Promise<PasskeyPerson> {
  const email = `key-${randomBytes(4).toString('hex')}@northwind.example`
  const user = await addUser(app, admin, { email, requireSecondFactor: true, ...person })
  const { challenge } = await beginSignIn(app, user)
  const asked = await app.post('/api/v1/sign-in/enrolment/passkey', { challenge })
  const options = asked.body as CreationOptions
  const passkey = device.make(options)
  const done = await app.post('/api/v1/sign-in/enrolment/passkey/confirm', { challenge, passkey })
  if (done.status !== 200) throw new Error(`The passkey was not added: ${JSON.stringify(done.body)}`)
  const { recoveryCodes } = done.body as { recoveryCodes: string[] }
  return { ...user, device, passkeyId: passkey.id, recoveryCodes, cookie: done.cookie ?? '' }
}

/** Adds a passkey in the profile; the session has to be fresh where there is an authenticator. */
export async function addPasskey(
  app: TestApp,
  cookie: string,
  device: PasskeyDevice,
  name?: string,
): Promise<Answer> {
  const asked = await app.post('/api/v1/me/authenticators/passkey', {}, { cookie })
  if (asked.status !== 200) return asked
  const passkey = device.make(asked.body as CreationOptions)
  const body = { passkey, ...(name === undefined ? {} : { name }) }
  return app.post('/api/v1/me/authenticators/passkey/confirm', body, { cookie })
}

/** The password and what the passkey step then asks for. */
export async function askForPasskey(
  app: TestApp,
  person: Person,
): Promise<{ challenge: string; options: RequestOptions }> {
  const { challenge } = await beginSignIn(app, person)
  const answer = await app.post('/api/v1/sign-in/passkey/options', { challenge })
  if (answer.status !== 200) throw new Error(`No passkey was asked for: ${JSON.stringify(answer.body)}`)
  return { challenge, options: answer.body as RequestOptions }
}

export async function signInWithPasskey(app: TestApp, person: PasskeyPerson): Promise<Answer> {
  const { challenge, options } = await askForPasskey(app, person)
  const passkey = person.device.prove(options, {}, person.passkeyId)
  return app.post('/api/v1/sign-in/passkey', { challenge, passkey })
}

export async function askForPasskeyAlone(app: TestApp): Promise<RequestOptions> {
  return (await app.post('/api/v1/sign-in/passkey-alone/options', {})).body as RequestOptions
}

/** Brings a passkey that was made to the profile. */
export function confirmPasskey(app: TestApp, cookie: string, passkey: object): Promise<Answer> {
  return app.post('/api/v1/me/authenticators/passkey/confirm', { passkey }, { cookie })
}

/** Makes one that is otherwise than it should be, on a new device, and brings it. */
export async function registerWith(
  app: TestApp,
  cookie: string,
  otherwise: Otherwise = {},
  change: (made: MadeOnDevice) => object = (made) => made,
): Promise<Answer> {
  const asked = await app.post('/api/v1/me/authenticators/passkey', {}, { cookie })
  const made = newDevice().make(asked.body as CreationOptions, otherwise)
  return confirmPasskey(app, cookie, change(made))
}

/** What a browser or an authenticator may say that is not meant for us (attack 84), by what is wrong with it. */
export const misdirected: [string, Otherwise][] = [
  ['another scheme', { client: { origin: 'https://localhost:8400' } }],
  ['another port', { client: { origin: 'http://localhost:8401' } }],
  ['a sub-domain', { client: { origin: 'http://app.localhost:8400' } }],
  ['a host that begins with ours', { client: { origin: 'http://localhost:8400.evil.example' } }],
  ['no origin', { client: { origin: 'null' } }],
  ['another RP ID', { rpId: 'evil.example' }],
  ['a payment', { client: { type: 'payment.get' } }],
  ['a frame', { client: { crossOrigin: true } }],
  ['a frame within a named page', { client: { crossOrigin: true, topOrigin: 'https://evil.example' } }],
  ['a page around it that is named alone', { client: { topOrigin: 'http://localhost:8400' } }],
  ['nobody there', { isPresent: false }],
]
