// Authenticators in the database, as their owner sees and changes them.
import type { z } from 'zod'
import type { authenticator } from '../../contract/second-factor.ts'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import type { SecondFactorState } from './code-attempt.store.ts'

export type Authenticator = z.input<typeof authenticator>

export const authenticatorFields = [
  'id',
  'kind',
  'name',
  'state',
  'created_at',
  'last_used_at',
  'is_backup_eligible',
  'is_backed_up',
] as const

export function toAuthenticator(
  row: Pick<
    Tables['authenticators'],
    'id' | 'kind' | 'name' | 'state' | 'is_backup_eligible' | 'is_backed_up'
  > & {
    created_at: Date
    last_used_at: Date | null
  },
): Authenticator {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    state: row.state,
    ...(row.kind === 'passkey' ? { sync: syncOf(row) } : {}),
    createdAt: row.created_at.toISOString(),
    ...(row.last_used_at === null ? {} : { lastUsedAt: row.last_used_at.toISOString() }),
  }
}

function syncOf({
  is_backup_eligible: maySync,
  is_backed_up: isSynced,
}: Pick<Tables['authenticators'], 'is_backup_eligible' | 'is_backed_up'>): 'bound' | 'may_sync' | 'synced' {
  if (maySync !== true) return 'bound'
  return isSynced === true ? 'synced' : 'may_sync'
}

export async function listAuthenticators(
  database: Database,
  organizationId: string,
  accountId: string,
): Promise<Authenticator[]> {
  const rows = await database.query
    .selectFrom('authenticators')
    .select(authenticatorFields)
    .where('organization_id', '=', organizationId)
    .where('account_id', '=', accountId)
    .orderBy('created_at')
    .execute()
  return rows.map(toAuthenticator)
}

export async function renameAuthenticator(
  database: Database,
  owner: { organizationId: string; accountId: string },
  id: string,
  name: string,
): Promise<Authenticator | undefined> {
  const row = await database.query
    .updateTable('authenticators')
    .set({ name })
    .where('organization_id', '=', owner.organizationId)
    .where('account_id', '=', owner.accountId)
    .where('id', '=', id)
    .returning(authenticatorFields)
    .executeTakeFirst()
  return row === undefined ? undefined : toAuthenticator(row)
}

const spendStatement = {
  name: 'second_factor_spend',
  text: `
    WITH account AS (
      SELECT organization_id, id FROM accounts
      WHERE organization_id = $1 AND id = $2 AND disabled_at IS NULL AND code_failures = $3
        AND (codes_blocked_until IS NULL OR codes_blocked_until <= $4)
      FOR UPDATE),
    spent AS (
      UPDATE authenticators t SET last_step = $6, last_used_at = $4
      FROM account a
      WHERE t.organization_id = a.organization_id AND t.account_id = a.id AND t.id = $5
        AND t.state = 'active' AND t.last_step < $6 AND NOT $6 = ANY (t.refused_steps)
      RETURNING t.organization_id, t.account_id),
    cleared AS (
      UPDATE accounts a SET code_failures = 0, codes_blocked_until = NULL
      FROM spent s WHERE a.organization_id = s.organization_id AND a.id = s.account_id
      RETURNING a.id)
    UPDATE sessions s SET second_factor_proven_at = $4, second_factor_method = 'totp',
      token_hash = coalesce($8, s.token_hash)
    FROM spent
    WHERE s.organization_id = spent.organization_id AND s.account_id = spent.account_id AND s.id = $7
      AND s.ended_at IS NULL
    RETURNING s.id`,
}

/** Spends a step for a session that is there already, and makes its second factor fresh. False as in a verdict. */
export async function spendCode(
  database: Database,
  state: SecondFactorState,
  right: { authenticatorId: string; step: number },
  sessionId: string,
  now: Date,
  newTokenHash?: Buffer,
): Promise<boolean> {
  const rows = await database.prepared(spendStatement, [
    state.organizationId,
    state.accountId,
    state.codeFailures,
    now,
    right.authenticatorId,
    right.step,
    sessionId,
    newTokenHash ?? null,
  ])
  return rows.length === 1
}

/** What the organization says of authenticators that are added. */
export async function readEnrolmentRules(
  database: Database,
  organizationId: string,
): Promise<{ enrolmentNeedsProof: boolean; totpPeriodSeconds: number }> {
  return database.query
    .selectFrom('organizations')
    .select(['enrolment_needs_proof as enrolmentNeedsProof', 'totp_period_seconds as totpPeriodSeconds'])
    .where('id', '=', organizationId)
    .executeTakeFirstOrThrow()
}
