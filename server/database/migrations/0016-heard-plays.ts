// Which batch of plays a screen was last heard with: one that comes again, because the answer was lost, counts once.
import { sql, type Kysely } from 'kysely'

const statements = [`ALTER TABLE screens ADD COLUMN heard_run bigint, ADD COLUMN heard_number integer`]

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database)
}
