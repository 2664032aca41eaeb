// A runner that was taken over, or that belongs to somebody else, tells pictures of dashboards that are not its own; takes
// places of other organizations; publishes after it has lost its place; and lets a login page through under another name.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { addOtherOrganization } from '../testing/other-organization.ts'
import { signInAdmin } from '../testing/people.ts'
import {
  addDashboard,
  addSignedInConnection,
  frameOf,
  jpegOf,
  takePlace,
  takePlaces,
  tellPlace,
} from '../testing/places.ts'
import { addTestRunner, type TestRunner } from '../testing/runner.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'
import { touchPlace, placeOf } from './touch-place.store.ts'

let app: TestApp
let admin: string
let runner: TestRunner
let foreignOrganization: string
const foreignDashboard = '01a207a2-0000-7000-8000-000000000009'
beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
  foreignOrganization = (await addOtherOrganization(app)).organizationId
  await app.database.query
    .insertInto('dashboards')
    .values({
      organization_id: foreignOrganization,
      id: foreignDashboard,
      name: 'Southwind',
      connection_id: null,
      url: 'https://southwind.example/board',
      capture: '{}',
      refresh_seconds: 60,
      is_live: true,
      is_paused: false,
      created_at: app.now(),
      created_by: foreignOrganization,
    })
    .execute()
  await app.database.query
    .insertInto('frames')
    .values({ organization_id: foreignOrganization, dashboard_id: foreignDashboard })
    .execute()
})
beforeEach(async () => {
  await app.database.query.deleteFrom('connections').execute()
  await app.database.query
    .deleteFrom('dashboards')
    .where('organization_id', '<>', foreignOrganization)
    .execute()
  await app.database.query.deleteFrom('capture_places').execute()
  admin = await signInAdmin(app)
  runner = await addTestRunner(app)
})
afterAll(() => app.close())

const publishesFor = (dashboard: string) =>
  [
    ['frames', frameOf(dashboard, 'forged', { asked: 99 })],
    ['frames', frameOf(dashboard, 'forged', { asked: 99, pictures: undefined })],
    ['troubles', { dashboard, asked: 99, trouble: 'signed_out' }],
    ['live', { dashboard, picture: jpegOf('forged'), width: 8, height: 6 }],
  ] as const

test('a frame of another organization’s dashboard is refused, and nothing is written', async () => {
  await addDashboard(app, admin)
  const place = await takePlace(app, runner)
  for (const [what, body] of publishesFor(foreignDashboard)) {
    expect((await tellPlace(app, runner, place, what, body)).body.code, what).toBe('dashboard.not_found')
  }
  const frame = await app.database.query
    .selectFrom('frames')
    .select(['number', 'address', 'trouble'])
    .where('dashboard_id', '=', foreignDashboard)
    .executeTakeFirstOrThrow()
  expect(frame).toEqual({ number: 0, address: null, trouble: null })
})

test('nor of another connection of the same organization', async () => {
  const first = await addSignedInConnection(app, admin, runner)
  const second = await addSignedInConnection(app, admin, runner)
  await addDashboard(app, admin, { connection: first.id })
  const mine = await takePlace(app, runner)
  const dashboard = await addDashboard(app, admin, { connection: second.id })
  for (const [what, body] of publishesFor(dashboard)) {
    expect((await tellPlace(app, runner, mine, what, body)).body.code, what).toBe('dashboard.not_found')
  }
  // And the refused word that it is signed out has not taken the place away.
  expect((await tellPlace(app, runner, mine, 'work', { revision: 0, waitSeconds: 0 })).status).toBe(200)
})

test('a runner of one organization is given no place of another', async () => {
  await app.database.query
    .transaction()
    .execute((transaction) => touchPlace(transaction, placeOf(foreignOrganization, null)))
  const { id: ours } = await app.database.query
    .selectFrom('organizations')
    .select('id')
    .where('name', '=', 'Northwind')
    .executeTakeFirstOrThrow()
  const ofOurs = await addTestRunner(app, ours)
  expect(await takePlaces(app, ofOurs)).toEqual([])
  const ofTheirs = await addTestRunner(app, foreignOrganization)
  expect(await takePlaces(app, ofTheirs)).toMatchObject([{ organization: foreignOrganization }])
})

test('a runner does not use the lease of another one, also of the same organization', async () => {
  const id = await addDashboard(app, admin)
  const place = await takePlace(app, runner)
  const thief = await addTestRunner(app)
  for (const [what, body] of publishesFor(id)) {
    expect((await tellPlace(app, thief, place, what, body)).body.code, what).toBe('lease.lost')
  }
  expect((await tellPlace(app, thief, place, 'end')).body.code).toBe('lease.lost')
  expect((await tellPlace(app, thief, place, 'session', { session: 'stolen' })).body.code).toBe('lease.lost')
})

test('the sign-in lease of a connection opens none of its pictures, and a place none of its login', async () => {
  const { id: connection } = await addSignedInConnection(app, admin, runner)
  await addDashboard(app, admin, { connection })
  const place = await takePlace(app, runner)
  for (const what of ['password', 'code']) {
    const answer = await runner.tell(place, what, { origin: 'https://app.powerbi.com' })
    expect(answer.body.code, what).toBe('lease.lost')
  }
})

test('a preview of one place is not given by another', async () => {
  const { id: connection } = await addSignedInConnection(app, admin, runner)
  const asked = await app.post(
    '/api/v1/previews',
    { url: 'https://app.powerbi.com/', connection },
    { cookie: admin },
  )
  await addDashboard(app, admin)
  const places = await takePlaces(app, runner)
  const publicPlace = places.find((one) => one.connection === undefined) ?? { id: '' }
  const given = { picture: jpegOf('forged'), width: 8, height: 6 }
  await tellPlace(app, runner, publicPlace, `previews/${asked.body.id}`, given)
  const picture = await app.get(`/api/v1/previews/${asked.body.id}/picture`, { cookie: admin })
  expect(picture.body.code).toBe('dashboard.no_frame')
})

test('a lease that is lost between the files and the word that they are there publishes nothing', async () => {
  const id = await addDashboard(app, admin)
  const place = await takePlace(app, runner)
  const { frameFiles } = app.services
  app.services.frameFiles = {
    ...frameFiles,
    async write(key, bytes) {
      await frameFiles.write(key, bytes)
      await app.database.query.updateTable('capture_places').set({ lease_id: null }).execute()
    },
  }
  const answer = await tellPlace(app, runner, place, 'frames', frameOf(id, 'late'))
  app.services.frameFiles = frameFiles
  expect(answer.body.code).toBe('lease.lost')
  expect((await app.get(`/api/v1/dashboards/${id}/frame`, { cookie: admin })).body.code).toBe(
    'dashboard.no_frame',
  )
})
