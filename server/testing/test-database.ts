// A database of one test file's own on the PostgreSQL of the run: a copy of the migrated template, or an empty one.
import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import {
  createDatabase,
  dropDatabase,
  endConnectionsTo,
  TEMPLATE_DATABASE,
  type TestPostgres,
} from './create-database.ts'

export interface TestDatabase {
  connection: TestPostgres
  /** Ends every connection to it and removes it. What is not dropped goes when the run ends. */
  drop(): Promise<void>
}

/** A database with the newest schema and no rows. */
export function createTestDatabase(): Promise<TestDatabase> {
  return createFrom(TEMPLATE_DATABASE)
}

/** A database with nothing in it, for tests of the migrations themselves. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return createFrom('template1')
}

/** A copy of another one as it is now. Whoever is connected to that is cut off, and connects anew. */
export async function copyTestDatabase(connection: { database: string }): Promise<TestDatabase> {
  await endConnectionsTo(inject('postgres'), connection.database)
  return createFrom(connection.database)
}

async function createFrom(template: string): Promise<TestDatabase> {
  const postgres = inject('postgres')
  const name = `test_${randomBytes(8).toString('hex')}`
  await createDatabase(postgres, name, template)
  return {
    connection: { ...postgres, database: name },
    drop: () => dropDatabase(postgres, name),
  }
}
