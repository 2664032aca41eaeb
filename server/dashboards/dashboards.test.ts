// Dashboards over HTTP: kept, changed, deleted, told with their state, and seen by whoever may.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addConnection } from '../testing/connections.ts'
import { addUser, beginSignIn, signInAdmin } from '../testing/people.ts'
import {
  addDashboard,
  addSignedInConnection,
  frameOf,
  takePlaces,
  tellPlace,
  workOf,
} from '../testing/places.ts'
import { addTestRunner, type TestRunner } from '../testing/runner.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'
import { MOST_DASHBOARDS } from './dashboards.store.ts'

let app: TestApp
let admin: string
let runner: TestRunner
beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
})
beforeEach(async () => {
  await app.database.query.deleteFrom('dashboards').execute()
  await app.database.query.deleteFrom('capture_places').execute()
  admin = await signInAdmin(app)
  runner = await addTestRunner(app)
})
afterAll(() => app.close())

const as = () => ({ cookie: admin })
const dashboardOf = async (id: string) => (await app.get(`/api/v1/dashboards/${id}`, as())).body
const change = (id: string, body: object) =>
  app.request('PATCH', `/api/v1/dashboards/${id}`, { ...as(), body })
const lastEvent = async () =>
  (await app.get('/api/v1/audit-events?limit=1', as())).body.items[0] as { action: string; facts: object }

test('a dashboard needs a name and an address, and everything else is as it is by default', async () => {
  const answer = await app.post(
    '/api/v1/dashboards',
    { name: 'Status', url: 'https://status.example/' },
    as(),
  )
  expect(answer.status).toBe(201)
  expect(answer.body).toMatchObject({
    name: 'Status',
    url: 'https://status.example/',
    refresh: 60,
    isPaused: false,
    state: 'waiting',
    screens: 0,
    capture: { viewport: { width: 1920, height: 1080 }, scale: 1, zoom: 1, hide: [], steps: [] },
  })
  expect(answer.body).not.toHaveProperty('connection')
  expect(answer.body).not.toHaveProperty('frame')
  expect(await lastEvent()).toMatchObject({
    action: 'dashboard.added',
    facts: { dashboard: answer.body.id },
  })
})

test('they are listed in the order of their names, a page at a time', async () => {
  for (const name of ['sales', 'Alarms', 'Zebra', 'Build', 'sales']) await addDashboard(app, admin, { name })
  const names: string[] = []
  let after = ''
  for (let pages = 0; pages < 5; pages += 1) {
    const { body } = await app.get(`/api/v1/dashboards?limit=2${after}`, as())
    names.push(...(body.items as { name: string }[]).map((one) => one.name))
    if (body.next === undefined) break
    after = `&after=${body.next}`
  }
  expect(names).toEqual(['Alarms', 'Build', 'sales', 'sales', 'Zebra'])
})

test('a cursor that is none of ours is refused', async () => {
  const answer = await app.get('/api/v1/dashboards?after=x', as())
  expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid' } })
})

test('a change keeps what it does not name, and the log is told which fields it was', async () => {
  const id = await addDashboard(app, admin, { refresh: 'live' })
  expect((await dashboardOf(id)).refresh).toBe('live')
  const hours = { timeZone: 'Europe/Berlin', spans: [{ days: [1], from: '08:00', to: '18:00' }] }
  const changed = await change(id, { name: 'Renamed', hours, refresh: 300 })
  expect(changed.body).toMatchObject({
    name: 'Renamed',
    url: 'https://board.example/open',
    hours,
    refresh: 300,
  })
  expect(await lastEvent()).toMatchObject({
    action: 'dashboard.changed',
    facts: { dashboard: id, fields: ['name', 'refresh', 'hours'] },
  })
  expect((await change(id, { hours: null })).body).not.toHaveProperty('hours')
})

test('a change of nothing is none', async () => {
  const id = await addDashboard(app, admin)
  expect((await change(id, {})).status).toBe(200)
  expect((await lastEvent()).action).toBe('dashboard.added')
})

test('a connection that is not there has no dashboards', async () => {
  const connection = '01a207a2-5990-75fa-a584-cbdb99aed8ef'
  const body = { name: 'x', url: 'https://board.example/', connection }
  expect((await app.post('/api/v1/dashboards', body, as())).body.code).toBe('connection.not_found')
  const id = await addDashboard(app, admin)
  expect((await change(id, { connection })).body.code).toBe('connection.not_found')
})

test('of those who add the last one at once, one does', async () => {
  const one = await addDashboard(app, admin)
  await app.database.pool.query(
    `INSERT INTO dashboards SELECT (d).* FROM (SELECT jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid())) AS d
      FROM dashboards d, generate_series(1, $1) WHERE id = $2) AS copies`,
    [MOST_DASHBOARDS - 2, one],
  )
  const add = () => app.post('/api/v1/dashboards', { name: 'x', url: 'https://board.example/' }, as())
  const answers = await Promise.all([add(), add(), add()])
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  expect(answers.map(({ body }) => body.code)).toContain('dashboard.too_many')
})

test('one that is deleted is gone with its frame, and its place has nothing to do', async () => {
  const id = await addDashboard(app, admin)
  const [place] = await takePlaces(app, runner)
  await tellPlace(app, runner, place ?? { id: '' }, 'frames', frameOf(id, 'a'))
  expect((await app.request('DELETE', `/api/v1/dashboards/${id}`, as())).status).toBe(204)
  expect(await lastEvent()).toMatchObject({ action: 'dashboard.deleted', facts: { dashboard: id } })
  for (const path of ['', '/frame']) {
    expect((await app.get(`/api/v1/dashboards/${id}${path}`, as())).body.code).toBe('dashboard.not_found')
  }
  expect(await workOf(app, runner, place ?? { id: '' })).toMatchObject({ isOver: true, dashboards: [] })
})

test('those of a connection go with it', async () => {
  const { id: connection } = await addConnection(app, admin)
  const id = await addDashboard(app, admin, { connection })
  await app.request('DELETE', `/api/v1/connections/${connection}`, as())
  expect((await dashboardOf(id)).code).toBe('dashboard.not_found')
})

describe('its state', () => {
  async function withFrame(more: object = {}) {
    const id = await addDashboard(app, admin, { refresh: 60, ...more })
    const [place] = await takePlaces(app, runner)
    await tellPlace(app, runner, place ?? { id: '' }, 'frames', frameOf(id, 'a'))
    return id
  }

  test('is that of its frame’s age', async () => {
    const id = await withFrame()
    expect(await dashboardOf(id)).toMatchObject({ state: 'fresh', frame: { number: 1, width: 1920 } })
    app.advance(121)
    expect((await dashboardOf(id)).state).toBe('old')
    app.advance(180)
    expect((await dashboardOf(id)).state).toBe('stale')
  })

  test('is resting outside of its hours, and paused where somebody said so', async () => {
    const never = { timeZone: 'UTC', spans: [{ days: [7], from: '03:00', to: '03:01' }] }
    const id = await withFrame()
    expect((await change(id, { hours: never })).body.state).toBe('resting')
    expect((await change(id, { isPaused: true })).body.state).toBe('paused')
    app.advance(600)
    expect(await dashboardOf(id)).not.toHaveProperty('trouble')
  })

  test('says that no runner is there when none was heard of', async () => {
    const id = await withFrame()
    expect(await dashboardOf(id)).not.toHaveProperty('trouble')
    app.advance(61)
    expect((await dashboardOf(id)).trouble).toBe('no_runner')
  })

  test('says that its connection is not signed in', async () => {
    const { id: connection } = await addConnection(app, admin)
    const id = await addDashboard(app, admin, { connection })
    expect((await dashboardOf(id)).trouble).toBe('signed_out')
  })
})

describe('agents', () => {
  let agent: string
  let agentId: string
  beforeEach(async () => {
    const person = await addUser(app, admin)
    agentId = person.id
    agent = (await beginSignIn(app, person)).cookie ?? ''
  })

  test('see what was granted to them, and public pages', async () => {
    const granted = await addConnection(app, admin)
    const other = await addConnection(app, admin)
    await app.post(`/api/v1/connections/${granted.id}/grants`, { accountId: agentId, may: 'use' }, as())
    const seen = [
      await addDashboard(app, admin, { name: 'A', connection: granted.id }),
      await addDashboard(app, admin, { name: 'B' }),
    ]
    const hidden = await addDashboard(app, admin, { name: 'C', connection: other.id })
    const { body } = await app.get('/api/v1/dashboards', { cookie: agent })
    expect((body.items as { id: string }[]).map(({ id }) => id)).toEqual(seen)
    for (const path of ['', '/frame']) {
      const answer = await app.get(`/api/v1/dashboards/${hidden}${path}`, { cookie: agent })
      expect(answer.body.code).toBe('dashboard.not_found')
    }
    const refreshed = await app.post(`/api/v1/dashboards/${hidden}/refresh`, {}, { cookie: agent })
    expect(refreshed.body.code).toBe('dashboard.not_found')
  })

  test('ask for a picture now of what they see', async () => {
    const id = await addDashboard(app, admin)
    const [place] = await takePlaces(app, runner)
    const before = await workOf(app, runner, place ?? { id: '' })
    expect((await app.post(`/api/v1/dashboards/${id}/refresh`, {}, { cookie: agent })).status).toBe(204)
    const after = await workOf(app, runner, place ?? { id: '' }, before.revision)
    expect(after.revision).toBeGreaterThan(before.revision)
    expect(after.dashboards[0]?.asked).toBe((before.dashboards[0]?.asked ?? 0) + 1)
    expect(await lastEvent()).toMatchObject({ action: 'dashboard.refresh_asked' })
  })

  test('do not see what was seen through a connection that is not theirs, when the dashboard becomes public', async () => {
    const { id: connection } = await addSignedInConnection(app, admin, runner)
    const id = await addDashboard(app, admin, { connection })
    const [place] = await takePlaces(app, runner)
    await tellPlace(app, runner, place ?? { id: '' }, 'frames', frameOf(id, 'secret figures'))
    expect((await app.get(`/api/v1/dashboards/${id}/frame`, as())).status).toBe(200)
    await change(id, { connection: null })
    const frame = await app.get(`/api/v1/dashboards/${id}/frame`, { cookie: agent })
    expect(frame.body.code).toBe('dashboard.no_frame')
  })
})

test('without a runner nobody asks for a picture now', async () => {
  const id = await addDashboard(app, admin)
  app.advance(600)
  expect((await app.post(`/api/v1/dashboards/${id}/refresh`, {}, as())).body.code).toBe(
    'connection.no_runner',
  )
})
