// Attack 52: the store of budgets, steps and challenges is gone. A server that cannot count must not judge: it answers
// that it is busy, gives no session, and nothing that it could not write has happened.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { untilSomebodyWaits } from '../testing/held-up.ts'
import {
  addEnrolledUser,
  addUser,
  beginSignIn,
  countSessions,
  signInAdmin,
  signInFully,
  wrongCode,
} from '../testing/people.ts'
import { layDatabaseCable, type DatabaseCable } from '../testing/database-cable.ts'
import { codeOf, startTestApp, type Answer, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let cable: DatabaseCable
/** The server whose cable is pulled; the other one keeps seeing the database. */
let cut: TestApp
let admin: string

beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
  cable = await layDatabaseCable(app.connection)
  cut = await startTestApp({ beside: { ...app, connection: cable.connection }, startAt: app.now() })
})
beforeEach(async () => {
  admin = await signInAdmin(app)
})
afterAll(async () => {
  await cut.close()
  await cable.close()
  await app.close()
})

async function withoutDatabase<Result>(run: () => Promise<Result>): Promise<Result> {
  await cable.pullOut()
  try {
    return await run()
  } finally {
    await cable.plugIn()
  }
}

function expectBusy(answer: Answer): void {
  expect(answer.body.code).toBe('server.busy')
  expect(answer.status).toBe(503)
  expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1)
  expect(answer.cookie).toBeUndefined()
  expect(answer.body.session).toBeUndefined()
}

describe('52: the database is gone', () => {
  test('52: every step of the sign-in answers 503 without a session; afterwards the same challenge and code work', async () => {
    const person = await addEnrolledUser(app, admin)
    const before = await countSessions(app, person)
    const { challenge } = await beginSignIn(cut, person)
    const code = codeOf(person.secret, cut.now())
    const { email, password } = person
    await withoutDatabase(async () => {
      expectBusy(await cut.post('/api/v1/sign-in', { email, password }))
      expectBusy(await cut.post('/api/v1/sign-in', { email, password: 'not the password 99' }))
      expectBusy(await cut.post('/api/v1/sign-in/totp', { challenge, code }))
      const recovery = { challenge, code: person.recoveryCodes[0] }
      expectBusy(await cut.post('/api/v1/sign-in/recovery-code', recovery))
    })
    expect(await countSessions(app, person)).toBe(before)
    expect((await cut.post('/api/v1/sign-in/totp', { challenge, code })).status).toBe(200)
    expect(await countSessions(app, person)).toBe(before + 1)
  })

  test('52: nor is anybody taken for signed in, or for an admin; afterwards they are again', async () => {
    const person = await addEnrolledUser(app, admin)
    const cookie = await signInFully(app, person)
    await withoutDatabase(async () => {
      expectBusy(await cut.get('/api/v1/me', { cookie }))
      expectBusy(await cut.get('/api/v1/users', { cookie: admin }))
      expectBusy(await cut.post('/api/v1/me/step-up', { code: '000000' }, { cookie }))
    })
    expect((await cut.get('/api/v1/me', { cookie })).status).toBe(200)
    expect((await cut.get('/api/v1/users', { cookie: admin })).status).toBe(200)
  })

  test('52: the server lives, and says that it is not ready', async () => {
    await withoutDatabase(async () => {
      expect((await cut.get('/healthz')).status).toBe(200)
      expect((await cut.get('/readyz')).status).toBe(503)
    })
    expect((await cut.get('/readyz')).status).toBe(200)
  })

  test('52: wrong codes are not looked at while they cannot be counted, and none was for free', async () => {
    const person = await addEnrolledUser(app, admin)
    const { challenge } = await beginSignIn(cut, person)
    const code = wrongCode(person.secret, cut.now())
    await withoutDatabase(async () => {
      for (let index = 0; index < 20; index += 1) {
        expectBusy(await cut.post('/api/v1/sign-in/totp', { challenge, code }))
      }
    })
    for (let index = 0; index < 5; index += 1) {
      const answer = await cut.post('/api/v1/sign-in/totp', { challenge, code })
      expect(answer.body.code).toBe('second_factor.code_wrong')
    }
    const blocked = await cut.post('/api/v1/sign-in/totp', { challenge, code })
    expect(blocked.body.code).toBe('second_factor.too_many_attempts')
  })
})

test('52: the cable is pulled while the verdict on a right code is being written: no session is handed out', async () => {
  const person = await addEnrolledUser(app, admin)
  const { challenge } = await beginSignIn(cut, person)
  const code = codeOf(person.secret, cut.now())
  const holder = await app.database.pool.connect()
  try {
    await holder.query('BEGIN')
    await holder.query('SELECT FROM accounts WHERE id = $1 FOR UPDATE', [person.id])
    const answering = cut.post('/api/v1/sign-in/totp', { challenge, code })
    await untilSomebodyWaits(app)
    await cable.pullOut()
    expectBusy(await answering)
    await holder.query('COMMIT')
  } finally {
    holder.release()
    await cable.plugIn()
  }
  // Whether the database still wrote it or not: the owner's next code is the next sign-in.
  cut.advance(30)
  const next = await beginSignIn(cut, person)
  const body = { challenge: next.challenge, code: codeOf(person.secret, cut.now()) }
  expect((await cut.post('/api/v1/sign-in/totp', body)).status).toBe(200)
})

test('52: the table of password budgets is gone: the right password opens nothing; put back, it does', async () => {
  const person = await addUser(app, admin)
  const { email, password } = person
  const rename = (from: string, to: string) => app.database.pool.query(`ALTER TABLE ${from} RENAME TO ${to}`)
  await rename('password_budgets', 'password_budgets_away')
  try {
    const answer = await app.post('/api/v1/sign-in', { email, password })
    expect(answer.status).toBe(500)
    expect(answer.cookie).toBeUndefined()
    expect(answer.body).toMatchObject({ code: 'server.failed' })
  } finally {
    await rename('password_budgets_away', 'password_budgets')
  }
  expect((await beginSignIn(app, person)).step).toBe('done')
})
