// The ground that every test of the server stands on: databases of one's own, made fast, migrated, apart.
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from './test-database.ts'

const made: TestDatabase[] = []
const clients: pg.Client[] = []

async function open(database: TestDatabase): Promise<pg.Client> {
  made.push(database)
  const client = new pg.Client(database.connection)
  await client.connect()
  clients.push(client)
  return client
}

let first: pg.Client
let second: pg.Client
let empty: pg.Client

beforeAll(async () => {
  const databases = await Promise.all([createTestDatabase(), createTestDatabase(), createEmptyDatabase()])
  const opened = await Promise.all(databases.map(open))
  ;[first, second, empty] = opened as [pg.Client, pg.Client, pg.Client]
})

afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()))
  await Promise.all(made.map((database) => database.drop()))
})

const tablesOf = async (client: pg.Client): Promise<string[]> =>
  (
    await client.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
    )
  ).rows.map((row) => row.name)

it('gives each test file a migrated database, and an empty one to those who test migrations', async () => {
  expect(await tablesOf(first)).toContain('kysely_migration')
  expect(await tablesOf(empty)).toEqual([])
})

it('lets nothing cross from one to the other', async () => {
  await first.query('CREATE TABLE only_here (id int)')
  expect(await tablesOf(second)).not.toContain('only_here')
})

it('runs on the PostgreSQL that was asked for, which keeps what it acknowledges', async () => {
  const version = await first.query<{ major: number }>(
    `SELECT current_setting('server_version_num')::int / 10000 AS major`,
  )
  const major = version.rows[0]?.major
  if (process.env.COUNTERSIGN_TEST_POSTGRES === 'debian') expect(major).toBeGreaterThanOrEqual(15)
  else expect(major).toBe(18)
  const fsync = await first.query(`SHOW fsync`)
  expect(fsync.rows).toEqual([{ fsync: 'on' }])
})

it('removes a database also while somebody is connected', async () => {
  const database = await createTestDatabase()
  const client = new pg.Client(database.connection)
  client.on('error', () => undefined)
  await client.connect()
  await database.drop()
  const left = new pg.Client(inject('postgres'))
  await left.connect()
  const found = await left.query('SELECT 1 FROM pg_database WHERE datname = $1', [
    database.connection.database,
  ])
  await left.end()
  expect(found.rowCount).toBe(0)
})
