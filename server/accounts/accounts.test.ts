// The users of an organization, as its admins add, find, change, disable and delete them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addEnrolledUser, addUser, beginSignIn, countSessions, signInFully } from '../testing/people.ts'
import { ADMIN, startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
let adminId: string
beforeAll(async () => {
  app = await startTestApp()
  admin = await app.setUp()
  adminId = String((await app.get('/api/v1/me', { cookie: admin })).body.account.id)
})
afterAll(() => app.close())

const password = 'copper meadow basket 41'
const add = (body: object, cookie = admin) => app.post('/api/v1/users', body, { cookie })
const get = (id: string, cookie = admin) => app.get(`/api/v1/users/${id}`, { cookie })
const patch = (id: string, body: object, cookie = admin) =>
  app.request('PATCH', `/api/v1/users/${id}`, { cookie, body })
const remove = (id: string, cookie = admin) => app.request('DELETE', `/api/v1/users/${id}`, { cookie })

describe('adding', () => {
  test('with a password: the user can sign in at once', async () => {
    const answer = await add({ email: 'Jo@Northwind.example', name: ' Jo Agent ', password })
    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      email: 'Jo@Northwind.example',
      name: 'Jo Agent',
      role: 'agent',
      isHelpDesk: false,
      state: 'active',
      secondFactor: { enrolled: false, requirement: { source: 'optional', isForced: false } },
      createdAt: app.now().toISOString(),
    })
    expect((await beginSignIn(app, { email: 'jo@northwind.example', password })).step).toBe('done')
    expect((await get(answer.body.id)).body.lastSignInAt).toBe(app.now().toISOString())
  })

  test('without a password: an invitation link is made, and there is no way in before it is used', async () => {
    const answer = await add({ email: 'invited@northwind.example', role: 'admin', requireSecondFactor: true })
    expect(answer.body).toMatchObject({
      state: 'invited',
      role: 'admin',
      isHelpDesk: false,
      secondFactor: { requirement: { source: 'account', requiredAt: app.now().toISOString() } },
      invitation: { url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:8400\/invitation#[\w-]{43}$/) },
    })
    expect((await get(answer.body.id)).body).not.toHaveProperty('invitation')
    for (const guess of ['', 'null', password]) {
      const signIn = await app.post('/api/v1/sign-in', {
        email: 'invited@northwind.example',
        password: guess,
      })
      expect(signIn.body.code).toBe('sign_in.refused')
    }
  })

  test('somebody whose address is taken, in whatever spelling: told so, and nothing changes', async () => {
    await add({ email: 'taken@northwind.example', password })
    const again = await add({
      email: ' TAKEN@Northwind.EXAMPLE',
      password: 'another password 77',
      role: 'admin',
    })
    expect(again).toMatchObject({ status: 409, body: { code: 'user.email_taken' } })
    expect((await beginSignIn(app, { email: 'taken@northwind.example', password })).step).toBe('done')
  })

  test('the same address twice at the same moment: one account', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => add({ email: 'twice@northwind.example', password })),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter((answer) => answer.body.code === 'user.email_taken')).toHaveLength(5)
  })

  test.each([
    ['short', 'password.too_short'],
    ['password1234', 'password.common'],
    ['northwind', 'password.is_context_word'],
    ['new.person@northwind.example', 'password.is_context_word'],
    ['x'.repeat(257), 'password.too_long'],
  ])('with the password %s: refused', async (bad, code) => {
    const answer = await add({ email: 'new.person@northwind.example', password: bad })
    expect(answer).toMatchObject({ status: 400, body: { code } })
  })
})

describe('listing', () => {
  const names = ['ada', 'bob', 'cyd', 'dee', 'eve']
  beforeAll(async () => {
    for (const name of names)
      await add({ email: `page-${name}@list.example`, name: `${name} Page`, password })
  })
  const list = async (query: string) => (await app.get(`/api/v1/users?${query}`, { cookie: admin })).body

  test('goes through all pages in the order of the addresses, each user once', async () => {
    const seen: string[] = []
    let after = ''
    for (;;) {
      const page = await list(`search=list.example&limit=2${after}`)
      expect(page.items.length).toBeLessThanOrEqual(2)
      seen.push(...(page.items as { email: string }[]).map(({ email }) => email))
      if (page.next === undefined) break
      after = `&after=${page.next}`
    }
    expect(seen).toEqual(names.map((name) => `page-${name}@list.example`))
  })

  test('a page stays true while users come and go', async () => {
    const first = await list('search=list.example&limit=2')
    const early = await add({ email: 'page-aaa@list.example', password })
    const next = await list(`search=list.example&limit=2&after=${first.next}`)
    expect((next.items as { email: string }[]).map(({ email }) => email)).toEqual([
      'page-cyd@list.example',
      'page-dee@list.example',
    ])
    await remove(early.body.id)
  })

  test('searches in names and addresses, without regard to case, and takes every character for itself', async () => {
    const found = async (search: string) =>
      ((await list(`search=${encodeURIComponent(search)}`)).items as { name: string }[]).map(
        ({ name }) => name,
      )
    expect(await found('BOB P')).toEqual(['bob Page'])
    expect(await found('page-cyd@')).toEqual(['cyd Page'])
    expect(await found('%')).toEqual([])
    expect(await found('page_ada')).toEqual([])
    expect(await found('\\')).toEqual([])
    expect(await found("'; DROP TABLE accounts; --")).toEqual([])
  })

  test('shows at most 200 at once, and 50 when nothing is said', async () => {
    expect((await app.get('/api/v1/users?limit=201', { cookie: admin })).status).toBe(400)
    expect((await list('')).items.length).toBeLessThanOrEqual(50)
  })
})

describe('changing', () => {
  test('the name, the address and the role', async () => {
    const person = await addUser(app, admin)
    const email = `renamed-${person.id}@northwind.example`
    const answer = await patch(person.id, { name: 'New Name', email, role: 'admin' })
    expect(answer).toMatchObject({
      status: 200,
      body: { id: person.id, name: 'New Name', email, role: 'admin' },
    })
    expect((await beginSignIn(app, { email, password })).step).toBe('done')
    expect((await app.post('/api/v1/sign-in', person)).body.code).toBe('sign_in.refused')
  })

  test('nothing answers the user as it is', async () => {
    const person = await addUser(app, admin)
    const { body } = await patch(person.id, {})
    expect((await get(person.id)).body).toMatchObject(body)
  })

  test('the address to one that is taken is refused, to another spelling of one’s own is not', async () => {
    const person = await addUser(app, admin)
    expect((await patch(person.id, { email: ADMIN.email.toUpperCase() })).body.code).toBe('user.email_taken')
    expect((await patch(person.id, { email: person.email.toUpperCase() })).status).toBe(200)
  })

  test('requiring two-factor says since when, and does not begin anew when it is required again', async () => {
    const person = await addUser(app, admin)
    const requiredAt = app.now().toISOString()
    await patch(person.id, { requireSecondFactor: true })
    app.advance(60)
    const again = await patch(person.id, { requireSecondFactor: true })
    expect(again.body.secondFactor.requirement).toMatchObject({
      source: 'account',
      isForced: true,
      requiredAt,
    })
    const lifted = await patch(person.id, { requireSecondFactor: false })
    expect(lifted.body.secondFactor.requirement).toEqual({ source: 'optional', isForced: false })
    expect((await beginSignIn(app, person)).step).toBe('done')
  })

  test('74: address, name, role and requirement leave the authenticator and the recovery codes as they are', async () => {
    const person = await addEnrolledUser(app, admin)
    const email = `moved-${person.id}@northwind.example`
    await patch(person.id, { email, name: 'Moved', role: 'admin', requireSecondFactor: false })
    expect((await beginSignIn(app, { ...person, email })).step).toBe('code')
    const cookie = await signInFully(app, { ...person, email })
    expect((await app.get('/api/v1/me', { cookie })).body.secondFactor).toMatchObject({
      enrolled: true,
      recoveryCodesLeft: 10,
    })
  })
})

describe('disabling', () => {
  test('ends every session at once, keeps the user out, and says nothing about it at the sign-in', async () => {
    const person = await addUser(app, admin)
    const { cookie = '' } = await beginSignIn(app, person)
    const cli = await app.post('/api/v1/sign-in', { ...person, client: 'cli' })
    const answer = await patch(person.id, { disabled: true })
    expect(answer.body.state).toBe('disabled')
    expect((await app.get('/api/v1/me', { cookie })).status).toBe(401)
    expect((await app.get('/api/v1/me', { token: cli.body.session.token })).status).toBe(401)
    expect((await app.post('/api/v1/sign-in', person)).body.code).toBe('sign_in.refused')
    expect(await countSessions(app, person)).toBe(0)
  })

  test('and enabling again lets the user sign in, with the same authenticator; old sessions stay ended', async () => {
    const person = await addEnrolledUser(app, admin)
    const cookie = await signInFully(app, person)
    await patch(person.id, { disabled: true })
    app.advance(30)
    expect((await patch(person.id, { disabled: false })).body.state).toBe('active')
    expect((await app.get('/api/v1/me', { cookie })).status).toBe(401)
    expect((await app.get('/api/v1/me', { cookie: await signInFully(app, person) })).status).toBe(200)
  })
})

describe('deleting', () => {
  test('takes everything of the account with it', async () => {
    const person = await addEnrolledUser(app, admin)
    const cookie = await signInFully(app, person)
    await app.post('/api/v1/me/authenticators/totp', {}, { cookie })
    await beginSignIn(app, person)
    expect((await remove(person.id)).status).toBe(204)
    expect((await get(person.id)).body.code).toBe('user.not_found')
    expect((await app.get('/api/v1/me', { cookie })).status).toBe(401)
    expect((await app.post('/api/v1/sign-in', person)).body.code).toBe('sign_in.refused')
    for (const table of [
      'authenticators',
      'recovery_codes',
      'enrolments',
      'challenges',
      'sessions',
      'invitations',
    ]) {
      const { rowCount } = await app.database.pool.query(`SELECT FROM ${table} WHERE account_id = $1`, [
        person.id,
      ])
      expect(rowCount, table).toBe(0)
    }
  })

  test('111: and a new user with the same address is another one: no session, factor or code carries over', async () => {
    const person = await addEnrolledUser(app, admin)
    const cookie = await signInFully(app, person)
    const { challenge } = await beginSignIn(app, person)
    await remove(person.id)
    const again = await addUser(app, admin, { email: person.email })
    expect(again.id).not.toBe(person.id)
    expect((await app.get('/api/v1/me', { cookie })).status).toBe(401)
    const code = person.recoveryCodes[0]
    const late = await app.post('/api/v1/sign-in/recovery-code', { challenge, code })
    expect(late.body.code).toBe('sign_in.challenge_over')
    expect((await beginSignIn(app, again)).step).toBe('done')
  })

  test('twice, or somebody who is not there: told so', async () => {
    const person = await addUser(app, admin)
    await remove(person.id)
    expect((await remove(person.id)).body.code).toBe('user.not_found')
    expect((await patch(person.id, { name: 'x' })).body.code).toBe('user.not_found')
    expect((await patch(person.id, { disabled: true })).body.code).toBe('user.not_found')
  })
})

describe('oneself', () => {
  test('an admin may not disable, demote or delete the account that is signed in', async () => {
    await addUser(app, admin, { role: 'admin' })
    expect((await patch(adminId, { disabled: true })).body.code).toBe('user.is_yourself')
    expect((await patch(adminId, { role: 'agent' })).body.code).toBe('user.is_yourself')
    expect((await remove(adminId)).body.code).toBe('user.is_yourself')
    expect((await app.get('/api/v1/me', { cookie: admin })).status).toBe(200)
  })

  test('but may change the own name, and is seen at once with it', async () => {
    expect((await patch(adminId, { name: 'Ada Lovelace' })).status).toBe(200)
    expect((await app.get('/api/v1/me', { cookie: admin })).body.account.name).toBe('Ada Lovelace')
  })
})
