// Of a login that a browser's own dialog in front of a dashboard refused: by which of the parts that the service guards so,
// and whether it was given there again since the last frame because the connection still signs in.
import { sql, type Kysely } from 'kysely'

export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE frames ADD COLUMN refused_realm text NOT NULL DEFAULT '',
    ADD COLUMN is_login_given_again boolean NOT NULL DEFAULT false`.execute(database)
}
