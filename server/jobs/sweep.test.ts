// Sweeping: what has expired goes, and nothing else.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addEnrolledUser, addUser, beginSignIn, guessPassword, signInFully } from '../testing/people.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'
import { sweep } from './sweep.ts'

let app: TestApp
let admin: string
beforeAll(async () => {
  app = await startTestApp({
    env: { COUNTERSIGN_SESSION_IDLE_MINUTES: '30000', COUNTERSIGN_SESSION_HOURS: '1000' },
  })
  admin = await app.setUp()
})
afterAll(() => app.close())

async function countRows(): Promise<Record<string, number>> {
  const tables = [
    'challenges',
    'enrolments',
    'invitations',
    'password_budgets',
    'sessions',
    'authenticators',
    'accounts',
  ]
  const counts = tables.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`)
  const { rows } = await app.database.pool.query(`SELECT ${counts.join(', ')}`)
  return rows[0] as Record<string, number>
}

test('challenges, enrolments, invitations and forgotten failures go when their time is over, and not before', async () => {
  const person = await addEnrolledUser(app, admin)
  const cookie = await signInFully(app, person)
  await app.post('/api/v1/me/authenticators/totp', {}, { cookie })
  await beginSignIn(app, person)
  await app.post('/api/v1/users', { email: 'invited@northwind.example' }, { cookie: admin })
  await guessPassword(app, await addUser(app, admin))
  const before = await countRows()
  expect(before).toMatchObject({ challenges: 1, enrolments: 1, invitations: 1 })
  expect(before.password_budgets).toBeGreaterThan(0)

  await sweep(app.database, app.now())
  expect(await countRows()).toEqual(before)

  app.advance(30 * 60)
  await sweep(app.database, app.now())
  expect(await countRows()).toEqual({ ...before, challenges: 0, enrolments: 0 })

  app.advance(24 * 3_600)
  await sweep(app.database, app.now())
  expect(await countRows()).toEqual({ ...before, challenges: 0, enrolments: 0, password_budgets: 0 })

  app.advance(7 * 86_400)
  await sweep(app.database, app.now())
  expect(await countRows()).toEqual({
    ...before,
    challenges: 0,
    enrolments: 0,
    password_budgets: 0,
    invitations: 0,
  })
})
