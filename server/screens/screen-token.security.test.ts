// Attack 141: the cookie of a screen is copied, carried elsewhere, used for other calls, or used after it was revoked.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { contract } from '../../contract/contract.ts'
import type { RouteContract } from '../../contract/route.ts'
import { signInAdmin } from '../testing/people.ts'
import {
  addDashboardWithFrame,
  addFrame,
  addScreen,
  emptyReport,
  screenCookieOf,
  withScreenCookie,
} from '../testing/screens.ts'
import { BASE_URL, startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
let organizationId: string
beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
  organizationId = (await app.get('/api/v1/me', { cookie: await signInAdmin(app) })).body.organization.id
})
beforeEach(async () => {
  admin = await signInAdmin(app)
})
afterAll(() => app.close())

const anyId = '01a207a2-5990-75fa-a584-cbdb99aed8ef'
const routes = Object.entries<RouteContract>(contract).map(([key, { access }]) => {
  const [method = '', path = ''] = key.split(' ')
  return { key, method, path: path.replace('{number}', '1').replace(/\{\w+\}/g, anyId), access }
})
const others = routes.filter(({ access }) => !['screen', 'public', 'challenge'].includes(access))

test.each(others)('141: the cookie of a screen does not open $key', async ({ method, path, access }) => {
  const { token } = await addScreen(app, admin)
  const answer = await app.request(method, path, {
    ...withScreenCookie(token()),
    ...(method === 'GET' ? {} : { body: {} }),
  })
  expect(answer.body.code).toBe(access === 'runner' ? 'runner.required' : 'session.required')
})

test.each(routes.filter(({ access }) => access === 'screen'))(
  '141: neither a session nor a token in a header opens $key',
  async ({ method, path }) => {
    const { token } = await addScreen(app, admin)
    const body = method === 'GET' ? {} : { body: emptyReport }
    for (const options of [{ cookie: admin }, { token: token() }, { token: admin }]) {
      expect((await app.request(method, path, { ...options, ...body })).body.code).toBe('screen.required')
    }
    // In the place of the other cookie it is worth nothing either.
    const swapped = { headers: { cookie: `countersign_screen=${admin}`, origin: BASE_URL } }
    expect((await app.request(method, path, { ...swapped, ...body })).body.code).toBe('screen.required')
  },
)

test('141: a page of another site reports nothing in the name of a screen, with whatever header', async () => {
  const { token } = await addScreen(app, admin)
  const cookie = `countersign_screen=${token()}`
  for (const headers of [
    { cookie, origin: 'https://evil.example' },
    { cookie, 'sec-fetch-site': 'cross-site' },
    { cookie },
    { cookie, origin: 'https://evil.example', authorization: 'Bearer anything-at-all-of-20' },
  ]) {
    const answer = await app.post('/api/v1/screen/reports', emptyReport, { headers })
    expect(answer.body.code).toBe('request.foreign_origin')
  }
})

test('141: the token is another one every day; the old one is good until the new one is used', async () => {
  const screen = await addScreen(app, admin)
  const first = screen.token()
  await screen.report()
  expect(screen.token()).toBe(first)
  app.advance(24 * 3_600)
  const renewed = await app.post('/api/v1/screen/reports', emptyReport, withScreenCookie(first))
  const second = screenCookieOf(renewed) ?? ''
  expect(second).toMatch(/^[\w-]{43}$/)
  expect(second).not.toBe(first)
  // The answer was lost: the old one still opens, and the same new one comes again.
  const again = await app.post('/api/v1/screen/reports', emptyReport, withScreenCookie(first))
  expect(screenCookieOf(again)).toBe(second)
  expect((await app.get('/api/v1/screen', withScreenCookie(second))).status).toBe(200)
  // What was on its way meanwhile.
  expect((await app.get('/api/v1/screen', withScreenCookie(first))).status).toBe(200)
})

async function renew(token: string): Promise<string> {
  app.advance(24 * 3_600)
  admin = await signInAdmin(app)
  const answer = await app.post('/api/v1/screen/reports', emptyReport, withScreenCookie(token))
  return screenCookieOf(answer) ?? ''
}

test('141: an old token that comes back beside the new one was copied: the screen is unpaired, the admins are told', async () => {
  const screen = await addScreen(app, admin, { name: 'In the lobby' })
  const stolen = screen.token()
  await screen.report()
  const fresh = await renew(stolen)
  for (let reports = 0; reports < 9; reports += 1) {
    await app.post('/api/v1/screen/reports', emptyReport, withScreenCookie(fresh))
    app.advance(20)
  }
  expect((await app.get('/api/v1/screen', withScreenCookie(stolen))).body.code).toBe('screen.required')
  expect((await app.get('/api/v1/screen', withScreenCookie(fresh))).body.code).toBe('screen.required')
  expect((await app.get(`/api/v1/screens/${screen.id}`, { cookie: admin })).status).toBe(404)
  const notices = (await app.get('/api/v1/me/notices', { cookie: admin })).body.items as {
    kind: string
    facts: Record<string, string>
  }[]
  expect(notices.find(({ kind }) => kind === 'screen_token_stolen')?.facts['name']).toBe('In the lobby')
  const events = (await app.get('/api/v1/audit-events', { cookie: admin })).body.items as { action: string }[]
  expect(events.map(({ action }) => action)).toContain('screen.token_stolen')
  const { activity } = (await app.get('/api/v1/overview', { cookie: admin })).body
  expect(activity[0]).toMatchObject({ what: 'screen_token_stolen', name: 'In the lobby' })
  expect(activity[0]).not.toHaveProperty('screen')
})

test('141: the thief who renews first is found out by the screen itself', async () => {
  const screen = await addScreen(app, admin)
  await screen.report()
  const ofThief = await renew(screen.token())
  for (let reports = 0; reports < 9; reports += 1) {
    await app.post('/api/v1/screen/reports', emptyReport, withScreenCookie(ofThief))
    app.advance(20)
  }
  await screen.report()
  expect((await app.get('/api/v1/screen', withScreenCookie(ofThief))).body.code).toBe('screen.required')
})

test('a screen whose power went off before its browser wrote the new cookie down goes on with the old one', async () => {
  const screen = await addScreen(app, admin)
  const old = screen.token()
  await screen.report()
  const fresh = await renew(old)
  await app.post('/api/v1/screen/reports', emptyReport, withScreenCookie(fresh))
  app.advance(3_600)
  expect((await app.get('/api/v1/screen', withScreenCookie(old))).status).toBe(200)
  const renewed = await app.post('/api/v1/screen/reports', emptyReport, withScreenCookie(old))
  expect(screenCookieOf(renewed)).toBeDefined()
})

test('141: an unpaired screen sees nothing from that moment on: not by its token, not by its new one, not by an open line', async () => {
  const dashboard = await addDashboardWithFrame(app, { organizationId })
  const screen = await addScreen(app, admin, { shows: { kind: 'dashboard', dashboard: dashboard.id } })
  await screen.report()
  const old = screen.token()
  const fresh = await renew(old)
  const line = app.get('/api/v1/screen/events', withScreenCookie(old))
  const removed = await app.request('DELETE', `/api/v1/screens/${screen.id}`, { cookie: admin })
  expect(removed.status).toBe(204)
  // It ends; what it has told before is the program of when it was paired, or nothing.
  expect(String((await line).body)).not.toMatch(/data: .*\n\n[^]*data: /)
  for (const token of [old, fresh]) {
    for (const path of ['/api/v1/screen', `/api/v1/screen/frames/${dashboard.address}.jpeg`]) {
      expect((await app.get(path, withScreenCookie(token))).body.code).toBe('screen.required')
    }
  }
})

test('141: a screen fetches its own pictures and nobody else’s', async () => {
  const mine = await addDashboardWithFrame(app, { organizationId })
  const other = await addDashboardWithFrame(app, { organizationId })
  const screen = await addScreen(app, admin, { shows: { kind: 'dashboard', dashboard: mine.id } })
  const fetched = await screen.get(`/api/v1/screen/frames/${mine.address}.jpeg`)
  expect(fetched.status).toBe(200)
  expect(fetched.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  // A cache before the server keeps it for all screens: nothing of this one is in it, and no refusal is kept.
  expect(fetched.headers).not.toHaveProperty('set-cookie')
  expect(fetched.headers).not.toHaveProperty('vary')
  const refused = await app.get(`/api/v1/screen/frames/${mine.address}.jpeg`)
  expect(refused).toMatchObject({ status: 401, headers: { 'cache-control': 'no-store' } })
  expect((await screen.get(`/api/v1/screen/frames/${other.address}.jpeg`)).body.code).toBe(
    'screen.frame_not_found',
  )
  expect((await screen.get(`/api/v1/screen/live/${other.id}`)).body.code).toBe('screen.frame_not_found')
  // The one before is kept for ten minutes, for a screen that is just fetching it.
  await addFrame(app, { organizationId, dashboardId: mine.id })
  expect((await screen.get(`/api/v1/screen/frames/${mine.address}.jpeg`)).status).toBe(200)
  app.advance(601)
  expect((await screen.get(`/api/v1/screen/frames/${mine.address}.jpeg`)).status).toBe(404)
  admin = await signInAdmin(app)
  // What it does not show any more, it does not fetch any more.
  await app.request('PATCH', `/api/v1/screens/${screen.id}`, {
    cookie: admin,
    body: { shows: { kind: 'dashboard', dashboard: other.id } },
  })
  expect((await screen.get(`/api/v1/screen/frames/${other.address}.jpeg`)).status).toBe(200)
  expect((await screen.get(`/api/v1/screen/frames/${mine.address}.jpeg`)).status).toBe(404)
})
