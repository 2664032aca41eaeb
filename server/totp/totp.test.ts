// Two-factor in the profile: turned on by choice, a second app, renamed, removed, turned off; and by requirement.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  addEnrolledUser,
  addUser,
  beginSignIn,
  countSessions,
  signInAdmin,
  signInFully,
  signInWithCode,
  wrongCode,
  type EnrolledPerson,
} from '../testing/people.ts'
import { codeOf, startTestApp, type Answer, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
beforeAll(async () => {
  app = await startTestApp({
    env: { COUNTERSIGN_SESSION_IDLE_MINUTES: '1000', COUNTERSIGN_SESSION_HOURS: '100' },
  })
  admin = await app.setUp()
})
afterAll(() => app.close())

const path = '/api/v1/me/authenticators'
const freshMinutes = 10
const begin = (cookie: string, body: object = {}) => app.post(`${path}/totp`, body, { cookie })
const confirm = (cookie: string, { id, secret }: { id: string; secret: string }, stepsAway = 0) =>
  app.post(`${path}/totp/${id}/confirm`, { code: codeOf(secret, app.now(), stepsAway) }, { cookie })
const list = async (cookie: string) =>
  (await app.get(path, { cookie })).body.items as { id: string; name: string; state: string }[]
const me = async (cookie: string) => (await app.get('/api/v1/me', { cookie })).body
const disable = (cookie: string, body: object) =>
  app.post('/api/v1/me/second-factor/disable', body, { cookie })
const verify = (cookie: string, code: string) => app.post('/api/v1/me/step-up', { code }, { cookie })
const require2fa = async ({ id }: { id: string }, requireSecondFactor: boolean) => {
  // To lift a requirement takes a proof that is fresh, and the clock goes on from test to test.
  const cookie = await signInAdmin(app)
  return app.request('PATCH', `/api/v1/users/${id}`, { cookie, body: { requireSecondFactor } })
}

/** Somebody who is signed in with the password alone, and enrolled in nothing. */
async function addPerson() {
  const person = await addUser(app, admin)
  const { cookie = '' } = await beginSignIn(app, person)
  return { ...person, cookie }
}

/** Somebody with an app by choice, signed in with it just now. */
async function addEnrolledPerson(): Promise<EnrolledPerson & { cookie: string }> {
  const person = await addEnrolledUser(app, admin)
  await require2fa(person, false)
  const cookie = await signInFully(app, person)
  app.advance(30)
  return { ...person, cookie }
}

describe('turning two-factor on by choice', () => {
  test('shows all that an app needs, once, and counts from the first right code', async () => {
    const person = await addPerson()
    const answer = await begin(person.cookie, { name: ' My phone ' })
    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({
      id: expect.any(String),
      secret: expect.stringMatching(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/),
      uri: expect.stringMatching(/^otpauth:\/\/totp\/Northwind:/),
      qrSvg: expect.stringMatching(/^<svg /),
      issuer: 'Northwind',
      account: person.email,
      digits: 6,
      periodSeconds: 30,
      algorithm: 'SHA1',
    })
    expect(new URL(answer.body.uri).searchParams.get('secret')).toBe(answer.body.secret.replaceAll(' ', ''))
    expect(answer.body.qrSvg).not.toMatch(/<script|href|on\w+=/)
    const done = await confirm(person.cookie, answer.body)
    expect(done.status).toBe(200)
    expect(done.body.authenticator).toMatchObject({ id: answer.body.id, name: 'My phone', state: 'active' })
    expect(done.body.recoveryCodes).toHaveLength(10)
    expect(await me(person.cookie)).toMatchObject({ secondFactor: { enrolled: true, recoveryCodesLeft: 10 } })
  })

  test('72: ends the other sessions, which were begun without it; this one goes on, with both factors proven', async () => {
    const person = await addPerson()
    const other = (await beginSignIn(app, person)).cookie ?? ''
    const cli = await app.post('/api/v1/sign-in', { ...person, client: 'cli' })
    await confirm(person.cookie, (await begin(person.cookie)).body)
    expect((await app.get('/api/v1/me', { cookie: other })).status).toBe(401)
    expect((await app.get('/api/v1/me', { token: cli.body.session.token })).status).toBe(401)
    expect((await me(person.cookie)).session.factors.map((one: { method: string }) => one.method)).toEqual([
      'password',
      'totp',
    ])
    expect(await countSessions(app, person)).toBe(1)
  })

  test('56: begun and not finished changes nothing: no code is asked for, and nobody is locked out', async () => {
    const person = await addPerson()
    await begin(person.cookie)
    expect((await beginSignIn(app, person)).step).toBe('done')
    expect(await list(person.cookie)).toEqual([])
    expect((await me(person.cookie)).secondFactor.enrolled).toBe(false)
  })

  test('started over: the older QR code is void, the newer one counts', async () => {
    const { cookie } = await addPerson()
    const older = (await begin(cookie)).body
    const newer = (await begin(cookie)).body
    expect(newer.secret).not.toBe(older.secret)
    expect((await confirm(cookie, older)).body.code).toBe('second_factor.enrolment_over')
    expect((await confirm(cookie, { id: newer.id, secret: older.secret })).body.code).toBe(
      'second_factor.code_wrong',
    )
    expect((await confirm(cookie, newer)).status).toBe(200)
  })

  test('81: half an hour for copying and finding the phone, and then a clear word; begun again it works', async () => {
    const { cookie } = await addPerson()
    const slow = (await begin(cookie)).body
    app.advance(30 * 60)
    expect((await confirm(cookie, slow)).body.code).toBe('second_factor.enrolment_over')
    const again = (await begin(cookie)).body
    app.advance(30 * 60 - 1)
    expect((await confirm(cookie, again)).status).toBe(200)
  })

  test('a wrong code changes nothing and may be followed by the right one', async () => {
    const { cookie } = await addPerson()
    const enrolment = (await begin(cookie)).body
    const code = wrongCode(enrolment.secret, app.now())
    const wrong = await app.post(`${path}/totp/${enrolment.id}/confirm`, { code }, { cookie })
    expect(wrong.body.code).toBe('second_factor.code_wrong')
    expect((await me(cookie)).secondFactor.enrolled).toBe(false)
    expect((await confirm(cookie, enrolment)).status).toBe(200)
  })

  test('the code that confirmed it cannot sign in; the next one can', async () => {
    const person = await addPerson()
    const enrolment = (await begin(person.cookie)).body
    await confirm(person.cookie, enrolment)
    const again = await signInWithCode(app, person, codeOf(enrolment.secret, app.now()))
    expect(again.body.code).toBe('second_factor.code_used')
    app.advance(30)
    expect((await signInWithCode(app, person, codeOf(enrolment.secret, app.now()))).status).toBe(200)
  })

  test('confirmed twice at the same moment: one authenticator, one set of recovery codes', async () => {
    const { cookie } = await addPerson()
    const enrolment = (await begin(cookie)).body
    const answers = await Promise.all(Array.from({ length: 6 }, () => confirm(cookie, enrolment)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await list(cookie)).toHaveLength(1)
    expect((await me(cookie)).secondFactor.recoveryCodesLeft).toBe(10)
  })
})

describe('a second app', () => {
  test('is added after a fresh code, with no new recovery codes; both sign in from then on', async () => {
    const person = await addEnrolledPerson()
    const tablet = (await begin(person.cookie, { name: 'Tablet' })).body
    const done = await confirm(person.cookie, tablet)
    expect(done.body).not.toHaveProperty('recoveryCodes')
    expect((await list(person.cookie)).map(({ name }) => name)).toEqual(['Authenticator app', 'Tablet'])
    app.advance(30)
    for (const secret of [person.secret, tablet.secret as string]) {
      expect((await signInWithCode(app, person, codeOf(secret, app.now()))).status).toBe(200)
    }
  })

  test('needs a fresh code when the last one was ten minutes ago; a new one opens the way', async () => {
    const person = await addEnrolledPerson()
    app.advance(freshMinutes * 60)
    expect(await begin(person.cookie)).toMatchObject({
      status: 403,
      body: { code: 'second_factor.fresh_code_required' },
    })
    expect((await verify(person.cookie, codeOf(person.secret, app.now()))).status).toBe(200)
    expect((await begin(person.cookie)).status).toBe(201)
  })

  test('begun freshly and confirmed too late for that needs a fresh code too', async () => {
    const person = await addEnrolledPerson()
    const tablet = (await begin(person.cookie)).body
    app.advance(freshMinutes * 60)
    expect((await confirm(person.cookie, tablet)).body.code).toBe('second_factor.fresh_code_required')
    await verify(person.cookie, codeOf(person.secret, app.now()))
    expect((await confirm(person.cookie, tablet)).status).toBe(200)
  })

  test('57: begun and abandoned leaves the first one as it is, and is none itself', async () => {
    const person = await addEnrolledPerson()
    const tablet = (await begin(person.cookie)).body
    const byPending = await signInWithCode(app, person, codeOf(tablet.secret, app.now()))
    expect(byPending.body.code).toBe('second_factor.code_wrong')
    expect((await signInWithCode(app, person, codeOf(person.secret, app.now()))).status).toBe(200)
    expect(await list(person.cookie)).toHaveLength(1)
  })
})

describe('an authenticator', () => {
  test('is renamed by its owner', async () => {
    const person = await addEnrolledPerson()
    const [app1] = await list(person.cookie)
    const rename = (name: unknown) =>
      app.request('PATCH', `${path}/${app1?.id}`, { cookie: person.cookie, body: { name } })
    expect((await rename('  Work phone ')).body).toMatchObject({ id: app1?.id, name: 'Work phone' })
    expect((await list(person.cookie))[0]?.name).toBe('Work phone')
    for (const bad of ['', '   ', 'x'.repeat(61), 'a\u0000b', null, 7]) {
      expect((await rename(bad)).body.code).toBe('request.invalid')
    }
  })

  test('is removed while another is left; with the last one two-factor is off', async () => {
    const person = await addEnrolledPerson()
    const tablet = (await begin(person.cookie)).body
    await confirm(person.cookie, tablet)
    const remove = (id: string) => app.request('DELETE', `${path}/${id}`, { cookie: person.cookie })
    const [first] = await list(person.cookie)
    expect((await remove(first?.id ?? '')).status).toBe(204)
    app.advance(30)
    const gone = await signInWithCode(app, person, codeOf(person.secret, app.now()))
    expect(gone.body.code).toBe('second_factor.code_wrong')
    expect((await remove(tablet.id)).status).toBe(204)
    expect((await me(person.cookie)).secondFactor).toMatchObject({ enrolled: false, recoveryCodesLeft: 0 })
    expect((await beginSignIn(app, person)).step).toBe('done')
  })

  test('65: is not removed by a session whose code was given ten minutes ago', async () => {
    const person = await addEnrolledPerson()
    const [only] = await list(person.cookie)
    app.advance(freshMinutes * 60)
    const answer = await app.request('DELETE', `${path}/${only?.id}`, { cookie: person.cookie })
    expect(answer).toMatchObject({ status: 403, body: { code: 'second_factor.fresh_code_required' } })
    expect(await list(person.cookie)).toHaveLength(1)
  })
})

describe('where an admin requires it', () => {
  test('73: the last authenticator stays, and two-factor is not turned off; another one may take its place', async () => {
    const person = await addEnrolledPerson()
    await require2fa(person, true)
    const [first] = await list(person.cookie)
    const remove = (id = '') => app.request('DELETE', `${path}/${id}`, { cookie: person.cookie })
    const expectRefused = (answer: Answer) =>
      expect(answer).toMatchObject({ status: 403, body: { code: 'second_factor.required_by_admin' } })
    expectRefused(await remove(first?.id))
    expectRefused(await disable(person.cookie, { password: person.password }))
    const tablet = (await begin(person.cookie)).body
    await confirm(person.cookie, tablet)
    expect((await remove(first?.id)).status).toBe(204)
    expectRefused(await remove(tablet.id))
    expect((await me(person.cookie)).secondFactor.enrolled).toBe(true)
  })

  test('73: nor do two requests at the same moment remove the last two', async () => {
    const person = await addEnrolledPerson()
    await confirm(person.cookie, (await begin(person.cookie)).body)
    await require2fa(person, true)
    const ids = (await list(person.cookie)).map(({ id }) => id)
    const answers = await Promise.all(
      ids.map((id) => app.request('DELETE', `${path}/${id}`, { cookie: person.cookie })),
    )
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
    expect(await list(person.cookie)).toHaveLength(1)
  })
})

describe('turning two-factor off', () => {
  test('takes the password and, where none was given lately, a code; then it is off and nothing of it is left', async () => {
    const person = await addEnrolledPerson()
    const other = await signInFully(app, person)
    await begin(person.cookie)
    app.advance(freshMinutes * 60)
    const code = codeOf(person.secret, app.now())
    expect((await disable(person.cookie, { password: person.password })).body.code).toBe(
      'second_factor.fresh_code_required',
    )
    expect((await disable(person.cookie, { password: person.password, code })).status).toBe(204)
    expect((await me(person.cookie)).secondFactor).toMatchObject({ enrolled: false, recoveryCodesLeft: 0 })
    expect((await app.get('/api/v1/me', { cookie: other })).status).toBe(401)
    expect((await beginSignIn(app, person)).step).toBe('done')
    for (const table of ['authenticators', 'recovery_codes', 'enrolments', 'challenges']) {
      const { rowCount } = await app.database.pool.query(`SELECT FROM ${table} WHERE account_id = $1`, [
        person.id,
      ])
      expect(rowCount, table).toBe(0)
    }
  })

  test('65: with a wrong password, or a wrong code, it stays on', async () => {
    const person = await addEnrolledPerson()
    expect((await disable(person.cookie, { password: 'not the password 1' })).body.code).toBe(
      'password.wrong',
    )
    const code = wrongCode(person.secret, app.now())
    expect((await disable(person.cookie, { password: person.password, code })).body.code).toBe(
      'second_factor.code_wrong',
    )
    expect((await me(person.cookie)).secondFactor.enrolled).toBe(true)
  })

  test('leaves a session that has proven the password alone: required again, it has to enrol like any other', async () => {
    const person = await addEnrolledPerson()
    await disable(person.cookie, { password: person.password })
    const { factors } = (await me(person.cookie)).session as { factors: { method: string }[] }
    expect(factors.map(({ method }) => method)).toEqual(['password'])
    await require2fa(person, true)
    expect((await app.get('/api/v1/me', { cookie: person.cookie })).status).toBe(401)
    expect((await beginSignIn(app, person)).step).toBe('enrol')
  })

  test('where it is not on is told so', async () => {
    const person = await addPerson()
    expect((await disable(person.cookie, { password: person.password })).body.code).toBe(
      'second_factor.not_enrolled',
    )
    const remove = await app.request('DELETE', `${path}/01a207a2-5990-75fa-a584-cbdb99aed8ef`, {
      cookie: person.cookie,
    })
    expect(remove.body.code).toBe('authenticator.not_found')
  })

  test('and on again is a new secret, new recovery codes, and the old ones worth nothing', async () => {
    const person = await addEnrolledPerson()
    await disable(person.cookie, { password: person.password })
    const again = (await begin(person.cookie)).body
    expect(again.secret).not.toBe(person.secret)
    const { body } = await confirm(person.cookie, again)
    expect(body.recoveryCodes).toHaveLength(10)
    app.advance(30)
    expect((await signInWithCode(app, person, codeOf(person.secret, app.now()))).status).toBe(401)
    const { challenge } = await beginSignIn(app, person)
    const old = await app.post('/api/v1/sign-in/recovery-code', { challenge, code: person.recoveryCodes[0] })
    expect(old.body.code).toBe('recovery_code.wrong')
  })
})
