// Attacks on the door that nobody thought of (attack list C, 43 and 44): a code is asked for in six places, and each of
// them must count, into one budget.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { contract } from '../../contract/contract.ts'
import type { RouteContract } from '../../contract/route.ts'
import {
  addEnrolledUser,
  addUser,
  beginSignIn,
  signInAdmin,
  signInFully,
  wrongCode,
  type EnrolledPerson,
} from '../testing/people.ts'
import { codeOf, startTestApp, type Answer, type TestApp } from '../testing/test-app.ts'

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

const WRONG = 'second_factor.code_wrong'
const BLOCKED = 'second_factor.too_many_attempts'

const FREE_GUESSES = 5

const wrong = (person: EnrolledPerson) => wrongCode(person.secret, app.now())
const right = (person: EnrolledPerson) => codeOf(person.secret, app.now())

describe('43: the limit stands where codes are checked, at every door that takes one', () => {
  const takesCode = (route: RouteContract) => route.body instanceof z.ZodObject && 'code' in route.body.shape

  test('43: these doors are all that there are', () => {
    const doors = Object.entries<RouteContract>(contract).filter(([, route]) => takesCode(route))
    expect(doors.map(([door]) => door).toSorted()).toEqual([
      'DELETE /api/v1/me',
      'POST /api/v1/me/authenticators/totp/{id}/confirm',
      'POST /api/v1/me/second-factor/disable',
      'POST /api/v1/me/step-up',
      'POST /api/v1/sign-in/bypass-code',
      'POST /api/v1/sign-in/enrolment/confirm',
      'POST /api/v1/sign-in/recovery-code',
      'POST /api/v1/sign-in/totp',
    ])
  })

  /** Five wrong ones are looked at; then the right one has to wait, and comes in after the wait. */
  async function expectLimited(give: (code: string) => Promise<Answer>, secret: string): Promise<void> {
    for (let attempt = 0; attempt < FREE_GUESSES; attempt += 1) {
      expect((await give(wrongCode(secret, app.now()))).body.code).toBe(WRONG)
    }
    const blocked = await give(codeOf(secret, app.now()))
    expect(blocked.body).toMatchObject({ code: BLOCKED, retryAfterSeconds: 30 })
    expect(blocked.headers['retry-after']).toBe('30')
    app.advance(30)
    expect((await give(codeOf(secret, app.now()))).status).toBeLessThan(300)
  }

  test('43: the sign-in', async () => {
    const person = await addEnrolledUser(app, admin)
    const { challenge } = await beginSignIn(app, person)
    const give = (code: string) => app.post('/api/v1/sign-in/totp', { challenge, code })
    await expectLimited(give, person.secret)
  })

  test('43: the enrolment inside the sign-in; a new QR code and a new sign-in bring no new guesses', async () => {
    const person = await addUser(app, admin, { requireSecondFactor: true })
    const start = async () => {
      const { challenge } = await beginSignIn(app, person)
      const { secret } = (await app.post('/api/v1/sign-in/enrolment', { challenge })).body
      return { challenge, secret }
    }
    const give = ({ challenge }: { challenge: string }, code: string) =>
      app.post('/api/v1/sign-in/enrolment/confirm', { challenge, code })
    const first = await start()
    for (let attempt = 0; attempt < FREE_GUESSES; attempt += 1) {
      expect((await give(first, wrongCode(first.secret, app.now()))).body.code).toBe(WRONG)
    }
    const second = await start()
    expect((await give(second, codeOf(second.secret, app.now()))).body.code).toBe(BLOCKED)
    app.advance(30)
    expect((await give(second, codeOf(second.secret, app.now()))).status).toBe(200)
  })

  test('43: the enrolment in the profile', async () => {
    const person = await addUser(app, admin)
    const { cookie } = await beginSignIn(app, person)
    const { id, secret } = (await app.post('/api/v1/me/authenticators/totp', {}, { cookie })).body
    const path = `/api/v1/me/authenticators/totp/${id}/confirm`
    await expectLimited((code) => app.post(path, { code }, { cookie }), secret)
  })

  test('43: the step-up', async () => {
    const person = await addEnrolledUser(app, admin)
    const cookie = await signInFully(app, person)
    app.advance(30)
    const give = (code: string) => app.post('/api/v1/me/step-up', { code }, { cookie })
    await expectLimited(give, person.secret)
  })

  test('43: turning two-factor off', async () => {
    const person = await addEnrolledUser(app, admin)
    const free = { body: { requireSecondFactor: false }, cookie: admin }
    await app.request('PATCH', `/api/v1/users/${person.id}`, free)
    const cookie = await signInFully(app, person)
    app.advance(30)
    const { password } = person
    const give = (code: string) =>
      app.post('/api/v1/me/second-factor/disable', { password, code }, { cookie })
    await expectLimited(give, person.secret)
  })
})

test.each([0, 3])(
  '44: one guess at each door in turn, from door %i on: the doors share one budget',
  async (from) => {
    const person = await addEnrolledUser(app, admin)
    const free = { body: { requireSecondFactor: false }, cookie: admin }
    await app.request('PATCH', `/api/v1/users/${person.id}`, free)
    const cookie = await signInFully(app, person)
    const pending = (await app.post('/api/v1/me/authenticators/totp', {}, { cookie })).body
    const { challenge } = await beginSignIn(app, person)
    const { password } = person
    const doors = [
      (code: string) => app.post('/api/v1/sign-in/totp', { challenge, code }),
      (code: string) => app.post('/api/v1/sign-in/recovery-code', { challenge, code }),
      (code: string) => app.post('/api/v1/sign-in/bypass-code', { challenge, code }),
      (code: string) => app.request('DELETE', '/api/v1/me', { cookie, body: { password, code } }),
      (code: string) => app.post('/api/v1/me/step-up', { code }, { cookie }),
      (code: string) => app.post('/api/v1/me/second-factor/disable', { password, code }, { cookie }),
      (code: string) =>
        app.post(`/api/v1/me/authenticators/totp/${pending.id}/confirm`, { code }, { cookie }),
    ]
    const inTurn = [...doors.slice(from), ...doors.slice(0, from)].slice(0, FREE_GUESSES)
    const first: number[] = []
    for (const door of inTurn) first.push((await door(wrong(person))).status)
    expect(first).toEqual([401, 401, 401, 401, 401])
    for (const door of doors) expect((await door(wrong(person))).body.code).toBe(BLOCKED)
    app.advance(30)
    expect((await doors[0]!(right(person))).status).toBe(200)
  },
)
