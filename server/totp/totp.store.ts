// Authenticators in the database, as their owner sees and changes them.
import type { Transaction } from 'kysely'
import type { z } from 'zod'
import type { authenticator } from '../../contract/second-factor.ts'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import type { SecondFactorState } from './code-attempt.store.ts'
import { judgeRequirement, requirementColumns } from '../policies/requirement.ts'
import { endSessionsOf } from '../sessions/end-sessions.store.ts'
import { lockFreshSecondFactor, type SessionOfAccount } from './fresh-second-factor.store.ts'
import { enrolmentParameters } from './seed.ts'

export type Authenticator = z.input<typeof authenticator>

const columns = ['id', 'kind', 'name', 'state', 'created_at', 'last_used_at'] as const

function toAuthenticator(
  row: Pick<Tables['authenticators'], 'id' | 'kind' | 'name' | 'state'> & {
    created_at: Date
    last_used_at: Date | null
  },
): Authenticator {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    state: row.state,
    createdAt: row.created_at.toISOString(),
    ...(row.last_used_at === null ? {} : { lastUsedAt: row.last_used_at.toISOString() }),
  }
}

export async function listAuthenticators(
  database: Database,
  organizationId: string,
  accountId: string,
): Promise<Authenticator[]> {
  const rows = await database.query
    .selectFrom('authenticators')
    .select(columns)
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
    .returning(columns)
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

export interface ConfirmedApp {
  id: string
  name: string
  sealedSeed: Buffer
  step: number
}

export type ConfirmOutcome = { authenticator: Authenticator; isFirst: boolean } | 'changed' | 'not_fresh'

/**
 * Turns an enrolment into an authenticator. The account's first one brings its recovery codes, proves the second
 * factor of this session, and ends the account's other sessions, which were begun without one.
 *
 * Under the account's lock: 'changed' when the state that the code was judged under is no longer so, 'not_fresh'
 * when the account has an authenticator and this session has not proven one lately.
 */
export async function confirmApp(
  database: Database,
  state: SecondFactorState,
  session: SessionOfAccount,
  app: ConfirmedApp,
  recoveryCodeHashes: Buffer[],
  freshSince: Date,
  now: Date,
): Promise<ConfirmOutcome> {
  const { organizationId, accountId } = session
  return database.query.transaction().execute(async (transaction): Promise<ConfirmOutcome> => {
    const account = await transaction
      .selectFrom('accounts')
      .select('enrolled_at')
      .where('organization_id', '=', organizationId)
      .where('id', '=', accountId)
      .where('code_failures', '=', state.codeFailures)
      .where((or) => or.or([or('codes_blocked_until', 'is', null), or('codes_blocked_until', '<=', now)]))
      .where('disabled_at', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (account === undefined) return 'changed'
    const isFirst = account.enrolled_at === null
    if (!isFirst && !(await lockFreshSecondFactor(transaction, session, freshSince))) return 'not_fresh'
    const confirmed = await transaction
      .deleteFrom('enrolments')
      .where('organization_id', '=', organizationId)
      .where('account_id', '=', accountId)
      .where('id', '=', app.id)
      .where('expires_at', '>', now)
      .executeTakeFirst()
    if (confirmed.numDeletedRows !== 1n) return 'changed'
    const row = await transaction
      .insertInto('authenticators')
      .values({
        organization_id: organizationId,
        id: app.id,
        account_id: accountId,
        kind: 'totp',
        name: app.name,
        state: 'active',
        seed: app.sealedSeed,
        digits: enrolmentParameters.digits,
        period_seconds: enrolmentParameters.periodSeconds,
        algorithm: enrolmentParameters.algorithm,
        last_step: app.step,
        created_at: now,
        last_used_at: now,
      })
      .returning(columns)
      .executeTakeFirstOrThrow()
    await transaction
      .updateTable('accounts')
      .set({ code_failures: 0, codes_blocked_until: null, ...(isFirst ? { enrolled_at: now } : {}) })
      .where('organization_id', '=', organizationId)
      .where('id', '=', accountId)
      .execute()
    if (isFirst) {
      await transaction
        .insertInto('recovery_codes')
        .values(
          recoveryCodeHashes.map((hash) => ({
            organization_id: organizationId,
            account_id: accountId,
            code_hash: hash,
            created_at: now,
          })),
        )
        .execute()
      await transaction
        .updateTable('sessions')
        .set({ second_factor_proven_at: now, second_factor_method: 'totp' })
        .where('organization_id', '=', organizationId)
        .where('id', '=', session.id)
        .execute()
      await endSessionsOf(transaction, session, 'second_factor_changed', now, session.id)
    }
    return { authenticator: toAuthenticator(row), isFirst }
  })
}

export type RemoveOutcome = 'removed' | 'not_found' | 'not_fresh' | 'required_by_admin'

/** Removes one authenticator; with the last one two-factor is off. Where it is required, one that works stays. */
export async function removeAuthenticator(
  database: Database,
  session: SessionOfAccount,
  id: string,
  freshSince: Date,
  now: Date,
): Promise<RemoveOutcome> {
  return database.query.transaction().execute(async (transaction): Promise<RemoveOutcome> => {
    if (!(await lockFreshSecondFactor(transaction, session, freshSince))) return 'not_fresh'
    const all = await transaction
      .selectFrom('authenticators')
      .select(['id', 'state'])
      .where('organization_id', '=', session.organizationId)
      .where('account_id', '=', session.accountId)
      .execute()
    if (!all.some((one) => one.id === id)) return 'not_found'
    const others = all.filter((one) => one.id !== id)
    if (!others.some((one) => one.state === 'active') && (await isRequired(transaction, session, now))) {
      return 'required_by_admin'
    }
    if (others.length === 0) await forgetSecondFactor(transaction, session, now)
    else {
      await transaction
        .deleteFrom('authenticators')
        .where('organization_id', '=', session.organizationId)
        .where('id', '=', id)
        .execute()
    }
    return 'removed'
  })
}

/** Turns two-factor off by choice: refused in the write when an admin required it in the meantime. */
export async function turnOffSecondFactor(
  database: Database,
  session: SessionOfAccount,
  freshSince: Date,
  now: Date,
): Promise<'off' | 'not_fresh' | 'required_by_admin'> {
  return database.query.transaction().execute(async (transaction) => {
    if (!(await lockFreshSecondFactor(transaction, session, freshSince))) return 'not_fresh'
    if (await isRequired(transaction, session, now)) return 'required_by_admin'
    await forgetSecondFactor(transaction, session, now)
    return 'off'
  })
}

/** Required already counts, forced or still in its time of grace. */
async function isRequired(
  transaction: Transaction<Tables>,
  session: SessionOfAccount,
  now: Date,
): Promise<boolean> {
  const row = await transaction
    .selectFrom('accounts as a')
    .innerJoin('organizations as o', 'o.id', 'a.organization_id')
    .select(requirementColumns)
    .where('a.organization_id', '=', session.organizationId)
    .where('a.id', '=', session.accountId)
    .executeTakeFirst()
  return row === undefined || judgeRequirement(row, now).source !== 'optional'
}

async function forgetSecondFactor(
  transaction: Transaction<Tables>,
  session: SessionOfAccount,
  now: Date,
): Promise<void> {
  for (const table of ['authenticators', 'recovery_codes', 'enrolments', 'challenges'] as const) {
    await transaction
      .deleteFrom(table)
      .where('organization_id', '=', session.organizationId)
      .where('account_id', '=', session.accountId)
      .execute()
  }
  // The count of wrong codes stays: turning two-factor off and on again buys no new guesses.
  await transaction
    .updateTable('accounts')
    .set({ enrolled_at: null })
    .where('organization_id', '=', session.organizationId)
    .where('id', '=', session.accountId)
    .execute()
  // This session proved a factor that is gone: should one be required again, it is asked like any other.
  await transaction
    .updateTable('sessions')
    .set({ second_factor_proven_at: null, second_factor_method: null })
    .where('organization_id', '=', session.organizationId)
    .where('id', '=', session.id)
    .execute()
  await endSessionsOf(transaction, session, 'second_factor_changed', now, session.id)
}
