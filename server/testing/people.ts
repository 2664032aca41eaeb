// The people of the tests: users that an admin adds, with an authenticator app or without, and how they sign in.
import { randomBytes } from 'node:crypto'
import { emailKey } from '../accounts/email-key.ts'
import { makeInvitationLink } from '../accounts/invitation-link.ts'
import { addOperator } from '../operators/operators.store.ts'
import { makeRowId } from '../row-id.ts'
import { ADMIN, codeOf, type Answer, type RequestOptions, type TestApp } from './test-app.ts'

export interface Person {
  id: string
  email: string
  password: string
}

/** Somebody with an authenticator app, of which the test holds the secret and the recovery codes. */
export interface EnrolledPerson extends Person {
  secret: string
  recoveryCodes: string[]
}

export interface NewPerson {
  email?: string
  password?: string
  role?: 'admin' | 'agent'
  requireSecondFactor?: boolean
}

/** A new session of the first admin, who has no second factor: sessions end when a test's clock leaps. */
export async function signInAdmin(app: TestApp): Promise<string> {
  const { cookie } = await beginSignIn(app, ADMIN)
  if (cookie === undefined) throw new Error('The admin has a second factor by now.')
  return cookie
}

/** A user with a password, by default an agent whom nobody requires to use two-factor. */
export async function addUser(app: TestApp, admin: string, person: NewPerson = {}): Promise<Person> {
  const email = person.email ?? `agent-${randomBytes(4).toString('hex')}@northwind.example`
  const password = person.password ?? 'copper meadow basket 41'
  const { role = 'agent', requireSecondFactor = false } = person
  const body = { email, password, role, requireSecondFactor }
  const answer = await app.post('/api/v1/users', body, { cookie: admin })
  if (answer.status !== 201) throw new Error(`The user was not added: ${JSON.stringify(answer.body)}`)
  const { id } = answer.body as { id: string }
  return { id, email, password }
}

/**
 * A user who enrolled in the first sign-in, because an admin requires two-factor. The enrolment was confirmed with
 * the code of the step before the current one, so that the code of now is fresh.
 */
export async function addEnrolledUser(
  app: TestApp,
  admin: string,
  person: NewPerson = {},
): Promise<EnrolledPerson> {
  const user = await addUser(app, admin, { requireSecondFactor: true, ...person })
  const { challenge } = await beginSignIn(app, user)
  const enrolment = await app.post('/api/v1/sign-in/enrolment', { challenge })
  const { secret } = enrolment.body as { secret: string }
  const code = codeOf(secret, app.now(), -1)
  const done = await app.post('/api/v1/sign-in/enrolment/confirm', { challenge, code })
  if (done.status !== 200) throw new Error(`The user is not enrolled: ${JSON.stringify(done.body)}`)
  const { recoveryCodes } = done.body as { recoveryCodes: string[] }
  return { ...user, secret, recoveryCodes }
}

/** Made as `countersign operator add` does it, with all that the person does with the link; an operator always enrols. */
export async function addSignedInOperator(
  app: TestApp,
  email: string,
): Promise<{ id: string; password: string; cookie: string; secret: string }> {
  const { services, database } = app
  const password = 'copper meadow basket 41'
  const invitation = makeInvitationLink(services, app.now())
  const id = makeRowId(services.randomBytes, app.now())
  await addOperator(database, { id, email, emailKey: emailKey(email), name: '', invitation }, app.now())
  const token = new URL(invitation.url).hash.slice(1)
  await app.post('/api/v1/invitations/accept', { token, password })
  const { challenge } = await beginSignIn(app, { email, password })
  const { secret } = (await app.post('/api/v1/sign-in/enrolment', { challenge })).body as { secret: string }
  const code = codeOf(secret, app.now())
  const done = await app.post('/api/v1/sign-in/enrolment/confirm', { challenge, code })
  if (done.cookie === undefined) throw new Error(`No operator signed in: ${JSON.stringify(done.body)}`)
  return { id, password, cookie: done.cookie, secret }
}

export interface BegunSignIn {
  step: 'done' | 'code' | 'enrol'
  /** Nothing when the step is done. */
  challenge: string
  cookie: string | undefined
}

/** The password step, which has to succeed; what it answered. */
export async function beginSignIn(
  app: TestApp,
  { email, password }: Pick<Person, 'email' | 'password'>,
  options: RequestOptions & { client?: 'web' | 'extension' | 'mobile' | 'cli' } = {},
): Promise<BegunSignIn> {
  const { client = 'web', ...rest } = options
  const answer = await app.post('/api/v1/sign-in', { email, password, client }, rest)
  if (answer.status !== 200) throw new Error(`The password was refused: ${JSON.stringify(answer.body)}`)
  return { ...(answer.body as Omit<BegunSignIn, 'cookie'>), cookie: answer.cookie }
}

/** Password and the code of now, which must be fresh; the cookie of the session. */
export async function signInFully(
  app: TestApp,
  person: EnrolledPerson,
  options: RequestOptions = {},
): Promise<string> {
  const { challenge } = await beginSignIn(app, person, options)
  const code = codeOf(person.secret, app.now())
  const answer = await app.post('/api/v1/sign-in/totp', { challenge, code }, options)
  if (answer.cookie === undefined) throw new Error(`The code was refused: ${JSON.stringify(answer.body)}`)
  return answer.cookie
}

/** A whole sign-in with this code, right or wrong; what the code step answered. */
export async function signInWithCode(
  app: TestApp,
  person: Person,
  code: string,
  options: RequestOptions = {},
): Promise<Answer> {
  const { challenge } = await beginSignIn(app, person, options)
  return app.post('/api/v1/sign-in/totp', { challenge, code }, options)
}

/** A whole sign-in with this recovery code, right or wrong; what the second step answered. */
export async function signInWithRecoveryCode(
  app: TestApp,
  person: Person,
  code: string,
  options: RequestOptions = {},
): Promise<Answer> {
  const { challenge } = await beginSignIn(app, person, options)
  return app.post('/api/v1/sign-in/recovery-code', { challenge, code }, options)
}

/** Six digits that the app shows neither now nor anywhere near: wrong, and nothing else. */
export function wrongCode(secret: string, at: Date): string {
  const shown = new Set(Array.from({ length: 61 }, (_, index) => codeOf(secret, at, index - 30)))
  const numbers = Array.from({ length: 62 }, (_, index) => String(index + 1).padStart(6, '0'))
  const code = numbers.find((number) => !shown.has(number))
  if (code === undefined) throw new Error('Of 62 numbers at most 61 are shown.')
  return code
}

/** A sign-in with a password that is not the right one. */
export function guessPassword(
  app: TestApp,
  { email }: Pick<Person, 'email'>,
  options: RequestOptions = {},
): Promise<Answer> {
  return app.post('/api/v1/sign-in', { email, password: 'not the password 99' }, options)
}

/** So many guesses one after the other; the error code that each was told. */
export async function tellGuesses(
  times: number,
  guess: (index: number) => Promise<Answer>,
): Promise<string[]> {
  const told: string[] = []
  for (let index = 0; index < times; index += 1) {
    const { code } = (await guess(index)).body as { code: string }
    told.push(code)
  }
  return told
}

/** What kinds of notices an account was given, in no order. */
export async function listNotices(app: TestApp, { id }: Pick<Person, 'id'>): Promise<string[]> {
  const rows = await app.database.query
    .selectFrom('notices')
    .select('kind')
    .where('account_id', '=', id)
    .execute()
  return rows.map(({ kind }) => kind)
}

/** How many sessions an account has that were not ended. */
export async function countSessions(app: TestApp, { id }: Pick<Person, 'id'>): Promise<number> {
  const rows = await app.database.query
    .selectFrom('sessions')
    .select('id')
    .where('account_id', '=', id)
    .where('ended_at', 'is', null)
    .execute()
  return rows.length
}
