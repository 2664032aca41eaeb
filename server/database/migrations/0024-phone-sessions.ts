// The session of a registered phone lasts longer than every other: by which phone, and until when at most.
import { sql, type Kysely } from 'kysely'

const statements = [
  /*
   * expires_at stays what it was, so that a session whose phone is gone is judged by it at once. With the phone goes the
   * reference, and the database sees to it: no look-up of a session asks whether its phone is there.
   */
  `ALTER TABLE sessions
    ADD phone_id uuid,
    ADD phone_expires_at timestamptz,
    ADD CHECK (phone_id IS NULL OR (client = 'mobile' AND phone_expires_at IS NOT NULL)),
    ADD FOREIGN KEY (organization_id, phone_id) REFERENCES authenticators ON DELETE SET NULL (phone_id)`,
  // One at a time: whoever signs in anew on a phone takes the long life from the session before.
  `CREATE UNIQUE INDEX sessions_of_phone ON sessions (organization_id, phone_id) WHERE phone_id IS NOT NULL`,
]

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database)
}
