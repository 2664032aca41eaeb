// The wall at a glance: counted, worst first, told in sentences' worth of facts, live, and to whoever may see it.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { addConnection } from '../testing/connections.ts'
import { addOtherOrganization } from '../testing/other-organization.ts'
import { addUser, beginSignIn, signInAdmin } from '../testing/people.ts'
import { addDashboard, addSignedInConnection, frameOf, takePlaces, tellPlace } from '../testing/places.ts'
import { addTestRunner, type TestRunner } from '../testing/runner.ts'
import { addScreen } from '../testing/screens.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'
import { followOverview, readOverview, type Overview } from './overview.rules.ts'
import { forgetWallNotes } from './wall-notes.store.ts'

let app: TestApp
let admin: string
let runner: TestRunner
beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
})
beforeEach(async () => {
  for (const table of [
    'dashboards',
    'capture_places',
    'connections',
    'screens',
    'wall_messages',
    'wall_notes',
    'wall_events',
    'runners',
  ] as const) {
    await app.database.query.deleteFrom(table).execute()
  }
  admin = await signInAdmin(app)
  runner = await addTestRunner(app)
})
afterAll(() => app.close())

async function overview(cookie = admin): Promise<Overview> {
  const answer = await app.get('/api/v1/overview', { cookie })
  expect(answer.status).toBe(200)
  return answer.body as Overview
}

const adminKey = async () => {
  const row = await app.database.query
    .selectFrom('accounts')
    .select(['organization_id', 'id'])
    .where('role', '=', 'admin')
    .orderBy('created_at')
    .executeTakeFirstOrThrow()
  return { organizationId: row.organization_id, accountId: row.id }
}

/** A public dashboard that has a frame of now. */
async function addShownDashboard(name: string): Promise<string> {
  const id = await addDashboard(app, admin, { name })
  const [place] = await takePlaces(app, runner)
  if (place === undefined) throw new Error('There is a place.')
  const told = await tellPlace(app, runner, place, 'frames', frameOf(id, name))
  expect(told.status).toBe(200)
  return id
}

test('with nothing on it, it says so, and nobody is told of a wall before signing in', async () => {
  expect(await overview()).toMatchObject({
    screens: { good: 0, old: 0, stale: 0, offline: 0, nothing: 0, resting: 0 },
    dashboards: { fresh: 0, waiting: 0 },
    worstScreens: [],
    worstConnections: [],
    activity: [],
  })
  expect((await app.get('/api/v1/overview')).body.code).toBe('session.required')
})

test('a screen is told with what it shows and the number of its picture, and the worst come first', async () => {
  const dashboard = await addShownDashboard('Open tickets')
  const shows = { kind: 'dashboard', dashboard }
  const good = await addScreen(app, admin, { name: 'Atrium', shows, tags: ['Floor 1'] })
  await addScreen(app, admin, { name: 'Basement' })
  const { address } = await app.database.query
    .selectFrom('frames')
    .select('address')
    .where('dashboard_id', '=', dashboard)
    .executeTakeFirstOrThrow()
  await good.report({ showing: { dashboard, address, forSeconds: 5 } })
  const seen = await overview()
  expect(seen.screens).toEqual({ good: 1, old: 0, stale: 0, offline: 1, nothing: 0, resting: 0 })
  expect(seen.dashboards).toMatchObject({ fresh: 1 })
  expect(seen.runners.here).toBe(1)
  expect(seen.worstScreens).toMatchObject([
    { name: 'Basement', state: 'offline', hasMessage: false },
    {
      id: good.id,
      name: 'Atrium',
      tags: ['Floor 1'],
      state: 'good',
      showing: 'Open tickets',
      dashboard,
      takenAt: app.now().toISOString(),
      frameNumber: 1,
    },
  ])
})

test('connections that need somebody come first, and sign-ins are told with how they went', async () => {
  const signedIn = await addSignedInConnection(app, admin, runner, { name: 'Zendesk' })
  const { id } = await addConnection(app, admin, { name: 'Jira' })
  await addDashboard(app, admin, { connection: id })
  await app.post(`/api/v1/connections/${id}/sign-in`, {}, { cookie: admin })
  const lease = (await runner.takeWork()).find(({ connection }) => connection === id)
  if (lease === undefined) throw new Error('There is work.')
  app.advance(1)
  await runner.tell(lease, 'outcome', { hasTyped: true, cause: 'captcha' })
  const seen = await overview()
  expect(seen.connections).toEqual({ signedIn: 1, signingIn: 0, needsAttention: 1, paused: 0 })
  expect(seen.worstConnections).toMatchObject([
    { id, name: 'Jira', state: 'needs_attention', cause: 'captcha', dashboards: 1 },
    { id: signedIn.id, name: 'Zendesk', state: 'signed_in', dashboards: 0 },
  ])
  expect(seen.activity).toMatchObject([
    { what: 'person_needed', name: 'Jira', connection: id, cause: 'captcha' },
    { what: 'signed_in', name: 'Zendesk', connection: signedIn.id, withCode: false },
  ])
})

test('what became of screens, of messages and of pictures is told by the names they had', async () => {
  const key = await adminKey()
  const screen = await addScreen(app, admin, { name: 'Reception' })
  app.advance(1)
  const message = await app.post(
    '/api/v1/wall-messages',
    { which: { all: true }, level: 'alarm', text: 'Leave by the stairs. '.repeat(20) },
    { cookie: admin },
  )
  expect((await overview()).worstScreens).toMatchObject([{ hasMessage: true }])
  app.advance(1)
  await app.request('DELETE', `/api/v1/wall-messages/${message.body.id}`, { cookie: admin })
  app.advance(1)
  await app.request('DELETE', `/api/v1/screens/${screen.id}`, { cookie: admin })
  app.advance(1)
  const dashboard = await addDashboard(app, admin, { name: 'Sales' })
  await app.database.query
    .insertInto('wall_events')
    .values({
      organization_id: key.organizationId,
      id: dashboard,
      at: app.now(),
      kind: 'dashboard',
      subject_id: dashboard,
      name: 'Sales',
      state: 'bad',
      reason: 'blank',
    })
    .execute()
  const { activity } = await overview()
  expect(activity).toMatchObject([
    { what: 'frames_stopped', name: 'Sales', dashboard, trouble: 'blank' },
    { what: 'screen_removed', name: 'Reception' },
    { what: 'message_taken_back' },
    { what: 'message_shown', name: expect.stringMatching(/^Leave by the stairs\..*…$/) as string },
    { what: 'screen_paired', name: 'Reception', screen: screen.id },
  ])
  app.advance(31 * 86_400)
  await forgetWallNotes(app.database, app.now())
  expect(await app.database.query.selectFrom('wall_notes').select('id').execute()).toEqual([])
})

test('an agent is told of connections and dashboards that were granted, and of what happened to those alone', async () => {
  const connection = await addSignedInConnection(app, admin, runner, { name: 'Zendesk' })
  await addDashboard(app, admin, { connection: connection.id })
  await addDashboard(app, admin, { name: 'Public' })
  const person = await addUser(app, admin, { role: 'agent' })
  const agent = (await beginSignIn(app, person)).cookie ?? ''
  const before = await overview(agent)
  expect(before.worstConnections).toEqual([])
  expect(before.activity).toEqual([])
  expect(before.dashboards.waiting).toBe(1)
})

test('another organization is told nothing of it', async () => {
  await addSignedInConnection(app, admin, runner)
  await addShownDashboard('Ours')
  await addScreen(app, admin)
  const { organizationId, accountId } = await addOtherOrganization(app)
  const { overview: other, topics } = await readOverview(
    app.services,
    { organizationId, accountId },
    app.now(),
  )
  expect(other).toMatchObject({ worstScreens: [], worstConnections: [], activity: [] })
  expect(other.dashboards).toEqual({ fresh: 0, old: 0, stale: 0, waiting: 0, resting: 0, paused: 0 })
  expect(topics).toEqual([`overview ${organizationId}`])
})

test('whoever looks is told again when something has changed, and only then', async () => {
  const following = followOverview(app.services, await adminKey(), () => app.now())
  const first = await following.next()
  expect(first.value).toMatchObject({ worstScreens: [] })
  await addScreen(app, admin, { name: 'Reception' })
  for (let looks = 0; looks < 10; looks += 1) {
    const { value } = await following.next()
    if (value === undefined) continue
    expect(value.worstScreens).toMatchObject([{ name: 'Reception' }])
    expect(value.activity).toMatchObject([{ what: 'screen_paired' }])
    break
  }
  await following.return()
})
