// Places over HTTP: leased by runners one by one, with what there is to see there, and what becomes of what they saw.
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readLive, watchLive } from '../screens/live.store.ts'
import { signInAdmin } from '../testing/people.ts'
import {
  addDashboard,
  addSignedInConnection,
  avifOf,
  frameOf,
  jpegOf,
  signInBy,
  takePlace,
  takePlaces,
  tellPlace,
  webpOf,
  workOf,
} from '../testing/places.ts'
import { addTestRunner, type TestRunner } from '../testing/runner.ts'
import { addScreen } from '../testing/screens.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
let runner: TestRunner
let framesFolder: string
beforeAll(async () => {
  framesFolder = await mkdtemp(join(tmpdir(), 'countersign-frames-'))
  app = await startTestApp({ framesFolder })
  await app.setUp()
})
beforeEach(async () => {
  for (const table of ['connections', 'dashboards', 'capture_places', 'previews', 'runners'] as const) {
    await app.database.query.deleteFrom(table).execute()
  }
  admin = await signInAdmin(app)
  runner = await addTestRunner(app)
})
afterAll(async () => {
  await app.close()
  await rm(framesFolder, { recursive: true })
})

const as = () => ({ cookie: admin })
const organizationId = async () =>
  (
    await app.database.query
      .selectFrom('organizations')
      .select('id')
      .where('name', '=', 'Northwind')
      .executeTakeFirstOrThrow()
  ).id
const dashboardOf = async (id: string) => (await app.get(`/api/v1/dashboards/${id}`, as())).body
const frame = (id: string, headers: Record<string, string> = {}, query = '') =>
  app.get(`/api/v1/dashboards/${id}/frame${query}`, { ...as(), headers })
const tell = (place: { id: string }, what: string, body: object = {}) =>
  tellPlace(app, runner, place, what, body)
const publicPlace = async (more: object = {}) => {
  const id = await addDashboard(app, admin, { ...more })
  return { id, place: await takePlace(app, runner) }
}
const stateOf = async (connection: string) =>
  app.database.query
    .selectFrom('connection_work')
    .select(['state', 'due_at'])
    .where('connection_id', '=', connection)
    .executeTakeFirstOrThrow()

describe('a place', () => {
  test('is to be had while it has a dashboard, and is given to one runner', async () => {
    expect(await takePlaces(app, runner)).toEqual([])
    await addDashboard(app, admin)
    const other = await addTestRunner(app)
    const taken = await Promise.all([takePlaces(app, runner), takePlaces(app, other)])
    expect(taken.flat()).toHaveLength(1)
    expect(await takePlaces(app, other)).toEqual([])
  })

  test('of several, runners that ask at once get different ones', async () => {
    for (let count = 0; count < 6; count += 1) {
      const { id: connection } = await addSignedInConnection(app, admin, runner)
      await addDashboard(app, admin, { connection })
    }
    const other = await addTestRunner(app)
    const taken = (await Promise.all([takePlaces(app, runner, 3), takePlaces(app, other, 3)])).flat()
    const rest = await takePlaces(app, other)
    const all = [...taken, ...rest].map(({ connection }) => connection?.id)
    expect(all).toHaveLength(6)
    expect(new Set(all).size).toBe(6)
  })

  test('of a connection comes with its session, its login’s facts and its pack, and without the login', async () => {
    const { id: connection, password, secret } = await addSignedInConnection(app, admin, runner)
    await addDashboard(app, admin, { connection })
    const place = await takePlace(app, runner)
    expect(place).toMatchObject({
      connection: {
        id: connection,
        username: 'wallboard@northwind.example',
        hasPassword: true,
        hasSecret: true,
        session: 'what a browser keeps',
        pack: { id: 'power-bi' },
      },
    })
    expect(JSON.stringify(place)).not.toContain(password)
    expect(JSON.stringify(place)).not.toContain(secret)
  })

  test('that is not kept passes on, and whoever lost it writes nothing', async () => {
    const { id, place } = await publicPlace()
    app.advance(20)
    await workOf(app, runner, place)
    app.advance(20)
    await workOf(app, runner, place)
    app.advance(31)
    const other = await addTestRunner(app)
    expect(await takePlaces(app, other)).toHaveLength(1)
    for (const [what, body] of [
      ['work', { revision: 0 }],
      ['frames', frameOf(id, 'late')],
      ['troubles', { dashboard: id, asked: 0, trouble: 'blank' }],
      ['live', { dashboard: id, picture: jpegOf('x'), width: 1, height: 1 }],
      ['end', {}],
    ] as const) {
      expect((await tell(place, what, body)).body.code, what).toBe('lease.lost')
    }
    expect((await frame(id)).body.code).toBe('dashboard.no_frame')
    expect(await dashboardOf(id)).not.toHaveProperty('trouble')
  })

  test('is nobody’s while all of its dashboards are paused or outside of their hours, and wakes for a preview', async () => {
    const never = { timeZone: 'UTC', spans: [{ days: [7], from: '03:00', to: '03:01' }] }
    await addDashboard(app, admin, { hours: never })
    await addDashboard(app, admin, { isPaused: true })
    expect(await takePlaces(app, runner)).toEqual([])
    await app.post('/api/v1/previews', { url: 'https://board.example/' }, as())
    expect(await takePlaces(app, runner)).toHaveLength(1)
  })

  test('hears of AVIF where it is worth its making: seldom another picture, or many screens that take it', async () => {
    const [often, seldom] = [await addDashboard(app, admin), await addDashboard(app, admin, { refresh: 300 })]
    const takes = ['avif', 'webp', 'jpeg']
    const show = async (dashboard: string) =>
      addScreen(app, admin, { shows: { kind: 'dashboard', dashboard } })
    for (const dashboard of [often, seldom]) await (await show(dashboard)).report({ takes })
    const place = await takePlace(app, runner)
    const formats = async () => {
      const { dashboards } = await workOf(app, runner, place)
      return [often, seldom].map((id) => dashboards.find((one) => one.id === id)?.formats)
    }
    expect(await formats()).toEqual([['webp', 'jpeg'], takes])
    for (let count = 1; count < 9; count += 1) await (await show(often)).report({ takes })
    // One that is too old for it counts for nothing.
    await (await show(often)).report({ takes: ['jpeg'] })
    expect((await formats())[0]).toEqual(['webp', 'jpeg'])
    await (await show(often)).report({ takes })
    expect((await formats())[0]).toEqual(takes)
    await app.database.query.deleteFrom('screens').execute()
  })

  test('is over when its last dashboard is paused', async () => {
    const { id, place } = await publicPlace()
    const { revision } = await workOf(app, runner, place)
    await app.request('PATCH', `/api/v1/dashboards/${id}`, { ...as(), body: { isPaused: true } })
    expect(await workOf(app, runner, place, revision)).toMatchObject({ isOver: true })
    expect((await tell(place, 'work', { revision: 0 })).body.code).toBe('lease.lost')
  })

  test('that was given back is to be had again, after its rest', async () => {
    const { place } = await publicPlace()
    expect((await tell(place, 'end', { restSeconds: 60 })).status).toBe(204)
    expect(await takePlaces(app, runner)).toEqual([])
    app.advance(61)
    const again = await takePlace(app, runner)
    await tell(again, 'end')
    await takePlace(app, runner)
  })

  test('a wait for work ends when something changes', async () => {
    const { id, place } = await publicPlace()
    const { revision } = await workOf(app, runner, place)
    const waiting = tell(place, 'work', { revision, waitSeconds: 10 })
    await app.post(`/api/v1/dashboards/${id}/refresh`, {}, as())
    const { body } = await waiting
    expect(body.revision).toBeGreaterThan(revision)
    expect(body.dashboards[0].asked).toBe(1)
  })

  test('a wait for a place ends when there is one', async () => {
    const waiting = app.post(
      '/api/v1/runner/places',
      { version: '1', most: 1, waitSeconds: 20 },
      { token: runner.token },
    )
    await addDashboard(app, admin)
    expect((await waiting).body.items).toHaveLength(1)
  })
})

describe('a connection that signs in', () => {
  async function heldPlace() {
    const { id: connection } = await addSignedInConnection(app, admin, runner)
    const id = await addDashboard(app, admin, { connection })
    return { connection, id, place: await takePlace(app, runner) }
  }

  test('is not looked at before it is signed in', async () => {
    const { connection, place } = await heldPlace()
    await tell(place, 'end')
    await app.post(`/api/v1/connections/${connection}/sign-in`, {}, as())
    expect(await takePlaces(app, runner)).toEqual([])
  })

  test.each([
    ['a sign-in', 'sign-in'],
    ['a person', 'take-over'],
    ['a pause', 'pause'],
  ])('%s takes the place from whoever has it', async (_who, what) => {
    const { connection, id, place } = await heldPlace()
    const { status } = await app.post(`/api/v1/connections/${connection}/${what}`, {}, as())
    expect(status).toBeLessThan(300)
    if (what === 'sign-in') {
      // Until a runner takes it up, what is seen is still seen.
      expect((await tell(place, 'frames', frameOf(id, 'before'))).status).toBe(200)
      await runner.takeWork()
    }
    expect((await tell(place, 'frames', frameOf(id, 'meanwhile'))).body.code).toBe('lease.lost')
    expect(await takePlaces(app, runner)).toEqual([])
  })

  test('an edited login and a deleted connection take it, too', async () => {
    const { connection, place } = await heldPlace()
    await app.request('PATCH', `/api/v1/connections/${connection}`, { ...as(), body: { username: 'else' } })
    expect((await tell(place, 'work', { revision: 0 })).body.code).toBe('lease.lost')
    const other = await heldPlace()
    await app.request('DELETE', `/api/v1/connections/${other.connection}`, as())
    expect((await tell(other.place, 'work', { revision: 0 })).body.code).toBe('lease.lost')
    expect((await tell(other.place, 'session', { session: 'x' })).body.code).toBe('lease.lost')
  })

  test('gives its place to the next who asks when it is signed in again', async () => {
    const { connection } = await heldPlace()
    await signInBy(app, admin, runner, connection)
    expect((await takePlace(app, runner)).connection?.id).toBe(connection)
  })

  test('seen signed out, its place ends and its session is looked at, at once and then later each time', async () => {
    const { connection, id, place } = await heldPlace()
    const told = await tell(place, 'troubles', { dashboard: id, asked: 0, trouble: 'signed_out' })
    expect(told.status).toBe(204)
    expect((await tell(place, 'frames', frameOf(id, 'late'))).body.code).toBe('lease.lost')
    expect((await stateOf(connection)).due_at).toEqual(app.now())
    const waits: number[] = []
    for (let turn = 0; turn < 3; turn += 1) {
      app.advance(
        Math.max(4, ((await stateOf(connection)).due_at?.getTime() ?? 0) / 1000 - app.now().getTime() / 1000),
      )
      const [lease] = await runner.takeWork()
      expect(lease).toMatchObject({ connection, why: 'renewal', session: 'what a browser keeps' })
      await runner.tell(lease ?? { id: '' }, 'outcome', { hasTyped: false, session: 'what a browser keeps' })
      app.advance(31)
      const again = await takePlace(app, runner)
      await tell(again, 'troubles', { dashboard: id, asked: 0, trouble: 'signed_out' })
      waits.push(((await stateOf(connection)).due_at?.getTime() ?? 0) - app.now().getTime())
    }
    expect(waits).toEqual([30_000, 60_000, 120_000])
  })

  test('what its browser keeps is kept, and the next visit is counted from then', async () => {
    const { connection, place } = await heldPlace()
    const before = (await stateOf(connection)).due_at?.getTime() ?? 0
    app.advance(25)
    await workOf(app, runner, place)
    expect(
      (await tell(place, 'session', { session: 'newer cookies', cookiesLastSeconds: 86_400 })).status,
    ).toBe(204)
    expect((await stateOf(connection)).due_at?.getTime()).not.toBe(before)
    await tell(place, 'end')
    expect((await takePlace(app, runner)).connection?.session).toBe('newer cookies')
  })
})

describe('a frame', () => {
  test('is the picture of its dashboard, in the best format that is taken, and small for lists', async () => {
    const { id, place } = await publicPlace()
    const given = frameOf(id, 'figures')
    const pictures = { ...given.pictures, webp: webpOf('figures'), avif: avifOf('figures') }
    expect((await tell(place, 'frames', { ...given, pictures })).body).toEqual({ isKept: true })
    expect(await dashboardOf(id)).toMatchObject({
      state: 'fresh',
      frame: { number: 1, width: 1920, height: 1080, takenAt: app.now().toISOString() },
    })
    for (const [accept, type] of [
      ['image/avif,image/webp,*/*', 'image/avif'],
      ['image/webp,*/*', 'image/webp'],
      ['*/*', 'image/jpeg'],
    ] as const) {
      const answer = await frame(id, { accept })
      expect(answer).toMatchObject({
        status: 200,
        headers: { 'content-type': type, 'cache-control': 'private, no-cache', vary: 'accept' },
      })
      const etag = String(answer.headers.etag)
      expect((await frame(id, { accept, 'if-none-match': etag })).status).toBe(304)
    }
    const small = await frame(id, {}, '?width=320')
    expect(small.headers['content-type']).toBe('image/jpeg')
    expect(small.body).toContain('small figures')
    expect((await frame(id, {}, '?width=1280')).body).not.toContain('small figures')
  })

  test('that looks as the one before needs no pictures, and says only that it was seen again', async () => {
    const { id, place } = await publicPlace()
    await tell(place, 'frames', frameOf(id, 'a'))
    const { etag } = (await frame(id)).headers
    app.advance(20)
    expect((await tell(place, 'frames', frameOf(id, 'a', { pictures: undefined }))).body).toEqual({
      isKept: true,
    })
    expect((await dashboardOf(id)).frame).toMatchObject({ number: 1, takenAt: app.now().toISOString() })
    expect((await frame(id)).headers.etag).toBe(etag)
    await tell(place, 'frames', frameOf(id, 'b'))
    expect((await dashboardOf(id)).frame.number).toBe(2)
    // And back again: its pictures are still there.
    expect((await tell(place, 'frames', frameOf(id, 'a', { pictures: undefined }))).body.isKept).toBe(true)
    expect((await dashboardOf(id)).frame.number).toBe(3)
    expect((await frame(id)).headers.etag).toBe(etag)
  })

  test('whose pictures nobody has is asked for with them', async () => {
    const { id, place } = await publicPlace()
    const without = frameOf(id, 'a', { pictures: undefined })
    expect((await tell(place, 'frames', without)).body).toEqual({ isKept: false })
    expect((await frame(id)).body.code).toBe('dashboard.no_frame')
  })

  test('whose files are gone from the disk is none, and is asked for again', async () => {
    const { id, place } = await publicPlace()
    await tell(place, 'frames', frameOf(id, 'a'))
    await rm(join(framesFolder, await organizationId()), { recursive: true })
    expect((await frame(id)).body.code).toBe('dashboard.no_frame')
    const without = frameOf(id, 'a', { pictures: undefined })
    expect((await tell(place, 'frames', without)).body).toEqual({ isKept: false })
    await tell(place, 'frames', frameOf(id, 'a'))
    expect((await frame(id)).status).toBe(200)
    const left = await readdir(framesFolder, { recursive: true })
    expect(left.filter((name) => name.endsWith('.new'))).toEqual([])
  })

  test('that was made before the last change of what is seen is not published', async () => {
    const { id, place } = await publicPlace()
    await app.request('PATCH', `/api/v1/dashboards/${id}`, {
      ...as(),
      body: { capture: { hide: ['#salary'] } },
    })
    expect((await tell(place, 'frames', frameOf(id, 'salaries'))).status).toBe(200)
    expect((await frame(id)).body.code).toBe('dashboard.no_frame')
    const [asked] = (await workOf(app, runner, place)).dashboards
    await tell(place, 'frames', frameOf(id, 'no salaries', { asked: asked?.asked }))
    expect((await frame(id)).status).toBe(200)
  })

  test('that comes while somebody only wants a newer one is published all the same', async () => {
    const { id, place } = await publicPlace()
    await app.post(`/api/v1/dashboards/${id}/refresh`, {}, as())
    await tell(place, 'frames', frameOf(id, 'a'))
    expect((await frame(id)).status).toBe(200)
  })

  test.each(['jpeg', 'thumbnail', 'webp', 'avif'])('whose %s is none is refused', async (file) => {
    const { id, place } = await publicPlace()
    const given = frameOf(id, 'a')
    const pictures = { ...given.pictures, [file]: Buffer.from('<script>').toString('base64') }
    const answer = await tell(place, 'frames', { ...given, pictures })
    expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid' } })
    expect((await frame(id)).body.code).toBe('dashboard.no_frame')
  })

  test('of the largest size is taken', async () => {
    const { id, place } = await publicPlace()
    const big = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(6 * 1024 * 1024 - 6, 7)])
    const given = frameOf(id, 'a')
    const answer = await tell(place, 'frames', {
      ...given,
      pictures: { ...given.pictures, jpeg: big.toString('base64') },
    })
    expect(answer.body).toEqual({ isKept: true })
  })

  test('stays with its age when there is trouble, until the next one', async () => {
    const { id, place } = await publicPlace()
    await tell(place, 'frames', frameOf(id, 'a'))
    const takenAt = app.now().toISOString()
    app.advance(20)
    const since = app.now().toISOString()
    await tell(place, 'troubles', { dashboard: id, asked: 0, trouble: 'blank' })
    app.advance(5)
    await tell(place, 'troubles', { dashboard: id, asked: 0, trouble: 'blank' })
    expect(await dashboardOf(id)).toMatchObject({ trouble: 'blank', troubleSince: since, frame: { takenAt } })
    await tell(place, 'frames', frameOf(id, 'b'))
    expect(await dashboardOf(id)).not.toHaveProperty('trouble')
  })
})

describe('live', () => {
  test('a picture is kept while somebody looks, and is none when the page is in trouble', async () => {
    const { id, place } = await publicPlace({ refresh: 'live' })
    const key = { organizationId: await organizationId(), dashboardId: id }
    const screen = await addScreen(app, admin, { shows: { kind: 'dashboard', dashboard: id } })
    const read = (after: number) => readLive(app.database, key, after, new Date(0))
    const live = (text: string) =>
      tell(place, 'live', { dashboard: id, picture: jpegOf(text), width: 8, height: 6 })
    expect((await live('unseen')).body).toEqual({ isWatched: false })
    const { revision, dashboards } = await workOf(app, runner, place)
    expect(dashboards[0]).toMatchObject({ isLive: true, isWatched: false })
    await watchLive(app.database, { ...key, id: screen.id }, id, app.now())
    const after = await workOf(app, runner, place, revision)
    expect(after.revision).toBeGreaterThan(revision)
    expect(after.dashboards[0]?.isWatched).toBe(true)
    expect((await live('seen')).body).toEqual({ isWatched: true })
    const first = await read(0)
    expect(first?.picture?.toString()).toContain('seen')
    expect((await read(first?.number ?? 0))?.picture).toBeNull()
    await tell(place, 'troubles', { dashboard: id, asked: 0, trouble: 'not_the_dashboard' })
    expect(await read(0)).toBeUndefined()
    app.advance(25)
    await workOf(app, runner, place)
    app.advance(10)
    expect((await live('nobody looks')).body).toEqual({ isWatched: false })
  })
})

describe('a preview', () => {
  const body = { url: 'https://board.example/new', capture: { zoom: 2 } }

  test('is asked for, made by the runner that has the place, and shown to admins', async () => {
    const asked = await app.post('/api/v1/previews', body, as())
    expect(asked).toMatchObject({ status: 202, body: { state: 'waiting' } })
    const { id } = asked.body
    const place = await takePlace(app, runner)
    const { previews } = await workOf(app, runner, place)
    expect(previews).toMatchObject([{ id, url: body.url, capture: { zoom: 2 } }])
    const waiting = app.get(`/api/v1/previews/${id}`, as())
    const given = { picture: jpegOf('preview'), width: 640, height: 480 }
    expect((await tell(place, `previews/${id}`, given)).status).toBe(204)
    expect((await waiting).body).toEqual({ id, state: 'done', width: 640, height: 480 })
    const picture = await app.get(`/api/v1/previews/${id}/picture`, as())
    expect(picture.headers['content-type']).toBe('image/jpeg')
    // There is nothing else to do in this place.
    expect((await workOf(app, runner, place)).isOver).toBe(true)
  })

  test('that came out wrong says why, and shows nothing', async () => {
    const { id } = (await app.post('/api/v1/previews', body, as())).body
    const place = await takePlace(app, runner)
    await tell(place, `previews/${id}`, { picture: jpegOf('a login page'), trouble: 'signed_out' })
    expect((await app.get(`/api/v1/previews/${id}`, as())).body).toMatchObject({
      state: 'failed',
      trouble: 'signed_out',
    })
    expect((await app.get(`/api/v1/previews/${id}/picture`, as())).body.code).toBe('dashboard.no_frame')
  })

  test('takes the place of the one before, which nobody waits for any more', async () => {
    const first = (await app.post('/api/v1/previews', body, as())).body.id as string
    const second = (await app.post('/api/v1/previews', body, as())).body.id as string
    expect((await app.get(`/api/v1/previews/${first}`, as())).body.code).toBe('preview.not_found')
    const place = await takePlace(app, runner)
    expect((await workOf(app, runner, place)).previews.map(({ id }) => id)).toEqual([second])
    expect((await tell(place, `previews/${first}`, { trouble: 'blank' })).status).toBe(204)
  })

  test('of a connection that is not signed in is refused, as it is without a runner', async () => {
    const { id: connection } = await addSignedInConnection(app, admin, runner)
    await app.post(`/api/v1/connections/${connection}/pause`, {}, as())
    const refused = await app.post('/api/v1/previews', { ...body, connection }, as())
    expect(refused.body.code).toBe('dashboard.connection_not_signed_in')
    app.advance(120)
    expect((await app.post('/api/v1/previews', body, as())).body.code).toBe('connection.no_runner')
  })

  test('that nobody makes has failed after a while', async () => {
    const { id } = (await app.post('/api/v1/previews', body, as())).body
    app.advance(91)
    expect((await app.get(`/api/v1/previews/${id}`, as())).body).toMatchObject({
      state: 'failed',
      trouble: 'took_too_long',
    })
  })
})
