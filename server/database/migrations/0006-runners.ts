// Runners, what they have to do for connections, and the attempts to sign in.
import { sql, type Kysely } from 'kysely'

const statements = [
  // A runner of no organization serves all of them.
  `CREATE TABLE runners (
    id uuid PRIMARY KEY,
    organization_id uuid REFERENCES organizations ON DELETE CASCADE,
    name text NOT NULL,
    is_beside_server boolean NOT NULL DEFAULT false,
    token_hash bytea NOT NULL UNIQUE,
    version text,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz,
    last_automatic_at timestamptz
  )`,
  /*
   * The live side of a connection, one row for each that was ever asked to sign in. Apart from the connection itself,
   * because it is written every few seconds. What is due is found by one index over all organizations, which is how
   * runners ask.
   */
  `CREATE TABLE connection_work (
    organization_id uuid NOT NULL,
    connection_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('signed_in', 'signing_in', 'needs_attention', 'paused')),
    cause text,
    tries smallint NOT NULL DEFAULT 0,
    due_at timestamptz,
    next_try_at timestamptz,
    signed_in_at timestamptz,
    clock_offset_millis integer,
    password_works boolean NOT NULL DEFAULT false,
    password_given boolean NOT NULL DEFAULT false,
    password_given_to uuid,
    lease_id uuid UNIQUE,
    lease_runner_id uuid REFERENCES runners ON DELETE SET NULL,
    lease_expires_at timestamptz,
    PRIMARY KEY (organization_id, connection_id),
    FOREIGN KEY (organization_id, connection_id) REFERENCES connections ON DELETE CASCADE
  ) WITH (fillfactor = 70)`,
  `CREATE INDEX connection_work_due ON connection_work (due_at) WHERE due_at IS NOT NULL`,
  // What the browser kept, sealed: it is as good as the login.
  `CREATE TABLE connection_sessions (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    sealed bytea NOT NULL,
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, id) REFERENCES connections ON DELETE CASCADE
  )`,
  `CREATE TABLE attempts (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    connection_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'running', 'signed_in', 'failed')),
    why text NOT NULL CHECK (why IN ('asked', 'renewal', 'retry', 'taken_over')),
    asked_by uuid,
    asked_at timestamptz NOT NULL,
    started_at timestamptz,
    ended_at timestamptz,
    cause text,
    next_try_at timestamptz,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, connection_id) REFERENCES connections ON DELETE CASCADE
  )`,
  `CREATE INDEX attempts_by_time ON attempts (organization_id, connection_id, asked_at, id)`,
  // Whoever asks while one waits or runs is given that one.
  `CREATE UNIQUE INDEX attempts_one_at_a_time ON attempts (organization_id, connection_id)
    WHERE state IN ('waiting', 'running')`,
  `CREATE TABLE attempt_steps (
    organization_id uuid NOT NULL,
    attempt_id uuid NOT NULL,
    number smallint NOT NULL,
    at timestamptz NOT NULL,
    what text NOT NULL,
    page text NOT NULL,
    host text NOT NULL,
    picture bytea,
    PRIMARY KEY (organization_id, attempt_id, number),
    FOREIGN KEY (organization_id, attempt_id) REFERENCES attempts ON DELETE CASCADE
  )`,
]

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database)
}
