// Attacks that send one right code at many doors in the same instant, and to a server that has just started (attack
// list B, 27 to 29). Two servers share the database, as behind a load balancer.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  addEnrolledUser,
  beginSignIn,
  countSessions,
  signInFully,
  signInWithCode,
} from '../testing/people.ts'
import { codeOf, startTestApp, type Answer, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let beside: TestApp
let admin: string

beforeAll(async () => {
  app = await startTestApp()
  beside = await startTestApp({ beside: app, startAt: app.now() })
  admin = await app.setUp()
})
afterAll(async () => {
  await beside.close()
  await app.close()
})

const serverOf = (index: number) => (index % 2 === 0 ? app : beside)

/** What the losers of a race may be told: nothing but that there is nothing for them. */
const REFUSALS = [
  'sign_in.challenge_over',
  'second_factor.code_used',
  'second_factor.too_many_attempts',
] as const

function expectOneSuccess(answers: Answer[]): void {
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1)
  expect(answers.filter((answer) => answer.cookie !== undefined)).toHaveLength(1)
  const refused = answers.filter((answer) => answer.status !== 200)
  for (const answer of refused) expect(REFUSALS).toContain(answer.body.code)
}

describe('27: one right code in many requests at once makes exactly one session', () => {
  test.each([50, 200])('27: %i posts on one challenge', async (posts) => {
    const person = await addEnrolledUser(app, admin)
    const before = await countSessions(app, person)
    const { challenge } = await beginSignIn(app, person)
    const code = codeOf(person.secret, app.now())
    const answers = await Promise.all(
      Array.from({ length: posts }, (_, index) =>
        serverOf(index).post('/api/v1/sign-in/totp', { challenge, code }),
      ),
    )
    expectOneSuccess(answers)
    expect(await countSessions(app, person)).toBe(before + 1)
  })

  test.each([50, 200])('27: %i posts, each on a challenge of its own', async (posts) => {
    const person = await addEnrolledUser(app, admin)
    const before = await countSessions(app, person)
    const challenges = await Promise.all(
      Array.from({ length: posts }, async (_, index) => {
        const { challenge } = await beginSignIn(serverOf(index), person)
        return challenge
      }),
    )
    expect(new Set(challenges).size).toBe(posts)
    const code = codeOf(person.secret, app.now())
    const answers = await Promise.all(
      challenges.map((challenge, index) => serverOf(index).post('/api/v1/sign-in/totp', { challenge, code })),
    )
    expectOneSuccess(answers)
    expect(await countSessions(app, person)).toBe(before + 1)
  })

  test('27: many people at once with a code each: everybody gets one session of their own', async () => {
    const people = await Promise.all(Array.from({ length: 20 }, () => addEnrolledUser(app, admin)))
    const cookies = await Promise.all(people.map((person, index) => signInFully(serverOf(index), person)))
    const whoIsIn = await Promise.all(cookies.map((cookie) => app.get('/api/v1/me', { cookie })))
    expect(whoIsIn.map((me) => me.body.account.email)).toEqual(people.map((person) => person.email))
  })
})

test('28: one code at the sign-in and at the step-up in the same instant: one of them takes it', async () => {
  for (let round = 0; round < 10; round += 1) {
    const person = await addEnrolledUser(app, admin)
    const cookie = await signInFully(app, person)
    for (const server of [app, beside]) server.advance(30)
    const { challenge } = await beginSignIn(app, person)
    const code = codeOf(person.secret, app.now())
    const signIn = () => app.post('/api/v1/sign-in/totp', { challenge, code })
    const stepUp = () => beside.post('/api/v1/me/step-up', { code }, { cookie })
    const isStepUpFirst = round % 2 === 0
    const answers = await Promise.all(isStepUpFirst ? [stepUp(), signIn()] : [signIn(), stepUp()])
    const refused = answers.filter((answer) => answer.status >= 400)
    expect(refused.map((answer) => answer.body.code)).toEqual(['second_factor.code_used'])
    // The legal twin: one after the other, with a code each.
    for (const server of [app, beside]) server.advance(30)
    const next = { code: codeOf(person.secret, app.now()) }
    expect((await beside.post('/api/v1/me/step-up', next, { cookie })).status).toBe(200)
  }
})

test('28: two step-ups of two sessions with one code in the same instant: one becomes fresh', async () => {
  const person = await addEnrolledUser(app, admin)
  const first = await signInFully(app, person)
  for (const server of [app, beside]) server.advance(30)
  const second = await signInFully(app, person)
  for (const server of [app, beside]) server.advance(30)
  const body = { code: codeOf(person.secret, app.now()) }
  const answers = await Promise.all([
    app.post('/api/v1/me/step-up', body, { cookie: first }),
    beside.post('/api/v1/me/step-up', body, { cookie: second }),
  ])
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1)
  const refused = answers.filter((answer) => answer.status !== 200)
  expect(refused.map((answer) => answer.body.code)).toEqual(['second_factor.code_used'])
})

test('29: a used code is sent to a server that has just started; it knows, and takes the next one', async () => {
  const person = await addEnrolledUser(app, admin)
  const code = codeOf(person.secret, app.now())
  expect((await signInWithCode(app, person, code)).status).toBe(200)
  const restarted = await startTestApp({ beside: app, startAt: app.now() })
  try {
    const again = await signInWithCode(restarted, person, code)
    expect(again.body.code).toBe('second_factor.code_used')
    expect(again.cookie).toBeUndefined()
    restarted.advance(30)
    const next = codeOf(person.secret, restarted.now())
    expect((await signInWithCode(restarted, person, next)).status).toBe(200)
  } finally {
    await restarted.close()
  }
})

test('29: a sign-in begins on one server and ends on another: nothing of it lives in a process', async () => {
  const person = await addEnrolledUser(app, admin)
  const { challenge } = await beginSignIn(app, person)
  const body = { challenge, code: codeOf(person.secret, app.now()) }
  expect((await beside.post('/api/v1/sign-in/totp', body)).status).toBe(200)
  expect((await app.post('/api/v1/sign-in/totp', body)).body.code).toBe('sign_in.challenge_over')
})
