// Passkeys: one more kind of authenticator, and a sign-in that may have had no password.
import { sql, type Kysely } from 'kysely'

const methods = "('totp', 'recovery_code', 'bypass_code', 'trusted_device', 'passkey')"
const steps = "('password', 'totp', 'recovery_code', 'bypass_code', 'enrolment', 'passkey')"

const statements = [
  /*
   * What belongs to an app and what belongs to a passkey, in one table: whatever lists, renames, removes, counts or
   * resets the authenticators of an account does so with both.
   */
  `ALTER TABLE authenticators
    DROP CONSTRAINT authenticators_kind_check,
    ADD CHECK (kind IN ('totp', 'passkey')),
    ALTER seed DROP NOT NULL,
    ALTER digits DROP NOT NULL,
    ALTER period_seconds DROP NOT NULL,
    ALTER algorithm DROP NOT NULL,
    ALTER last_step DROP NOT NULL,
    ADD credential_id bytea,
    ADD public_key bytea,
    ADD sign_count bigint,
    ADD transports text[],
    ADD is_user_verifying boolean,
    ADD is_backup_eligible boolean,
    ADD is_backed_up boolean,
    ADD aaguid uuid,
    ADD CHECK (CASE kind WHEN 'totp'
      THEN num_nulls(seed, digits, period_seconds, algorithm, last_step) = 0 AND credential_id IS NULL
      ELSE num_nulls(credential_id, public_key, sign_count, transports, is_user_verifying, is_backup_eligible,
        is_backed_up, aaguid) = 0 AND seed IS NULL END)`,
  // Of the whole installation: the same passkey belongs to one account, and is found by its id where no name is typed.
  `CREATE UNIQUE INDEX authenticators_by_credential ON authenticators (credential_id)
    WHERE credential_id IS NOT NULL`,
  /*
   * A challenge carries its own proof of being ours and is kept only once it was used, so that asking for one, which
   * anybody may, writes nothing. Belongs to no organization: that of a sign-in without a name has none yet.
   */
  `CREATE TABLE spent_passkey_challenges (
    challenge_hash bytea PRIMARY KEY,
    expires_at timestamptz NOT NULL
  )`,
  `ALTER TABLE sessions
    ALTER password_proven_at DROP NOT NULL,
    DROP CONSTRAINT sessions_second_factor_method_check,
    ADD CHECK (second_factor_method IN ${methods}),
    DROP CONSTRAINT sessions_signed_in_with_check,
    ADD CHECK (signed_in_with IN ${methods} OR signed_in_with = 'passkey_alone')`,
  `ALTER TABLE sign_in_failures
    DROP CONSTRAINT sign_in_failures_step_check,
    ADD CHECK (step IN ${steps})`,
]

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database)
}
