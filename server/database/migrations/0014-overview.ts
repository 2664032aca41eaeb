// What the page at a glance tells that no other table keeps: screens that came and went and messages on them, by name.
import { sql, type Kysely } from 'kysely'

const statements = [
  // As they were called then: the screen and the message may be gone.
  `CREATE TABLE wall_notes (
    organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    at timestamptz NOT NULL,
    what text NOT NULL
      CHECK (what IN ('screen_paired', 'screen_removed', 'message_shown', 'message_taken_back')),
    name text NOT NULL,
    screen_id uuid,
    PRIMARY KEY (organization_id, id)
  )`,
  `CREATE INDEX wall_notes_by_time ON wall_notes (organization_id, at, id)`,
  // The last ones of a whole organization, read every few seconds while somebody looks.
  `CREATE INDEX attempts_by_end ON attempts (organization_id, ended_at) WHERE ended_at IS NOT NULL`,
]

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database)
}
