// Attacks on a page that a person has taken over: another admin looks in, an agent asks for it, it is watched for ever,
// what was typed is read in the database.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { addConnection } from '../testing/connections.ts'
import { addUser, beginSignIn, signInAdmin } from '../testing/people.ts'
import { addTestRunner, type TestLease, type TestRunner } from '../testing/runner.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let beside: TestApp
let admin: string
let runner: TestRunner
beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
  beside = await startTestApp({ beside: app })
})
beforeEach(async () => {
  await app.database.query.deleteFrom('connections').execute()
  admin = await signInAdmin(app)
  runner = await addTestRunner(app)
})
afterAll(async () => {
  await beside.close()
  await app.close()
})

const picture = Buffer.from([0xff, 0xd8, 1, 2, 3]).toString('base64')
const shown = { picture, width: 1280, height: 800, origin: 'https://board.example' }

async function takeOver(): Promise<{ lease: TestLease; path: string }> {
  const { id } = await addConnection(app, admin)
  const asked = await app.post(`/api/v1/connections/${id}/take-over`, {}, { cookie: admin })
  expect(asked.status).toBe(202)
  const [lease] = await runner.takeWork()
  if (lease === undefined) throw new Error('There is no work.')
  expect(lease).toMatchObject({ connection: id, attempt: asked.body.attempt, why: 'taken_over' })
  return { lease, path: `/api/v1/connections/${id}/sign-ins/${lease.attempt}` }
}

test('the page goes to the person and what the person does to the runner, in order, over two servers', async () => {
  const { lease, path } = await takeOver()
  const inputs = [
    { kind: 'press', x: 640, y: 400 },
    { kind: 'text', text: '482913' },
    { kind: 'key', key: 'Enter' },
  ]
  expect((await runner.tell(lease, 'view', shown, beside)).body).toEqual({
    inputs: [],
    isOver: false,
    isSignedIn: false,
  })
  expect((await app.get(`${path}/view`, { cookie: admin })).body).toMatchObject({ ...shown, number: 1 })
  const waiting = runner.tell(lease, 'view', { ...shown, picture: undefined }, beside)
  expect((await app.post(`${path}/inputs`, { inputs }, { cookie: admin })).status).toBe(204)
  const heard = await waiting
  const late = heard.body.inputs.length > 0 ? heard : await runner.tell(lease, 'view', shown, beside)
  expect(late.body.inputs).toEqual(inputs)
  expect((await runner.tell(lease, 'view', shown)).body.inputs).toEqual([])
})

test('what is typed is sealed while it waits, and gone when it was taken; the last picture goes with the end', async () => {
  const { lease, path } = await takeOver()
  await runner.tell(lease, 'view', shown)
  const inputs = [{ kind: 'text', text: 'a password of canaries' }]
  await app.post(`${path}/inputs`, { inputs }, { cookie: admin })
  const rows = await app.database.query.selectFrom('live_inputs').selectAll().execute()
  expect(rows).toHaveLength(1)
  expect(rows[0]?.sealed.includes('canaries')).toBe(false)
  await runner.tell(lease, 'view', shown)
  await runner.tell(lease, 'outcome', { hasTyped: true, session: '{}' })
  for (const table of ['live_inputs', 'live_views'] as const) {
    expect(await app.database.query.selectFrom(table).selectAll().execute(), table).toEqual([])
  }
})

test('another admin sees and does nothing in it', async () => {
  const { path } = await takeOver()
  const person = await addUser(app, admin, { role: 'admin' })
  const { cookie = '' } = await beginSignIn(app, person)
  const inputs = [{ kind: 'key', key: 'Enter' }]
  expect((await app.get(`${path}/view`, { cookie })).body.code).toBe('attempt.not_yours')
  expect((await app.post(`${path}/inputs`, { inputs }, { cookie })).body.code).toBe('attempt.not_yours')
  expect((await app.post(`${path}/end`, {}, { cookie })).body.code).toBe('attempt.not_yours')
})

test('another admin does not take it out of the hands of the one who has it, and may when it was given back', async () => {
  const { lease, path } = await takeOver()
  const person = await addUser(app, admin, { role: 'admin' })
  const { cookie = '' } = await beginSignIn(app, person)
  const ask = (as: string) =>
    app.post(`/api/v1/connections/${lease.connection}/take-over`, {}, { cookie: as })
  expect((await ask(cookie)).body.code).toBe('connection.taken_over')
  expect((await runner.tell(lease, 'view', shown)).body.isOver).toBe(false)
  // Whoever has it may begin anew, in another window.
  expect((await ask(admin)).status).toBe(202)
  expect((await ask(cookie)).body.code).toBe('connection.taken_over')
  expect((await app.get(`${path}/view`, { cookie: admin })).body.code).toBe('attempt.over')
  const [second] = await runner.takeWork()
  await app.post(
    `/api/v1/connections/${lease.connection}/sign-ins/${second?.attempt}/end`,
    {},
    { cookie: admin },
  )
  expect((await ask(cookie)).status).toBe(202)
})

test('two admins who take over in the same moment: one has it, and the other one is told so', async () => {
  const { id } = await addConnection(app, admin)
  const person = await addUser(app, admin, { role: 'admin' })
  const { cookie = '' } = await beginSignIn(app, person)
  const answers = await Promise.all(
    [admin, cookie].map((as, at) =>
      (at === 0 ? app : beside).post(`/api/v1/connections/${id}/take-over`, {}, { cookie: as }),
    ),
  )
  expect(answers.filter(({ status }) => status === 202)).toHaveLength(1)
  expect(answers.filter(({ body }) => body.code === 'connection.taken_over')).toHaveLength(1)
})

test('what was typed for a page is not typed into the page of the runner that comes after', async () => {
  const { lease, path } = await takeOver()
  await runner.tell(lease, 'view', shown)
  expect((await app.get(`${path}/view`, { cookie: admin })).body).toMatchObject({ isLive: true })
  await app.post(
    `${path}/inputs`,
    { inputs: [{ kind: 'text', text: 'for the page before' }] },
    { cookie: admin },
  )
  app.advance(31)
  const gone = await app.get(`${path}/view`, { cookie: admin })
  expect(gone.body).toMatchObject({ isLive: false })
  const [next] = await runner.takeWork()
  expect(next?.attempt).toBe(lease.attempt)
  expect((await app.get(`${path}/view?after=1`, { cookie: admin })).body).toMatchObject({
    isLive: false,
    origin: '',
  })
  expect((await runner.tell(next ?? lease, 'view', shown)).body).toMatchObject({ inputs: [] })
})

test('a login that was refused is typed by no machine, and stays refused when the page is given back', async () => {
  const { id } = await addConnection(app, admin, { service: 'any', url: 'https://board.example/' })
  await app.post(`/api/v1/connections/${id}/sign-in`, {}, { cookie: admin })
  const [first] = await runner.takeWork()
  const origin = 'https://board.example'
  await runner.tell(first ?? { id }, 'password', { origin })
  await runner.tell(first ?? { id }, 'outcome', { hasTyped: true, cause: 'wrong_password' })
  await app.post(`/api/v1/connections/${id}/take-over`, {}, { cookie: admin })
  const [lease] = await runner.takeWork()
  expect(lease).toMatchObject({ why: 'taken_over', typesFirst: false })
  expect((await runner.tell(lease ?? { id }, 'password', { origin })).body.code).toBe('lease.password_given')
  await runner.tell(lease ?? { id }, 'outcome', { hasTyped: true, cause: 'stopped' })
  const ask = await app.post(`/api/v1/connections/${id}/sign-in`, {}, { cookie: admin })
  expect(ask.body.code).toBe('connection.login_refused')
})

test('a sign-in by hand does not prove a password that the service refused', async () => {
  const { id } = await addConnection(app, admin, { service: 'any', url: 'https://board.example/' })
  await app.post(`/api/v1/connections/${id}/sign-in`, {}, { cookie: admin })
  const [first] = await runner.takeWork()
  const origin = 'https://board.example'
  await runner.tell(first ?? { id }, 'password', { origin })
  await runner.tell(first ?? { id }, 'outcome', { hasTyped: true, cause: 'wrong_password' })
  await app.post(`/api/v1/connections/${id}/take-over`, {}, { cookie: admin })
  const [byHand] = await runner.takeWork()
  await runner.tell(byHand ?? { id }, 'outcome', { hasTyped: true, session: '{}' })
  app.advance(3600)
  const [renewal] = await runner.takeWork()
  expect(renewal).toMatchObject({ why: 'renewal' })
  expect((await runner.tell(renewal ?? { id }, 'password', { origin })).body.code).toBe(
    'lease.password_given',
  )
})

test('an account that is locked at the service is left alone after a person, too', async () => {
  const { id } = await addConnection(app, admin)
  await app.post(`/api/v1/connections/${id}/sign-in`, {}, { cookie: admin })
  const [first] = await runner.takeWork()
  await runner.tell(first ?? { id }, 'outcome', { hasTyped: true, cause: 'account_locked', waitMinutes: 30 })
  await app.post(`/api/v1/connections/${id}/take-over`, {}, { cookie: admin })
  const [lease] = await runner.takeWork()
  expect(lease).toMatchObject({ typesFirst: false })
  await runner.tell(lease ?? { id }, 'outcome', { hasTyped: true, cause: 'stopped' })
  const ask = await app.post(`/api/v1/connections/${id}/sign-in`, {}, { cookie: admin })
  expect(ask.body.code).toBe('connection.locked_there')
})

test('the runner hears from the person that it is signed in', async () => {
  const { lease, path } = await takeOver()
  await runner.tell(lease, 'view', shown)
  expect((await app.post(`${path}/end`, { isSignedIn: true }, { cookie: admin })).status).toBe(204)
  // Whoever gives it back a second time changes nothing.
  await app.post(`${path}/end`, { isSignedIn: false }, { cookie: admin })
  expect((await runner.tell(lease, 'view', shown)).body).toEqual({
    inputs: [],
    isOver: true,
    isSignedIn: true,
  })
})

test('an agent takes nothing over', async () => {
  const { id } = await addConnection(app, admin)
  const { cookie = '' } = await beginSignIn(app, await addUser(app, admin))
  const answer = await app.post(`/api/v1/connections/${id}/take-over`, {}, { cookie })
  expect(answer.body.code).toBe('access.admin_required')
})

test('an old session proves first that it is still that person', async () => {
  const { id } = await addConnection(app, admin)
  app.advance(11 * 60)
  await runner.takeWork(0)
  const answer = await app.post(`/api/v1/connections/${id}/take-over`, {}, { cookie: admin })
  expect(answer.body.code).toBe('access.step_up_required')
})

test('after ten minutes nobody sees or does anything any more, and the runner is told', async () => {
  const { lease, path } = await takeOver()
  for (let at = 0; at < 10; at += 1) {
    app.advance(20)
    await runner.tell(lease, 'renew')
    app.advance(20)
    await runner.tell(lease, 'renew')
    app.advance(20)
    await runner.tell(lease, 'renew')
  }
  app.advance(1)
  expect((await app.get(`${path}/view`, { cookie: admin })).body.code).toBe('attempt.over')
  expect((await runner.tell(lease, 'view', shown)).body).toEqual({
    inputs: [],
    isOver: true,
    isSignedIn: false,
  })
})

/** As whoever may use the connection is told. */
async function whatIsLeft(path: string) {
  const [connection = ''] = path.split('/sign-ins/')
  const [attempt, { body }] = [
    await app.get(path, { cookie: admin }),
    await app.get(connection, { cookie: admin }),
  ]
  return { attempt: attempt.body, connection: body }
}

test('ten minutes in which no runner came are over, and none that comes later types the login', async () => {
  const { id } = await addConnection(app, admin)
  const asked = await app.post(`/api/v1/connections/${id}/take-over`, {}, { cookie: admin })
  const path = `/api/v1/connections/${id}/sign-ins/${asked.body.attempt}`
  app.advance(10 * 60)
  expect(await runner.takeWork()).toEqual([])
  const { attempt, connection } = await whatIsLeft(path)
  expect(attempt).toMatchObject({ state: 'failed', cause: 'stopped' })
  expect(connection).toMatchObject({ state: 'needs_attention', cause: 'stopped' })
  expect(connection.nextTryAt).toBeUndefined()
})

test('a page whose runner is gone ends when its time does, for the person who looks at it, and says what was wrong', async () => {
  const { id } = await addConnection(app, admin)
  await app.post(`/api/v1/connections/${id}/sign-in`, {}, { cookie: admin })
  const [first] = await runner.takeWork()
  await runner.tell(first ?? { id }, 'outcome', { hasTyped: true, cause: 'other_code_wanted' })
  const asked = await app.post(`/api/v1/connections/${id}/take-over`, {}, { cookie: admin })
  const path = `/api/v1/connections/${id}/sign-ins/${asked.body.attempt}`
  const [lease] = await runner.takeWork()
  await runner.tell(lease ?? { id }, 'view', shown)
  app.advance(10 * 60)
  expect((await app.get(`${path}/view`, { cookie: admin })).body.code).toBe('attempt.over')
  const { attempt, connection } = await whatIsLeft(path)
  expect(attempt).toMatchObject({ state: 'failed', cause: 'stopped' })
  expect(connection).toMatchObject({ state: 'needs_attention', cause: 'other_code_wanted' })
  expect(await app.database.query.selectFrom('live_views').selectAll().execute()).toEqual([])
  // The runner that comes back is believed nothing.
  const late = await runner.tell(lease ?? { id }, 'outcome', { hasTyped: true, session: '{}' })
  expect(late.body.code).toBe('lease.lost')
})

test('a page that is given back before a runner came is never begun', async () => {
  const { id } = await addConnection(app, admin)
  const asked = await app.post(`/api/v1/connections/${id}/take-over`, {}, { cookie: admin })
  const path = `/api/v1/connections/${id}/sign-ins/${asked.body.attempt}`
  expect((await app.post(`${path}/end`, {}, { cookie: admin })).status).toBe(204)
  expect((await whatIsLeft(path)).attempt).toMatchObject({ state: 'failed', cause: 'stopped' })
  expect(await runner.takeWork()).toEqual([])
})

test('runners that come at once to a page whose time is over end it once', async () => {
  const { id } = await addConnection(app, admin)
  await app.post(`/api/v1/connections/${id}/take-over`, {}, { cookie: admin })
  app.advance(10 * 60)
  const work = await Promise.all([
    runner.takeWork(2, app),
    runner.takeWork(2, beside),
    runner.takeWork(2, app),
  ])
  expect(work).toEqual([[], [], []])
  const { items } = (await app.get('/api/v1/audit-events?limit=20', { cookie: await signInAdmin(app) }))
    .body as {
    items: { action: string; facts: { connection?: string } }[]
  }
  const ends = items.filter(
    ({ action, facts }) => action === 'connection.sign_in_failed' && facts.connection === id,
  )
  expect(ends).toHaveLength(1)
})

test('a page that is given back is over, and no machine tries after the person', async () => {
  const { lease, path } = await takeOver()
  await app.post(`${path}/end`, {}, { cookie: admin })
  expect((await app.get(`${path}/view`, { cookie: admin })).body.code).toBe('attempt.over')
  expect((await runner.tell(lease, 'view', shown)).body.isOver).toBe(true)
  await runner.tell(lease, 'outcome', { hasTyped: true, cause: 'stopped' })
  app.advance(86_400)
  expect(await runner.takeWork()).toEqual([])
})

test('what was typed and not taken yet goes with the page that is given back', async () => {
  const { path } = await takeOver()
  const inputs = [{ kind: 'text', text: 'a password of canaries' }]
  await app.post(`${path}/inputs`, { inputs }, { cookie: admin })
  await app.post(`${path}/end`, {}, { cookie: admin })
  expect(await app.database.query.selectFrom('live_inputs').selectAll().execute()).toEqual([])
})

test('what is typed in the moment in which the page ends is refused, and stays nowhere', async () => {
  const { lease, path } = await takeOver()
  const inputs = [{ kind: 'text', text: 'a password of canaries' }]
  const [typed] = await Promise.all([
    app.post(`${path}/inputs`, { inputs }, { cookie: admin }),
    runner.tell(lease, 'outcome', { hasTyped: true, cause: 'stopped' }),
  ])
  expect([204, 409]).toContain(typed.status)
  expect(await app.database.query.selectFrom('live_inputs').selectAll().execute()).toEqual([])
})

test('the attempt that runs ends when a person takes over: two do not sign in at once', async () => {
  const { id } = await addConnection(app, admin, { service: 'any', url: 'https://board.example/' })
  await app.post(`/api/v1/connections/${id}/sign-in`, {}, { cookie: admin })
  const [first] = await runner.takeWork()
  await app.post(`/api/v1/connections/${id}/take-over`, {}, { cookie: admin })
  const origin = 'https://board.example'
  expect((await runner.tell(first ?? { id }, 'password', { origin })).body.code).toBe('lease.lost')
})
