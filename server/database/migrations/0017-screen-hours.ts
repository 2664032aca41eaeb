// In which hours a screen is on: outside of them it is not missed.
import { sql, type Kysely } from 'kysely'

export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE screens ADD COLUMN hours jsonb`.execute(database)
}
