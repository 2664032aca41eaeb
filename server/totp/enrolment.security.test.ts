// Attacks on the enrolment and on what is told of an authenticator afterwards (58 to 61, 64, 80).
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addEnrolledUser, addUser, beginSignIn, signInFully, signInWithCode } from '../testing/people.ts'
import { codeOf, startTestApp, type Answer, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
beforeAll(async () => {
  app = await startTestApp()
  admin = await app.setUp()
})
afterAll(() => app.close())

const wishes = {
  secret: 'JBSWY3DPEHPK3PXP',
  seed: 'JBSWY3DPEHPK3PXP',
  id: '01a207a2-5990-75fa-a584-cbdb99aed8ef',
  digits: 1,
  periodSeconds: 100_000,
  period: 100_000,
  algorithm: 'MD5',
  lastStep: -1,
  state: 'active',
  issuer: 'Evil',
  account: 'somebody@else.example',
}
const ours = { digits: 6, periodSeconds: 30, algorithm: 'SHA1', issuer: 'Northwind' }

test('58: the client asks for a secret, a period, a length or an id of its own choice: it gets ours', async () => {
  const person = await addUser(app, admin)
  const { cookie = '' } = await beginSignIn(app, person)
  const { body } = await app.post('/api/v1/me/authenticators/totp', wishes, { cookie })
  expect(body).toMatchObject({ ...ours, account: person.email })
  expect(body.secret.replaceAll(' ', '')).toMatch(/^[A-Z2-7]{32}$/)
  expect([body.secret.replaceAll(' ', ''), body.id]).not.toContain(wishes.secret)
  expect(body.id).not.toBe(wishes.id)
  // Nor at the confirmation: the code of the chosen secret proves nothing.
  const forged = { ...wishes, code: codeOf(wishes.secret, app.now()) }
  const answer = await app.post(`/api/v1/me/authenticators/totp/${body.id}/confirm`, forged, { cookie })
  expect(answer.body.code).toBe('second_factor.code_wrong')
  const { rows } = await app.database.pool.query('SELECT * FROM authenticators WHERE account_id = $1', [
    person.id,
  ])
  expect(rows).toEqual([])
})

test('58: the same inside the sign-in', async () => {
  const person = await addUser(app, admin, { requireSecondFactor: true })
  const { challenge } = await beginSignIn(app, person)
  const { body } = await app.post('/api/v1/sign-in/enrolment', { ...wishes, challenge })
  expect(body).toMatchObject({ ...ours, account: person.email })
  const code = codeOf(body.secret, app.now())
  await app.post('/api/v1/sign-in/enrolment/confirm', { ...wishes, challenge, code })
  const { rows } = await app.database.pool.query(
    'SELECT digits, period_seconds, algorithm, id FROM authenticators WHERE account_id = $1',
    [person.id],
  )
  expect(rows).toMatchObject([{ digits: 6, period_seconds: 30, algorithm: 'SHA1' }])
  expect((rows as { id: string }[])[0]?.id).not.toBe(wishes.id)
})

test('58: secrets are 160 random bits: none is like another', async () => {
  const person = await addUser(app, admin)
  const { cookie = '' } = await beginSignIn(app, person)
  const secrets = new Set<string>()
  for (let times = 0; times < 20; times += 1) {
    secrets.add((await app.post('/api/v1/me/authenticators/totp', {}, { cookie })).body.secret)
  }
  expect(secrets.size).toBe(20)
})

test('59: after the enrolment the secret comes out of no answer, to its owner or to an admin', async () => {
  const person = await addEnrolledUser(app, admin)
  const cookie = await signInFully(app, person)
  const { body } = await app.get('/api/v1/me/authenticators', { cookie })
  const id = String(body.items[0].id)
  const answers: Answer[] = [
    await app.get('/api/v1/me', { cookie }),
    await app.get('/api/v1/me/authenticators', { cookie }),
    await app.request('PATCH', `/api/v1/me/authenticators/${id}`, { cookie, body: { name: 'Phone' } }),
    await app.get(`/api/v1/users/${person.id}`, { cookie: admin }),
    await app.get('/api/v1/users', { cookie: admin }),
    await app.get('/api/v1/me/export', { cookie }),
    await app.post(`/api/v1/me/authenticators/totp/${id}/confirm`, { code: '123456' }, { cookie }),
    await app.post('/api/v1/sign-in', { ...person }),
  ]
  for (const { body } of answers) {
    const text = JSON.stringify(body)
    expect(text).not.toContain(person.secret)
    expect(text).not.toContain(person.secret.replaceAll(' ', ''))
    expect(text).not.toMatch(/otpauth|qrSvg/)
  }
  // Nothing else answers at the addresses where other systems keep it.
  for (const path of [
    `me/authenticators/${id}/secret`,
    `me/authenticators/${id}/qr`,
    'me/seeds',
    'me/authenticators/qr',
  ]) {
    expect([404, 405]).toContain((await app.get(`/api/v1/${path}`, { cookie })).status)
  }
})

test('60: no answer on the way of a sign-in holds the secret, a code or a recovery code', async () => {
  const person = await addEnrolledUser(app, admin)
  const begun = await app.post('/api/v1/sign-in', { ...person })
  const code = codeOf(person.secret, app.now())
  const done = await app.post('/api/v1/sign-in/totp', { challenge: begun.body.challenge, code })
  const mine = await app.get('/api/v1/me', { cookie: done.cookie })
  for (const answer of [begun, done, mine]) {
    const text = JSON.stringify([answer.body, answer.headers])
    for (const secret of [
      person.secret,
      person.secret.replaceAll(' ', ''),
      code,
      person.password,
      ...person.recoveryCodes,
    ]) {
      expect(text).not.toContain(secret)
    }
  }
})

test('61: the QR code is asked for by a POST with an origin, so no image on another site can show or fetch it', async () => {
  const person = await addUser(app, admin, { requireSecondFactor: true })
  const { challenge } = await beginSignIn(app, person)
  expect((await app.get(`/api/v1/sign-in/enrolment?challenge=${challenge}`)).status).toBe(405)
  expect((await app.get('/api/v1/me/authenticators/totp', { cookie: admin })).status).toBe(405)
  const { headers } = await app.post('/api/v1/sign-in/enrolment', { challenge })
  // 64: and nothing keeps it.
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'cross-origin-resource-policy': 'same-origin',
    'content-type': 'application/json; charset=utf-8',
  })
  expect(headers).not.toHaveProperty('etag')
})

test('70: an enrolment is confirmed only by the session that began it', async () => {
  const person = await addUser(app, admin)
  const [one, other] = [await beginSignIn(app, person), await beginSignIn(app, person)]
  const { body } = await app.post('/api/v1/me/authenticators/totp', {}, { cookie: one.cookie })
  const confirm = (cookie: string | undefined) =>
    app.post(
      `/api/v1/me/authenticators/totp/${body.id}/confirm`,
      { code: codeOf(body.secret, app.now()) },
      { cookie },
    )
  expect((await confirm(other.cookie)).body.code).toBe('second_factor.enrolment_over')
  const stranger = await beginSignIn(app, await addUser(app, admin))
  expect((await confirm(stranger.cookie)).body.code).toBe('second_factor.enrolment_over')
  expect((await confirm(one.cookie)).status).toBe(200)
})

test('80: the requirement is lifted and set again while somebody enrols or turns it off: the last word counts', async () => {
  const require2fa = (id: string, requireSecondFactor: boolean) =>
    app.request('PATCH', `/api/v1/users/${id}`, { cookie: admin, body: { requireSecondFactor } })
  // Lifted in the middle of an enrolment: it may be finished, and the code is asked for from then on.
  const person = await addUser(app, admin, { requireSecondFactor: true })
  const { challenge } = await beginSignIn(app, person)
  const { body } = await app.post('/api/v1/sign-in/enrolment', { challenge })
  await require2fa(person.id, false)
  const code = codeOf(body.secret, app.now())
  const done = await app.post('/api/v1/sign-in/enrolment/confirm', { challenge, code })
  expect(done.status).toBe(200)
  expect((await beginSignIn(app, person)).step).toBe('code')
  // Required again at the very moment of turning it off: either it was off before, and must be enrolled anew, or it stays.
  for (let round = 0; round < 4; round += 1) {
    const owner = await addEnrolledUser(app, admin)
    await require2fa(owner.id, false)
    const cookie = await signInFully(app, owner)
    await Promise.all([
      app.post('/api/v1/me/second-factor/disable', { password: owner.password }, { cookie }),
      require2fa(owner.id, true),
    ])
    expect(['code', 'enrol']).toContain((await beginSignIn(app, owner)).step)
    const stillOn = (await beginSignIn(app, owner)).step === 'code'
    expect((await app.get('/api/v1/me', { cookie })).status).toBe(stillOn ? 200 : 401)
  }
})

test('80: required while the password for turning it off is being checked: it stays on', async () => {
  const owner = await addEnrolledUser(app, admin)
  const require2fa = (required: boolean) =>
    app.request('PATCH', `/api/v1/users/${owner.id}`, {
      cookie: admin,
      body: { requireSecondFactor: required },
    })
  await require2fa(false)
  const { hasher } = app.services
  const between = await startTestApp({
    beside: app,
    startAt: app.now(),
    hasher: {
      ...hasher,
      async verify(stored, password) {
        await require2fa(true)
        return hasher.verify(stored, password)
      },
    },
  })
  const cookie = await signInFully(app, owner)
  const { password } = owner
  const answer = await between.post('/api/v1/me/second-factor/disable', { password }, { cookie })
  await between.close()
  expect(answer).toMatchObject({ status: 403, body: { code: 'second_factor.required_by_admin' } })
  expect((await beginSignIn(app, owner)).step).toBe('code')
})

test('62: no secret stands in an address: what the server redirects to, logs and links holds none', async () => {
  const person = await addUser(app, admin, { requireSecondFactor: true })
  const { challenge } = await beginSignIn(app, person)
  const { body, headers } = await app.post('/api/v1/sign-in/enrolment', { challenge })
  const secret = String(body.secret).replaceAll(' ', '')
  expect(JSON.stringify(headers)).not.toContain(secret)
  // The picture is drawn here and asks no other host for anything.
  expect(body.qrSvg).not.toMatch(/https?:(?!\/\/www\.w3\.org\/2000\/svg)/)
  await signInWithCode(app, person, '123456').catch(() => undefined)
  expect(app.logs.join('')).not.toContain(secret)
})
