// Attacks of somebody who has the password and guesses the code (attack list C, 38, 39, 47, 54). A million
// codes, two of them right at a time: what counts is how many guesses there are, ever.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  addEnrolledUser,
  beginSignIn,
  signInAdmin,
  signInFully,
  signInWithCode,
  signInWithRecoveryCode,
  wrongCode,
  type EnrolledPerson,
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

const WRONG = 'second_factor.code_wrong'
const BLOCKED = 'second_factor.too_many_attempts'
const SWITCHED_OFF = 'second_factor.switched_off'

const FREE_GUESSES = 5
const LONGEST_WAIT_SECONDS = 3600

function advanceAll(seconds: number): void {
  for (const server of [app, beside]) server.advance(seconds)
}

const count = (codes: string[], code: string): number => codes.filter((one) => one === code).length
const wrong = (person: EnrolledPerson) => wrongCode(person.secret, app.now())
const right = (person: EnrolledPerson) => codeOf(person.secret, app.now())

/** Wrong codes, each after the longest wait there is, so that every one is looked at. */
async function guess(person: EnrolledPerson, times: number): Promise<void> {
  for (let index = 0; index < times; index += 1) {
    advanceAll(LONGEST_WAIT_SECONDS)
    expect((await signInWithCode(app, person, wrong(person))).body.code).toBe(WRONG)
  }
}

describe('38: a new sign-in for every few guesses', () => {
  test('38: 200 sign-ins of five guesses each: 100 are looked at, ever, then the app is switched off', async () => {
    const person = await addEnrolledUser(app, admin)
    const told: string[] = []
    for (let restart = 0; restart < 200; restart += 1) {
      advanceAll(LONGEST_WAIT_SECONDS)
      const { challenge } = await beginSignIn(app, person)
      for (let attempt = 0; attempt < 5; attempt += 1) {
        const body = { challenge, code: wrong(person) }
        told.push((await app.post('/api/v1/sign-in/totp', body)).body.code)
      }
    }
    expect(count(told, WRONG)).toBe(100)
    // The first sign-in has five; every later one has one, and waits an hour for the next.
    const firstTwo = [WRONG, WRONG, WRONG, WRONG, WRONG, WRONG, BLOCKED, BLOCKED, BLOCKED, BLOCKED]
    expect(told.slice(0, 10)).toEqual(firstTwo)
    expect(count(told.slice(-100), SWITCHED_OFF)).toBe(100)

    // The right code has come too late, on every server.
    for (const server of [app, beside]) {
      const answer = await signInWithCode(server, person, right(person))
      expect(answer.body.code).toBe(SWITCHED_OFF)
      expect(answer.status).toBe(403)
      expect(answer.cookie).toBeUndefined()
    }
  })

  test('38: an app that was switched off is not replaced by who has the password; its owner has recovery codes', async () => {
    const person = await addEnrolledUser(app, admin)
    await guess(person, 100)
    advanceAll(LONGEST_WAIT_SECONDS)
    const { email, password } = person
    const begun = await app.post('/api/v1/sign-in', { email, password })
    expect(begun.body).toMatchObject({ step: 'code', methods: ['recovery_code'] })
    const { challenge } = begun.body
    for (const path of ['/api/v1/sign-in/enrolment', '/api/v1/sign-in/enrolment/confirm']) {
      const answer = await app.post(path, { challenge, code: '000000' })
      expect(answer.body.code).toBe('sign_in.challenge_over')
    }

    const recovered = await signInWithRecoveryCode(app, person, person.recoveryCodes[0] ?? '')
    expect(recovered.status).toBe(200)
    const { cookie } = recovered
    const { items } = (await app.get('/api/v1/me/authenticators', { cookie })).body
    expect(items).toMatchObject([{ state: 'switched_off' }])
    // Signing in otherwise does not switch it on again: it has to be bound anew (NIST SP 800-63B-4 3.2.2).
    expect((await signInWithCode(app, person, right(person))).body.code).toBe(SWITCHED_OFF)
    const fresh = (await app.post('/api/v1/me/authenticators/totp', {}, { cookie })).body
    const code = codeOf(fresh.secret, app.now())
    const confirm = `/api/v1/me/authenticators/totp/${fresh.id}/confirm`
    expect((await app.post(confirm, { code }, { cookie })).status).toBe(200)
    expect((await signInWithCode(app, person, right(person))).body.code).toBe(WRONG)
    app.advance(30)
    expect((await signInWithCode(app, person, codeOf(fresh.secret, app.now()))).status).toBe(200)
    beside.advance(30)
  })

  test('38: every app of the account is switched off, not only the one that was guessed at', async () => {
    const person = await addEnrolledUser(app, admin)
    const cookie = await signInFully(app, person)
    const second = (await app.post('/api/v1/me/authenticators/totp', {}, { cookie })).body
    const code = codeOf(second.secret, app.now())
    await app.post(`/api/v1/me/authenticators/totp/${second.id}/confirm`, { code }, { cookie })
    await guess(person, 100)
    advanceAll(LONGEST_WAIT_SECONDS)
    for (const secret of [person.secret, second.secret]) {
      const answer = await signInWithCode(app, person, codeOf(secret, app.now()))
      expect(answer.body.code).toBe(SWITCHED_OFF)
    }
  })
})

test('39: every guess from another address and another program: the account counts them all', async () => {
  const person = await addEnrolledUser(app, admin)
  const told: string[] = []
  for (let index = 0; index < 10; index += 1) {
    const from = {
      remoteAddress: `203.0.113.${index + 1}`,
      headers: { 'user-agent': `Program/${index}` },
    }
    told.push((await signInWithCode(app, person, wrong(person), from)).body.code)
  }
  expect(count(told, WRONG)).toBe(FREE_GUESSES)
  expect(told.slice(FREE_GUESSES)).toEqual(Array(5).fill(BLOCKED))
  advanceAll(30)
  expect((await signInWithCode(app, person, right(person))).status).toBe(200)
})

describe('47: what does not take wrong codes back', () => {
  test('47: the right password, again and again', async () => {
    const person = await addEnrolledUser(app, admin)
    for (let failure = 1; failure < FREE_GUESSES; failure += 1) {
      await signInWithCode(app, person, wrong(person))
    }
    for (let again = 0; again < 10; again += 1) await beginSignIn(app, person)
    expect((await signInWithCode(app, person, wrong(person))).body.code).toBe(WRONG)
    expect((await signInWithCode(app, person, right(person))).body.code).toBe(BLOCKED)
  })

  test('47: an admin who changes the address, disables and enables the account, or requires two-factor anew', async () => {
    const person = await addEnrolledUser(app, admin)
    for (let failure = 0; failure < FREE_GUESSES; failure += 1) {
      await signInWithCode(app, person, wrong(person))
    }
    const email = `renamed-${person.email}`
    for (const body of [
      { email },
      { disabled: true },
      { disabled: false },
      { requireSecondFactor: false },
      { requireSecondFactor: true },
    ]) {
      const changed = await app.request('PATCH', `/api/v1/users/${person.id}`, { body, cookie: admin })
      expect(changed.status).toBe(200)
    }
    const renamed = { ...person, email }
    expect((await signInWithCode(app, renamed, right(person))).body.code).toBe(BLOCKED)
    // The owner's right code does, after the wait: five more are free (NIST SP 800-63B-4 3.2.2).
    advanceAll(30)
    expect((await signInWithCode(app, renamed, right(person))).status).toBe(200)
    for (let failure = 0; failure < FREE_GUESSES; failure += 1) {
      expect((await signInWithCode(app, renamed, wrong(person))).body.code).toBe(WRONG)
    }
    expect((await signInWithCode(app, renamed, wrong(person))).body.code).toBe(BLOCKED)
  })

  test('47: somebody else’s right code', async () => {
    const person = await addEnrolledUser(app, admin)
    const other = await addEnrolledUser(app, admin)
    for (let failure = 0; failure < FREE_GUESSES; failure += 1) {
      await signInWithCode(app, person, wrong(person))
    }
    expect((await signInWithCode(app, other, right(other))).status).toBe(200)
    expect((await signInWithCode(app, person, right(person))).body.code).toBe(BLOCKED)
  })
})

describe('54: a patient thief, four guesses a day', () => {
  test('54: after 25 days the app is switched off: time takes no guess back', async () => {
    const person = await addEnrolledUser(app, admin)
    for (let day = 0; day < 25; day += 1) {
      await guess(person, 4)
      advanceAll(86_400 - 4 * LONGEST_WAIT_SECONDS)
    }
    const answer = await signInWithCode(app, person, right(person))
    expect(answer.body.code).toBe(SWITCHED_OFF)
    expect(answer.cookie).toBeUndefined()
  })

  test('54: an owner who signs in now and then, and mistypes four times each, is never switched off', async () => {
    const person = await addEnrolledUser(app, admin)
    for (let week = 0; week < 30; week += 1) {
      await guess(person, 4)
      advanceAll(7 * 86_400)
      expect((await signInWithCode(app, person, right(person))).status).toBe(200)
    }
  })
})
