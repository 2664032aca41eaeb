// What screens show and tell: playlists with hours, messages over everything and back, plays by the hour, worst first.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addDashboardWithFrame, addFrame, addScreen } from '../testing/screens.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
let organizationId: string
beforeAll(async () => {
  app = await startTestApp()
  admin = await app.setUp()
  organizationId = (await app.get('/api/v1/me', { cookie: admin })).body.organization.id
})
afterAll(() => app.close())

const dashboards = () => addDashboardWithFrame(app, { organizationId })

test('a playlist is shown in its order, what is outside of its hours is closed, with the moment of its change', async () => {
  const [first, second] = [await dashboards(), await dashboards()]
  const hours = { timeZone: 'UTC', spans: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '18:00', to: '20:00' }] }
  const items = [
    { dashboard: second.id, seconds: 10 },
    { dashboard: first.id, hours },
  ]
  const added = await app.post('/api/v1/playlists', { name: 'Day', items }, { cookie: admin })
  const shows = { kind: 'playlist', playlist: added.body.id }
  const screen = await addScreen(app, admin, { shows })
  const program = await screen.get('/api/v1/screen')
  expect(program.body).toMatchObject({
    transition: 'fade',
    items: [
      { dashboard: second.id, seconds: 10, isOpen: true, frame: { address: second.address } },
      { dashboard: first.id, seconds: 30, isOpen: false, changesAt: '2026-11-23T18:00:00.000Z' },
    ],
  })
  expect((await app.get(`/api/v1/playlists/${added.body.id}`, { cookie: admin })).body).toMatchObject({
    items: [items[0], { dashboard: first.id, seconds: 30, hours }],
    screens: 1,
  })
})

test('a message stands on the screens that are meant, the gravest first, and they show again what they showed', async () => {
  const tagged = await addScreen(app, admin, { tags: ['Hall'] })
  const other = await addScreen(app, admin)
  const put = (body: object) => app.post('/api/v1/wall-messages', body, { cookie: admin })
  const alarm = await put({ which: { tags: ['Hall'] }, level: 'alarm', text: 'Fire' })
  await put({ which: { all: true }, text: 'Cake', minutes: 5 })
  const textOf = async (screen: typeof tagged) => (await screen.get('/api/v1/screen')).body.message?.text
  expect(await textOf(tagged)).toBe('Fire')
  expect(await textOf(other)).toBe('Cake')
  await app.request('DELETE', `/api/v1/wall-messages/${alarm.body.id}`, { cookie: admin })
  expect(await textOf(tagged)).toBe('Cake')
  app.advance(301)
  expect(await textOf(tagged)).toBeUndefined()
})

test('what was shown is added up by the hour, and is exported', async () => {
  const { id: dashboard } = await dashboards()
  const screen = await addScreen(app, admin, { name: 'Counted', shows: { kind: 'dashboard', dashboard } })
  const play = { dashboard, secondsAgo: 5, seconds: 30, oldestSeconds: 40 }
  await screen.report({ played: [play, { ...play, oldestSeconds: 90 }] })
  await screen.report({ played: [play] })
  const listed = await app.get(`/api/v1/plays?screen=${screen.id}`, { cookie: admin })
  expect(listed.body.items).toEqual([
    expect.objectContaining({ screenName: 'Counted', dashboard, times: 3, seconds: 90, oldestSeconds: 90 }),
  ])
  const file = await app.get(`/api/v1/plays/export?screen=${screen.id}`, { cookie: admin })
  expect(String(file.body)).toContain('Counted')
})

test('what a screen tells again, because the answer was lost, is counted once', async () => {
  const { id: dashboard } = await dashboards()
  const screen = await addScreen(app, admin, { shows: { kind: 'dashboard', dashboard } })
  const tell = (run: number, number: number) =>
    screen.report({
      played: [{ dashboard, secondsAgo: 1, seconds: 10, oldestSeconds: 0 }],
      batch: { run, number },
    })
  const times = async () => {
    const { items } = (await app.get(`/api/v1/plays?screen=${screen.id}`, { cookie: admin })).body
    return items[0]?.times as number
  }
  await tell(7, 1)
  await Promise.all([tell(7, 1), tell(7, 1)])
  expect(await times()).toBe(1)
  await Promise.all([tell(7, 2), tell(7, 2), tell(7, 2)])
  expect(await times()).toBe(2)
  // One that was long on its way.
  await tell(7, 1)
  expect(await times()).toBe(2)
  // The page was loaded anew, and counts from the beginning.
  await tell(4_294_967_295, 1)
  expect(await times()).toBe(3)
})

test('the worst screens come first, and a screen that shows what is true says so', async () => {
  const { id: dashboard, address } = await dashboards()
  const screen = await addScreen(app, admin, { name: 'A true one', shows: { kind: 'dashboard', dashboard } })
  await screen.report({ showing: { dashboard, address, forSeconds: 3 } })
  const read = async () => (await app.get(`/api/v1/screens/${screen.id}`, { cookie: admin })).body
  expect(await read()).toMatchObject({ state: 'good', now: { dashboard, isTrue: true } })
  const { items } = (await app.get('/api/v1/screens', { cookie: admin })).body as {
    items: { state: string }[]
  }
  expect(items[0]?.state).toBe('offline')
  expect(items.at(-1)?.state).toBe('good')
  await addFrame(app, { organizationId, dashboardId: dashboard })
  expect((await read()).now.isTrue).toBe(false)
})

test('a screen that shows a page live shows what is true, without a frame; one that shows no frame else does not', async () => {
  const { id: dashboard } = await dashboards()
  const screen = await addScreen(app, admin, { shows: { kind: 'dashboard', dashboard } })
  const isTrue = async () =>
    (await app.get(`/api/v1/screens/${screen.id}`, { cookie: admin })).body.now.isTrue
  await screen.report({ showing: { dashboard, forSeconds: 3 } })
  expect(await isTrue()).toBe(false)
  await app.request('PATCH', `/api/v1/dashboards/${dashboard}`, { cookie: admin, body: { refresh: 'live' } })
  expect(await isTrue()).toBe(true)
})
