// Attack 50: an account is disabled, and something that was begun before goes on behind the sign-in's back: a token of
// another client, a sign-in under way, an enrolment, a session that wakes up when the account is enabled again.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { contract } from '../../contract/contract.ts'
import type { RouteContract } from '../../contract/route.ts'
import { startedSession } from '../../contract/sessions.ts'
import {
  addEnrolledUser,
  addUser,
  beginSignIn,
  signInAdmin,
  signInFully,
  signInWithCode,
} from '../testing/people.ts'
import { codeOf, startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string

beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
})
beforeEach(async () => {
  admin = await signInAdmin(app)
})
afterAll(() => app.close())

async function setDisabled(id: string, disabled: boolean): Promise<void> {
  const answer = await app.request('PATCH', `/api/v1/users/${id}`, { body: { disabled }, cookie: admin })
  expect(answer.status).toBe(200)
}

test('50: sessions of every client end with the account, and stay ended when it is enabled again', async () => {
  const person = await addEnrolledUser(app, admin)
  const cookie = await signInFully(app, person)
  const tokens: string[] = []
  for (const client of ['extension', 'mobile', 'cli'] as const) {
    app.advance(30)
    const { challenge } = await beginSignIn(app, person, { client })
    const code = codeOf(person.secret, app.now())
    const done = await app.post('/api/v1/sign-in/totp', { challenge, code })
    tokens.push(done.body.session.token)
  }
  const statuses = async () => {
    const calls = [{ cookie }, ...tokens.map((token) => ({ token }))]
    const answers = await Promise.all(calls.map((call) => app.get('/api/v1/me', call)))
    return answers.map((answer) => answer.status)
  }
  expect(await statuses()).toEqual([200, 200, 200, 200])
  await setDisabled(person.id, true)
  expect(await statuses()).toEqual([401, 401, 401, 401])
  await setDisabled(person.id, false)
  expect(await statuses()).toEqual([401, 401, 401, 401])
  app.advance(30)
  expect((await signInWithCode(app, person, codeOf(person.secret, app.now()))).status).toBe(200)
})

test('50: a sign-in that was begun before goes no further, by code or recovery code, also after enabling', async () => {
  const person = await addEnrolledUser(app, admin)
  const { challenge } = await beginSignIn(app, person)
  const attempts = [
    ['/api/v1/sign-in/totp', codeOf(person.secret, app.now())],
    ['/api/v1/sign-in/recovery-code', person.recoveryCodes[0]],
  ] as const
  await setDisabled(person.id, true)
  for (const [path, code] of attempts) {
    const answer = await app.post(path, { challenge, code })
    expect(answer.body.code).toBe('sign_in.challenge_over')
    expect(answer.cookie).toBeUndefined()
  }
  await setDisabled(person.id, false)
  for (const [path, code] of attempts) {
    expect((await app.post(path, { challenge, code })).body.code).toBe('sign_in.challenge_over')
  }
  expect((await signInWithCode(app, person, codeOf(person.secret, app.now()))).status).toBe(200)
})

test('50: an enrolment that was begun before is not confirmed', async () => {
  const person = await addUser(app, admin, { requireSecondFactor: true })
  const { challenge } = await beginSignIn(app, person)
  const { secret } = (await app.post('/api/v1/sign-in/enrolment', { challenge })).body
  await setDisabled(person.id, true)
  const code = codeOf(secret, app.now())
  const confirm = await app.post('/api/v1/sign-in/enrolment/confirm', { challenge, code })
  expect(confirm.body.code).toBe('sign_in.challenge_over')
  const again = await app.post('/api/v1/sign-in/enrolment', { challenge })
  expect(again.body.code).toBe('sign_in.challenge_over')
  await setDisabled(person.id, false)
  expect((await beginSignIn(app, person)).step).toBe('enrol')
})

test('50: the right password of a disabled account is answered like a wrong one', async () => {
  const person = await addUser(app, admin)
  const { email, password } = person
  await setDisabled(person.id, true)
  const right = await app.post('/api/v1/sign-in', { email, password })
  const wrong = await app.post('/api/v1/sign-in', { email, password: 'not the password 99' })
  expect({ ...right.body, requestId: '' }).toEqual({ ...wrong.body, requestId: '' })
  expect(right.body.code).toBe('sign_in.refused')
  await setDisabled(person.id, false)
  expect((await beginSignIn(app, person)).step).toBe('done')
})

test('50: an account whose codes have to wait does not prove one in a session that is open either', async () => {
  const person = await addEnrolledUser(app, admin)
  const cookie = await signInFully(app, person)
  app.advance(30)
  const { challenge } = await beginSignIn(app, person)
  for (let index = 0; index < 5; index += 1) {
    const code = codeOf(person.secret, app.now(), 200 + index)
    await app.post('/api/v1/sign-in/totp', { challenge, code })
  }
  const verify = () => {
    const code = codeOf(person.secret, app.now())
    return app.post('/api/v1/me/step-up', { code }, { cookie })
  }
  expect((await verify()).body.code).toBe('second_factor.too_many_attempts')
  app.advance(30)
  expect((await verify()).status).toBe(200)
})

test('50: no other route hands sessions out or renews them: there is no back channel to forget', () => {
  const tokenInWords = startedSession.shape.token.description ?? 'none'
  const handsOut = ([, route]: [string, RouteContract]) =>
    Object.values(route.answers).some(
      (answer) => answer !== null && JSON.stringify(z.toJSONSchema(answer)).includes(tokenInWords),
    )
  const routes = Object.entries<RouteContract>(contract).filter(handsOut)
  expect(routes.map(([route]) => route).toSorted()).toEqual([
    'POST /api/v1/setup',
    'POST /api/v1/sign-in',
    // A yes of a disabled account is none: approvals.security.test.ts, 50.
    'POST /api/v1/sign-in/approval/wait',
    'POST /api/v1/sign-in/bypass-code',
    'POST /api/v1/sign-in/enrolment/confirm',
    'POST /api/v1/sign-in/enrolment/passkey/confirm',
    // Of a disabled account no passkey is found, and it is looked at in the write: passkeys.security.test.ts, 87.
    'POST /api/v1/sign-in/passkey',
    'POST /api/v1/sign-in/passkey-alone',
    'POST /api/v1/sign-in/recovery-code',
    'POST /api/v1/sign-in/totp',
  ])
})
