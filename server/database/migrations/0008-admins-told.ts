// Whether the admins were told that a connection goes on only with a person: once, not at each try.
import { sql, type Kysely } from 'kysely'

export async function up(database: Kysely<unknown>): Promise<void> {
  await sql
    .raw('ALTER TABLE connection_work ADD are_admins_told boolean NOT NULL DEFAULT false')
    .execute(database)
}
