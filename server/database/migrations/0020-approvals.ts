// Sign-in approval: a phone as one more authenticator, what it is asked, and where a closed app is told of it.
import { sql, type Kysely } from 'kysely'

const methods = "('totp', 'recovery_code', 'bypass_code', 'trusted_device', 'passkey', 'approval')"
const steps = "('password', 'totp', 'recovery_code', 'bypass_code', 'enrolment', 'passkey', 'approval')"

const statements = [
  // A phone has the public half of its key where a passkey has its own.
  `ALTER TABLE authenticators
    DROP CONSTRAINT authenticators_kind_check,
    ADD CHECK (kind IN ('totp', 'passkey', 'approval')),
    DROP CONSTRAINT authenticators_check,
    ADD CONSTRAINT authenticators_check CHECK (CASE kind
      WHEN 'totp' THEN num_nulls(seed, digits, period_seconds, algorithm, last_step) = 0 AND credential_id IS NULL
      WHEN 'passkey' THEN num_nulls(credential_id, public_key, sign_count, transports, is_user_verifying,
        is_backup_eligible, is_backed_up, aaguid) = 0 AND seed IS NULL
      ELSE public_key IS NOT NULL AND credential_id IS NULL AND seed IS NULL END)`,
  `ALTER TABLE sessions
    DROP CONSTRAINT sessions_second_factor_method_check,
    ADD CHECK (second_factor_method IN ${methods}),
    DROP CONSTRAINT sessions_signed_in_with_check,
    ADD CHECK (signed_in_with IN ${methods} OR signed_in_with = 'passkey_alone')`,
  `ALTER TABLE sign_in_failures
    DROP CONSTRAINT sign_in_failures_step_check,
    ADD CHECK (step IN ${steps})`,
  /*
   * Each time that a phone was asked, kept for a day: how often it was asked in vain decides whether it is asked again.
   * The sign-in is named by the hash of its challenge, which may be gone before this is. Which phone said yes goes with
   * that phone, and its yes too.
   */
  `CREATE TABLE approvals (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    challenge_hash bytea NOT NULL,
    number text NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'approved', 'used', 'refused', 'wrong_number', 'over')),
    client text NOT NULL CHECK (client IN ('web', 'extension', 'mobile', 'cli')),
    user_agent text NOT NULL,
    address text NOT NULL,
    asked_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    approved_by uuid,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts ON DELETE CASCADE,
    FOREIGN KEY (organization_id, approved_by) REFERENCES authenticators ON DELETE CASCADE,
    CHECK ((approved_by IS NOT NULL) = (state IN ('approved', 'used')))
  )`,
  `CREATE INDEX approvals_by_account ON approvals (organization_id, account_id, asked_at)`,
  `CREATE INDEX approvals_by_challenge ON approvals (challenge_hash)`,
  `CREATE INDEX approvals_by_time ON approvals (asked_at)`,
  // One at a time, whatever happens at once.
  `CREATE UNIQUE INDEX approvals_waiting ON approvals (organization_id, account_id) WHERE state = 'waiting'`,
  // The address of a push service is all that it takes to write there, so it is sealed, with the keys of the phone.
  `CREATE TABLE push_subscriptions (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, id) REFERENCES authenticators ON DELETE CASCADE
  )`,
]

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database)
}
