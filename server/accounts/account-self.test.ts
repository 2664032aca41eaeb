// One's own account: another password, what one was told, all that is kept, and leaving for good.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  addEnrolledUser,
  addUser,
  beginSignIn,
  guessPassword,
  signInAdmin,
  signInFully,
} from '../testing/people.ts'
import { ADMIN, codeOf, startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string

beforeAll(async () => {
  app = await startTestApp({ env: { COUNTERSIGN_SESSION_IDLE_MINUTES: '1000' } })
  await app.setUp()
})
afterAll(() => app.close())
beforeEach(async () => {
  app.advance(60)
  admin = await signInAdmin(app)
})

const newPassword = 'velvet harbor pencil 93'
const raw = (cookie: string) => ({
  headers: { cookie: `countersign_session=${cookie}`, origin: 'http://127.0.0.1:8400' },
})
const leave = (cookie: string, body: object) => app.request('DELETE', '/api/v1/me', { cookie, body })

describe('the password', () => {
  const change = (cookie: string, currentPassword: string, to = newPassword) =>
    app.post('/api/v1/me/password', { currentPassword, newPassword: to }, raw(cookie))

  test('74: is changed with the old one, and the second factor stays; other sessions and sign-ins under way end, this one gets a new token', async () => {
    const person = await addEnrolledUser(app, admin)
    app.advance(30)
    const other = await signInFully(app, person)
    app.advance(30)
    const mine = await signInFully(app, person)
    const { challenge } = await beginSignIn(app, person)
    const answer = await change(mine, person.password)
    expect(answer.status).toBe(200)
    for (const ended of [other, mine]) expect((await app.get('/api/v1/me', raw(ended))).status).toBe(401)
    expect((await app.get('/api/v1/me', raw(answer.cookie ?? ''))).status).toBe(200)
    app.advance(30)
    const code = codeOf(person.secret, app.now())
    const late = await app.post('/api/v1/sign-in/totp', { challenge, code })
    expect(late.body.code).toBe('sign_in.challenge_over')
    expect((await beginSignIn(app, { ...person, password: newPassword })).step).toBe('code')
    const notices = (await app.get('/api/v1/me/notices', raw(answer.cookie ?? ''))).body
    const kinds = (notices.items as { kind: string; isRead: boolean }[]).map(({ kind, isRead }) => ({
      kind,
      isRead,
    }))
    expect(kinds).toContainEqual({ kind: 'password_changed', isRead: false })
    expect(notices.unread).toBeGreaterThan(0)
  })

  test('is not changed with a wrong one, to a bad one, or where the second factor is not fresh', async () => {
    const person = await addEnrolledUser(app, admin)
    const cookie = await signInFully(app, person)
    expect((await change(cookie, 'not the password 99')).body.code).toBe('password.wrong')
    expect((await change(cookie, person.password, 'password')).body.code).toBe('password.common')
    app.advance(11 * 60)
    expect((await change(cookie, person.password)).body.code).toBe('access.step_up_required')
    expect((await beginSignIn(app, person)).step).toBe('code')
  })

  test('changed twice at the same moment is the one of whoever came first', async () => {
    const person = await addUser(app, admin)
    const { cookie: a = '' } = await beginSignIn(app, person)
    const { cookie: b = '' } = await beginSignIn(app, person)
    const answers = await Promise.all([
      change(a, person.password, 'velvet harbor pencil 1'),
      change(b, person.password, 'velvet harbor pencil 2'),
    ])
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })
})

describe('notices', () => {
  test('are read, newest first, and no one else’s', async () => {
    const person = await addEnrolledUser(app, admin)
    app.advance(30)
    const cookie = await signInFully(app, person)
    app.advance(1)
    await app.post('/api/v1/me/recovery-codes', {}, { cookie })
    const { items } = (await app.get('/api/v1/me/notices?limit=1', { cookie })).body
    expect(items).toHaveLength(1)
    expect(items[0].kind).toBe('recovery_codes_renewed')
    expect((await app.post('/api/v1/me/notices/read', {}, { cookie })).status).toBe(204)
    expect((await app.get('/api/v1/me/notices', { cookie })).body.unread).toBe(0)
    const { cookie: other } = await beginSignIn(app, await addUser(app, admin))
    expect((await app.get('/api/v1/me/notices', { cookie: other })).body.items).toEqual([])
  })
})

test('what is kept about oneself comes as a file without a secret', async () => {
  const person = await addEnrolledUser(app, admin)
  app.advance(1)
  await guessPassword(app, person)
  app.advance(1)
  const cookie = await signInFully(app, person)
  const { body, headers } = await app.get('/api/v1/me/export', { cookie })
  expect(headers['content-disposition']).toContain('my-data-')
  expect(body).toMatchObject({
    account: { email: person.email, organization: 'Northwind' },
    authenticators: [{ name: 'Authenticator app' }],
    recoveryCodesLeft: 10,
    signIns: [{ outcome: 'success' }, { outcome: 'failure' }, { outcome: 'success' }],
  })
  const text = JSON.stringify(body)
  for (const secret of [
    person.secret,
    person.secret.replaceAll(' ', ''),
    person.password,
    'argon2',
    cookie,
  ]) {
    expect(text).not.toContain(secret)
  }
  app.advance(11 * 60)
  expect((await app.get('/api/v1/me/export', { cookie })).body.code).toBe('access.step_up_required')
})

describe('leaving', () => {
  test('takes the password and a fresh second factor, and leaves nothing personal', async () => {
    const person = await addEnrolledUser(app, admin)
    await guessPassword(app, person)
    const cookie = await signInFully(app, person)
    app.advance(11 * 60)
    expect((await leave(cookie, { password: person.password })).body.code).toBe(
      'second_factor.fresh_code_required',
    )
    expect((await leave(cookie, { password: 'not the password 99' })).body.code).toBe('password.wrong')
    const code = codeOf(person.secret, app.now())
    expect((await leave(cookie, { password: person.password, code })).status).toBe(204)
    expect((await app.get('/api/v1/me', { cookie })).status).toBe(401)

    const tables = await app.database.pool.query<{ name: string; row: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
    )
    for (const { name } of tables.rows) {
      const { rows } = await app.database.pool.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)
      const about = rows.filter(({ row }) => row.includes(person.email) || row.includes(person.id))
      // The audit log alone still knows the bare id.
      if (name === 'audit_events') for (const { row } of about) expect(row).not.toContain(person.email)
      else expect(about, name).toEqual([])
    }
  })

  test('111: and coming back with the same address begins from nothing', async () => {
    const person = await addEnrolledUser(app, admin)
    const cookie = await signInFully(app, person)
    await leave(cookie, { password: person.password })
    const again = await addUser(app, admin, { email: person.email, password: person.password })
    const { cookie: fresh, step } = await beginSignIn(app, again)
    expect(step).toBe('done')
    const me = (await app.get('/api/v1/me', { cookie: fresh })).body
    expect(me.secondFactor).toMatchObject({
      enrolled: false,
      recoveryCodesLeft: 0,
      requirement: { source: 'optional' },
    })
    expect((await app.get('/api/v1/me/sign-ins', { cookie: fresh })).body.items).toHaveLength(1)
    expect((await app.get('/api/v1/me/notices', { cookie: fresh })).body.items).toEqual([])
  })

  test('the only admin cannot; two who leave at the same moment leave one behind', async () => {
    expect((await leave(admin, { password: ADMIN.password })).body.code).toBe('user.last_admin')
    const second = await addUser(app, admin, { role: 'admin' })
    const { cookie = '' } = await beginSignIn(app, second)
    const answers = await Promise.all([
      leave(admin, { password: ADMIN.password }),
      leave(cookie, { password: second.password }),
    ])
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 409])
  })
})
