// The attack: "the clock of your phone is 95 seconds ahead" tells a thief who guesses that these digits will be right
// in 95 seconds, and twenty steps to hit instead of one. So a step that was told is spent with the telling.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  addEnrolledUser,
  beginSignIn,
  countSessions,
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

const CLOCK_OFF = 'second_factor.clock_off'
const USED = 'second_factor.code_used'

/** The clock of the tests stands ten seconds into a step, five before its middle. */
const SECONDS_TO_THE_MIDDLE = 5

describe('a code of the future as an oracle', () => {
  test('the clock is told, and that very code is not taken when its time comes; the next one is', async () => {
    const person = await addEnrolledUser(app, admin)
    const future = codeOf(person.secret, app.now(), 3)
    const told = await signInWithCode(app, person, future)
    expect(told.status).toBe(401)
    expect(told.body).toMatchObject({
      code: CLOCK_OFF,
      clockOffsetSeconds: 3 * 30 + SECONDS_TO_THE_MIDDLE,
    })
    const before = await countSessions(app, person)

    app.advance(90)
    expect(codeOf(person.secret, app.now())).toBe(future)
    expect((await signInWithCode(app, person, future)).body.code).toBe(USED)
    app.advance(30)
    expect((await signInWithCode(app, person, future)).body.code).toBe(USED)
    expect(await countSessions(app, person)).toBe(before)

    expect((await signInWithCode(app, person, codeOf(person.secret, app.now()))).status).toBe(200)
  })

  test('another server on the same database does not take it either', async () => {
    const person = await addEnrolledUser(app, admin)
    const future = codeOf(person.secret, app.now(), 3)
    expect((await signInWithCode(app, person, future)).body.code).toBe(CLOCK_OFF)
    app.advance(90)
    const other = await startTestApp({ beside: app, startAt: app.now() })
    try {
      expect((await signInWithCode(other, person, future)).body.code).toBe(USED)
      other.advance(30)
      const next = codeOf(person.secret, other.now())
      expect((await signInWithCode(other, person, next)).status).toBe(200)
    } finally {
      await other.close()
    }
  })

  test('a code that was told at the sign-in is not taken for a step-up, nor the other way about', async () => {
    const person = await addEnrolledUser(app, admin)
    const cookie = await signInFully(app, person)
    const verify = (code: string) => app.post('/api/v1/me/step-up', { code }, { cookie })
    const first = codeOf(person.secret, app.now(), 2)
    const second = codeOf(person.secret, app.now(), 3)
    expect((await signInWithCode(app, person, first)).body.code).toBe(CLOCK_OFF)
    expect((await verify(second)).body).toMatchObject({ code: CLOCK_OFF, clockOffsetSeconds: 95 })
    app.advance(60)
    expect((await verify(first)).body.code).toBe(USED)
    app.advance(30)
    expect((await signInWithCode(app, person, second)).body.code).toBe(USED)
    app.advance(30)
    expect((await verify(codeOf(person.secret, app.now()))).status).toBe(200)
  })

  test('several future codes are told: none of them is taken, also not after another one was', async () => {
    const person = await addEnrolledUser(app, admin)
    const future = [2, 4, 6].map((steps) => codeOf(person.secret, app.now(), steps))
    for (const code of future) expect((await signInWithCode(app, person, code)).body.code).toBe(CLOCK_OFF)
    app.advance(30)
    // A right code in between takes the count of failures back, and not the memory of what was told.
    expect((await signInWithCode(app, person, codeOf(person.secret, app.now()))).status).toBe(200)
    for (const code of future) {
      app.advance(code === future[0] ? 30 : 60)
      expect(codeOf(person.secret, app.now())).toBe(code)
      expect((await signInWithCode(app, person, code)).body.code).toBe(USED)
    }
  })

  test('without the right password nothing is told about any code', async () => {
    const person = await addEnrolledUser(app, admin)
    const code = codeOf(person.secret, app.now(), 3)
    const answer = await app.post('/api/v1/sign-in/totp', { challenge: 'A'.repeat(43), code })
    expect(answer.body.code).toBe('sign_in.challenge_over')
    expect(answer.body.clockOffsetSeconds).toBeUndefined()
    // The code is still good: nobody was told anything.
    app.advance(90)
    expect((await signInWithCode(app, person, code)).status).toBe(200)
  })
})

test('each telling counts as a wrong code: the fifth attempt in a row is the last for a while', async () => {
  const person = await addEnrolledUser(app, admin)
  const { challenge } = await beginSignIn(app, person)
  const give = (stepsAway: number) =>
    app.post('/api/v1/sign-in/totp', { challenge, code: codeOf(person.secret, app.now(), stepsAway) })
  for (const stepsAway of [3, 4, 5, -6, 7]) expect((await give(stepsAway)).body.code).toBe(CLOCK_OFF)
  const blocked = await give(0)
  expect(blocked.status).toBe(429)
  expect(blocked.body).toMatchObject({ code: 'second_factor.too_many_attempts', retryAfterSeconds: 30 })
  expect(blocked.headers['retry-after']).toBe('30')
  app.advance(30)
  expect((await give(0)).status).toBe(200)
})

test('a phone that is behind is told so, and a code typed too late is called expired: neither is taken', async () => {
  const person = await addEnrolledUser(app, admin)
  app.advance(1200)
  const behind = await signInWithCode(app, person, codeOf(person.secret, app.now(), -10))
  expect(behind.body).toMatchObject({ code: CLOCK_OFF, clockOffsetSeconds: -295 })
  const late = await signInWithCode(app, person, codeOf(person.secret, app.now(), -3))
  expect(late.body).toMatchObject({ code: 'second_factor.code_expired', clockOffsetSeconds: -85 })
  expect((await signInWithCode(app, person, codeOf(person.secret, app.now()))).status).toBe(200)
})

test('the code of the last sign-in is called used, however long ago it was', async () => {
  const person = await addEnrolledUser(app, admin)
  const code = codeOf(person.secret, app.now())
  expect((await signInWithCode(app, person, code)).status).toBe(200)
  app.advance(300)
  expect((await signInWithCode(app, person, code)).body.code).toBe(USED)
  expect((await signInWithCode(app, person, codeOf(person.secret, app.now()))).status).toBe(200)
})
