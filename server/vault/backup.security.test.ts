// Attack 146: somebody has a backup, or asks for an export. Neither holds a seed, a password of a connection or a session of
// one; and brought back beside other keys, nothing of it opens.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contract } from '../../contract/contract.ts'
import { decodeBase32 } from '../../otp/base32.ts'
import { addConnection, proveAgain, type TestConnection } from '../testing/connections.ts'
import { addEnrolledUser, beginSignIn, signInAdmin, type EnrolledPerson } from '../testing/people.ts'
import { addTestRunner } from '../testing/runner.ts'
import { copyTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { codeOf, startTestApp, type TestApp } from '../testing/test-app.ts'
import { parseKeyring } from './keyring.ts'
import { createVault } from './vault.ts'

const origin = 'https://board.example'
const session = `kept ${randomBytes(12).toString('hex')}`

let app: TestApp
let admin: string
let person: EnrolledPerson
let connection: TestConnection
let backup: TestDatabase
beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
  admin = await signInAdmin(app)
  person = await addEnrolledUser(app, admin)
  connection = await addConnection(app, admin, { service: 'any', url: `${origin}/wall` })
  const runner = await addTestRunner(app)
  await app.post(`/api/v1/connections/${connection.id}/sign-in`, {}, { cookie: admin })
  const [lease] = await runner.takeWork()
  await runner.tell(lease ?? { id: '' }, 'password', { origin })
  await runner.tell(lease ?? { id: '' }, 'outcome', { hasTyped: true, session })
  backup = await copyTestDatabase(app.connection as { database: string })
})
afterAll(async () => {
  await app.close()
  await backup.drop()
})

/** As text, as a dump writes bytes, and as an export would encode them. */
const spellingsOf = (secret: string | Uint8Array): string[] => {
  const bytes = Buffer.from(secret)
  return [
    ...(typeof secret === 'string' ? [secret] : []),
    ...(['hex', 'base64', 'base64url'] as const).map((encoding) => bytes.toString(encoding)),
  ]
}

const everySecret = (): string[] =>
  [
    person.secret,
    decodeBase32(person.secret),
    connection.secret,
    decodeBase32(connection.secret),
    connection.password,
    person.password,
    session,
  ].flatMap(spellingsOf)

test('146: the dump of every table holds none of them', async () => {
  const { rows: tables } = await app.database.pool.query<{ name: string }>(`
    SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`)
  expect(tables.length).toBeGreaterThan(30)
  for (const { name } of tables) {
    const { rows } = await app.database.pool.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)
    const text = rows.map(({ row }) => row).join('\n')
    for (const spelling of everySecret()) expect(text.includes(spelling), name).toBe(false)
  }
})

test('146: no export there is holds one, also for an admin who has proven it once more', async () => {
  await proveAgain(app, admin)
  const exports = Object.keys(contract).filter((route) => /export/.test(route))
  expect(exports.length).toBeGreaterThan(0)
  const lists = ['/api/v1/connections', '/api/v1/users', '/api/v1/audit-events', '/api/v1/me']
  for (const path of [
    ...exports.filter((route) => route.startsWith('GET ')).map((route) => route.slice(4)),
    ...lists,
  ]) {
    const { body, status } = await app.get(path, { cookie: admin })
    expect(status, path).toBe(200)
    const text = JSON.stringify(body)
    for (const spelling of everySecret()) expect(text.includes(spelling), path).toBe(false)
  }
})

describe('146: a backup beside the keys of another installation', () => {
  async function elsewhere(): Promise<TestApp> {
    const other = await startTestApp({ beside: backup, startAt: app.now() })
    // The name of the key is the same, as it would be: the key is not.
    const keys = parseKeyring(`k1 ${Buffer.alloc(32, 8).toString('base64')}`, 'another installation')
    other.services.vault = createVault(keys, randomBytes)
    return other
  }

  test('a code of a person is none, and nobody is let in', async () => {
    const other = await elsewhere()
    const { challenge } = await beginSignIn(other, person)
    other.advance(30)
    const given = { challenge, code: codeOf(person.secret, other.now()) }
    expect((await other.post('/api/v1/sign-in/totp', given)).status).not.toBe(200)
    await other.close()
  })

  test('a connection gives neither its code nor its password nor its session, and the log says why', async () => {
    const other = await elsewhere()
    const cookie = await signInAdmin(other)
    const told = await other.get(`/api/v1/connections/${connection.id}/code`, { cookie })
    expect(told.body.code).toBe('connection.secret_does_not_open')
    const runner = await addTestRunner(other)
    await other.post(`/api/v1/connections/${connection.id}/sign-in`, {}, { cookie })
    const [lease] = await runner.takeWork()
    expect(lease?.session).toBeUndefined()
    const password = await runner.tell(lease ?? { id: '' }, 'password', { origin })
    expect(password.body.code).toBe('lease.does_not_open')
    expect(other.logs.join('')).toMatch(/seal/i)
    await other.close()
  })
})
