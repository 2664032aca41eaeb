// Since when a trusted browser shows its token: whatever began since then came with the next one.
import { sql, type Kysely } from 'kysely'

const statements = [
  `ALTER TABLE trusted_devices ADD shown_since timestamptz`,
  // Earlier than this no sign-in of the token that was shown last can be told from those before it.
  `UPDATE trusted_devices SET shown_since = last_used_at`,
  `ALTER TABLE trusted_devices ALTER shown_since SET NOT NULL`,
]

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database)
}
