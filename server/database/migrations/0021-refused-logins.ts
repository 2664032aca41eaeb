// Whether the login was refused in a browser's own dialog in front of a dashboard: it is not given there a second time.
import { sql, type Kysely } from 'kysely'

export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE frames ADD COLUMN is_login_refused boolean NOT NULL DEFAULT false`.execute(database)
}
