// A trusted browser shows a token of its own, another one after each use; and admins may trust theirs only where that is
// allowed.
import { sql, type Kysely } from 'kysely'

const statements = [
  // Those of before have no token: they are asked for a code once more.
  `DELETE FROM trusted_devices`,
  `ALTER TABLE trusted_devices ADD token_hash bytea NOT NULL, ADD next_token_hash bytea`,
  `ALTER TABLE organizations ADD admins_may_trust_devices boolean NOT NULL DEFAULT false`,
]

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database)
}
