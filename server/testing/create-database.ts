// Makes and removes databases on the PostgreSQL of the tests. Apart from test-database.ts, because the global set-up
// runs outside of any test and may not load vitest.
import pg from 'pg'

/** Where the PostgreSQL of the run listens; `database` is the one to connect to for making others. */
export interface TestPostgres {
  host: string
  user: string
  password: string
  database: string
}

declare module 'vitest' {
  interface ProvidedContext {
    postgres: TestPostgres
  }
}

/** insufficient_privilege: a process of a superuser, such as autovacuum's, is in the database. */
const NOT_ALLOWED = '42501'

export const TEMPLATE_DATABASE = 'countersign_template'

/** The names come from this folder only: nothing that a caller was given goes into the statement. */
export function createDatabase(postgres: TestPostgres, name: string, template: string): Promise<void> {
  return execute(postgres, `CREATE DATABASE ${name} TEMPLATE ${template}`)
}

/** Ends every connection to it first; but not PostgreSQL's own cleaning, which is waited for. */
export async function dropDatabase(postgres: TestPostgres, name: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await execute(postgres, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    } catch (error) {
      if ((error as { code?: string }).code !== NOT_ALLOWED || tries === 50) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

/** Ends those of our own role. */
export function endConnectionsTo(postgres: TestPostgres, name: string): Promise<void> {
  return execute(
    postgres,
    `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${name}' AND usename = current_user`,
  )
}

async function execute(postgres: TestPostgres, statement: string): Promise<void> {
  const client = new pg.Client(postgres)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
