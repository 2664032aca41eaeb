// How old a kept session is, and how long it lasts without use, where that was learned.
import { sql, type Kysely } from 'kysely'

const statements = [
  // Nothing where a person signed in: that is not given up before its end.
  `ALTER TABLE connection_sessions ADD COLUMN began_at timestamptz`,
  // Nothing as long as what the pack says holds. It outlives the session that taught it.
  `ALTER TABLE connection_work ADD COLUMN idle_minutes integer`,
]

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database)
}
