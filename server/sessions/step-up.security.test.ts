// Attack: somebody finds an open session, or holds a token that was stolen before, and does what is grave with it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addEnrolledUser, addUser, beginSignIn, guessPassword, signInFully } from '../testing/people.ts'
import { codeOf, startTestApp, type RequestOptions, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string

beforeAll(async () => {
  app = await startTestApp({ env: { COUNTERSIGN_SESSION_IDLE_MINUTES: '1000' } })
  admin = await app.setUp()
})
afterAll(() => app.close())

const stepUp = (body: object, options: RequestOptions) => app.post('/api/v1/me/step-up', body, options)
/** With exactly this cookie, also when a newer one is known. */
const raw = (cookie: string) => ({
  headers: { cookie: `countersign_session=${cookie}`, origin: 'http://127.0.0.1:8400' },
})
const meOf = (options: RequestOptions) => app.get('/api/v1/me', options)

describe('a step-up', () => {
  test('with a code gives the session a new token; the old one, which may be stolen, ends at once', async () => {
    const person = await addEnrolledUser(app, admin)
    const old = await signInFully(app, person)
    app.advance(30)
    const answer = await stepUp({ code: codeOf(person.secret, app.now()) }, raw(old))
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({})
    expect((await meOf(raw(old))).status).toBe(401)
    const after = await meOf(raw(answer.cookie ?? ''))
    expect(after.body.session.factors).toContainEqual({ method: 'totp', provenAt: app.now().toISOString() })
  })

  test('answers a bearer client its new token, and refuses the old one', async () => {
    const person = await addUser(app, admin)
    const begun = await app.post('/api/v1/sign-in', { ...person, client: 'cli' })
    const token = begun.body.session.token as string
    const answer = await stepUp({ password: person.password }, { token })
    expect(answer.cookie).toBeUndefined()
    expect((await meOf({ token })).status).toBe(401)
    expect((await meOf({ token: answer.body.token })).body.session.id).toBe(begun.body.session.id)
  })

  test('with the password alone proves nothing where there is a second factor', async () => {
    const person = await addEnrolledUser(app, admin)
    const cookie = await signInFully(app, person)
    const answer = await stepUp({ password: person.password }, { cookie })
    expect(answer).toMatchObject({ status: 403, body: { code: 'access.step_up_required' } })
  })

  test('with a code proves nothing where there is no second factor to prove', async () => {
    const { cookie } = await beginSignIn(app, await addUser(app, admin))
    const answer = await stepUp({ code: '123456' }, { cookie })
    expect(answer).toMatchObject({ status: 403, body: { code: 'access.step_up_required' } })
  })

  test('with a wrong password is refused by the budget of the sign-in, and gives no new token', async () => {
    const person = await addUser(app, admin)
    const { cookie = '' } = await beginSignIn(app, person)
    for (let guess = 0; guess < 4; guess += 1) {
      const answer = await stepUp({ password: 'not the password 99' }, { cookie })
      expect(answer).toMatchObject({ status: 403, body: { code: 'password.wrong' }, cookie: undefined })
    }
    await stepUp({ password: 'not the password 99' }, { cookie })
    expect((await guessPassword(app, person)).body.code).toBe('sign_in.too_many_attempts')
    expect((await meOf({ cookie })).status).toBe(200)
  })

  test('of a session that was ended at the same moment makes no session of it', async () => {
    const person = await addUser(app, admin)
    for (let round = 0; round < 10; round += 1) {
      const { cookie = '' } = await beginSignIn(app, person)
      const [, answer] = await Promise.all([
        app.request('DELETE', '/api/v1/session', raw(cookie)),
        stepUp({ password: person.password }, raw(cookie)),
      ])
      if (answer.cookie !== undefined) expect((await meOf(raw(answer.cookie))).status).toBe(401)
      expect((await meOf(raw(cookie))).status).toBe(401)
    }
  })
})
