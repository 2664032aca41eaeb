// A connection signs in: asked for by a person, carried out by a runner, followed step by step, and what comes after.
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addConnection, proveAgain } from '../testing/connections.ts'
import { signInAdmin } from '../testing/people.ts'
import { addTestRunner, type TestLease, type TestRunner } from '../testing/runner.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
let runner: TestRunner
beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
})
beforeEach(async () => {
  // What is due of the test before is not taken by this one.
  await app.database.query.deleteFrom('connections').execute()
  admin = await signInAdmin(app)
  runner = await addTestRunner(app)
})
afterAll(() => app.close())

const ask = (id: string) => app.post(`/api/v1/connections/${id}/sign-in`, {}, { cookie: admin })
const read = async (id: string) => (await app.get(`/api/v1/connections/${id}`, { cookie: admin })).body
const attemptOf = async ({ connection, attempt }: TestLease) =>
  (await app.get(`/api/v1/connections/${connection}/sign-ins/${attempt}`, { cookie: admin })).body

/** Asks for a sign-in and has a runner take it. */
async function begin(more: Record<string, unknown> = {}): Promise<TestLease> {
  const { id } = await addConnection(app, admin, { service: 'any', url: 'https://board.example/', ...more })
  await ask(id)
  return takeLeaseOf(id)
}

async function takeLeaseOf(id: string): Promise<TestLease> {
  const lease = (await runner.takeWork()).find(({ connection }) => connection === id)
  if (lease === undefined) throw new Error('There is no work for this connection.')
  return lease
}

const origin = 'https://board.example'

describe('a sign-in that is asked for', () => {
  test('waits for a runner, runs, and is told step by step, with pictures', async () => {
    const { id } = await addConnection(app, admin, { service: 'any', url: 'https://board.example/' })
    const asked = await ask(id)
    expect(asked.status).toBe(202)
    expect(await read(id)).toMatchObject({ state: 'signing_in' })
    const lease = await takeLeaseOf(id)
    expect(lease).toMatchObject({ attempt: asked.body.attempt, why: 'asked', stepsSoFar: 0 })
    expect(await attemptOf(lease)).toMatchObject({ state: 'running', steps: [] })
    const picture = Buffer.from([0xff, 0xd8, 0xff, 0xd9])
    const step = { number: 1, what: 'opened', page: 'any.start', host: 'board.example' }
    expect((await runner.tell(lease, 'steps', { ...step, picture: picture.toString('base64') })).status).toBe(
      204,
    )
    const { steps } = await attemptOf(lease)
    expect(steps).toMatchObject([step])
    const seen = await app.app.inject({
      url: steps[0].picture,
      headers: { cookie: `countersign_session=${admin}` },
    })
    expect([seen.headers['content-type'], seen.rawPayload]).toEqual(['image/jpeg', picture])
    expect((await runner.tell(lease, 'outcome', { hasTyped: true, session: '{}' })).status).toBe(204)
    expect(await attemptOf(lease)).toMatchObject({ state: 'signed_in' })
    expect(await read(id)).toMatchObject({ state: 'signed_in', signedInAt: app.now().toISOString() })
  })

  test('is one for everybody who asks while it waits or runs', async () => {
    const { id } = await addConnection(app, admin)
    const answers = await Promise.all([ask(id), ask(id), ask(id)])
    const lease = await takeLeaseOf(id)
    const later = await ask(id)
    expect([...answers, later].map(({ body }) => body.attempt)).toEqual(Array(4).fill(lease.attempt))
    expect((await runner.takeWork()).filter(({ connection }) => connection === id)).toEqual([])
  })

  test('is followed live: every change is told, and the end ends the stream', async () => {
    const lease = await begin()
    const stream = app.app.inject({
      url: `/api/v1/connections/${lease.connection}/sign-ins/${lease.attempt}/events`,
      headers: { cookie: `countersign_session=${admin}` },
    })
    await runner.tell(lease, 'steps', { number: 1, what: 'opened', page: 'any.start', host: 'board.example' })
    await runner.tell(lease, 'outcome', { hasTyped: true, cause: 'captcha' })
    const { headers, body } = await stream
    expect(headers['content-type']).toMatch(/^text\/event-stream/)
    const told = body
      .split('\n\n')
      .flatMap((line) => (line.startsWith('data: ') ? [JSON.parse(line.slice(6))] : []))
    expect(told.at(-1)).toMatchObject({ state: 'failed', cause: 'captcha', steps: [{ what: 'opened' }] })
  })

  test('is refused in words while there is no runner', async () => {
    const own = await startTestApp()
    await own.setUp()
    const cookie = await signInAdmin(own)
    const { id } = await addConnection(own, cookie)
    const answer = await own.post(`/api/v1/connections/${id}/sign-in`, {}, { cookie })
    expect(answer.body.code).toBe('connection.no_runner')
    await own.close()
  })
})

describe('after a sign-in', () => {
  test('the session is kept, given to whoever renews it, and a renewal with nothing to do leaves no trace', async () => {
    const lease = await begin()
    await runner.tell(lease, 'outcome', { hasTyped: true, session: '{"cookies":["a"]}' })
    expect(await runner.takeWork()).toEqual([])
    app.advance(3600)
    const renewal = await takeLeaseOf(lease.connection)
    expect(renewal).toMatchObject({ why: 'renewal', session: '{"cookies":["a"]}' })
    await runner.tell(renewal, 'outcome', { hasTyped: false, session: '{"cookies":["b"]}' })
    admin = await signInAdmin(app)
    const list = await app.get(`/api/v1/connections/${lease.connection}/sign-ins`, { cookie: admin })
    expect(list.body.items.map(({ id }: { id: string }) => id)).toEqual([lease.attempt])
  })

  test('after a power cut forty go out one by one, also those that it broke off', async () => {
    const ids: string[] = []
    for (let at = 0; at < 40; at += 1) ids.push((await addConnection(app, admin)).id)
    await app.database.query
      .insertInto('connection_work')
      .expression((from) =>
        from
          .selectFrom('connections')
          .select([
            'organization_id',
            'id',
            sql<'signed_in'>`'signed_in'`.as('state'),
            sql<Date>`${app.now()}::timestamptz`.as('due_at'),
          ]),
      )
      .columns(['organization_id', 'connection_id', 'state', 'due_at'])
      .execute()
    // Some are at it when the power goes.
    for (let round = 0; round < 8; round += 1) {
      expect(await runner.takeWork(50)).toHaveLength(1)
      app.advance(3)
    }
    app.advance(3600)
    const takenAt: number[] = []
    const taken = new Set<string>()
    for (let second = 0; second < 400 && taken.size < 40; second += 1) {
      for (const lease of await runner.takeWork(50)) {
        taken.add(lease.connection)
        takenAt.push(second)
        await runner.tell(lease, 'outcome', { hasTyped: true, session: '{}' })
      }
      app.advance(1)
    }
    expect([...taken].sort()).toEqual(ids.sort())
    expect(new Set(takenAt).size).toBe(40)
    const gaps = takenAt.slice(1).map((at, before) => at - (takenAt[before] ?? 0))
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(3)
  })

  test('what nobody asked for goes out one by one: forty do not sign in in the same second', async () => {
    const leases = [await begin(), await begin(), await begin()]
    for (const lease of leases) await runner.tell(lease, 'outcome', { hasTyped: true, session: '{}' })
    app.advance(3600)
    const ours = (list: TestLease[]) =>
      list.filter((one) => leases.some(({ connection }) => connection === one.connection))
    const first = await runner.takeWork()
    expect([first.length, (await runner.takeWork()).length]).toEqual([1, 0])
    const taken = ours(first)
    for (let round = 0; round < 20 && taken.length < 3; round += 1) {
      app.advance(4)
      taken.push(...ours(await runner.takeWork()))
    }
    expect(new Set(taken.map(({ connection }) => connection)).size).toBe(3)
  })

  test.each([
    { cause: 'unknown_page', minutes: [5, 20, 60, undefined] },
    { cause: 'wrong_password', minutes: [undefined] },
    { cause: 'captcha', minutes: [undefined] },
    { cause: 'service_down', minutes: [0.5, 1, 2, 4, 8, 15, 15] },
  ])('$cause is tried again after $minutes minutes', async ({ cause, minutes }) => {
    let lease = await begin()
    for (const expected of minutes) {
      await runner.tell(lease, 'outcome', { hasTyped: true, cause })
      const { state, nextTryAt } = await read(lease.connection)
      expect(state).toBe('needs_attention')
      if (expected === undefined) {
        expect(nextTryAt).toBeUndefined()
        return
      }
      const waited = (Date.parse(nextTryAt) - app.now().getTime()) / 60_000
      expect(waited).toBeGreaterThanOrEqual(expected)
      expect(waited).toBeLessThan(expected * 1.1 + 0.05)
      app.advance(Math.ceil(waited * 60) + 5)
      admin = await signInAdmin(app)
      lease = await takeLeaseOf(lease.connection)
    }
  })

  test('a refused login is not tried again, whoever asks, until it is edited', async () => {
    const lease = await begin()
    await runner.tell(lease, 'outcome', { hasTyped: true, cause: 'wrong_password' })
    expect((await ask(lease.connection)).body.code).toBe('connection.login_refused')
    await app.request('PATCH', `/api/v1/connections/${lease.connection}`, {
      cookie: admin,
      body: { name: 'Other' },
    })
    expect((await ask(lease.connection)).body.code).toBe('connection.login_refused')
    await app.request('PATCH', `/api/v1/connections/${lease.connection}`, {
      cookie: admin,
      body: { password: 'new' },
    })
    expect(await read(lease.connection)).toMatchObject({ state: 'paused' })
    expect((await ask(lease.connection)).status).toBe(202)
  })

  test('an account that is locked there is left alone for as long as the service said', async () => {
    const lease = await begin()
    await runner.tell(lease, 'outcome', { hasTyped: true, cause: 'account_locked', waitMinutes: 30 })
    const refused = await ask(lease.connection)
    expect(refused.body.code).toBe('connection.locked_there')
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(30 * 60)
    app.advance(34 * 60)
    admin = await signInAdmin(app)
    await runner.takeWork(0)
    expect((await ask(lease.connection)).status).toBe(202)
  })

  test('a pause ends what runs and leaves the account alone, with its session, until somebody asks', async () => {
    const lease = await begin()
    await runner.tell(lease, 'outcome', { hasTyped: true, session: '{"cookies":["a"]}' })
    await ask(lease.connection)
    const second = await takeLeaseOf(lease.connection)
    const pause = () => app.post(`/api/v1/connections/${lease.connection}/pause`, {}, { cookie: admin })
    expect([(await pause()).status, (await pause()).status]).toEqual([204, 204])
    expect((await runner.tell(second, 'password', { origin })).body.code).toBe('lease.lost')
    expect(await attemptOf(second)).toMatchObject({ state: 'failed', cause: 'stopped' })
    app.advance(3600)
    admin = await signInAdmin(app)
    expect(await read(lease.connection)).toMatchObject({ state: 'paused' })
    expect(await runner.takeWork()).toEqual([])
    await ask(lease.connection)
    expect((await takeLeaseOf(lease.connection)).session).toBe('{"cookies":["a"]}')
  })

  test('another address forgets the session of the old one', async () => {
    const lease = await begin()
    await runner.tell(lease, 'outcome', { hasTyped: true, session: '{"cookies":["a"]}' })
    await proveAgain(app, admin)
    const body = { url: 'https://other.example/' }
    await app.request('PATCH', `/api/v1/connections/${lease.connection}`, { cookie: admin, body })
    await ask(lease.connection)
    expect((await takeLeaseOf(lease.connection)).session).toBeUndefined()
  })
})

describe('the password of a connection', () => {
  const password = (lease: TestLease, at = origin) => runner.tell(lease, 'password', { origin: at })

  test('goes to the runner that holds the lease, at the origin of the connection', async () => {
    const connection = await addConnection(app, admin, { service: 'any', url: `${origin}/wall` })
    await ask(connection.id)
    const lease = await takeLeaseOf(connection.id)
    expect((await password(lease)).body).toEqual({ password: connection.password })
  })

  test('that never worked is typed once: not again when the runner is killed before it saw the answer', async () => {
    const lease = await begin()
    // Some pages ask for it a second time, together with the code.
    for (const _ of ['once', 'twice']) expect((await password(lease)).status).toBe(200)
    app.advance(31)
    const again = await takeLeaseOf(lease.connection)
    expect(again.attempt).toBe(lease.attempt)
    expect((await password(again)).body.code).toBe('lease.password_given')
    // A person who asks anew has looked at it.
    await runner.tell(again, 'outcome', { hasTyped: false, cause: 'stopped' })
    await ask(lease.connection)
    expect((await password(await takeLeaseOf(lease.connection))).status).toBe(200)
  })

  test('that has worked is typed again after a kill', async () => {
    const lease = await begin()
    await password(lease)
    await runner.tell(lease, 'outcome', { hasTyped: true })
    await ask(lease.connection)
    const second = await takeLeaseOf(lease.connection)
    expect((await password(second)).status).toBe(200)
    app.advance(31)
    expect((await password(await takeLeaseOf(lease.connection))).status).toBe(200)
  })
})
