// Attacks on and by runners: secrets for a wrong origin, for a lost lease, for another organization, with another token.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addConnection, stepOf } from '../testing/connections.ts'
import { addOtherOrganization } from '../testing/other-organization.ts'
import { signInAdmin } from '../testing/people.ts'
import { addTestRunner, type TestLease, type TestRunner } from '../testing/runner.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let beside: TestApp
let admin: string
let runner: TestRunner
let other: TestRunner
beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
  beside = await startTestApp({ beside: app })
})
beforeEach(async () => {
  // What is due of the test before is not taken by this one.
  await app.database.query.deleteFrom('connections').execute()
  admin = await signInAdmin(app)
  runner = await addTestRunner(app)
  other = await addTestRunner(app)
})
afterAll(async () => {
  await beside.close()
  await app.close()
})

const origin = 'https://board.example'

async function begin(more: Record<string, unknown> = {}): Promise<TestLease & { secret: string }> {
  const { id, secret } = await addConnection(app, admin, { service: 'any', url: `${origin}/wall`, ...more })
  await app.post(`/api/v1/connections/${id}/sign-in`, {}, { cookie: admin })
  const lease = (await runner.takeWork()).find(({ connection }) => connection === id)
  if (lease === undefined) throw new Error('There is no work for this connection.')
  return { ...lease, secret }
}

function advance(seconds: number): void {
  app.advance(seconds)
  beside.advance(seconds)
}

describe('135: a secret for an origin that is not the connection’s', () => {
  test.each([
    'https://evil.example',
    'https://board.example.evil.example',
    'https://board.example:8443',
    'http://board.example',
    'https://b0ard.example',
    'https://xn--bard-5na.example',
  ])('%s gets neither password nor code', async (foreign) => {
    const lease = await begin()
    for (const what of ['password', 'code']) {
      expect((await runner.tell(lease, what, { origin: foreign })).body.code, what).toBe(
        'lease.foreign_origin',
      )
    }
  })

  test('and its own gets both', async () => {
    const lease = await begin()
    expect((await runner.tell(lease, 'password', { origin })).status).toBe(200)
    stepOf(await runner.tell(lease, 'code', { origin }), lease.secret)
  })
})

test('every use is in the audit log: by which runner, for which attempt, on which host, which step, and how it ended', async () => {
  const lease = await begin()
  await runner.tell(lease, 'password', { origin })
  const step = stepOf(await runner.tell(lease, 'code', { origin }), lease.secret)
  await runner.tell(lease, 'outcome', { hasTyped: true, cause: 'wrong_code' })
  const { items } = (await app.get('/api/v1/audit-events?limit=20', { cookie: admin })).body as {
    items: { action: string; actor: { kind: string }; facts: Record<string, unknown> }[]
  }
  const told = items.filter(({ facts }) => facts['attempt'] === lease.attempt).toReversed()
  const use = { connection: lease.connection, attempt: lease.attempt, runner: runner.id }
  const host = 'board.example'
  expect(told.slice(1)).toMatchObject([
    { action: 'connection.password_used', actor: { kind: 'system' }, facts: { ...use, host } },
    { action: 'connection.code_used', actor: { kind: 'system' }, facts: { ...use, host, step } },
    { action: 'connection.sign_in_failed', facts: { ...use, cause: 'wrong_code' } },
  ])
  expect(told[0]).toMatchObject({ action: 'connection.sign_in_asked' })
})

describe('a lease that is lost', () => {
  const everything = {
    renew: {},
    password: { origin },
    code: { origin },
    steps: { number: 1, what: 'opened', page: 'any.start', host: 'board.example' },
    outcome: { hasTyped: true },
  }

  test.each(Object.entries(everything))('gives and takes nothing: %s', async (what, body) => {
    const lease = await begin()
    advance(31)
    expect((await runner.tell(lease, what, body)).body.code).toBe('lease.lost')
  })

  test.each(Object.entries(everything))('is nothing to another runner: %s', async (what, body) => {
    const lease = await begin()
    expect((await other.tell(lease, what, body)).body.code).toBe('lease.lost')
  })

  test('passes on with its attempt, and whoever had it cannot end it any more', async () => {
    const lease = await begin()
    advance(31)
    const [passed] = (await other.takeWork()).filter(({ connection }) => connection === lease.connection)
    expect(passed?.attempt).toBe(lease.attempt)
    expect((await runner.tell(lease, 'outcome', { hasTyped: true })).body.code).toBe('lease.lost')
  })

  test('is kept by whoever renews it', async () => {
    const lease = await begin()
    for (let round = 0; round < 4; round += 1) {
      advance(20)
      expect((await runner.tell(lease, 'renew')).status).toBe(200)
    }
    expect(await other.takeWork()).toEqual([])
  })

  test('ends when the login is edited: the old one is typed nowhere from then on', async () => {
    const lease = await begin()
    const body = { password: 'another' }
    await app.request('PATCH', `/api/v1/connections/${lease.connection}`, { cookie: admin, body })
    expect((await runner.tell(lease, 'password', { origin })).body.code).toBe('lease.lost')
  })

  test('ends with the runner, whose token opens nothing any more', async () => {
    const lease = await begin()
    await app.database.query.deleteFrom('runners').where('id', '=', runner.id).execute()
    expect((await runner.tell(lease, 'password', { origin })).body.code).toBe('runner.required')
  })
})

test('of two runners on two servers that ask at once each is given other connections', async () => {
  const ids = await Promise.all(
    Array.from({ length: 12 }, async () => {
      const { id } = await addConnection(app, admin)
      await app.post(`/api/v1/connections/${id}/sign-in`, {}, { cookie: admin })
      return id
    }),
  )
  const given: string[] = []
  for (let round = 0; round < 4; round += 1) {
    const both = await Promise.all([runner.takeWork(2, app), other.takeWork(2, beside)])
    given.push(...both.flat().map(({ connection }) => connection))
  }
  expect(given.toSorted()).toEqual(ids.toSorted())
})

test('70: a runner of one organization is given nothing of another', async () => {
  const south = await addOtherOrganization(app)
  const ofTheirs = await addTestRunner(app, south.organizationId)
  const { id } = await addConnection(app, admin)
  await app.post(`/api/v1/connections/${id}/sign-in`, {}, { cookie: admin })
  expect(await ofTheirs.takeWork()).toEqual([])
  const [lease] = await runner.takeWork()
  expect(lease?.connection).toBe(id)
  for (const what of ['renew', 'password', 'code']) {
    expect((await ofTheirs.tell(lease ?? { id }, what, { origin })).body.code).toBe('lease.lost')
  }
})

test('the token of a runner opens no route of people, and a session none of runners', async () => {
  expect((await app.get('/api/v1/connections', { token: runner.token })).body.code).toBe('session.required')
  const body = { version: '1', most: 1 }
  expect((await app.post('/api/v1/runner/leases', body, { cookie: admin })).body.code).toBe('runner.required')
})

test('147: a kept session that was moved to another connection does not open, and is signed in for anew', async () => {
  const [mine, victims] = [await begin(), await begin()]
  await runner.tell(victims, 'outcome', { hasTyped: true, session: '{"cookies":["of the victim"]}' })
  await runner.tell(mine, 'outcome', { hasTyped: true, session: '{"cookies":["mine"]}' })
  await app.database.pool.query(
    `UPDATE connection_sessions SET sealed = (SELECT sealed FROM connection_sessions WHERE id = $1) WHERE id = $2`,
    [victims.connection, mine.connection],
  )
  await app.post(`/api/v1/connections/${mine.connection}/sign-in`, {}, { cookie: admin })
  const [lease] = await runner.takeWork()
  expect(lease?.connection).toBe(mine.connection)
  expect(lease?.session).toBeUndefined()
})

describe('the clock of the service', () => {
  test.each([
    { seconds: 40, steps: 1 },
    { seconds: -40, steps: -1 },
    { seconds: 3, steps: 0 },
  ])('$seconds seconds ahead: the code is that of its clock', async ({ seconds, steps }) => {
    // Twelve seconds into a step of ours.
    advance(30 - ((app.now().getTime() / 1000 - 12) % 30))
    const lease = await begin()
    const there = Math.floor((app.now().getTime() / 1000 + seconds) / 30)
    expect(there - Math.floor(app.now().getTime() / 30_000)).toBe(steps)
    const answer = await runner.tell(lease, 'code', { origin, clockOffsetMillis: seconds * 1000 })
    expect(answer.status).toBe(200)
    // A second late: the difference is not known better, and a code whose time has not come is refused.
    const aside = Math.abs(seconds) >= 5 ? seconds * 1000 - 1000 : 0
    expect((Date.parse(answer.body.validUntil) + aside) / 30_000 - 1).toBe(there)
    const seen = await app.get(`/api/v1/connections/${lease.connection}`, { cookie: admin })
    expect(seen.body.clockOffsetSeconds).toBe(seconds)
  })

  test('a difference that no clock has is refused, and costs no step', async () => {
    const lease = await begin()
    const answer = await runner.tell(lease, 'code', { origin, clockOffsetMillis: 3_600_000 })
    expect(answer.body.code).toBe('lease.clock_off')
    expect((await runner.tell(lease, 'code', { origin })).status).toBe(200)
  })
})
