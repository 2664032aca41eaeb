// A runner that makes pictures asks for the password of a connection to type it on a page of its own; asks after its place
// went to another; for a dashboard in which nothing types it; or again and again for a password that never worked.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addConnection, proveAgain, stepOf } from '../testing/connections.ts'
import { untilSomebodyWaits } from '../testing/held-up.ts'
import { signInAdmin } from '../testing/people.ts'
import {
  addDashboard,
  frameOf,
  signInBy,
  takePlace,
  tellPlace,
  workOf,
  type TestPlace,
} from '../testing/places.ts'
import { addTestRunner, type TestRunner } from '../testing/runner.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
let runner: TestRunner
beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
})
beforeEach(async () => {
  for (const table of ['dashboards', 'connections', 'capture_places', 'previews'] as const) {
    await app.database.query.deleteFrom(table).execute()
  }
  admin = await signInAdmin(app)
  await proveAgain(app, admin)
  runner = await addTestRunner(app)
})
afterAll(() => app.close())

const origin = 'https://board.example'
const WHAT = ['password', 'code'] as const
const on = { selector: '#box' }
const typing = WHAT.map((secret) => ({ do: 'type_secret', on, secret }))

interface Held {
  place: TestPlace
  dashboard: string
  connection: string
  secret: string
  password: string
}

interface Wish {
  steps?: object[]
  /** The password was typed for its sign-in. */
  hasTyped?: boolean
}

/** A place whose connection signed in by its own password, with a dashboard of these steps. */
async function hold({ steps = typing, hasTyped = true }: Wish = {}): Promise<Held> {
  const password = 'copper meadow basket 41'
  const added = await addConnection(app, admin, { service: 'any', url: `${origin}/wall`, password })
  if (hasTyped) {
    await app.post(`/api/v1/connections/${added.id}/sign-in`, {}, { cookie: admin })
    const lease = (await runner.takeWork()).find(({ connection }) => connection === added.id)
    if (lease === undefined) throw new Error('There was nothing to sign in.')
    await runner.tell(lease, 'password', { origin })
    await runner.tell(lease, 'outcome', { hasTyped: true, session: 'what a browser keeps' })
  } else {
    await signInBy(app, admin, runner, added.id)
  }
  const dashboard = await addDashboard(app, admin, {
    connection: added.id,
    url: `${origin}/open`,
    capture: { steps },
  })
  const place = await takePlace(app, runner)
  return { place, dashboard, connection: added.id, secret: added.secret, password }
}

const ask = (held: Pick<Held, 'place'>, what: string, body: object, by = runner) =>
  tellPlace(app, by, held.place, what, body)

async function events(): Promise<{ action: string; facts: Record<string, unknown> }[]> {
  const answer = await app.get('/api/v1/audit-events?limit=10', { cookie: admin })
  return (answer.body as { items: { action: string; facts: Record<string, unknown> }[] }).items
}

describe('a page of another origin', () => {
  test.each(['https://evil.example', 'https://board.example:8443', 'http://board.example'])(
    '%s gets neither password nor code, and it is in the audit log that it was tried',
    async (foreign) => {
      const held = await hold()
      const { dashboard, connection } = held
      for (const what of WHAT) {
        const answer = await ask(held, what, { origin: foreign, dashboard })
        expect(answer.body.code, what).toBe('lease.foreign_origin')
        const [last] = await events()
        expect(last).toMatchObject({
          action: 'connection.secret_refused',
          facts: { connection, dashboard, secret: what, host: new URL(foreign).host },
        })
      }
    },
  )
})

test('its own origin gets both, each written down before it goes out, with neither of them in the log', async () => {
  const held = await hold()
  const { dashboard, connection, password, secret } = held
  const given = await ask(held, 'password', { origin, dashboard })
  expect(given.body).toEqual({ password })
  const code = await ask(held, 'code', { origin, dashboard })
  const step = stepOf(code, secret)
  const facts = { connection, dashboard, runner: expect.any(String), host: 'board.example' }
  expect((await events()).slice(0, 2)).toMatchObject([
    { action: 'connection.code_used', facts: { ...facts, step } },
    { action: 'connection.password_used', facts },
  ])
  const told = JSON.stringify([await events(), app.logs])
  expect(told).not.toContain(password)
  expect(told).not.toContain(code.body.code)
})

test('a runner without the lease gets nothing: another one, one that gave it back, and one whose time ran out', async () => {
  const held = await hold()
  const body = { origin, dashboard: held.dashboard }
  const other = await addTestRunner(app)
  const lost = async (by = runner) => {
    for (const what of WHAT) expect((await ask(held, what, body, by)).body.code, what).toBe('lease.lost')
  }
  await lost(other)
  app.advance(31)
  admin = await signInAdmin(app)
  await lost()
  const again = await takePlace(app, other)
  await lost()
  expect((await ask({ place: again }, 'password', body, other)).status).toBe(200)
  await tellPlace(app, other, again, 'end')
  expect((await ask({ place: again }, 'password', body, other)).body.code).toBe('lease.lost')
  const used = (await events()).filter(
    ({ action, facts }) => action === 'connection.password_used' && facts.dashboard === held.dashboard,
  )
  expect(used).toHaveLength(1)
})

test('whoever signs in has taken the place, and what it asks for then stays here', async () => {
  const held = await hold()
  await app.post(`/api/v1/connections/${held.connection}/sign-in`, {}, { cookie: admin })
  await runner.takeWork()
  for (const what of WHAT) {
    const answer = await ask(held, what, { origin, dashboard: held.dashboard })
    expect(answer.body.code, what).toBe('lease.lost')
  }
})

test('a dashboard whose steps name none gets none, nor does one of another place; unless a person shows its way', async () => {
  const held = await hold({ steps: [{ do: 'type_secret', on, secret: 'username' }] })
  const { dashboard } = held
  const elsewhere = await addDashboard(app, admin, { capture: { steps: typing } })
  for (const what of WHAT) {
    for (const body of [{ dashboard }, { dashboard: elsewhere }, {}]) {
      expect((await ask(held, what, { origin, ...body })).body.code, what).toBe('lease.not_wanted')
    }
  }
  await app.post(`/api/v1/dashboards/${dashboard}/recording`, {}, { cookie: admin })
  expect((await ask(held, 'password', { origin, dashboard })).status).toBe(200)
  await app.post(`/api/v1/dashboards/${dashboard}/recording/end`, {}, { cookie: admin })
  expect((await ask(held, 'password', { origin, dashboard })).body.code).toBe('lease.not_wanted')
})

test('a person stops showing the way while a code is on its way: it is looked at in the write, and no code goes out', async () => {
  const held = await hold({ steps: [] })
  const { dashboard } = held
  await app.post(`/api/v1/dashboards/${dashboard}/recording`, {}, { cookie: admin })
  const other = await app.database.pool.connect()
  try {
    await other.query('BEGIN')
    await other.query('SELECT FROM capture_places WHERE lease_id = $1 FOR UPDATE', [held.place.id])
    const asked = ask(held, 'code', { origin, dashboard })
    await untilSomebodyWaits(app)
    await other.query('DELETE FROM recordings WHERE dashboard_id = $1', [dashboard])
    await other.query('COMMIT')
    expect((await asked).body.code).toBe('lease.lost')
  } finally {
    other.release()
  }
  expect((await events()).map(({ action }) => action)).not.toContain('connection.code_used')
})

test('a preview gets what its steps name, while somebody waits for it', async () => {
  const held = await hold({ steps: [] })
  const body = { connection: held.connection, url: `${origin}/open`, capture: { steps: typing.slice(0, 1) } }
  const { body: preview } = await app.post('/api/v1/previews', body, { cookie: admin })
  expect((await ask(held, 'password', { origin })).status).toBe(200)
  expect((await ask(held, 'code', { origin })).body.code).toBe('lease.not_wanted')
  await tellPlace(app, runner, held.place, `previews/${preview.id}`, { trouble: 'step_failed' })
  expect((await ask(held, 'password', { origin })).body.code).toBe('lease.not_wanted')
})

test('a password that has signed nothing in is not typed by steps that are done every minute', async () => {
  const held = await hold({ hasTyped: false })
  const answer = await ask(held, 'password', { origin, dashboard: held.dashboard })
  expect(answer.body.code).toBe('lease.password_given')
})

test('a person asks for it by its name, and the runner hears no more than that', async () => {
  const held = await hold({ steps: [] })
  const path = `/api/v1/dashboards/${held.dashboard}/recording`
  await app.post(path, {}, { cookie: admin })
  const input = { kind: 'secret', secret: 'password' }
  expect((await app.post(`${path}/inputs`, { inputs: [input] }, { cookie: admin })).status).toBe(204)
  const work = await workOf(app, runner, held.place)
  expect(work.recording?.inputs).toEqual([input])
  expect(JSON.stringify(work)).not.toContain(held.password)
})

describe('a browser’s own dialog in front of a dashboard', () => {
  const [realm, otherRealm] = ['a'.repeat(64), 'b'.repeat(64)]
  const forDialog = (dashboard?: string) => ({
    origin,
    isForDialog: true,
    realm,
    ...(dashboard === undefined ? {} : { dashboard }),
  })

  /** A connection that such a dialog signs in: nothing is kept of it. */
  async function holdBehindDialog(): Promise<Held> {
    const held = await hold({ steps: [] })
    await app.database.query.deleteFrom('connection_sessions').execute()
    return held
  }
  const codeOf = async (held: Held, body: object = forDialog(held.dashboard)) =>
    (await ask(held, 'password', body)).body.code as string | undefined
  const tellRefused = (held: Held, dashboard = held.dashboard) =>
    ask(held, 'troubles', { dashboard, asked: 0, trouble: 'login_refused', realm })
  /** What is tried after a refusal goes well; then its pictures are made again. */
  async function signInAgain(held: Held): Promise<Held> {
    app.advance(10)
    const lease = (await runner.takeWork()).find(({ connection }) => connection === held.connection)
    if (lease === undefined) throw new Error('There was nothing to sign in.')
    await runner.tell(lease, 'password', { origin })
    await runner.tell(lease, 'outcome', { hasTyped: true })
    return { ...held, place: await takePlace(app, runner) }
  }
  const dueAt = async ({ connection }: Held) =>
    (
      await app.database.query
        .selectFrom('connection_work')
        .select('due_at')
        .where('connection_id', '=', connection)
        .executeTakeFirstOrThrow()
    ).due_at

  test('gets the password without a step, written down before it goes out', async () => {
    const held = await holdBehindDialog()
    const { dashboard, connection, password } = held
    expect((await ask(held, 'password', forDialog(dashboard))).body).toEqual({ password })
    expect((await events())[0]).toMatchObject({
      action: 'connection.password_used',
      facts: { connection, dashboard, host: 'board.example' },
    })
    expect(JSON.stringify([await events(), app.logs])).not.toContain(password)
  })

  test('of another origin gets none, nor does one that was named for a page to sign in at', async () => {
    const held = await holdBehindDialog()
    const named = 'https://login.board.example'
    await app.database.query
      .updateTable('connections')
      .set({ sign_in_origins: [named] })
      .where('id', '=', held.connection)
      .execute()
    for (const foreign of ['https://evil.example', named]) {
      expect(await codeOf(held, { ...forDialog(held.dashboard), origin: foreign })).toBe(
        'lease.foreign_origin',
      )
    }
    expect((await events())[0]).toMatchObject({
      action: 'connection.secret_refused',
      facts: { connection: held.connection, host: 'login.board.example', secret: 'password' },
    })
  })

  test('gets none through a connection that signs in by a page: it has a session to show', async () => {
    const held = await hold({ steps: [] })
    expect(await codeOf(held)).toBe('lease.not_wanted')
  })

  test('gets none for a dashboard of another connection, and none for a preview that nobody waits for', async () => {
    const held = await holdBehindDialog()
    const elsewhere = await addDashboard(app, admin)
    expect(await codeOf(held, forDialog(elsewhere))).toBe('lease.password_given')
    expect(await codeOf(held, forDialog())).toBe('lease.password_given')
    const body = { connection: held.connection, url: `${origin}/open` }
    await app.post('/api/v1/previews', body, { cookie: admin })
    expect(await codeOf(held, forDialog())).toBeUndefined()
  })

  test('that refused it gets it no more, over every other trouble; and whether it still signs in is tried once', async () => {
    const held = await holdBehindDialog()
    expect(await codeOf(held)).toBeUndefined()
    app.advance(1)
    expect((await tellRefused(held)).status).toBe(204)
    expect(await dueAt(held)).toEqual(app.now())
    expect(await codeOf(held)).toBe('lease.password_given')
    await ask(held, 'troubles', { dashboard: held.dashboard, asked: 0, trouble: 'unreachable' })
    expect(await codeOf(held)).toBe('lease.password_given')
    await app.database.query.updateTable('connection_work').set({ due_at: null }).execute()
    await tellRefused(held)
    expect(await dueAt(held)).toBeNull()
    const { body } = await app.get(`/api/v1/dashboards/${held.dashboard}`, { cookie: admin })
    expect(body).toMatchObject({ trouble: 'login_refused' })
  })

  test('that the service refused while it failed gets it again when it signs in: once, until there is a frame', async () => {
    const first = await holdBehindDialog()
    await tellRefused(first)
    expect(await codeOf(first)).toBe('lease.password_given')
    const second = await signInAgain(first)
    expect(await codeOf(second)).toBeUndefined()
    expect((await ask(second, 'frames', frameOf(second.dashboard, 'seven tickets'))).status).toBe(200)
    await tellRefused(second)
    const third = await signInAgain(second)
    expect(await codeOf(third)).toBeUndefined()
    await tellRefused(third)
    const fourth = await signInAgain(third)
    expect(await codeOf(fourth)).toBe('lease.password_given')
  })

  test('that refused it in front of one dashboard gets it for no other, and for no preview; another dialog does', async () => {
    const held = await holdBehindDialog()
    const { connection } = held
    const other = await addDashboard(app, admin, { connection, url: `${origin}/other` })
    await app.post('/api/v1/previews', { connection, url: `${origin}/open` }, { cookie: admin })
    expect(await codeOf(held, forDialog(other))).toBeUndefined()
    expect(await codeOf(held, forDialog())).toBeUndefined()
    await tellRefused(held)
    expect(await codeOf(held, forDialog(other))).toBe('lease.password_given')
    expect(await codeOf(held, forDialog())).toBe('lease.password_given')
    expect(await codeOf(held, { ...forDialog(other), realm: otherRealm })).toBeUndefined()
    expect(await codeOf(held, { ...forDialog(held.dashboard), realm: otherRealm })).toBe(
      'lease.password_given',
    )
    // What is tried for one of them is for all.
    await app.database.query.updateTable('connection_work').set({ due_at: null }).execute()
    await tellRefused(held, other)
    expect(await dueAt(held)).toBeNull()
  })

  test('that is told of a moment after a person asked to sign in once more says nothing of that', async () => {
    const held = await holdBehindDialog()
    await app.post(`/api/v1/connections/${held.connection}/sign-in`, {}, { cookie: admin })
    expect((await tellRefused(held)).status).toBe(204)
    const again = await signInAgain(held)
    expect(await codeOf(again)).toBeUndefined()
    const { is_login_given_again: isGivenAgain } = await app.database.query
      .selectFrom('frames')
      .select('is_login_given_again')
      .where('dashboard_id', '=', held.dashboard)
      .executeTakeFirstOrThrow()
    expect(isGivenAgain).toBe(false)
  })

  test.each([
    [
      'a person asks to sign in once more',
      ({ connection }: Held) => app.post(`/api/v1/connections/${connection}/sign-in`, {}, { cookie: admin }),
    ],
    [
      'its login is edited',
      ({ connection }: Held) =>
        app.request('PATCH', `/api/v1/connections/${connection}`, {
          cookie: admin,
          body: { password: 'marble lantern ferry 30' },
        }),
    ],
    [
      'its dashboard is another page',
      ({ dashboard }: Held) =>
        app.request('PATCH', `/api/v1/dashboards/${dashboard}`, {
          cookie: admin,
          body: { url: `${origin}/other` },
        }),
    ],
  ])('that refused it gets it again when %s', async (_, doIt) => {
    const held = await holdBehindDialog()
    await tellRefused(held)
    expect((await doIt(held)).status).toBeLessThan(300)
    const { is_login_refused: isRefused } = await app.database.query
      .selectFrom('frames')
      .select('is_login_refused')
      .where('dashboard_id', '=', held.dashboard)
      .executeTakeFirstOrThrow()
    expect(isRefused).toBe(false)
  })
})
