// Three server processes on one database: what one of them has decided holds on the others at once.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ApiError } from '../contract/client.ts'
import { codeOf } from './authenticator-app.ts'
import { startCountersign, type CountersignProcess } from './countersign-process.ts'
import { startSharedPostgres, type SharedDatabase, type SharedPostgres } from './shared-postgres.ts'
import {
  ADMIN,
  begin,
  beginChallenge,
  enrol,
  giveCode,
  giveRecoveryCode,
  outcomeOf,
  setUp,
  signInWithPassword,
  tokenOf,
  type Person,
} from './sign-in-by-api.ts'

const PASSWORD = 'copper meadow basket 41'
const POSTS = 200

let postgres: SharedPostgres
let database: SharedDatabase
let servers: CountersignProcess[]
let admin: string
let people = 0

const server = (index: number): CountersignProcess => servers[index % servers.length]!

beforeAll(async () => {
  postgres = await startSharedPostgres()
  database = await postgres.createEmptyDatabase('three_servers')
  // At the same moment, on a database with nothing in it.
  servers = await Promise.all([1, 2, 3].map((number) => startOne(number)))
  admin = await setUp(server(0))
})
afterAll(async () => {
  await Promise.all((servers ?? []).map((one) => one.kill()))
  await postgres?.stop()
})

function startOne(number: number, port?: number): Promise<CountersignProcess> {
  return startCountersign({
    dataDir: join(postgres.folder, `server-${number}`),
    ...(port === undefined ? {} : { port }),
    env: {
      COUNTERSIGN_DATABASE_URL: database.url,
      COUNTERSIGN_KEY_FILE: join(postgres.folder, 'vault.keys'),
      // Nothing here is about how many passwords can wait.
      COUNTERSIGN_PASSWORD_QUEUE: '1000',
    },
  })
}

async function addPerson(requireSecondFactor: boolean): Promise<Person & { id: string }> {
  people += 1
  const person = { email: `person-${people}@northwind.example`, password: PASSWORD }
  const body = { ...person, requireSecondFactor }
  const { id } = await server(people).client(admin).call('POST /api/v1/users', { body })
  return { ...person, id }
}

/** How many times each outcome came. */
function tally(outcomes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}

/** Sessions of an account that are good now, beyond those that are known. */
function newSessions(accountId: string, known: readonly string[]): Promise<number> {
  return database.count(
    'SELECT id FROM sessions WHERE account_id = $1 AND ended_at IS NULL AND id <> ALL ($2::uuid[])',
    [accountId, known],
  )
}

async function sessionId(token: string): Promise<string> {
  return (await server(0).client(token).call('GET /api/v1/me')).session.id
}

describe('three servers that start at once on one empty database', () => {
  test('migrate it once, hold one key, and all serve', async () => {
    const migrations = await database.rows('SELECT name, count(*)::int FROM kysely_migration GROUP BY name')
    expect(migrations.length).toBeGreaterThan(0)
    for (const row of migrations) expect(row['count']).toBe(1)
    expect(await database.count('SELECT FROM vault_keys')).toBe(1)
    for (const one of servers) {
      expect((await one.client(admin).call('GET /api/v1/me')).account.email).toBe(ADMIN.email)
    }
  })
})

describe('one right code', () => {
  test(`posted ${POSTS} times for one challenge signs in once`, async () => {
    const person = await addPerson(true)
    const { secret, token } = await enrol(server(0).client(), person)
    const known = [await sessionId(token)]
    const challenge = await beginChallenge(server(1).client(), person)
    const code = codeOf(secret)
    const outcomes = await Promise.all(
      Array.from({ length: POSTS }, (_, index) =>
        outcomeOf(giveCode(server(index).client(), challenge, code)),
      ),
    )
    expect(outcomes).toHaveLength(POSTS)
    expect(tally(outcomes)).toEqual({ done: 1, 'sign_in.challenge_over': POSTS - 1 })
    expect(await newSessions(person.id, known)).toBe(1)
  })

  test(`posted for ${POSTS} challenges, begun on all three, signs in once`, async () => {
    const person = await addPerson(true)
    const { secret, token } = await enrol(server(2).client(), person)
    const known = [await sessionId(token)]
    const challenges = await Promise.all(
      Array.from({ length: POSTS }, (_, index) => beginChallenge(server(index).client(), person)),
    )
    expect(new Set(challenges).size).toBe(POSTS)
    const code = codeOf(secret)
    const outcomes = await Promise.all(
      challenges.map((challenge, index) => outcomeOf(giveCode(server(index + 1).client(), challenge, code))),
    )
    const { done, ...refused } = tally(outcomes)
    expect(done).toBe(1)
    expect(await newSessions(person.id, known)).toBe(1)
    // The others were told that it is used as often as the budget allows, and then nothing any more.
    expect(Object.keys(refused).sort()).toEqual([
      'second_factor.code_used',
      'second_factor.too_many_attempts',
    ])
    expect(refused['second_factor.code_used']).toBe(5)
  })

  test('confirms one of many enrolments of one account, with one set of recovery codes', async () => {
    const person = await addPerson(true)
    const attempts = await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        const client = server(index).client()
        const challenge = await beginChallenge(client, person, 'enrol')
        const { secret } = await client.call('POST /api/v1/sign-in/enrolment', { body: { challenge } })
        return { challenge, code: codeOf(secret) }
      }),
    )
    const outcomes = await Promise.all(
      attempts.flatMap((body, index) =>
        [0, 1, 2].map((more) =>
          outcomeOf(
            server(index + more)
              .client()
              .call('POST /api/v1/sign-in/enrolment/confirm', { body }),
          ),
        ),
      ),
    )
    expect(tally(outcomes)['done']).toBe(1)
    // The second is for one that came between the look at its challenge and the look at its QR code.
    const over = ['done', 'sign_in.challenge_over', 'second_factor.enrolment_over']
    expect(outcomes.filter((outcome) => !over.includes(outcome))).toEqual([])
    expect(await newSessions(person.id, [])).toBe(1)
    const ofPerson = (table: string) =>
      database.count(`SELECT FROM ${table} WHERE account_id = $1`, [person.id])
    expect(await ofPerson('authenticators')).toBe(1)
    expect(await ofPerson('recovery_codes')).toBe(10)
  })

  test('of recovery works once, whatever the number of challenges', async () => {
    const person = await addPerson(true)
    const { token, recoveryCodes } = await enrol(server(0).client(), person)
    const known = [await sessionId(token)]
    const challenges = await Promise.all(
      Array.from({ length: 30 }, (_, index) => beginChallenge(server(index).client(), person)),
    )
    const outcomes = await Promise.all(
      challenges.map((challenge, index) =>
        outcomeOf(giveRecoveryCode(server(index + 1).client(), challenge, recoveryCodes[0]!)),
      ),
    )
    expect(tally(outcomes)).toEqual({
      done: 1,
      'recovery_code.wrong': 5,
      'second_factor.too_many_attempts': 24,
    })
    expect(await newSessions(person.id, known)).toBe(1)
    const me = await server(1).client(token).call('GET /api/v1/me')
    expect(me.secondFactor.recoveryCodesLeft).toBe(9)
  })
})

describe('a session made on one server', () => {
  test('is ended on another and dead at once on the third', async () => {
    const token = await signInWithPassword(server(0).client(), await addPerson(false))
    await server(2).client(token).call('GET /api/v1/me')
    await server(1).client(token).call('DELETE /api/v1/session')
    expect(await outcomeOf(server(2).client(token).call('GET /api/v1/me'))).toBe('session.required')
    expect(await outcomeOf(server(0).client(token).call('GET /api/v1/me'))).toBe('session.required')
  })

  test('is dead at once everywhere when the account is disabled on another', async () => {
    const person = await addPerson(false)
    const token = await signInWithPassword(server(0).client(), person)
    const change = { params: { id: person.id }, body: { disabled: true } }
    await server(1).client(admin).call('PATCH /api/v1/users/{id}', change)
    for (const one of servers) {
      expect(await outcomeOf(one.client(token).call('GET /api/v1/me'))).toBe('session.required')
    }
  })

  test('is no session anywhere once an admin requires a second factor that it lacks', async () => {
    const person = await addPerson(false)
    const token = await signInWithPassword(server(0).client(), person)
    const change = { params: { id: person.id }, body: { requireSecondFactor: true } }
    await server(1).client(admin).call('PATCH /api/v1/users/{id}', change)
    for (const one of servers) {
      expect(await outcomeOf(one.client(token).call('GET /api/v1/me'))).toBe('session.required')
    }
  })
})

describe('the budget of failed attempts', () => {
  test('is one for all servers, however many passwords come at the same moment', async () => {
    const person = await addPerson(false)
    const wrong = { ...person, password: 'not the password' }
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, (_, index) => outcomeOf(begin(server(index).client(), wrong))),
    )
    expect(tally(outcomes)).toEqual({ 'sign_in.refused': 5, 'sign_in.too_many_attempts': 55 })
  })

  test('of passwords is not forgotten when every server is killed and started again', async () => {
    const person = await addPerson(false)
    const wrong = { ...person, password: 'not the password' }
    for (let index = 0; index < 5; index += 1) {
      expect(await outcomeOf(begin(server(index).client(), wrong))).toBe('sign_in.refused')
    }
    await restartAll()
    // The sixth failure waits its time, and is counted as the sixth: were it the first, it would block nobody.
    let attempt = await failureOf(server(0), wrong)
    while (attempt.code === 'sign_in.too_many_attempts') {
      await new Promise((resume) => setTimeout(resume, (attempt.problem.retryAfterSeconds ?? 1) * 1000))
      attempt = await failureOf(server(1), wrong)
    }
    expect(attempt.code).toBe('sign_in.refused')
    expect(await outcomeOf(begin(server(2).client(), person))).toBe('sign_in.too_many_attempts')
  })

  test('of codes is one for all servers and outlives them', async () => {
    const person = await addPerson(true)
    const { secret } = await enrol(server(0).client(), person)
    const challenge = await beginChallenge(server(1).client(), person)
    const wrong = codeOf(secret, 500)
    for (let index = 0; index < 5; index += 1) {
      const attempt = giveCode(server(index).client(), challenge, wrong)
      expect(await outcomeOf(attempt)).toBe('second_factor.code_wrong')
    }
    await restartAll()
    const right = giveCode(server(2).client(), challenge, codeOf(secret))
    expect(await outcomeOf(right)).toBe('second_factor.too_many_attempts')
    // Another challenge, or another kind of code, is no way round it.
    const other = await beginChallenge(server(0).client(), person)
    expect(await outcomeOf(giveRecoveryCode(server(1).client(), other, 'AAAA-AAAA-AAAA-AAAA'))).toBe(
      'second_factor.too_many_attempts',
    )
  })

  test('does not stop a challenge that was begun on a server which is gone', async () => {
    const person = await addPerson(true)
    const { secret } = await enrol(server(0).client(), person)
    const challenge = await beginChallenge(server(0).client(), person)
    await restartAll()
    const token = tokenOf(await giveCode(server(1).client(), challenge, codeOf(secret)))
    expect((await server(2).client(token).call('GET /api/v1/me')).account.email).toBe(person.email)
  })
})

async function restartAll(): Promise<void> {
  await Promise.all(servers.map((one) => one.kill()))
  servers = await Promise.all(servers.map((one, index) => startOne(index + 1, one.port)))
}

async function failureOf(where: CountersignProcess, person: Person): Promise<ApiError> {
  const failure: unknown = await begin(where.client(), person).then(
    () => undefined,
    (error: unknown) => error,
  )
  return failure as ApiError
}
