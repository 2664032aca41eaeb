// Recording over HTTP: one person at a time drives the page, the runner hears what to do, and the steps come back.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { proveAgain } from '../testing/connections.ts'
import { addUser, beginSignIn, signInAdmin } from '../testing/people.ts'
import { addDashboard, jpegOf, takePlace, tellPlace, workOf, type TestPlace } from '../testing/places.ts'
import { addTestRunner, type TestRunner } from '../testing/runner.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
let runner: TestRunner
let id: string
let place: TestPlace
beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
})
beforeEach(async () => {
  for (const table of ['dashboards', 'capture_places'] as const) {
    await app.database.query.deleteFrom(table).execute()
  }
  admin = await signInAdmin(app)
  await proveAgain(app, admin)
  runner = await addTestRunner(app)
  id = await addDashboard(app, admin)
  place = await takePlace(app, runner)
})
afterAll(() => app.close())

const as = () => ({ cookie: admin })
const begin = (cookie = admin) => app.post(`/api/v1/dashboards/${id}/recording`, {}, { cookie })
const view = (after = 0, cookie = admin) =>
  app.get(`/api/v1/dashboards/${id}/recording?after=${after}`, { cookie })
const inputs = (list: object[]) =>
  app.post(`/api/v1/dashboards/${id}/recording/inputs`, { inputs: list }, as())

test('the runner is told of it, shows the page, hears what the person does in order, and says which steps that makes', async () => {
  expect((await begin()).status).toBe(202)
  expect((await workOf(app, runner, place)).recording).toMatchObject({
    dashboard: id,
    url: expect.stringMatching(/^https?:/),
    inputs: [],
  })
  const press = { kind: 'press', x: 10, y: 20 }
  const text = { kind: 'text', text: 'open' }
  expect((await inputs([press, text])).status).toBe(204)
  expect((await workOf(app, runner, place)).recording?.inputs).toEqual([press, text])
  expect((await workOf(app, runner, place)).recording?.inputs).toEqual([])
  const steps = [{ do: 'press', on: { selector: '#open', x: 10, y: 20 } }]
  const waiting = view()
  const shown = { dashboard: id, picture: jpegOf('page'), width: 800, height: 600, steps }
  expect((await tellPlace(app, runner, place, 'recording', shown)).status).toBe(204)
  const { body } = await waiting
  expect(body).toMatchObject({ number: 1, width: 800, height: 600, steps, isLive: true })
  expect(Buffer.from(body.picture, 'base64').toString()).toContain('page')
  expect((await app.post(`/api/v1/dashboards/${id}/recording/end`, {}, as())).status).toBe(204)
  expect((await view()).body.code).toBe('recording.over')
  expect(await workOf(app, runner, place)).not.toHaveProperty('recording')
})

test('what is done ends the runner’s wait at once', async () => {
  await begin()
  const { revision } = await workOf(app, runner, place)
  const waiting = tellPlace(app, runner, place, 'work', { revision, waitSeconds: 10 })
  await inputs([{ kind: 'key', key: 'Enter' }])
  expect((await waiting).body.recording.inputs).toEqual([{ kind: 'key', key: 'Enter' }])
})

test('another admin neither sees the page nor takes it away', async () => {
  await begin()
  const person = await addUser(app, admin, { role: 'admin' })
  const other = (await beginSignIn(app, person)).cookie ?? ''
  expect((await view(0, other)).body.code).toBe('recording.not_yours')
  expect((await begin(other)).body.code).toBe('recording.not_yours')
})

test('after ten minutes it is over, and nothing that comes late is taken', async () => {
  await begin()
  app.advance(601)
  admin = await signInAdmin(app)
  expect((await view()).body.code).toBe('recording.over')
  expect((await inputs([{ kind: 'key', key: 'Enter' }])).body.code).toBe('recording.over')
})

test('whoever did not just prove who they are does not begin', async () => {
  app.advance(700)
  expect((await begin()).body.code).toBe('access.step_up_required')
})
