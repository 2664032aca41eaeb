// The ground: organizations, accounts, authenticators, challenges, sessions, and the budgets of failed attempts.
import { sql, type Kysely } from 'kysely'

/*
 * Every table that holds an organization's data leads with organization_id, so that it can be sharded by it. What
 * belongs to no organization is named here: the installation, the proofs of its keys, and the budgets of password
 * attempts, which count for addresses that no account has too.
 */
const statements = [
  `CREATE TABLE installation (
    only_row boolean PRIMARY KEY CHECK (only_row),
    set_up_at timestamptz NOT NULL
  )`,
  `CREATE TABLE vault_keys (
    key_id text PRIMARY KEY,
    proof bytea NOT NULL,
    added_at timestamptz NOT NULL
  )`,
  `CREATE TABLE organizations (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    created_at timestamptz NOT NULL
  )`,
  // Rows are updated at every sign-in: room in the page keeps those updates off the indexes.
  `CREATE TABLE accounts (
    organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    id uuid NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL CONSTRAINT accounts_email_key UNIQUE,
    name text NOT NULL,
    role text NOT NULL CHECK (role IN ('admin', 'agent')),
    password_hash text,
    disabled_at timestamptz,
    requires_second_factor boolean NOT NULL,
    second_factor_required_at timestamptz,
    second_factor_required_by uuid,
    enrolled_at timestamptz,
    code_failures integer NOT NULL DEFAULT 0,
    codes_blocked_until timestamptz,
    created_at timestamptz NOT NULL,
    last_sign_in_at timestamptz,
    PRIMARY KEY (organization_id, id)
  ) WITH (fillfactor = 85)`,
  `CREATE INDEX accounts_by_email ON accounts (organization_id, email_key)`,
  `CREATE TABLE invitations (
    organization_id uuid NOT NULL,
    account_id uuid NOT NULL,
    token_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, account_id),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts ON DELETE CASCADE
  )`,
  `CREATE TABLE enrolments (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    begun_by bytea NOT NULL,
    name text NOT NULL,
    seed bytea NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, account_id, begun_by),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts ON DELETE CASCADE
  )`,
  `CREATE TABLE authenticators (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('totp')),
    name text NOT NULL,
    state text NOT NULL CHECK (state IN ('active', 'switched_off')),
    seed bytea NOT NULL,
    digits smallint NOT NULL,
    period_seconds smallint NOT NULL,
    algorithm text NOT NULL,
    last_step bigint NOT NULL,
    refused_steps bigint[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    last_used_at timestamptz,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts ON DELETE CASCADE
  ) WITH (fillfactor = 85)`,
  `CREATE INDEX authenticators_by_account ON authenticators (organization_id, account_id)`,
  `CREATE TABLE recovery_codes (
    organization_id uuid NOT NULL,
    account_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    created_at timestamptz NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (organization_id, account_id, code_hash),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts ON DELETE CASCADE
  )`,
  `CREATE TABLE challenges (
    organization_id uuid NOT NULL,
    token_hash bytea PRIMARY KEY,
    account_id uuid NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('code', 'enrol')),
    client text NOT NULL CHECK (client IN ('web', 'extension', 'mobile', 'cli')),
    user_agent_hash bytea NOT NULL,
    created_at timestamptz NOT NULL,
    password_proven_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts ON DELETE CASCADE
  )`,
  `CREATE INDEX challenges_by_account ON challenges (organization_id, account_id)`,
  `CREATE TABLE sessions (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    token_hash bytea NOT NULL UNIQUE,
    client text NOT NULL CHECK (client IN ('web', 'extension', 'mobile', 'cli')),
    user_agent text NOT NULL,
    address text NOT NULL,
    address_key text NOT NULL,
    started_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    password_proven_at timestamptz NOT NULL,
    second_factor_proven_at timestamptz,
    second_factor_method text CHECK (second_factor_method IN ('totp', 'recovery_code')),
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts ON DELETE CASCADE
  )`,
  `CREATE INDEX sessions_by_account ON sessions (organization_id, account_id, started_at)`,
  `CREATE TABLE password_budgets (
    key bytea PRIMARY KEY,
    failures integer NOT NULL,
    last_failure_at timestamptz NOT NULL,
    blocked_until timestamptz NOT NULL
  )`,
]

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database)
}
