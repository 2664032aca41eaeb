// A screen that was unpaired because its token was used in two places is told of on the page at a glance, too.
import { sql, type Kysely } from 'kysely'

const statements = [
  `ALTER TABLE wall_notes DROP CONSTRAINT wall_notes_what_check`,
  `ALTER TABLE wall_notes ADD CONSTRAINT wall_notes_what_check CHECK (what IN
    ('screen_paired', 'screen_removed', 'screen_token_stolen', 'message_shown', 'message_taken_back'))`,
]

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database)
}
