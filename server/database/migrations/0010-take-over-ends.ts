// Taking over: the whole origin of the page is shown, and a person may say that it is signed in where no machine sees it.
import { sql, type Kysely } from 'kysely'

export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw('ALTER TABLE live_views RENAME host TO origin').execute(database)
  await sql
    .raw('ALTER TABLE live_views ADD is_called_signed_in boolean NOT NULL DEFAULT false')
    .execute(database)
}
