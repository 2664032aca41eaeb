// Connections: services by the id of their pack, further origins where a login may be typed, and who else may use them.
import { sql, type Kysely } from 'kysely'

const statements = [
  `ALTER TABLE connections
    DROP CONSTRAINT connections_service_check,
    ADD CONSTRAINT connections_service_check CHECK (service ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    ADD COLUMN sign_in_origins text[] NOT NULL DEFAULT '{}' CHECK (cardinality(sign_in_origins) <= 10)`,
  `CREATE TABLE connection_grants (
    organization_id uuid NOT NULL,
    connection_id uuid NOT NULL,
    account_id uuid NOT NULL,
    may text NOT NULL CHECK (may IN ('use', 'reveal')),
    granted_at timestamptz NOT NULL,
    granted_by uuid NOT NULL,
    PRIMARY KEY (organization_id, connection_id, account_id),
    FOREIGN KEY (organization_id, connection_id) REFERENCES connections ON DELETE CASCADE,
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts ON DELETE CASCADE
  )`,
  `CREATE INDEX connection_grants_by_account ON connection_grants (organization_id, account_id)`,
  /*
   * When an account was last given codes of a connection. No foreign keys: a row is worth nothing after minutes, and is
   * swept; and nobody who is given a code has to lock an account for it.
   */
  `CREATE TABLE code_reveals (
    organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    connection_id uuid NOT NULL,
    account_id uuid NOT NULL,
    revealed_at timestamptz[] NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, connection_id, account_id)
  ) WITH (fillfactor = 85)`,
]

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database)
}
