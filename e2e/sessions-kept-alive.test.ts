// Sessions through hours, by a clock that the test holds: a real Chromium and a real server visit a stand-in of a service
// whose sessions end, and its login is typed no more often than it has to be.
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { encodeBase32 } from '../otp/base32.ts'
import type { Browsers } from '../runner/browser/browsers.ts'
import { carryOut } from '../runner/carry-out.ts'
import { openServerApi, type ServerApi } from '../runner/server-api.ts'
import { plainApplication } from '../runner/testing/stand-ins/services/on-site.ts'
import { startStandIns, type StandIns } from '../runner/testing/stand-ins/start-stand-ins.ts'
import { openTestBrowsers } from '../runner/testing/test-browsers.ts'
import { migrateDatabase } from '../server/database/migrate.ts'
import { addConnection } from '../server/testing/connections.ts'
import { signInAdmin } from '../server/testing/people.ts'
import { addTestRunner } from '../server/testing/runner.ts'
import { startTestApp, type TestApp } from '../server/testing/test-app.ts'
import { startSharedPostgres, type SharedPostgres } from './shared-postgres.ts'

const LONG = 180_000
const account = {
  name: 'wall@northwind.example',
  password: 'copper meadow basket 41',
  secret: Buffer.from('a secret of a wall'),
}

let folder: string
let postgres: SharedPostgres
let app: TestApp
let service: StandIns
let browsers: Browsers
let api: ServerApi

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-kept-'))
  await mkdir(join(folder, 'packs'))
  const pack = { id: 'hourly', name: 'Hourly', ownOrigin: true, session: { longestMinutes: 60 } }
  await writeFile(
    join(folder, 'packs', 'hourly.json'),
    JSON.stringify({ ...pack, exampleUrl: 'https://hourly.example/' }),
  )
  postgres = await startSharedPostgres()
  const { url } = await postgres.createEmptyDatabase('kept')
  const connection = { url }
  await migrateDatabase(connection)
  app = await startTestApp({
    beside: { connection },
    startAt: new Date(),
    env: { COUNTERSIGN_DATA_DIR: folder },
  })
  await app.setUp()
  await app.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.app.server.address() as AddressInfo
  service = await startStandIns([{ ...plainApplication, hosts: ['127.0.0.1'] }], account, {
    now: () => app.now().getTime(),
  })
  const { token } = await addTestRunner(app)
  const server = new URL(`http://127.0.0.1:${port}`)
  const real = openServerApi({ server, token, version: '1' }, () => app.now())
  // The server's clock is the test's, and the headers of its answers are not.
  api = { ...real, clockOffsetMillis: () => 0 }
})
beforeEach(async () => {
  // No step of it was used: the clock of the test would go on by more than a lease lasts to wait for the next one.
  account.secret = randomBytes(20)
  await app.database.query.deleteFrom('connections').execute()
  browsers = await openTestBrowsers([`127.0.0.1:${service.port}`], { clock: () => app.now() })
})
afterEach(() => browsers.close())
afterAll(async () => {
  await service.close()
  await app.close()
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
})

/** A connection that has signed in. */
async function signedIn(pack = 'any'): Promise<void> {
  const cookie = await signInAdmin(app)
  const { id } = await addConnection(app, cookie, {
    service: pack,
    url: `http://127.0.0.1:${service.port}/`,
    username: account.name,
    password: account.password,
    secret: encodeBase32(account.secret),
  })
  await app.post(`/api/v1/connections/${id}/sign-in`, {}, { cookie })
  await workOnce()
  expect(await stateNow()).toBe('signed_in')
  expect(service.world.tally).toMatchObject({ passwords: 1, signIns: 1 })
}

async function workOnce(): Promise<void> {
  const [lease] = await api.askForWork(1, new AbortController().signal)
  if (lease === undefined) throw new Error('There is no work.')
  // A code of the next step is waited for by the clock of the test.
  const waiting = setInterval(() => {
    const [moment] = app.waits()
    if (moment !== undefined) app.advance(Math.ceil((moment.getTime() - app.now().getTime()) / 1000))
  }, 50)
  await carryOut(lease, {
    api,
    browsers,
    clock: () => app.now(),
    monotonic: () => performance.now(),
    log: () => {},
    stop: new AbortController().signal,
  })
  clearInterval(waiting)
}

const work = () =>
  app.database.query.selectFrom('connection_work').select(['state', 'due_at']).executeTakeFirstOrThrow()

const stateNow = async () => (await work()).state

/** To the moment of the next visit, and through it; by how many minutes the clock went on. */
async function visit(): Promise<number> {
  const { due_at: dueAt } = await work()
  const seconds = Math.max(4, Math.ceil(((dueAt?.getTime() ?? 0) - app.now().getTime()) / 1000))
  app.advance(seconds)
  await workOnce()
  expect(await stateNow()).toBe('signed_in')
  return seconds / 60
}

async function visitFor(minutes: number): Promise<void> {
  for (let gone = 0; gone < minutes;) gone += await visit()
}

describe('a session', () => {
  // The first, because the browser has a clock of its own, and that of the test goes away from it.
  test(
    'whose cookie says that it ends before the next visit is renewed at this one',
    { timeout: LONG },
    async () => {
      service.reset([], { cookieSeconds: 3600 })
      await signedIn()
      let gone = (await visit()) + (await visit())
      expect(service.world.tally).toMatchObject({ signIns: 1 })
      while (gone < 42) gone += await visit()
      expect(service.world.tally).toMatchObject({ signIns: 2, endedSessions: 0 })
    },
  )

  test(
    'that ends after 25 minutes without use is kept alive for two hours, and nothing is typed',
    { timeout: LONG },
    async () => {
      service.reset([], { idleMinutes: 25 })
      await signedIn()
      await visitFor(120)
      expect(service.world.tally).toMatchObject({ passwords: 1, codes: 1, signIns: 1, endedSessions: 0 })
      // It would have ended, had nobody come by.
      app.advance(26 * 60)
      await workOnce()
      expect(service.world.tally).toMatchObject({ passwords: 2, signIns: 2 })
      expect(service.world.tally.endedSessions).toBeGreaterThan(0)
    },
  )

  test(
    'that ends sooner than anybody knew is lost once, and then kept alive',
    { timeout: LONG },
    async () => {
      service.reset([], { idleMinutes: 11 })
      await signedIn()
      await visitFor(60)
      expect(service.world.tally).toMatchObject({ passwords: 2, signIns: 2 })
    },
  )

  test('that ends after an hour whatever happens is renewed before that', { timeout: LONG }, async () => {
    service.reset([], { idleMinutes: 40, longestMinutes: 60 })
    await signedIn('hourly')
    await visitFor(150)
    // Nobody ever came with a session that had ended.
    expect(service.world.tally).toMatchObject({ endedSessions: 0 })
    expect(service.world.tally.signIns).toBeGreaterThanOrEqual(3)
    expect(service.world.tally.signIns).toBeLessThanOrEqual(4)
  })

  test('is there again in another browser, and nothing is typed', { timeout: LONG }, async () => {
    service.reset()
    await signedIn()
    await browsers.close()
    browsers = await openTestBrowsers([`127.0.0.1:${service.port}`], { clock: () => app.now() })
    await visit()
    expect(service.world.tally).toMatchObject({ passwords: 1, signIns: 1 })
  })

  test('that the service has ended is signed in again, and typed once', { timeout: LONG }, async () => {
    service.reset()
    await signedIn()
    service.world.turn(['expired-session'])
    const { due_at: dueAt } = await work()
    app.advance(Math.ceil(((dueAt?.getTime() ?? 0) - app.now().getTime()) / 1000))
    const working = workOnce()
    await expect.poll(() => service.world.tally.passwords, { timeout: 30_000 }).toBe(2)
    service.world.turn([])
    await working
    expect(await stateNow()).toBe('signed_in')
    expect(service.world.tally).toMatchObject({ passwords: 2, wrongPasswords: 0, signIns: 2 })
  })
})
