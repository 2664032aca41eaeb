// Open sign-up: an invitation that nobody issued, whose token is made when its mail is written.
import { sql, type Kysely } from 'kysely'

export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE organization_invitations
      ALTER COLUMN token_hash DROP NOT NULL, ALTER COLUMN created_by DROP NOT NULL`.execute(database)
}
