// Attacks on accounts: reaching those of others, giving oneself rights, and taking the last admin away.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addOtherOrganization, type OtherOrganization } from '../testing/other-organization.ts'
import { addEnrolledUser, addUser, beginSignIn, signInFully, type Person } from '../testing/people.ts'
import { ADMIN, startTestApp, type Answer, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
let south: OtherOrganization
beforeAll(async () => {
  app = await startTestApp()
  admin = await app.setUp()
  south = await addOtherOrganization(app)
})
afterAll(() => app.close())

const anyId = '01a207a2-5990-75fa-a584-cbdb99aed8ef'

/** Every route that names a user, and what it answers for this one. */
async function askAbout(id: string, cookie: string): Promise<Answer[]> {
  const path = `/api/v1/users/${id}`
  return [
    await app.get(path, { cookie }),
    await app.request('PATCH', path, { cookie, body: { name: 'Taken over', role: 'agent' } }),
    await app.request('PATCH', path, { cookie, body: { disabled: true } }),
    await app.request('PATCH', path, { cookie, body: { requireSecondFactor: false } }),
    await app.post(`${path}/invitation`, {}, { cookie }),
    await app.request('DELETE', path, { cookie }),
  ]
}

async function rowsOf(table: string, organizationId: string): Promise<unknown[]> {
  const { rows } = await app.database.pool.query(`SELECT * FROM ${table} WHERE organization_id = $1`, [
    organizationId,
  ])
  return rows as unknown[]
}

test('70: an admin of one organization names the users of another: they are not there', async () => {
  const before = await rowsOf('accounts', south.organizationId)
  const theirs = await askAbout(south.accountId, admin)
  const nobody = await askAbout(anyId, admin)
  const plain = ({ status, body }: Answer) => ({ status, code: body.code })
  expect(theirs.map(plain)).toEqual(nobody.map(plain))
  expect(new Set(theirs.map(({ status }) => status))).toEqual(new Set([404]))
  expect(await rowsOf('accounts', south.organizationId)).toEqual(before)
})

test('70: the list, and a search for the very address, show nobody of another organization', async () => {
  for (const query of ['', '?search=southwind', `?search=${south.email}`, '?search=Sigrid']) {
    const { body } = await app.get(`/api/v1/users${query}`, { cookie: admin })
    expect(JSON.stringify(body)).not.toMatch(/southwind|Sigrid/i)
  }
  // A cursor is a place in one's own list and leads nowhere else.
  const after = Buffer.from('admin@southwind.exampl').toString('base64url')
  expect((await app.get(`/api/v1/users?after=${after}`, { cookie: admin })).body.items).toEqual([])
})

test('70: authenticators of others are not there, in the own organization nor in another', async () => {
  const mine = await addEnrolledUser(app, admin)
  const cookie = await signInFully(app, mine)
  const other = await addEnrolledUser(app, admin)
  const { body } = await app.get('/api/v1/me/authenticators', { cookie: await signInFully(app, other) })
  const before = await app.database.pool.query('SELECT * FROM authenticators ORDER BY id')
  for (const id of [south.authenticatorId, String(body.items[0].id), anyId]) {
    const path = `/api/v1/me/authenticators/${id}`
    expect((await app.request('PATCH', path, { cookie, body: { name: 'mine' } })).status).toBe(404)
    expect((await app.request('DELETE', path, { cookie })).status).toBe(404)
    const confirm = await app.post(
      `/api/v1/me/authenticators/totp/${id}/confirm`,
      { code: '123456' },
      { cookie },
    )
    expect(confirm.body.code).toBe('second_factor.enrolment_over')
  }
  expect((await app.database.pool.query('SELECT * FROM authenticators ORDER BY id')).rows).toEqual(
    before.rows,
  )
})

test('106: an address that somebody of another organization has is taken, and no more is told about it', async () => {
  const answer = await app.post('/api/v1/users', { email: south.email }, { cookie: admin })
  expect(answer).toMatchObject({ status: 409, body: { code: 'user.email_taken' } })
  expect(Object.keys(answer.body as object).sort()).toEqual(['code', 'requestId', 'status', 'title', 'type'])
})

test('77: an agent asks what only admins may, about oneself and about an admin', async () => {
  const person = await addUser(app, admin)
  const { cookie = '' } = await beginSignIn(app, person)
  const adminId = String((await app.get('/api/v1/me', { cookie: admin })).body.account.id)
  const answers = [
    ...(await askAbout(adminId, cookie)),
    ...(await askAbout(person.id, cookie)),
    await app.get('/api/v1/users', { cookie }),
    await app.post('/api/v1/users', { email: 'mine@northwind.example', role: 'admin' }, { cookie }),
    await app.request('PATCH', '/api/v1/organization', { cookie, body: { name: 'Mine' } }),
  ]
  for (const answer of answers) {
    expect(answer.status).toBe(403)
    expect(answer.body.code).toMatch(/^access\.(admin|help_desk)_required$/)
  }
})

test('77: an admin who was demoted is none at the next request, in every session', async () => {
  const person = await addUser(app, admin, { role: 'admin' })
  const { cookie = '' } = await beginSignIn(app, person)
  expect((await app.get('/api/v1/users', { cookie })).status).toBe(200)
  await app.request('PATCH', `/api/v1/users/${person.id}`, { cookie: admin, body: { role: 'agent' } })
  expect((await app.get('/api/v1/users', { cookie })).status).toBe(401)
  const { cookie: anew } = await beginSignIn(app, person)
  expect((await app.get('/api/v1/users', { cookie: anew })).status).toBe(403)
})

describe('71: more is put into a request than it may change', () => {
  const more = {
    id: anyId,
    organization_id: '01a207a2-0000-7000-8000-000000000001',
    organizationId: '01a207a2-0000-7000-8000-000000000001',
    passwordHash: '$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA',
    password_hash: 'x',
    enrolled_at: '2026-01-01',
    mfaEnabled: true,
    totpSecret: 'JBSWY3DPEHPK3PXP',
    mfaVerified: true,
    lastStep: 0,
    code_failures: -100,
    state: 'active',
    secondFactor: { enrolled: true },
    createdAt: '1970-01-01T00:00:00Z',
  }

  test('71: when a user is added', async () => {
    const email = 'mass@northwind.example'
    const answer = await app.post('/api/v1/users', { ...more, email }, { cookie: admin })
    expect(answer.body).toMatchObject({ state: 'invited', secondFactor: { enrolled: false } })
    expect(answer.body.id).not.toBe(anyId)
    expect(answer.body.createdAt).toBe(app.now().toISOString())
    expect(await rowsOf('accounts', south.organizationId)).toHaveLength(1)
  })

  test('71: when a user is changed, also with a password of one’s own choice', async () => {
    const person = await addEnrolledUser(app, admin)
    const stateOf = async () =>
      (await app.database.pool.query('SELECT * FROM accounts WHERE id = $1', [person.id])).rows[0] as object
    const before = await stateOf()
    const body = { ...more, password: 'chosen by the admin 1', invitation: {}, name: 'Only this' }
    await app.request('PATCH', `/api/v1/users/${person.id}`, { cookie: admin, body })
    expect(await stateOf()).toEqual({ ...before, name: 'Only this' })
  })
})

describe('the last admin', () => {
  // Each on an installation of its own, with exactly two admins.
  async function twoAdmins(): Promise<{ own: TestApp; people: [string, string]; ids: [string, string] }> {
    const own = await startTestApp()
    const first = await own.setUp()
    const second: Person = await addUser(own, first, { role: 'admin' })
    const { cookie = '' } = await beginSignIn(own, second)
    const firstId = String((await own.get('/api/v1/me', { cookie: first })).body.account.id)
    return { own, people: [first, cookie], ids: [firstId, second.id] }
  }

  async function countAdmins(own: TestApp): Promise<number> {
    const { rowCount } = await own.database.pool.query(
      `SELECT FROM accounts WHERE role = 'admin' AND disabled_at IS NULL AND password_hash IS NOT NULL`,
    )
    return rowCount ?? 0
  }

  test.each([
    [
      'demote',
      (own: TestApp, cookie: string, id: string) =>
        own.request('PATCH', `/api/v1/users/${id}`, { cookie, body: { role: 'agent' } }),
    ],
    [
      'disable',
      (own: TestApp, cookie: string, id: string) =>
        own.request('PATCH', `/api/v1/users/${id}`, { cookie, body: { disabled: true } }),
    ],
    [
      'delete',
      (own: TestApp, cookie: string, id: string) => own.request('DELETE', `/api/v1/users/${id}`, { cookie }),
    ],
  ])('two admins %s one another at the same moment: one of them stays admin', async (_, act) => {
    for (let round = 0; round < 3; round += 1) {
      const { own, people, ids } = await twoAdmins()
      const answers = await Promise.all([act(own, people[0], ids[1]), act(own, people[1], ids[0])])
      expect(answers.filter(({ status }) => status < 300)).toHaveLength(1)
      // Whoever came second was too late to be asked, or was told why not.
      const loser = answers.find(({ status }) => status >= 300)
      expect(['user.last_admin', 'access.admin_required', 'session.required']).toContain(loser?.body.code)
      expect(await countAdmins(own)).toBe(1)
      await own.close()
    }
  })

  test('somebody who is invited, or disabled, is no admin who could take over', async () => {
    const { own, people, ids } = await twoAdmins()
    await own.post(
      '/api/v1/users',
      { email: 'invited@northwind.example', role: 'admin' },
      { cookie: people[0] },
    )
    const disabled = await addUser(own, people[0], { role: 'admin' })
    const patch = (id: string, body: object, cookie: string) =>
      own.request('PATCH', `/api/v1/users/${id}`, { cookie, body })
    await patch(disabled.id, { disabled: true }, people[0])
    expect((await patch(ids[1], { role: 'agent' }, people[0])).status).toBe(200)
    // The one that is left cannot go, by no way that there is.
    expect((await patch(ids[0], { disabled: true }, people[0])).body.code).toBe('user.is_yourself')
    expect(await countAdmins(own)).toBe(1)
    await own.close()
  })
})

test('78: an admin sees no password, hash, seed, code or link of a user, in no answer', async () => {
  const person = await addEnrolledUser(app, admin)
  const answers = [
    await app.get(`/api/v1/users/${person.id}`, { cookie: admin }),
    await app.get('/api/v1/users', { cookie: admin }),
    await app.request('PATCH', `/api/v1/users/${person.id}`, { cookie: admin, body: { name: 'x' } }),
  ]
  const text = JSON.stringify(answers.map(({ body }) => body))
  for (const secret of [
    person.password,
    person.secret,
    person.secret.replaceAll(' ', ''),
    ...person.recoveryCodes,
  ]) {
    expect(text).not.toContain(secret)
  }
  expect(text).not.toMatch(/argon2|password|seed|secret"|hash|token|invitation/i)
})

test('79: acting as another user is not there', async () => {
  const person = await addUser(app, admin)
  for (const path of ['impersonate', 'sign-in', 'session', 'sessions', 'login-as']) {
    expect((await app.post(`/api/v1/users/${person.id}/${path}`, {}, { cookie: admin })).status).toBe(404)
  }
  for (const name of ['x-impersonate', 'x-user-id', 'sudo', 'x-act-as']) {
    const { body } = await app.get('/api/v1/me', { cookie: admin, headers: { [name]: person.id } })
    expect(body.account.email).toBe(ADMIN.email)
  }
})
