// Phones of the tests: the app, signed in as the client `mobile`, with a key that approves sign-ins.
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { approvalText, keptOpenText } from '../../contract/phone-texts.ts'
import { beginSignIn, type EnrolledPerson, type Person } from './people.ts'
import { codeOf, type Answer, type RequestOptions, type TestApp } from './test-app.ts'

export interface PhoneKey {
  publicKey: string
  sign(approval: string, number: string): string
  signText(text: string): string
}

/** As a browser makes it: `generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, …)`. */
export function makePhoneKey(namedCurve = 'P-256'): PhoneKey {
  const pair = generateKeyPairSync('ec', { namedCurve })
  const key: KeyObject = pair.privateKey
  const signText = (text: string): string =>
    sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')
  return {
    publicKey: pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64url'),
    sign: (approval, number) => signText(approvalText(approval, number)),
    signText,
  }
}

export interface Phone {
  /** Of its session. */
  token: string
  /** Its name among the authenticators. */
  id: string
  key: PhoneKey
}

/** What the browser of a phone calls itself. */
export const PHONE_AGENT =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36'
const asPhone = { headers: { 'user-agent': PHONE_AGENT } }

/** Signs in to the app with the code of now, which must be fresh; the token of the session. */
export async function signInToApp(app: TestApp, person: EnrolledPerson): Promise<string> {
  const { challenge } = await beginSignIn(app, person, { ...asPhone, client: 'mobile' })
  const code = codeOf(person.secret, app.now())
  const done = await app.post('/api/v1/sign-in/totp', { challenge, code }, asPhone)
  if (done.status !== 200) throw new Error(`The code was refused: ${JSON.stringify(done.body)}`)
  return (done.body as { session: { token: string } }).session.token
}

/** Signs in to the app and registers the phone. The code of now is used up. */
export async function addPhone(app: TestApp, person: EnrolledPerson, name = 'Pixel'): Promise<Phone> {
  const token = await signInToApp(app, person)
  const key = makePhoneKey()
  const body = { publicKey: key.publicKey, name }
  const added = await app.post('/api/v1/me/authenticators/approval', body, { ...asPhone, token })
  if (added.status !== 201) throw new Error(`The phone was not added: ${JSON.stringify(added.body)}`)
  return { token, id: (added.body as { id: string }).id, key }
}

interface MySession {
  id: string
  startedAt: string
  expiresAt: string
  phone?: string
}

/** As it is told to whoever is signed in with this token; nothing when the session is over. */
export async function sessionOf(app: TestApp, token: string): Promise<MySession | undefined> {
  const answer = await app.get('/api/v1/me', { token })
  return answer.status === 200 ? (answer.body as { session: MySession }).session : undefined
}

/** The phone keeps open the session of this token; signed for that session unless a signature is given. */
export async function keepOpen(
  app: TestApp,
  phone: Pick<Phone, 'id' | 'key'>,
  token: string,
  signature?: string,
): Promise<Answer> {
  const session = await sessionOf(app, token)
  const body = { signature: signature ?? phone.key.signText(keptOpenText(session?.id ?? '')) }
  return app.post(`/api/v1/me/authenticators/${phone.id}/session`, body, { token })
}

export interface AskedSignIn {
  challenge: string
  number: string
}

/** The password, and the phones asked. */
export async function askPhone(
  app: TestApp,
  person: Person,
  options: Parameters<typeof beginSignIn>[2] = {},
): Promise<AskedSignIn> {
  const { client: _, ...rest } = options
  const { challenge } = await beginSignIn(app, person, options)
  const asked = await app.post('/api/v1/sign-in/approval', { challenge }, rest)
  if (asked.status !== 200) throw new Error(`The phone was not asked: ${JSON.stringify(asked.body)}`)
  return { challenge, number: (asked.body as { number: string }).number }
}

/** What waits for an answer or can be taken back, as the phone sees it. */
export async function approvalsOn(
  app: TestApp,
  { token }: Pick<Phone, 'token'>,
): Promise<{ id: string; state: 'waiting' | 'approved' }[]> {
  const answer = await app.get('/api/v1/me/approvals', { token })
  return (answer.body as { items: Awaited<ReturnType<typeof approvalsOn>> }).items
}

/** What waits for an answer. */
export async function waitingOn(app: TestApp, phone: Pick<Phone, 'token'>): Promise<{ id: string }[]> {
  return (await approvalsOn(app, phone)).filter(({ state }) => state === 'waiting')
}

/** The one that waits. */
export async function waitingId(app: TestApp, phone: Pick<Phone, 'token'>): Promise<string> {
  const [waiting] = await waitingOn(app, phone)
  if (waiting === undefined) throw new Error('Nothing waits for an answer.')
  return waiting.id
}

export function approveOn(
  app: TestApp,
  phone: Phone,
  id: string,
  number: string,
  otherwise: { signature?: string; authenticator?: string; token?: string } = {},
): Promise<Answer> {
  const { token = phone.token, ...rest } = otherwise
  const body = { authenticator: phone.id, number, signature: phone.key.sign(id, number), ...rest }
  return app.post(`/api/v1/me/approvals/${id}/approve`, body, { token })
}

export function denyOn(app: TestApp, { token }: Pick<Phone, 'token'>, id: string): Promise<Answer> {
  return app.post(`/api/v1/me/approvals/${id}/deny`, {}, { token })
}

export function waitFor(app: TestApp, challenge: string, options: RequestOptions = {}): Promise<Answer> {
  return app.post('/api/v1/sign-in/approval/wait', { challenge }, options)
}

/** Two digits that are not these. */
export const anotherNumber = (number: string): string => String((Number(number) + 1) % 100).padStart(2, '0')
