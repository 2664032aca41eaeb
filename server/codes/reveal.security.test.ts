// The attacks: ask for one code after the other until nobody else gets any, and be told a code in the very moment in
// which the right to it ends.
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { addConnection, stepOf, type TestConnection } from '../testing/connections.ts'
import { untilSomebodyWaits } from '../testing/held-up.ts'
import { addUser, beginSignIn, signInAdmin, type Person } from '../testing/people.ts'
import { startTestApp, type Answer, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
let connection: TestConnection
let agent: Person
let agentCookie: string | undefined
beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
})
beforeEach(async () => {
  // Ten seconds into a step.
  app.advance(60 + 30 - ((app.now().getTime() / 1000 - 10) % 30))
  admin = await signInAdmin(app)
  connection = await addConnection(app, admin)
  agent = await addUser(app, admin)
  agentCookie = (await beginSignIn(app, agent)).cookie
  await give('reveal')
})
afterAll(() => app.close())

/** Under load a request takes a while: how long a test waits for it, and not how long it may take. */
const patience = { timeout: 30_000 }
const path = () => `/api/v1/connections/${connection.id}`
const give = (may: string) => app.post(`${path()}/grants`, { accountId: agent.id, may }, { cookie: admin })
const ask = (cookie = agentCookie): Promise<Answer> => app.get(`${path()}/code`, { cookie })
const prove = () => app.post('/api/v1/me/step-up', { password: agent.password }, { cookie: agentCookie })

/** One code in each of so many steps that follow. */
async function askInEachOf(steps: number): Promise<void> {
  for (let index = 0; index < steps; index += 1) {
    stepOf(await ask(), connection.secret)
    app.advance(30)
  }
}

describe('137: one code after the other', () => {
  test('after ten of one connection within ten minutes its agent waits, and the others are given theirs', async () => {
    await askInEachOf(10)
    expect(await ask()).toMatchObject({
      status: 429,
      body: { code: 'connection.too_many_codes', retryAfterSeconds: 300 },
      headers: { 'retry-after': '300' },
    })
    // Whoever is refused has spent nothing: this is the code of now.
    const step = stepOf(await ask(await signInAdmin(app)), connection.secret)
    expect(step).toBe(Math.floor(app.now().getTime() / 30_000))
  })

  test('each of them counts for ten minutes, and then no more', async () => {
    await askInEachOf(10)
    app.advance(299)
    await prove()
    expect((await ask()).body).toMatchObject({ code: 'connection.too_many_codes', retryAfterSeconds: 1 })
    app.advance(1)
    stepOf(await ask(), connection.secret)
    app.advance(29)
    expect((await ask()).body.code).toBe('connection.too_many_codes')
    app.advance(1)
    stepOf(await ask(), connection.secret)
  })

  test('another connection has a budget of its own; asking at once from all sides does not add to one', async () => {
    await askInEachOf(9)
    const asked = Array.from({ length: 20 }, () => ask())
    app.advance(60)
    const given = (await Promise.all(asked)).filter(({ status }) => status === 200)
    expect(given).toHaveLength(1)
    connection = await addConnection(app, admin)
    await give('reveal')
    stepOf(await ask(), connection.secret)
  })

  test('what was refused because no step was free does not count', async () => {
    const first = [ask(), ask(), ask()]
    await vi.waitFor(() => expect(app.waits()).toHaveLength(2), patience)
    for (let times = 0; times < 20; times += 1) {
      expect((await ask()).body.code).toBe('connection.code_not_yet')
    }
    app.advance(90)
    for (const one of first) stepOf(await one, connection.secret)
    await askInEachOf(7)
    expect((await ask()).body.code).toBe('connection.too_many_codes')
  })
})

describe('137: the right to a code ends in the middle', () => {
  /** Holds the chain of the audit log, where a code has its step already and is not written down yet. */
  async function whileHeldUp(end: () => Promise<unknown>): Promise<Answer> {
    const holder = await app.database.pool.connect()
    try {
      await holder.query('BEGIN')
      await holder.query('SELECT lock_audit_head(organization_id) FROM connections WHERE id = $1', [
        connection.id,
      ])
      const asked = ask()
      await untilSomebodyWaits(app)
      await end()
      await holder.query('COMMIT')
      return await asked
    } finally {
      holder.release()
    }
  }

  const endings: [string, (ids: { connection: string; agent: string }) => string, string][] = [
    [
      'the grant is taken back',
      (ids) => `DELETE FROM connection_grants WHERE account_id = '${ids.agent}'`,
      'connection.not_found',
    ],
    [
      'the grant is lowered to use',
      (ids) => `UPDATE connection_grants SET may = 'use' WHERE account_id = '${ids.agent}'`,
      'connection.reveal_not_granted',
    ],
    [
      'the account is disabled',
      (ids) => `UPDATE accounts SET disabled_at = now() WHERE id = '${ids.agent}'`,
      'connection.not_found',
    ],
    [
      'the account is deleted',
      (ids) => `DELETE FROM accounts WHERE id = '${ids.agent}'`,
      'connection.not_found',
    ],
    [
      'the connection is deleted',
      (ids) => `DELETE FROM connections WHERE id = '${ids.connection}'`,
      'connection.not_found',
    ],
    [
      'the key is taken away',
      (
        ids,
      ) => `UPDATE connections SET sealed_secret = NULL, secret_digits = NULL, secret_period_seconds = NULL,
        secret_algorithm = NULL WHERE id = '${ids.connection}'`,
      'connection.has_no_secret',
    ],
  ]

  test.each(endings)('%s: no code, no event, and nothing is spent', async (_, statement, code) => {
    const { pool } = app.database
    const ids = { connection: connection.id, agent: agent.id }
    const answer = await whileHeldUp(() => pool.query(statement(ids)))
    expect(answer.body.code).toBe(code)
    for (const left of [
      `SELECT FROM audit_events WHERE action = 'code.revealed' AND facts->>'connection' = $1::text`,
      'SELECT FROM code_reveals WHERE connection_id = $1::uuid',
    ]) {
      expect((await pool.query(left, [connection.id])).rowCount).toBe(0)
    }
  })

  test('nothing ends: the code that was held up is told', async () => {
    stepOf(await whileHeldUp(() => Promise.resolve()), connection.secret)
  })

  test('grants given and taken back all the time, codes asked for all the time: the log has each code within a grant', async () => {
    const asked: Promise<Answer>[] = []
    let answered = 0
    for (let round = 0; round < 8; round += 1) {
      const now = [ask(), ask(), ask()]
      for (const one of now) void one.then(() => (answered += 1))
      asked.push(...now)
      await app.request('DELETE', `${path()}/grants/${agent.id}`, { cookie: admin })
      // Nobody is under way when the clock goes on: each was answered, or waits for a step.
      await vi.waitFor(() => expect(answered + app.waits().length).toBe(asked.length), patience)
      app.advance(30)
      await give('reveal')
    }
    app.advance(120)
    await Promise.all(asked)
    const { rows } = await app.database.pool.query<{ action: string }>(
      `SELECT action FROM audit_events WHERE facts->>'connection' = $1
       AND (subject_id = $2 OR actor_id = $2) ORDER BY sequence`,
      [connection.id, agent.id],
    )
    let isGranted = false
    for (const { action } of rows) {
      if (action === 'code.revealed') expect(isGranted).toBe(true)
      else isGranted = action === 'connection.granted'
    }
    expect(rows.filter(({ action }) => action === 'connection.grant_removed')).toHaveLength(8)
  })
})
