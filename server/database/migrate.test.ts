// Migrations: each once, also when servers start together, and none on a database that a newer version has made.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { openDatabase, type Database } from './database.ts'
import { migrateDatabase, NewerSchemaError } from './migrate.ts'

let own: TestDatabase
let database: Database
beforeEach(async () => {
  own = await createEmptyDatabase()
  database = openDatabase(own.connection, { maxConnections: 2, onIdleError: () => undefined })
})
afterEach(async () => {
  await database.close()
  await own.drop()
})

/** Every column of every table of ours, as one text. */
async function schemaOf(where: Database): Promise<string> {
  const { rows } = await where.pool.query(`
    SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
    WHERE table_schema = 'public' ORDER BY table_name, column_name`)
  const { rows: indexes } = await where.pool.query(`
    SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname`)
  return JSON.stringify([rows, indexes])
}

test('an empty database is brought to this version; the second run finds nothing to do', async () => {
  const names = await migrateDatabase(own.connection)
  expect(names[0]).toBe('0001-ground')
  const schema = await schemaOf(database)
  expect(await migrateDatabase(own.connection)).toEqual([])
  expect(await schemaOf(database)).toBe(schema)
})

test('two that start at once migrate once; the one that waited finds nothing to do', async () => {
  const runs = await Promise.all(Array.from({ length: 4 }, () => migrateDatabase(own.connection)))
  expect(runs.filter((names) => names.length > 0)).toHaveLength(1)
  const { rows } = await database.pool.query('SELECT name FROM kysely_migration')
  expect((rows as { name: string }[]).map(({ name }) => name)).toEqual(runs.flat())
})

test('a database of a newer version is refused, named, and left as it is', async () => {
  await migrateDatabase(own.connection)
  await database.pool.query(`INSERT INTO kysely_migration VALUES ('0999-from-the-future', '2030-01-01')`)
  const schema = await schemaOf(database)
  const refusal: unknown = await migrateDatabase(own.connection).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(NewerSchemaError)
  expect((refusal as Error).message).toContain(
    'made by a newer version of Countersign (it has 0999-from-the-future)',
  )
  expect(await schemaOf(database)).toBe(schema)
})

test('a migration that fails halfway leaves nothing of it behind, and runs when the cause is gone', async () => {
  // A table of somebody else in the way of one that comes late.
  await database.pool.query('CREATE TABLE password_budgets (mine text)')
  await expect(migrateDatabase(own.connection)).rejects.toThrow('password_budgets')
  const { rows } = await database.pool.query(`SELECT to_regclass('accounts') AS accounts`)
  expect(rows).toEqual([{ accounts: null }])
  await database.pool.query('DROP TABLE password_budgets')
  expect(await migrateDatabase(own.connection)).not.toEqual([])
})

test('the database that tests run on is the one that migrations make', async () => {
  await migrateDatabase(own.connection)
  const template = await createTestDatabase()
  const other = openDatabase(template.connection, { maxConnections: 1, onIdleError: () => undefined })
  expect(await schemaOf(other)).toBe(await schemaOf(database))
  await other.close()
  await template.drop()
})

test('every table leads with the organization, but for those that belong to none', async () => {
  await migrateDatabase(own.connection)
  const { rows } = await database.pool.query(`
    SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_name NOT LIKE 'kysely_%'
      AND NOT EXISTS (SELECT FROM information_schema.columns c
        WHERE c.table_name = tables.table_name AND c.column_name = 'organization_id' AND c.ordinal_position = 1)
    ORDER BY 1`)
  expect((rows as { name: string }[]).map(({ name }) => name)).toEqual([
    'installation',
    'organization_invitations',
    'organizations',
    'password_budgets',
    'runners',
    'screen_pairings',
    'spent_passkey_challenges',
    'vault_fingerprint_root',
    'vault_keys',
  ])
})
