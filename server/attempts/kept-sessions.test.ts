// What the server does with kept sessions: visited before they end, signed in anew when they are too old, and learned of.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addConnection } from '../testing/connections.ts'
import { signInAdmin } from '../testing/people.ts'
import { addTestRunner, type TestLease, type TestRunner } from '../testing/runner.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
let runner: TestRunner
beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
  runner = await addTestRunner(app)
})
beforeEach(async () => {
  await app.database.query.deleteFrom('connections').execute()
  admin = await signInAdmin(app)
})
afterAll(() => app.close())

async function begin(service: string, url: string): Promise<TestLease> {
  const { id } = await addConnection(app, admin, { service, url })
  await app.post(`/api/v1/connections/${id}/sign-in`, {}, { cookie: admin })
  return takeNext()
}

async function takeNext(): Promise<TestLease> {
  const [lease] = await runner.takeWork()
  if (lease === undefined) throw new Error('There is no work.')
  return lease
}

/** Goes on to the next visit, and says after how many minutes it was. */
async function untilNextVisit(): Promise<{ lease: TestLease; minutes: number }> {
  const { due_at: dueAt } = await app.database.query
    .selectFrom('connection_work')
    .select('due_at')
    .executeTakeFirstOrThrow()
  const seconds = ((dueAt?.getTime() ?? 0) - app.now().getTime()) / 1000
  app.advance(Math.max(4, Math.ceil(seconds)))
  return { lease: await takeNext(), minutes: seconds / 60 }
}

const signedIn = (lease: TestLease, more: object = {}) =>
  runner.tell(lease, 'outcome', { hasTyped: true, session: '{"a":1}', ...more })
const stillIn = (lease: TestLease) => runner.tell(lease, 'outcome', { hasTyped: false, session: '{"a":1}' })

const looker = ['looker', 'https://acme.cloud.looker.com/dashboards/1'] as const
const grafana = ['grafana', 'https://grafana.example.com/d/1'] as const

describe('a kept session', () => {
  test('is visited within the time after which the service forgets it, again and again', async () => {
    await signedIn(await begin(...grafana))
    for (let visits = 0; visits < 6; visits += 1) {
      const { lease, minutes } = await untilNextVisit()
      expect(minutes).toBeGreaterThan(20)
      expect(minutes).toBeLessThan(40)
      expect(lease).toMatchObject({ why: 'renewal', session: '{"a":1}' })
      await stillIn(lease)
    }
  })

  test('is left behind, and signed in anew, before the month is over that it lasts at most', async () => {
    await signedIn(await begin(...looker))
    app.advance(29 * 24 * 3600)
    const visited = await takeNext()
    expect(visited.session).toBeDefined()
    await stillIn(visited)
    app.advance(24 * 3600 - 480)
    const last = await takeNext()
    expect(last.session).toBeUndefined()
    await signedIn(last)
    // The month begins anew.
    expect((await untilNextVisit()).lease.session).toBeDefined()
  })

  test('that a person signed in is not left behind by its age', async () => {
    const lease = await begin(...looker)
    await signedIn(lease)
    await app.database.query.updateTable('connection_sessions').set({ began_at: null }).execute()
    app.advance(40 * 24 * 3600)
    expect((await takeNext()).session).toBeDefined()
  })

  test('is shown to whoever asks, be it ever so old', async () => {
    const lease = await begin(...looker)
    await signedIn(lease)
    app.advance(30 * 24 * 3600)
    const as = { cookie: await signInAdmin(app) }
    await runner.takeWork(0)
    // Its renewal is due too; a person comes first.
    await app.post(`/api/v1/connections/${lease.connection}/sign-in`, {}, as)
    expect(await takeNext()).toMatchObject({ why: 'asked', session: '{"a":1}' })
  })

  test('that did not last until the first visit is visited twice as often from then on', async () => {
    await signedIn(await begin(...grafana))
    const first = await untilNextVisit()
    await signedIn(first.lease)
    const second = await untilNextVisit()
    expect(second.minutes).toBeLessThan(20)
    await stillIn(second.lease)
    const third = await untilNextVisit()
    expect(third.minutes).toBeLessThan(20)
    // One that lasted until then, and ends now, ended for another reason.
    await signedIn(third.lease)
    expect((await untilNextVisit()).minutes).toBeGreaterThan(10)
  })

  test('whose cookies last less than the pack says is visited before they end', async () => {
    await signedIn(await begin(...grafana), { cookiesLastSeconds: 1200 })
    const { minutes } = await untilNextVisit()
    expect(minutes).toBeLessThan(12.1)
  })

  test('that was too large to keep is no reason to sign in every quarter of an hour', async () => {
    const lease = await begin(...grafana)
    await signedIn(lease)
    const { lease: next } = await untilNextVisit()
    await signedIn(next, { session: undefined })
    const { lease: later, minutes } = await untilNextVisit()
    expect(minutes).toBeGreaterThan(12 * 60)
    expect(later.session).toBeUndefined()
  })
})
