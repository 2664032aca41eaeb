// Grants by the admins: given to agents, changed, listed, taken back; and what an agent then finds.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addConnection, proveAgain, stepOf, type TestConnection } from '../testing/connections.ts'
import { addUser, beginSignIn, signInAdmin, type Person } from '../testing/people.ts'
import { addTestRunner } from '../testing/runner.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
let connection: TestConnection
let agent: Person
let cookie: string | undefined
beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
})
beforeEach(async () => {
  app.advance(60)
  admin = await signInAdmin(app)
  connection = await addConnection(app, admin)
  agent = await addUser(app, admin)
  cookie = (await beginSignIn(app, agent)).cookie
})
afterAll(() => app.close())

const path = (id = connection.id) => `/api/v1/connections/${id}`
const give = (may: string, accountId = agent.id, id = connection.id) =>
  app.post(`${path(id)}/grants`, { accountId, may }, { cookie: admin })
const takeBack = (accountId = agent.id) =>
  app.request('DELETE', `${path()}/grants/${accountId}`, { cookie: admin })
const list = (query = '') => app.get(`${path()}/grants${query}`, { cookie: admin })
const see = () => app.get(path(), { cookie })
const askCode = () => app.get(`${path()}/code`, { cookie })

test('an agent sees the connections that were granted, and no others', async () => {
  const other = await addConnection(app, admin)
  await give('use', agent.id, other.id)
  const ofAdmin = (await app.get(path(other.id), { cookie: admin })).body
  const { body } = await app.get('/api/v1/connections', { cookie })
  expect(body).toEqual({ items: [{ ...ofAdmin, may: 'use' }] })
  expect((await app.get(path(other.id), { cookie })).body).toEqual(body.items[0])
  expect((await see()).status).toBe(404)
})

test('use is to have it sign in, and to see how that went', async () => {
  const signIn = () => app.post(`${path()}/sign-in`, {}, { cookie })
  const attempts = () => app.get(`${path()}/sign-ins`, { cookie })
  expect((await signIn()).body.code).toBe('connection.not_found')
  expect((await attempts()).body.code).toBe('connection.not_found')
  await addTestRunner(app)
  await give('use')
  const { status, body } = await signIn()
  expect(status).toBe(202)
  expect((await attempts()).body.items).toMatchObject([{ id: body.attempt }])
})

test('use is not to be told codes; reveal is, and includes use', async () => {
  await give('use')
  expect(await askCode()).toMatchObject({ status: 403, body: { code: 'connection.reveal_not_granted' } })
  await give('reveal')
  expect((await see()).body.may).toBe('reveal')
  stepOf(await askCode(), connection.secret)
})

test('an agent with reveal proves freshly who it is, as everybody does', async () => {
  await give('reveal')
  app.advance(11 * 60)
  expect((await askCode()).body.code).toBe('access.step_up_required')
  await app.post('/api/v1/me/step-up', { password: agent.password }, { cookie })
  stepOf(await askCode(), connection.secret)
})

test('to let somebody have codes asks for a fresh proof; to use, and to take it back, does not', async () => {
  app.advance(11 * 60)
  expect((await give('reveal')).body.code).toBe('access.step_up_required')
  expect((await list()).body.items).toEqual([])
  expect((await give('use')).status).toBe(200)
  expect((await takeBack()).status).toBe(204)
  await proveAgain(app, admin)
  expect((await give('reveal')).status).toBe(200)
})

test('a grant says whose it is, what it lets them do, and since when by whom', async () => {
  const { body: me } = await app.get('/api/v1/me', { cookie: admin })
  const given = await give('use')
  expect(given.body).toEqual({
    account: { id: agent.id, email: agent.email, name: '' },
    may: 'use',
    grantedAt: app.now().toISOString(),
    grantedBy: me.account.id,
  })
  expect((await list()).body).toEqual({ items: [given.body] })
})

test('an account has one grant: another replaces it, and the same once more changes nothing', async () => {
  await give('reveal')
  app.advance(5)
  const lowered = (await give('use')).body
  expect(lowered.may).toBe('use')
  app.advance(5)
  expect((await give('use')).body).toEqual(lowered)
  expect((await list()).body.items).toEqual([lowered])
})

test('what is taken back is gone at once, and once', async () => {
  await give('reveal')
  expect((await takeBack()).status).toBe(204)
  expect((await see()).status).toBe(404)
  expect((await askCode()).body.code).toBe('connection.not_found')
  expect((await list()).body.items).toEqual([])
  expect(await takeBack()).toMatchObject({ status: 404, body: { code: 'connection.grant_not_found' } })
})

describe('there is nothing to give', () => {
  const nobody = '01a207a2-5990-75fa-a584-cbdb99aed8ef'

  test('to an admin, who may use every connection already', async () => {
    const { id } = await addUser(app, admin, { role: 'admin' })
    expect(await give('use', id)).toMatchObject({
      status: 409,
      body: { code: 'connection.admin_needs_no_grant' },
    })
  })

  test('to nobody, or of no connection', async () => {
    expect((await give('use', nobody)).body.code).toBe('user.not_found')
    expect((await give('use', agent.id, nobody)).body.code).toBe('connection.not_found')
    const listed = await app.get(`${path(nobody)}/grants`, { cookie: admin })
    expect(listed).toMatchObject({ status: 404, body: { code: 'connection.not_found' } })
  })
})

test('a grant goes with the account, and with the connection', async () => {
  const gone = await addUser(app, admin)
  const other = await addConnection(app, admin)
  await give('reveal')
  await give('reveal', gone.id)
  await give('reveal', agent.id, other.id)
  await app.request('DELETE', `/api/v1/users/${gone.id}`, { cookie: admin })
  const left = (await list()).body.items as { account: { id: string } }[]
  expect(left.map(({ account }) => account.id)).toEqual([agent.id])
  await app.request('DELETE', path(other.id), { cookie: admin })
  const { body } = await app.get('/api/v1/connections', { cookie })
  expect(body.items.map(({ id }: { id: string }) => id)).toEqual([connection.id])
})

test('whoever becomes an admin, and an agent again, has the grant from before, and no more', async () => {
  await give('use')
  const change = (role: string) =>
    app.request('PATCH', `/api/v1/users/${agent.id}`, { cookie: admin, body: { role } })
  await change('admin')
  cookie = (await beginSignIn(app, agent)).cookie
  expect((await see()).body.may).toBe('manage')
  await change('agent')
  cookie = (await beginSignIn(app, agent)).cookie
  expect((await see()).body.may).toBe('use')
})

test('grants come in pages, each once', async () => {
  const ids: string[] = []
  for (let index = 0; index < 5; index += 1) {
    const { id } = await addUser(app, admin)
    await give('use', id)
    ids.push(id)
    // Two of them in one moment.
    if (index !== 2) app.advance(1)
  }
  const told: string[] = []
  let query = '?limit=2'
  for (;;) {
    const { body } = await list(query)
    told.push(...(body.items as { account: { id: string } }[]).map(({ account }) => account.id))
    if (body.next === undefined) break
    query = `?limit=2&after=${body.next}`
  }
  expect(told.toSorted()).toEqual(ids.toSorted())
  expect(new Set(told).size).toBe(5)
})

test('giving, changing and taking back are in the audit log, with whom it is about', async () => {
  await give('use')
  await give('use')
  await give('reveal')
  await takeBack()
  const { body } = await app.get('/api/v1/audit-events?action=connection.grant&limit=3', { cookie: admin })
  const facts = { connection: connection.id }
  expect(body.items).toMatchObject([
    { action: 'connection.grant_removed', facts, subject: { id: agent.id } },
    { action: 'connection.granted', facts: { ...facts, may: 'reveal' }, subject: { id: agent.id } },
    { action: 'connection.granted', facts: { ...facts, may: 'use' }, subject: { id: agent.id } },
  ])
})
