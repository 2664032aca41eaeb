// Attack 112, for connections: yesterday's backup is brought back, and with it the token of a runner that was stolen and
// taken back since, the session of a service that was ended there, and a password that was changed.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addConnection, stepOf, type TestConnection } from '../testing/connections.ts'
import { signInAdmin } from '../testing/people.ts'
import { addTestRunner, type TestLease, type TestRunner } from '../testing/runner.ts'
import { copyTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'
import { voidWhatBackupHolds } from './restored.store.ts'

const origin = 'https://board.example'
const board = { service: 'any', url: `${origin}/wall` }

let app: TestApp
let backup: TestDatabase
let stolen: TestRunner
let signedIn: TestConnection
let refused: TestConnection
let running: TestConnection
let revealed: { step: number }
const copies: TestDatabase[] = []

/** A server on a copy of the backup, a while later. */
async function bringBack(): Promise<TestApp> {
  const copy = await copyTestDatabase(backup.connection)
  copies.push(copy)
  return startTestApp({ beside: copy, startAt: app.now() })
}

beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
  const admin = await signInAdmin(app)
  stolen = await addTestRunner(app)
  const begin = async (): Promise<[TestConnection, TestLease]> => {
    const connection = await addConnection(app, admin, board)
    await app.post(`/api/v1/connections/${connection.id}/sign-in`, {}, { cookie: admin })
    const [lease] = await stolen.takeWork()
    if (lease === undefined) throw new Error('There is work.')
    return [connection, lease]
  }
  const [one, leaseOfOne] = await begin()
  signedIn = one
  await stolen.tell(leaseOfOne, 'password', { origin })
  await stolen.tell(leaseOfOne, 'outcome', { hasTyped: true, session: '{"cookies":["of yesterday"]}' })
  const [two, leaseOfTwo] = await begin()
  refused = two
  await stolen.tell(leaseOfTwo, 'password', { origin })
  await stolen.tell(leaseOfTwo, 'outcome', { hasTyped: true, cause: 'wrong_password' })
  ;[running] = await begin()

  backup = await copyTestDatabase(app.connection as { database: string })

  // And then the day goes on: a code is told, and the runner is stolen and removed.
  const answer = await app.get(`/api/v1/connections/${signedIn.id}/code`, { cookie: admin })
  revealed = { step: stepOf(answer, signedIn.secret) }
  await app.database.query.deleteFrom('runners').execute()
  expect((await ask(app)).status).toBe(401)
  app.advance(40 * 60)
})
afterAll(async () => {
  await app.close()
  for (const copy of [...copies, backup]) await copy.drop()
})

const ask = (where: TestApp) =>
  where.post('/api/v1/runner/leases', { version: '1', most: 10, waitSeconds: 0 }, { token: stolen.token })

const workOf = (where: TestApp, { id }: TestConnection) =>
  where.database.query
    .selectFrom('connection_work')
    .selectAll()
    .where('connection_id', '=', id)
    .executeTakeFirstOrThrow()

describe('112: connections of a backup that is brought back', () => {
  test('112: without the command the stolen runner is given sessions and passwords again', async () => {
    const back = await bringBack()
    const { items } = (await ask(back)).body as { items: TestLease[] }
    const lease = items.find(({ connection }) => connection === running.id)
    expect((await stolen.tell(lease ?? { id: '' }, 'password', { origin }, back)).status).toBe(200)
    back.advance(4)
    const more = ((await ask(back)).body as { items: TestLease[] }).items
    expect([...items, ...more].some(({ session }) => session !== undefined)).toBe(true)
    await back.close()
  })

  test('112: after it the token is none, and no session is kept', async () => {
    const back = await bringBack()
    expect(await voidWhatBackupHolds(back.database, back.now())).toMatchObject({ runners: 1 })
    expect((await ask(back)).body.code).toBe('runner.required')
    expect(await back.database.query.selectFrom('connection_sessions').select('id').execute()).toEqual([])
    await back.close()
  })

  test('112: what was signed in signs in anew, and a password that was changed since is typed once', async () => {
    const back = await bringBack()
    await voidWhatBackupHolds(back.database, back.now())
    const runner = await addTestRunner(back)
    const taken: TestLease[] = []
    for (let round = 0; round < 5; round += 1) {
      for (const lease of await runner.takeWork(10, back)) {
        taken.push(lease)
        expect(lease.session).toBeUndefined()
        expect((await runner.tell(lease, 'password', { origin }, back)).status).toBe(200)
        // It does not say how it ended: the next one is not given the password, which may be a wrong one.
      }
      back.advance(4)
    }
    // One by one, and the one that the service refused is left alone.
    expect(taken.map(({ connection }) => connection).sort()).toEqual([signedIn.id, running.id].sort())
    back.advance(40)
    const [again] = await runner.takeWork(10, back)
    expect((await runner.tell(again ?? { id: '' }, 'password', { origin }, back)).body.code).toBe(
      'lease.password_given',
    )
    expect(await workOf(back, refused)).toMatchObject({ state: 'needs_attention', cause: 'wrong_password' })
    await back.close()
  })

  test('112: a code that was told after the backup is told to nobody again', async () => {
    const back = await bringBack()
    // As if it were the same minute.
    const at = new Date(revealed.step * 30_000 + 5_000)
    await voidWhatBackupHolds(back.database, at)
    const { rows } = await back.database.pool.query<{ last_step: string }>('SELECT last_step FROM code_steps')
    expect(rows.every(({ last_step: last }) => Number(last) >= revealed.step)).toBe(true)
    await back.close()
  })
})
