// The limit of open sessions counts those that a phone keeps open, too.
import { sql, type Kysely } from 'kysely'

const statements = [
  /*
   * What a phone keeps open ends last: it is there to answer while nobody uses it, is older than every other, and an account
   * has few. Otherwise whoever signs in again and again, as a script does, would sign out the phone.
   */
  `CREATE OR REPLACE FUNCTION end_oldest_sessions(
      of_organization uuid, of_account uuid, born uuid, at timestamptz, most integer)
    RETURNS void LANGUAGE sql VOLATILE AS $$
      UPDATE sessions SET ended_at = at, ended_reason = 'too_many'
      WHERE organization_id = of_organization AND id IN (
        SELECT s.id FROM sessions s, LATERAL (SELECT s.phone_id IS NOT NULL AND s.phone_expires_at > at) p (keeps_open)
        WHERE s.organization_id = of_organization AND s.account_id = of_account AND s.id <> born
          AND s.ended_at IS NULL AND (s.expires_at > at OR p.keeps_open)
        ORDER BY p.keeps_open DESC, s.started_at DESC, s.id DESC OFFSET most - 1)
    $$`,
]

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database)
}
