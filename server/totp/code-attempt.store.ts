// Attempts at a second factor in the database: what is read to judge a code, and how a failure is counted.
import type { Database } from '../database/database.ts'
import type { OpenedAuthenticator } from './judge-code.ts'
import { codeFailuresCap } from '../budgets/backoff.ts'

/** The state of an account's second factor, as an attempt found it. Writes hold only while it is still so. */
export interface SecondFactorState {
  organizationId: string
  accountId: string
  codeFailures: number
  codesBlockedUntil: Date | undefined
  authenticators: SealedAuthenticator[]
}

export interface SealedAuthenticator extends Omit<OpenedAuthenticator, 'seed'> {
  state: 'active' | 'switched_off'
  sealedSeed: Buffer
}

/** One authenticator as JSON, in an aggregate of SQL; the seed travels sealed. */
export const authenticatorsSql = `
  coalesce((SELECT json_agg(json_build_object(
      'id', t.id, 'state', t.state, 'sealedSeed', encode(t.seed, 'base64'), 'algorithm', t.algorithm,
      'digits', t.digits, 'periodSeconds', t.period_seconds, 'lastStep', t.last_step,
      'refusedSteps', t.refused_steps))
    FROM authenticators t
    WHERE t.organization_id = a.organization_id AND t.account_id = a.id), '[]') AS authenticators`

export interface AuthenticatorJson extends Omit<SealedAuthenticator, 'sealedSeed'> {
  sealedSeed: string
}

export function readAuthenticators(json: AuthenticatorJson[]): SealedAuthenticator[] {
  return json.map((row) => ({ ...row, sealedSeed: Buffer.from(row.sealedSeed, 'base64') }))
}

const stateStatement = {
  name: 'second_factor_state',
  text: `
    SELECT a.code_failures, a.codes_blocked_until, ${authenticatorsSql}
    FROM accounts a
    WHERE a.organization_id = $1 AND a.id = $2 AND a.disabled_at IS NULL`,
}

export async function readSecondFactor(
  database: Database,
  organizationId: string,
  accountId: string,
): Promise<SecondFactorState | undefined> {
  const [row] = await database.prepared<{
    code_failures: number
    codes_blocked_until: Date | null
    authenticators: AuthenticatorJson[]
  }>(stateStatement, [organizationId, accountId])
  if (row === undefined) return undefined
  return {
    organizationId,
    accountId,
    codeFailures: row.code_failures,
    codesBlockedUntil: row.codes_blocked_until ?? undefined,
    authenticators: readAuthenticators(row.authenticators),
  }
}

const countFailureStatement = {
  name: 'second_factor_count_failure',
  text: `
    WITH counted AS (
      UPDATE accounts SET code_failures = code_failures + 1, codes_blocked_until = $4
      WHERE organization_id = $1 AND id = $2 AND code_failures = $3
        AND (codes_blocked_until IS NULL OR codes_blocked_until <= $5)
      RETURNING organization_id, id, code_failures),
    switched_off AS (
      UPDATE authenticators t SET state = 'switched_off'
      FROM counted c
      WHERE t.organization_id = c.organization_id AND t.account_id = c.id AND c.code_failures >= $6
      RETURNING t.id),
    refused AS (
      UPDATE authenticators t SET refused_steps =
        array_append(ARRAY(SELECT step FROM unnest(t.refused_steps) step WHERE step > t.last_step), $8)
      FROM counted c
      WHERE t.organization_id = c.organization_id AND t.id = $7::uuid AND c.code_failures < $6
      RETURNING t.id)
    SELECT code_failures FROM counted`,
}

/**
 * Counts a wrong code, and at the cap switches the account's authenticators off. True when it was counted.
 *
 * Of attempts that were judged at the same moment the first is counted; each other finds that the count is no
 * longer the one it was judged under, learns nothing, and has to be judged anew: so no burst gets more answers than
 * the budget has room for (attack 42).
 *
 * @param refusedStep a step whose code was just recognised outside the window: it is never accepted from then on,
 *   so that being told how far a clock is off gives no code away
 */
export async function countCodeFailure(
  database: Database,
  state: SecondFactorState,
  blockedUntil: Date | null,
  now: Date,
  refusedStep?: { authenticatorId: string; step: number },
): Promise<boolean> {
  const rows = await database.prepared(countFailureStatement, [
    state.organizationId,
    state.accountId,
    state.codeFailures,
    blockedUntil,
    now,
    codeFailuresCap,
    refusedStep?.authenticatorId ?? null,
    refusedStep?.step ?? null,
  ])
  return rows.length === 1
}
