// Connections to outside services, and the steps of their secrets that were handed out.
import { sql, type Kysely } from 'kysely'

const statements = [
  // No foreign key for who added it: the connection outlives the account, of which it then holds the id alone.
  `CREATE TABLE connections (
    organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    id uuid NOT NULL,
    service text NOT NULL CHECK (service IN ('atlassian', 'trello', 'power-bi', 'salesforce', 'zendesk', 'any')),
    name text NOT NULL,
    url text NOT NULL,
    username text NOT NULL,
    sealed_password bytea,
    sealed_secret bytea,
    secret_issuer text,
    secret_account text,
    secret_digits smallint CHECK (secret_digits BETWEEN 6 AND 8),
    secret_period_seconds smallint CHECK (secret_period_seconds > 0),
    secret_algorithm text CHECK (secret_algorithm IN ('SHA1', 'SHA256', 'SHA512')),
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    PRIMARY KEY (organization_id, id),
    CHECK (num_nonnulls(sealed_secret, secret_digits, secret_period_seconds, secret_algorithm) IN (0, 4))
  )`,
  `CREATE INDEX connections_by_time ON connections (organization_id, created_at, id)`,
  /*
   * One row for each secret of an organization, by its keyed fingerprint and not by its connection: a key that is
   * stored twice is one, and a connection that is deleted and made anew goes on where it was. Steps of another period
   * are other moments, so that a key entered with a wrong one does not hold up the right one.
   */
  `CREATE TABLE code_steps (
    organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    secret_fingerprint bytea NOT NULL,
    period_seconds smallint NOT NULL,
    last_step bigint NOT NULL,
    PRIMARY KEY (organization_id, secret_fingerprint, period_seconds)
  ) WITH (fillfactor = 85)`,
]

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database)
}
