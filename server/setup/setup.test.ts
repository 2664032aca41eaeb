// The setup: who holds the token makes the organization and is its admin, once.
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createPasswordHasher, type PasswordHasher } from '../passwords/password-hash.ts'
import { ADMIN, SETUP_TOKEN, startTestApp, type TestApp } from '../testing/test-app.ts'
import { createSetupToken } from './setup-token.ts'

let app: TestApp
let hasher: PasswordHasher
let hashes: number
beforeEach(async () => {
  const real = createPasswordHasher({
    parameters: { memoryKib: 8, iterations: 1, parallelism: 1 },
    workers: 2,
    queueLimit: 1_000,
  })
  hashes = 0
  hasher = {
    ...real,
    hash: (password) => {
      hashes += 1
      return real.hash(password)
    },
  }
  app = await startTestApp({ hasher })
})
afterEach(() => app.close())

const body = { token: SETUP_TOKEN, organizationName: 'Northwind', ...ADMIN, name: 'Ada Admin' }
const setUp = (change: object = {}, remoteAddress?: string) =>
  app.post('/api/v1/setup', { ...body, ...change }, remoteAddress === undefined ? {} : { remoteAddress })

async function countRows(): Promise<Record<string, number>> {
  const { rows } = await app.database.pool.query(`SELECT
    (SELECT count(*) FROM organizations WHERE required_roles = '{}') AS organizations,
    (SELECT count(*) FROM accounts) AS accounts,
    (SELECT count(*) FROM sessions) AS sessions`)
  return rows[0] as Record<string, number>
}

describe('a new installation', () => {
  test('says that it has to be set up, until it is', async () => {
    expect((await app.get('/api/v1/setup')).body).toEqual({ needed: true })
    await setUp()
    expect((await app.get('/api/v1/setup')).body).toEqual({ needed: false })
  })

  test('makes the organization with its first admin, who is signed in', async () => {
    const answer = await setUp()
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({ step: 'done', session: { client: 'web' } })
    expect(answer.body.session).not.toHaveProperty('token')
    const me = await app.get('/api/v1/me', { cookie: answer.cookie })
    expect(me.body).toMatchObject({
      account: { email: ADMIN.email, name: 'Ada Admin', role: 'admin' },
      organization: { name: 'Northwind' },
      secondFactor: { enrolled: false, requirement: { source: 'optional', isForced: false } },
    })
    expect((await app.post('/api/v1/sign-in', ADMIN)).body.step).toBe('done')
  })

  test('refuses a password that is short, common, or the name of the organization; the token stays good', async () => {
    const refusals = [
      await setUp({ password: 'short' }),
      await setUp({ password: 'password1234' }),
      await setUp({ password: 'Northwind' }),
      await setUp({ password: ADMIN.email }),
      await setUp({ password: 'x'.repeat(300) }),
    ]
    expect(refusals.map((answer) => answer.body.code)).toEqual([
      'password.too_short',
      'password.common',
      'password.is_context_word',
      'password.is_context_word',
      'password.too_long',
    ])
    expect(hashes).toBe(0)
    expect((await setUp()).status).toBe(201)
  })
})

describe('the token', () => {
  test('that is wrong makes nothing, and is hashed for nothing', async () => {
    for (const token of ['wrong', SETUP_TOKEN.slice(1), `${SETUP_TOKEN} `, SETUP_TOKEN.toUpperCase()]) {
      expect(await setUp({ token })).toMatchObject({ status: 403, body: { code: 'setup.token_wrong' } })
    }
    expect((await setUp({ token: '' })).status).toBe(400)
    expect(await countRows()).toEqual({ organizations: 0, accounts: 0, sessions: 0 })
    expect(hashes).toBe(0)
  })

  test('that is guessed at is slowed down for the guesser, not for who has it', async () => {
    const guesser = '198.51.100.7'
    const told: string[] = []
    for (let guess = 0; guess < 6; guess += 1)
      told.push((await setUp({ token: `guess ${guess}` }, guesser)).body.code)
    expect(told.at(-1)).toBe('sign_in.too_many_attempts')
    const answer = await setUp({}, guesser)
    expect(answer).toMatchObject({ status: 429, body: { code: 'sign_in.too_many_attempts' } })
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect((await setUp({}, '203.0.113.9')).status).toBe(201)
  })

  test('that is right works again for the guesser after the wait', async () => {
    for (let guess = 0; guess < 6; guess += 1) await setUp({ token: `guess ${guess}` })
    const { body: told } = await setUp()
    app.advance(told.retryAfterSeconds as number)
    expect((await setUp()).status).toBe(201)
  })

  test('works once: afterwards it is told so before anything is hashed, token right or wrong', async () => {
    await setUp()
    hashes = 0
    for (const token of [SETUP_TOKEN, 'wrong']) {
      const answer = await setUp({ token, email: 'eve@evil.example', organizationName: 'Evil' })
      expect(answer).toMatchObject({ status: 409, body: { code: 'setup.already_done' }, cookie: undefined })
    }
    expect(hashes).toBe(0)
    expect(await countRows()).toEqual({ organizations: 1, accounts: 1, sessions: 1 })
  })

  test('used many times at the same moment, on two servers, makes one organization with one admin', async () => {
    const other = await startTestApp({ beside: app, hasher })
    const posts = Array.from({ length: 16 }, (_, index) => {
      const server = index % 2 === 0 ? app : other
      const email = `admin-${index}@northwind.example`
      return server.post('/api/v1/setup', { ...body, email, organizationName: `Northwind ${index}` })
    })
    const answers = await Promise.all(posts)
    await other.close()
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    const late = answers.filter(({ status }) => status !== 201)
    expect(new Set(late.map((answer) => answer.body.code))).toEqual(new Set(['setup.already_done']))
    expect(late.filter(({ cookie }) => cookie !== undefined)).toEqual([])
    expect(await countRows()).toEqual({ organizations: 1, accounts: 1, sessions: 1 })
  })

  test('is made of 256 random bits and can be printed when the operator chose none; a chosen one is not repeated', () => {
    const made = createSetupToken(undefined, randomBytes)
    expect(made.printable).toMatch(/^[\w-]{43}$/)
    expect(made.matches(made.printable ?? '')).toBe(true)
    expect(made.matches('')).toBe(false)
    expect(createSetupToken(undefined, randomBytes).matches(made.printable ?? '')).toBe(false)
    expect(createSetupToken('chosen', randomBytes).printable).toBeUndefined()
    expect(createSetupToken('chosen', randomBytes).matches('chosen')).toBe(true)
  })
})

test('a setup that asks for more than it may, such as another role or no second factor ever, gets an admin as always', async () => {
  await setUp({ role: 'operator', id: '01a207a2-5990-75fa-a584-cbdb99aed8ef', requireSecondFactor: true })
  const { rows } = await app.database.pool.query('SELECT role, requires_second_factor, id FROM accounts')
  expect(rows).toEqual([
    { role: 'admin', requires_second_factor: false, id: expect.not.stringContaining('cbdb99') },
  ])
})
