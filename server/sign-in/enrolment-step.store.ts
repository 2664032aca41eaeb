// The verdict on a first code: authenticator, recovery codes and session come to be together, or none of them.
import type { Services } from '../services.ts'
import type { NewSession } from '../sessions/new-session.ts'
import { enrolmentParameters } from '../totp/seed.ts'
import {
  acceptAndTell,
  bornSql,
  challengedSql,
  verdictValues,
  type ChallengedAccount,
} from './code-step.store.ts'

const { digits, algorithm } = enrolmentParameters

const acceptStatement = {
  name: 'verdict_enrolment',
  text: `
    WITH ${challengedSql},
    confirmed AS (
      DELETE FROM enrolments e USING challenged c
      WHERE e.organization_id = $10 AND e.account_id = $11
        AND e.id = $16 AND e.begun_by = $1 AND e.expires_at > $2
        AND (e.has_proof OR NOT (SELECT enrolment_needs_proof FROM organizations WHERE id = $10))
      RETURNING e.id, e.period_seconds),
    ticket AS (
      DELETE FROM enrolment_tickets k USING confirmed s
      WHERE k.organization_id = $10 AND k.account_id = $11 RETURNING k.account_id),
    enrolled AS (
      UPDATE accounts a SET enrolled_at = $2, code_failures = 0, codes_blocked_until = NULL, last_sign_in_at = $2
      FROM confirmed s WHERE a.organization_id = $10 AND a.id = $11
      RETURNING a.id),
    added AS (
      INSERT INTO authenticators (organization_id, id, account_id, kind, name, state, seed, digits, period_seconds,
        algorithm, last_step, created_at, last_used_at)
      SELECT $10, $16, $11, 'totp', $17, 'active', $18, ${digits}, period_seconds,
        '${algorithm}', $19, $2, $2
      FROM confirmed RETURNING id),
    saved AS (
      INSERT INTO recovery_codes (organization_id, account_id, code_hash, created_at)
      SELECT $10, $11, code_hash, $2
      FROM confirmed s, unnest($20::bytea[]) AS code_hash RETURNING code_hash),
    ${bornSql('confirmed', 'totp')}`,
}

/**
 * False, and nothing is changed, when the challenge or the enrolment is gone, the account has an authenticator by
 * now, or the organization asks for a ticket by now and none was shown. The ticket is spent. The step of the first code is spent with it: that code signs nobody in again.
 */
export function acceptEnrolment(
  { database, randomBytes }: Pick<Services, 'database' | 'randomBytes'>,
  account: ChallengedAccount,
  authenticator: { id: string; name: string; sealedSeed: Buffer; step: number },
  recoveryCodeHashes: Buffer[],
  session: NewSession,
  now: Date,
): Promise<boolean> {
  const { id, name, sealedSeed, step } = authenticator
  const values = [...verdictValues(account, session, now), id, name, sealedSeed, step, recoveryCodeHashes]
  const told = { notice: 'second_factor_on', action: 'second_factor.turned_on' } as const
  return acceptAndTell(database, randomBytes, account, acceptStatement, values, told, now)
}
