// Guard: requirements, help for the locked out, history, the audit log, notices, recovery, and operators.
import { sql, type Kysely } from 'kysely'
import { INSTALLATION_ID } from '../installation-id.ts'

const statements = [
  /*
   * The requirement of the organization: which roles must use a second factor, why, who said so, and from when on.
   * The operators' own organization requires it of them, always.
   */
  `ALTER TABLE organizations
    ADD required_roles text[] NOT NULL DEFAULT '{}' CHECK (required_roles <@ ARRAY['admin', 'agent', 'operator']),
    ADD required_at timestamptz,
    ADD required_by uuid,
    ADD required_reason text,
    ADD required_grace_until timestamptz,
    ADD enrolment_needs_proof boolean NOT NULL DEFAULT false,
    ADD totp_period_seconds smallint NOT NULL DEFAULT 30 CHECK (totp_period_seconds IN (30, 60)),
    ADD trusted_device_days smallint NOT NULL DEFAULT 0 CHECK (trusted_device_days BETWEEN 0 AND 30)`,
  `ALTER TABLE accounts
    DROP CONSTRAINT accounts_role_check,
    ADD CHECK (role IN ('admin', 'agent', 'operator')),
    ADD CHECK ((role = 'operator') = (organization_id = '${INSTALLATION_ID}')),
    ADD is_help_desk boolean NOT NULL DEFAULT false,
    ADD second_factor_required_reason text,
    ADD second_factor_grace_until timestamptz,
    ADD exempt_until timestamptz,
    ADD exempt_since timestamptz,
    ADD exempt_by uuid,
    ADD exempt_reason text,
    ADD password_changed_at timestamptz,
    ADD CHECK (NOT is_help_desk OR role = 'agent')`,
  `INSERT INTO organizations (id, name, created_at, required_roles, required_at, required_reason)
    VALUES ('${INSTALLATION_ID}', 'Operators', now(), '{operator}', now(), 'Operators always use two-factor.')`,
  // The period of the organization when it was begun, and whether a ticket was shown for it.
  `ALTER TABLE enrolments
    ADD period_seconds smallint NOT NULL DEFAULT 30,
    ADD has_proof boolean NOT NULL DEFAULT false,
    ADD replaces uuid`,
  // What an account must show beside its password at its first forced enrolment, where the organization asks for it.
  `CREATE TABLE enrolment_tickets (
    organization_id uuid NOT NULL,
    account_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    created_by uuid,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, account_id),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts ON DELETE CASCADE
  )`,
  // One bypass code at a time for an account; a new one takes the place of the old.
  `CREATE TABLE bypass_codes (
    organization_id uuid NOT NULL,
    account_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    reason text NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, account_id),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts ON DELETE CASCADE
  )`,
  /*
   * A session tells its sign-in for as long as the history is kept: signed_in_with is the second factor of that
   * moment, while second_factor_method follows what was proven last.
   */
  `ALTER TABLE sessions
    DROP CONSTRAINT sessions_second_factor_method_check,
    ADD CHECK (second_factor_method IN ('totp', 'recovery_code', 'bypass_code', 'trusted_device')),
    ADD signed_in_with text CHECK (signed_in_with IN ('totp', 'recovery_code', 'bypass_code', 'trusted_device')),
    ADD ended_reason text,
    ADD device_hash bytea,
    ADD is_new_device boolean NOT NULL DEFAULT false`,
  // A session that is used is updated once a minute: room in the page keeps that off the indexes.
  `ALTER TABLE sessions SET (fillfactor = 85)`,
  `CREATE INDEX sessions_by_time ON sessions (organization_id, started_at)`,
  `CREATE INDEX sessions_by_device ON sessions (organization_id, account_id, device_hash)`,
  `CREATE INDEX sessions_open ON sessions (organization_id, account_id, started_at) WHERE ended_at IS NULL`,
  /*
   * A function, because it has to see what others committed while the statement that calls it waited for the
   * account: a part of that statement would look at the sessions as they were before the wait.
   */
  `CREATE FUNCTION end_oldest_sessions(of_organization uuid, of_account uuid, born uuid, at timestamptz, most integer)
    RETURNS void LANGUAGE sql VOLATILE AS $$
      UPDATE sessions SET ended_at = at, ended_reason = 'too_many'
      WHERE organization_id = of_organization AND id IN (
        SELECT id FROM sessions
        WHERE organization_id = of_organization AND account_id = of_account AND id <> born
          AND ended_at IS NULL AND expires_at > at
        ORDER BY started_at DESC, id DESC OFFSET most - 1)
    $$`,
  /*
   * A browser that is trusted for one account, by the hash of its device cookie: the record is here, so that no cookie
   * can say how long it is trusted, and everything that ends the account's sessions takes it away.
   */
  `CREATE TABLE trusted_devices (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    device_hash bytea NOT NULL,
    user_agent text NOT NULL,
    address text NOT NULL,
    trusted_at timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, account_id, device_hash),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts ON DELETE CASCADE
  )`,
  `CREATE TABLE sign_in_failures (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    at timestamptz NOT NULL,
    step text NOT NULL CHECK (step IN ('password', 'totp', 'recovery_code', 'bypass_code', 'enrolment')),
    reason text NOT NULL,
    client text NOT NULL CHECK (client IN ('web', 'extension', 'mobile', 'cli')),
    user_agent text NOT NULL,
    address text NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts ON DELETE CASCADE
  )`,
  `CREATE INDEX sign_in_failures_by_account ON sign_in_failures (organization_id, account_id, at)`,
  `CREATE INDEX sign_in_failures_by_time ON sign_in_failures (organization_id, at)`,
  /*
   * The audit log: a chain for each organization. No foreign key: it outlives accounts, of which it holds ids alone.
   * The head is the row that writers queue at, and says how long the chain is.
   */
  `CREATE TABLE audit_heads (
    organization_id uuid PRIMARY KEY,
    sequence bigint NOT NULL,
    hash bytea NOT NULL
  )`,
  `CREATE TABLE audit_events (
    organization_id uuid NOT NULL,
    sequence bigint NOT NULL,
    at timestamptz NOT NULL,
    actor_kind text NOT NULL CHECK (actor_kind IN ('account', 'operator', 'system')),
    actor_id uuid,
    action text NOT NULL,
    subject_id uuid,
    facts jsonb NOT NULL,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (organization_id, sequence)
  )`,
  // What an account's owner has to know. A mail says it too; mail_to is another address than the account's present one.
  `CREATE TABLE notices (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    kind text NOT NULL,
    facts jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    read_at timestamptz,
    mail_to text,
    is_for_owner boolean NOT NULL DEFAULT true,
    mailed_at timestamptz,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts ON DELETE CASCADE
  )`,
  `CREATE INDEX notices_by_account ON notices (organization_id, account_id, created_at)`,
  /*
   * The two ways into the audit log; there is no other for whoever does not own the tables. A row goes at the end of
   * its chain or nowhere: it has to name the hash that stands there.
   */
  `CREATE FUNCTION lock_audit_head(of_organization uuid, OUT last_sequence bigint, OUT last_hash bytea)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    BEGIN
      INSERT INTO audit_heads VALUES (of_organization, 0, decode(repeat('00', 32), 'hex')) ON CONFLICT DO NOTHING;
      SELECT sequence, hash INTO last_sequence, last_hash FROM audit_heads
        WHERE organization_id = of_organization FOR UPDATE;
    END $$`,
  `CREATE FUNCTION append_audit_event(of_organization uuid, at timestamptz, actor_kind text, actor_id uuid,
      action text, subject_id uuid, facts jsonb, follows bytea, hash bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    DECLARE head audit_heads;
    BEGIN
      SELECT * INTO head FROM audit_heads h WHERE h.organization_id = of_organization FOR UPDATE;
      IF head.hash IS DISTINCT FROM follows THEN RAISE EXCEPTION 'An audit event goes at the end of its chain.'; END IF;
      INSERT INTO audit_events VALUES (of_organization, head.sequence + 1, at, actor_kind, actor_id, action, subject_id,
        facts, follows, hash);
      UPDATE audit_heads h SET sequence = head.sequence + 1, hash = append_audit_event.hash
        WHERE h.organization_id = of_organization;
    END $$`,
  `CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'The audit log is only ever added to.'; END $$`,
  `CREATE TRIGGER audit_events_stay BEFORE UPDATE OR DELETE ON audit_events
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()`,
  `CREATE TRIGGER audit_events_stay_all BEFORE TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()`,
  `CREATE INDEX audit_events_by_subject ON audit_events (organization_id, subject_id, sequence)`,
  /*
   * Each notice is a mail, too. The job names the row and holds nothing of it; it is there exactly when the notice
   * is. The worker's schema is made beside this one (migrate.ts); the function looks for it when it runs.
   */
  `CREATE FUNCTION queue_notice_mail() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM graphile_worker.add_job('mail_notice',
        json_build_object('organizationId', NEW.organization_id, 'noticeId', NEW.id));
      RETURN NULL;
    END $$`,
  `CREATE TRIGGER notices_are_mailed AFTER INSERT ON notices
    FOR EACH ROW EXECUTE FUNCTION queue_notice_mail()`,
  // The token is made when the mail is sent, so that no job holds one.
  `CREATE TABLE password_resets (
    organization_id uuid NOT NULL,
    account_id uuid NOT NULL,
    token_hash bytea UNIQUE,
    requested_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, account_id),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts ON DELETE CASCADE
  )`,
  // The recovery of an admin, begun on the server's machine; usable after its waiting time, or a second operator's yes.
  `CREATE TABLE recoveries (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    token_hash bytea NOT NULL UNIQUE,
    reason text NOT NULL,
    requested_by uuid,
    requested_at timestamptz NOT NULL,
    usable_from timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    approved_by uuid,
    approved_at timestamptz,
    stopped_by uuid,
    stopped_at timestamptz,
    used_at timestamptz,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts ON DELETE CASCADE
  )`,
  `CREATE INDEX recoveries_by_account ON recoveries (organization_id, account_id)`,
  // What fingerprints are made with, sealed: so that the oldest key can go.
  `CREATE TABLE vault_fingerprint_root (
    only_row boolean PRIMARY KEY CHECK (only_row),
    sealed bytea NOT NULL
  )`,
  // Belongs to no organization yet: what an operator hands to whoever is to make one.
  `CREATE TABLE organization_invitations (
    id uuid PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE,
    organization_name text NOT NULL,
    email text NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
  )`,
]

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database)
}
