// Attacks that give a code a second life (attack list B, 21 to 26, 30, 31). Who has read a code over a shoulder, out
// of a log or from a relay must not get in with it once its owner has.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  addEnrolledUser,
  addUser,
  beginSignIn,
  countSessions,
  signInAdmin,
  signInFully,
  signInWithCode,
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

function expectRefused(answer: Answer, code: string): void {
  expect(answer.body).toMatchObject({ code, status: 401 })
  expect(answer.status).toBe(401)
  expect(answer.cookie).toBeUndefined()
  expect(answer.body.session).toBeUndefined()
}

const USED = 'second_factor.code_used'
const WRONG = 'second_factor.code_wrong'

test('21: a code is sent again after signing out, within its own step; the next code of the app works', async () => {
  const person = await addEnrolledUser(app, admin)
  const code = codeOf(person.secret, app.now())
  const first = await signInWithCode(app, person, code)
  expect(first.status).toBe(200)
  expect((await app.request('DELETE', '/api/v1/session', { cookie: first.cookie })).status).toBe(204)
  expectRefused(await signInWithCode(app, person, code), USED)
  app.advance(30)
  expect((await signInWithCode(app, person, codeOf(person.secret, app.now()))).status).toBe(200)
})

test('22: two browsers send the same code; the one that comes second gets nothing', async () => {
  const person = await addEnrolledUser(app, admin)
  const code = codeOf(person.secret, app.now())
  const owner = { headers: { 'user-agent': 'Owner/1.0' }, remoteAddress: '198.51.100.1' }
  const thief = { headers: { 'user-agent': 'Thief/1.0' }, remoteAddress: '198.51.100.2' }
  const ofOwner = await beginSignIn(app, person, owner)
  const ofThief = await beginSignIn(app, person, thief)
  const before = await countSessions(app, person)
  const { challenge } = ofOwner
  expect((await app.post('/api/v1/sign-in/totp', { challenge, code }, owner)).status).toBe(200)
  expectRefused(await app.post('/api/v1/sign-in/totp', { challenge: ofThief.challenge, code }, thief), USED)
  expect(await countSessions(app, person)).toBe(before + 1)
})

test('23: a code is used, and sent again when its step has become the previous one; unused it works there', async () => {
  const used = await addEnrolledUser(app, admin)
  const unused = await addEnrolledUser(app, admin)
  const codeOfUsed = codeOf(used.secret, app.now())
  const codeOfUnused = codeOf(unused.secret, app.now())
  expect((await signInWithCode(app, used, codeOfUsed)).status).toBe(200)
  app.advance(30)
  expectRefused(await signInWithCode(app, used, codeOfUsed), USED)
  expect((await signInWithCode(app, unused, codeOfUnused)).status).toBe(200)
})

test('24: the code of the step before is sent after that of the current one; in their order both work', async () => {
  const backwards = await addEnrolledUser(app, admin)
  const forwards = await addEnrolledUser(app, admin)
  app.advance(60)
  const previous = (secret: string) => codeOf(secret, app.now(), -1)
  expect((await signInWithCode(app, backwards, codeOf(backwards.secret, app.now()))).status).toBe(200)
  expectRefused(await signInWithCode(app, backwards, previous(backwards.secret)), USED)
  expect((await signInWithCode(app, forwards, previous(forwards.secret))).status).toBe(200)
  expect((await signInWithCode(app, forwards, codeOf(forwards.secret, app.now()))).status).toBe(200)
})

describe('25: a used code comes back in another spelling', () => {
  const fullWidth = (code: string) =>
    [...code].map((digit) => String.fromCharCode(0xff10 + Number(digit))).join('')
  const spellings: [string, (code: string) => string][] = [
    ['a space in the middle', (code) => `${code.slice(0, 3)} ${code.slice(3)}`],
    ['a space in front', (code) => ` ${code}`],
    ['a line end behind', (code) => `${code}\n`],
    ['a hyphen', (code) => `${code.slice(0, 3)}-${code.slice(3)}`],
    ['full-width digits', fullWidth],
    ['a no-break space', (code) => `${code.slice(0, 3)}\u00a0${code.slice(3)}`],
    ['a zero-width space', (code) => `${code}\u200b`],
  ]

  test.each(spellings)('25: with %s it is refused; fresh, people may type it so', async (_name, spell) => {
    const person = await addEnrolledUser(app, admin)
    const code = codeOf(person.secret, app.now())
    expect((await signInWithCode(app, person, code)).status).toBe(200)
    expectRefused(await signInWithCode(app, person, spell(code)), USED)

    app.advance(30)
    const next = codeOf(person.secret, app.now())
    expect((await signInWithCode(app, person, spell(next))).status).toBe(200)
    expectRefused(await signInWithCode(app, person, next), USED)
  })

  test.each([
    ['a plus sign', (code: string) => `+${code}`],
    ['a decimal point', (code: string) => `${code}.0`],
    ['a leading zero', (code: string) => `0${code}`],
    ['an exponent', (code: string) => `${code}e0`],
    ['NUL', (code: string) => `${code}\u0000`],
    ['digits of another script', (code: string) => code.replaceAll(/\d/g, (d) => String(0x0660 + Number(d)))],
  ])('25: with %s it is no code at all, used or fresh', async (_name, spell) => {
    const person = await addEnrolledUser(app, admin)
    const code = codeOf(person.secret, app.now())
    expectRefused(await signInWithCode(app, person, spell(code)), WRONG)
    expect((await signInWithCode(app, person, code)).status).toBe(200)
    expectRefused(await signInWithCode(app, person, spell(code)), WRONG)
  })
})

describe('26: a code that was used for one purpose is sent for another', () => {
  test('26: the code of the sign-in again for a step-up; the next one is taken', async () => {
    const person = await addEnrolledUser(app, admin)
    const code = codeOf(person.secret, app.now())
    const { cookie } = await signInWithCode(app, person, code)
    const verify = (typed: string) => app.post('/api/v1/me/step-up', { code: typed }, { cookie })
    expectRefused(await verify(code), USED)
    app.advance(30)
    expect((await verify(codeOf(person.secret, app.now()))).status).toBe(200)
  })

  test('26: the code of a step-up again for a sign-in; the next one is taken', async () => {
    const person = await addEnrolledUser(app, admin)
    const cookie = await signInFully(app, person)
    app.advance(30)
    const code = codeOf(person.secret, app.now())
    expect((await app.post('/api/v1/me/step-up', { code }, { cookie })).status).toBe(200)
    expectRefused(await signInWithCode(app, person, code), USED)
    app.advance(30)
    expect((await signInWithCode(app, person, codeOf(person.secret, app.now()))).status).toBe(200)
  })

  test('26: the code of the sign-in again to turn two-factor off, after the proof has aged', async () => {
    const person = await addEnrolledUser(app, admin)
    await app.request('PATCH', `/api/v1/users/${person.id}`, {
      body: { requireSecondFactor: false },
      cookie: admin,
    })
    const code = codeOf(person.secret, app.now())
    const { cookie } = await signInWithCode(app, person, code)
    const turnOff = (typed: string) =>
      app.post('/api/v1/me/second-factor/disable', { password: person.password, code: typed }, { cookie })
    expectRefused(await turnOff(code), USED)
    expect((await app.get('/api/v1/me', { cookie })).body.secondFactor.enrolled).toBe(true)
    app.advance(30)
    expect((await turnOff(codeOf(person.secret, app.now()))).status).toBe(204)
  })

  test('26: the code that confirmed the enrolment again to sign in', async () => {
    const person = await addUser(app, admin, { requireSecondFactor: true })
    const { challenge } = await beginSignIn(app, person)
    const { secret } = (await app.post('/api/v1/sign-in/enrolment', { challenge })).body
    const code = codeOf(secret, app.now())
    const done = await app.post('/api/v1/sign-in/enrolment/confirm', { challenge, code })
    expect(done.status).toBe(200)
    expectRefused(await signInWithCode(app, person, code), USED)
    app.advance(30)
    expect((await signInWithCode(app, person, codeOf(secret, app.now()))).status).toBe(200)
  })

  test('26: the code of the app that is there, to confirm another app', async () => {
    const person = await addEnrolledUser(app, admin)
    const code = codeOf(person.secret, app.now())
    const { cookie } = await signInWithCode(app, person, code)
    const begun = await app.post('/api/v1/me/authenticators/totp', { name: 'Tablet' }, { cookie })
    const confirm = (typed: string) =>
      app.post(`/api/v1/me/authenticators/totp/${begun.body.id}/confirm`, { code: typed }, { cookie })
    expectRefused(await confirm(code), WRONG)
    expect((await confirm(codeOf(begun.body.secret, app.now()))).status).toBe(200)
  })
})

describe('30: codes from outside the window', () => {
  test.each([
    ['two steps old', -2, 'second_factor.code_expired'],
    ['ten minutes old', -20, 'second_factor.clock_off'],
    ['an hour old', -120, WRONG],
    ['of the next step', 1, 'second_factor.clock_off'],
    ['of the step after the next', 2, 'second_factor.clock_off'],
    ['of the next hour', 120, WRONG],
  ])('30: a code %s is refused; the current one is taken', async (_name, stepsAway, told) => {
    const person = await addEnrolledUser(app, admin)
    // The enrolment spent a step of its own; here every older one is unused.
    app.advance(7200)
    expectRefused(await signInWithCode(app, person, codeOf(person.secret, app.now(), stepsAway)), told)
    expect((await signInWithCode(app, person, codeOf(person.secret, app.now()))).status).toBe(200)
  })
})

describe('31: codes of somebody else, or of a secret that is gone', () => {
  test('31: the code of one user at the sign-in of another; each works for its owner', async () => {
    const alice = await addEnrolledUser(app, admin)
    const bob = await addEnrolledUser(app, admin)
    const codeOfBob = codeOf(bob.secret, app.now())
    expectRefused(await signInWithCode(app, alice, codeOfBob), WRONG)
    expect((await signInWithCode(app, bob, codeOfBob)).status).toBe(200)
    expect((await signInWithCode(app, alice, codeOf(alice.secret, app.now()))).status).toBe(200)
  })

  test('31: codes of the old phone after a new one took its place', async () => {
    const person = await addEnrolledUser(app, admin)
    const cookie = await signInFully(app, person)
    const { items } = (await app.get('/api/v1/me/authenticators', { cookie })).body
    const fresh = (await app.post('/api/v1/me/authenticators/totp', {}, { cookie })).body
    const code = codeOf(fresh.secret, app.now())
    await app.post(`/api/v1/me/authenticators/totp/${fresh.id}/confirm`, { code }, { cookie })
    app.advance(30)
    // As long as both are there, both work.
    expect((await signInWithCode(app, person, codeOf(person.secret, app.now()))).status).toBe(200)
    const removed = await app.request('DELETE', `/api/v1/me/authenticators/${items[0].id}`, { cookie })
    expect(removed.status).toBe(204)
    app.advance(30)
    expectRefused(await signInWithCode(app, person, codeOf(person.secret, app.now())), WRONG)
    expect((await signInWithCode(app, person, codeOf(fresh.secret, app.now()))).status).toBe(200)
  })

  test('31: codes of the secret from before two-factor was turned off and on again', async () => {
    const person = await addEnrolledUser(app, admin)
    const free = { body: { requireSecondFactor: false }, cookie: admin }
    await app.request('PATCH', `/api/v1/users/${person.id}`, free)
    const cookie = await signInFully(app, person)
    const { password } = person
    expect((await app.post('/api/v1/me/second-factor/disable', { password }, { cookie })).status).toBe(204)
    // Now that the account has no second factor, the old code is no ticket either: there is no step for it.
    expect((await beginSignIn(app, person)).step).toBe('done')
    const again = await beginSignIn(app, person)
    const fresh = (await app.post('/api/v1/me/authenticators/totp', {}, { cookie: again.cookie })).body
    const confirmed = await app.post(
      `/api/v1/me/authenticators/totp/${fresh.id}/confirm`,
      { code: codeOf(fresh.secret, app.now()) },
      { cookie: again.cookie },
    )
    expect(confirmed.status).toBe(200)
    app.advance(30)
    expectRefused(await signInWithCode(app, person, codeOf(person.secret, app.now())), WRONG)
    expect((await signInWithCode(app, person, codeOf(fresh.secret, app.now()))).status).toBe(200)
  })
})
