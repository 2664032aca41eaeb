// Requests for a password reset. The token is made by the job that mails it.
import type { Database } from '../database/database.ts'

const requestStatement = {
  name: 'password_reset_request',
  text: `
    WITH requested AS (
      INSERT INTO password_resets (organization_id, account_id, requested_at, expires_at)
      SELECT organization_id, id, $2, $3 FROM accounts
      WHERE email_key = $1 AND disabled_at IS NULL AND password_hash IS NOT NULL
      ON CONFLICT (organization_id, account_id)
        DO UPDATE SET token_hash = NULL, requested_at = $2, expires_at = $3
      RETURNING organization_id, account_id)
    SELECT graphile_worker.add_job('mail_password_reset',
      json_build_object('organizationId', organization_id, 'accountId', account_id),
      job_key => 'password reset ' || account_id, max_attempts => 5)
    FROM requested`,
}

/** Queues the mail, if there is an account to send it to. A request before it is void from here on. */
export async function requestPasswordReset(
  database: Database,
  emailKey: string,
  expiresAt: Date,
  now: Date,
): Promise<void> {
  await database.prepared(requestStatement, [emailKey, now, expiresAt])
}

/** Whose reset a token is: what a new password must not be. */
export async function findPasswordReset(
  database: Database,
  tokenHash: Buffer,
  now: Date,
): Promise<{ email: string; name: string; organizationName: string } | undefined> {
  return database.query
    .selectFrom('password_resets as r')
    .innerJoin('accounts as a', (join) =>
      join.onRef('a.organization_id', '=', 'r.organization_id').onRef('a.id', '=', 'r.account_id'),
    )
    .innerJoin('organizations as o', 'o.id', 'r.organization_id')
    .select(['a.email', 'a.name', 'o.name as organizationName'])
    .where('r.token_hash', '=', tokenHash)
    .where('r.expires_at', '>', now)
    .where('a.disabled_at', 'is', null)
    .where('a.password_hash', 'is not', null)
    .executeTakeFirst()
}
