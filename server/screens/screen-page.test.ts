// What the page of a screen is told: the program when it is another one, ages in between, and live pictures as they come.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dashboardTopic } from '../dashboards/dashboard-topic.ts'
import { signal } from '../database/signals.ts'
import { placeTopic } from '../places/place-topic.ts'
import { placeOf } from '../places/touch-place.store.ts'
import {
  addDashboardWithFrame,
  addFrame,
  addScreen,
  pictureOf,
  withScreenCookie,
} from '../testing/screens.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'
import { followProgram } from './screen-page.rules.ts'
import { findScreenOfToken } from './screen-token.store.ts'

let app: TestApp
let admin: string
let organizationId: string
beforeAll(async () => {
  app = await startTestApp()
  admin = await app.setUp()
  organizationId = (await app.get('/api/v1/me', { cookie: admin })).body.organization.id
})
afterAll(() => app.close())

async function addWatching(values: { isLive?: boolean } = {}) {
  const dashboard = await addDashboardWithFrame(app, { organizationId, ...values })
  const screen = await addScreen(app, admin, { shows: { kind: 'dashboard', dashboard: dashboard.id } })
  return { dashboard, screen }
}

test('a frame that was found to be true once more is told by its age alone, and another one at once', async () => {
  const { dashboard, screen } = await addWatching()
  const paired = await findScreenOfToken(app.services, screen.token(), app.now())
  if (paired === undefined) throw new Error('not paired')
  const events = followProgram(app.services, paired, () => app.now())
  const told = async () => (await events.next()).value
  const tell = () => signal(app.database.query, dashboardTopic(dashboard.id))
  expect(await told()).toMatchObject({ items: [{ frame: { address: dashboard.address } }] })

  app.advance(10)
  await app.database.query
    .updateTable('frames')
    .set({ taken_at: app.now() })
    .where('dashboard_id', '=', dashboard.id)
    .execute()
  const next = told()
  await tell()
  app.advance(6)
  await tell()
  expect(await next).toEqual({ seen: [6] })

  const address = await addFrame(app, { organizationId, dashboardId: dashboard.id })
  const another = told()
  await tell()
  expect(await another).toMatchObject({ items: [{ frame: { address } }] })
  await events.return()
})

test('a report is answered with what keeps it out of a cache, and with nothing that speaks of a body', async () => {
  const { screen } = await addWatching()
  const { status, headers } = await screen.report()
  expect(status).toBe(204)
  expect(headers['cache-control']).toBe('no-store')
  expect(Object.keys(headers)).not.toContain('content-security-policy')
})

test('a screen that begins to look at a live dashboard is heard of by the runner at once', async () => {
  const { dashboard, screen } = await addWatching({ isLive: true })
  const place = app.services.signals.watch(placeTopic(placeOf(organizationId, null)))
  const asked = screen.get(`/api/v1/screen/live/${dashboard.id}`)
  expect(await place.next(9_000)).toBe(true)
  place.end()
  await showLive(dashboard.id, 7, 'moving')
  const first = await asked
  expect(first).toMatchObject({ status: 200, headers: { 'countersign-picture': '7' } })
})

test('a live picture that stays as it is, is not sent again and goes on being shown', async () => {
  const { dashboard, screen } = await addWatching({ isLive: true })
  await showLive(dashboard.id, 3, 'standing')
  expect((await screen.get(`/api/v1/screen/live/${dashboard.id}`)).status).toBe(200)
  const asked = app.get(`/api/v1/screen/live/${dashboard.id}?after=3`, withScreenCookie(screen.token()))
  const state = { isAnswered: false }
  void asked.then(() => (state.isAnswered = true))
  // It waits for ten seconds, by the clock of the server, at which it looks whenever something is signalled.
  while (!state.isAnswered) {
    app.advance(1)
    await signal(app.database.query, dashboardTopic(dashboard.id))
  }
  expect(await asked).toMatchObject({ status: 304, headers: { 'countersign-picture': '3' } })
})

async function showLive(dashboardId: string, number: number, looks: string): Promise<void> {
  const values = { number, picture: pictureOf(looks), width: 8, height: 6, at: app.now() }
  await app.database.query
    .insertInto('live_frames')
    .values({ organization_id: organizationId, dashboard_id: dashboardId, ...values })
    .onConflict((conflict) => conflict.columns(['organization_id', 'dashboard_id']).doUpdateSet(values))
    .execute()
  await signal(app.database.query, dashboardTopic(dashboardId))
}
