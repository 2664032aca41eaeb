// Attack 48: lock somebody out by failing in their name. Whoever knows an address can do that without any password, so
// the budgets must hold the flood back and let the owner through (ASVS 6.1.1).
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  addEnrolledUser,
  addUser,
  beginSignIn,
  guessPassword,
  signInAdmin,
  signInFully,
  signInWithCode,
} from '../testing/people.ts'
import { codeOf, startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let beside: TestApp
let admin: string

beforeAll(async () => {
  app = await startTestApp()
  beside = await startTestApp({ beside: app, startAt: app.now() })
  await app.setUp()
})
beforeEach(async () => {
  admin = await signInAdmin(app)
})
afterAll(async () => {
  await beside.close()
  await app.close()
})

function advanceAll(seconds: number): void {
  for (const server of [app, beside]) server.advance(seconds)
}

const home = { remoteAddress: '198.51.100.10' }
const hotel = { remoteAddress: '198.51.100.20' }
const flood = { remoteAddress: '203.0.113.66' }

describe('48: 200 bad sign-ins in the name of somebody, from one address', () => {
  test('48: one after the other: the owner is in from home, from a hotel, and keeps the sessions there are', async () => {
    const person = await addEnrolledUser(app, admin)
    const open = await signInFully(app, person, home)
    for (let index = 0; index < 200; index += 1) await guessPassword(app, person, flood)
    expect((await guessPassword(app, person, flood)).status).toBe(429)
    expect((await app.get('/api/v1/me', { cookie: open })).status).toBe(200)
    app.advance(30)
    beside.advance(30)
    for (const place of [home, hotel]) {
      const answer = await signInWithCode(app, person, codeOf(person.secret, app.now()), place)
      expect(answer.status).toBe(200)
      advanceAll(30)
    }
  })

  test('48: 20 bursts of 20 over two servers, one each quarter of an hour', async () => {
    const person = await addUser(app, admin)
    for (let burst = 0; burst < 20; burst += 1) {
      advanceAll(900)
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          guessPassword(index % 2 === 0 ? app : beside, person, flood),
        ),
      )
    }
    expect((await guessPassword(app, person, flood)).status).toBe(429)
    expect((await beginSignIn(app, person, hotel)).step).toBe('done')
  })

  test('48: each as soon as the wait before it is over, for two days', async () => {
    const person = await addUser(app, admin)
    for (let lookedAt = 0; lookedAt < 200;) {
      const answer = await guessPassword(app, person, flood)
      if (answer.status === 401) lookedAt += 1
      else advanceAll(answer.body.retryAfterSeconds)
    }
    // The first time from this hotel, and right after a guess, when every wait is at its longest.
    expect((await guessPassword(app, person, flood)).body.retryAfterSeconds).toBe(900)
    expect((await beginSignIn(app, person, hotel)).step).toBe('done')
  })
})

test('48: from 200 addresses: the owner is in from home at once, and from a hotel after the wait', async () => {
  const person = await addUser(app, admin)
  await beginSignIn(app, person, home)
  for (let index = 0; index < 200; index += 1) {
    await guessPassword(app, person, { remoteAddress: `203.0.113.${index + 1}` })
  }
  expect((await beginSignIn(app, person, home)).step).toBe('done')
  for (let index = 0; index < 25; index += 1) {
    await guessPassword(app, person, { remoteAddress: `203.0.113.${index + 1}` })
  }
  const { email, password } = person
  const waiting = await app.post('/api/v1/sign-in', { email, password }, hotel)
  expect(waiting.status).toBe(429)
  expect(Number(waiting.headers['retry-after'])).toBeLessThanOrEqual(900)
  advanceAll(Number(waiting.headers['retry-after']))
  expect((await beginSignIn(app, person, hotel)).step).toBe('done')
})

test('48: the count of wrong codes cannot be reached without the password', async () => {
  const person = await addEnrolledUser(app, admin)
  for (let index = 0; index < 200; index += 1) {
    await guessPassword(app, person, flood)
    await app.post('/api/v1/sign-in/totp', { challenge: person.email, code: '000000' }, flood)
  }
  const row = await app.database.query
    .selectFrom('accounts')
    .select(['code_failures', 'codes_blocked_until'])
    .where('id', '=', person.id)
    .executeTakeFirstOrThrow()
  expect(row).toEqual({ code_failures: 0, codes_blocked_until: null })
  expect((await signInWithCode(app, person, codeOf(person.secret, app.now()), home)).status).toBe(200)
})

test('48: a flood from the address of an office: colleagues who have signed in from there still do', async () => {
  const colleague = await addUser(app, admin)
  const office = { remoteAddress: '198.51.100.30' }
  await beginSignIn(app, colleague, office)
  for (let index = 0; index < 200; index += 1) {
    await guessPassword(app, { email: `flooded-${index}@northwind.example` }, office)
  }
  expect((await guessPassword(app, { email: 'one-more@northwind.example' }, office)).status).toBe(429)
  expect((await beginSignIn(app, colleague, office)).step).toBe('done')
})
