// Attempts at a second factor in the database: what is read to judge a code, and how a failure is counted.
import { CompiledQuery, type Transaction } from 'kysely'
import { appendAuditEvent } from '../audit/audit.store.ts'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { addNotice } from '../notices/notices.store.ts'
import type { Services } from '../services.ts'
import type { OpenedAuthenticator } from './judge-code.ts'
import { codeFailuresCap } from '../budgets/backoff.ts'

/** How many wrong codes in a row an account has, and until when it has to wait. */
export interface FailureState {
  organizationId: string
  accountId: string
  codeFailures: number
  codesBlockedUntil: Date | undefined
}

/** The state of an account's second factor, as an attempt found it. Writes hold only while it is still so. */
export interface SecondFactorState extends FailureState {
  authenticators: SealedAuthenticator[]
  /** Of the sign-in that is under way. */
  client?: Tables['sessions']['client']
}

export interface SealedAuthenticator extends Omit<OpenedAuthenticator, 'seed'> {
  state: 'active' | 'switched_off'
  sealedSeed: Buffer
}

/** The apps of an account, one to a row; an account without any is a row of nulls. Seeds travel sealed. */
export const authenticatorColumns =
  't.id, t.state, t.seed, t.algorithm, t.digits, t.period_seconds, t.last_step, t.refused_steps'
export const authenticatorJoin = `
    LEFT JOIN authenticators t ON t.organization_id = a.organization_id AND t.account_id = a.id
      AND t.kind = 'totp'`

export interface AuthenticatorRow {
  id: string | null
  state: 'active' | 'switched_off'
  seed: Buffer
  algorithm: SealedAuthenticator['algorithm']
  digits: number
  period_seconds: number
  last_step: number
  /** Texts, as node-postgres gives the elements of an array of bigint. */
  refused_steps: string[]
}

export function readAuthenticators(rows: readonly AuthenticatorRow[]): SealedAuthenticator[] {
  return rows.flatMap((row) => {
    if (row.id === null) return []
    const { id, state, seed: sealedSeed, algorithm, digits } = row
    const { period_seconds: periodSeconds, last_step: lastStep } = row
    const refusedSteps = row.refused_steps.map(Number)
    return { id, state, sealedSeed, algorithm, digits, periodSeconds, lastStep, refusedSteps }
  })
}

const stateStatement = {
  name: 'second_factor_state',
  text: `
    SELECT a.code_failures, a.codes_blocked_until, ${authenticatorColumns}
    FROM accounts a ${authenticatorJoin}
    WHERE a.organization_id = $1 AND a.id = $2 AND a.disabled_at IS NULL`,
}

export async function readSecondFactor(
  database: Database,
  organizationId: string,
  accountId: string,
): Promise<SecondFactorState | undefined> {
  const rows = await database.prepared<
    AuthenticatorRow & { code_failures: number; codes_blocked_until: Date | null }
  >(stateStatement, [organizationId, accountId])
  const [row] = rows
  if (row === undefined) return undefined
  return {
    organizationId,
    accountId,
    codeFailures: row.code_failures,
    codesBlockedUntil: row.codes_blocked_until ?? undefined,
    authenticators: readAuthenticators(rows),
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
        AND t.kind IN ('totp', 'approval')
      RETURNING t.id),
    refused AS (
      UPDATE authenticators t SET refused_steps =
        array_append(ARRAY(SELECT step FROM unnest(t.refused_steps) step WHERE step > t.last_step), $8)
      FROM counted c
      WHERE t.organization_id = c.organization_id AND t.id = $7::uuid AND c.code_failures < $6
      RETURNING t.id),
    logged AS (
      INSERT INTO sign_in_failures (organization_id, id, account_id, at, step, reason, client, user_agent, address)
      SELECT $1, $9, $2, $5, $10, $11, $12, $13, $14 FROM counted)
    SELECT code_failures FROM counted`,
}

/**
 * Counts a wrong code, and at the cap switches the account's apps and phones off: a passkey cannot be guessed, and stays
 * (ASVS 6.1.1). True when it was counted.
 *
 * Of attempts that were judged at the same moment the first is counted; each other finds that the count is no
 * longer the one it was judged under, learns nothing, and has to be judged anew: so no burst gets more answers than
 * the budget has room for (attack 42).
 *
 * @param refusedStep a step whose code was just recognised outside the window: it is never accepted from then on,
 *   so that being told how far a clock is off gives no code away
 */
export async function countCodeFailure(
  { database, randomBytes }: Pick<Services, 'database' | 'randomBytes'>,
  state: FailureState,
  counted: CountedFailure,
  now: Date,
  refusedStep?: { authenticatorId: string; step: number },
): Promise<boolean> {
  if (state.codeFailures + 1 !== codeFailuresCap) {
    const values = failureValues(state, counted, now, refusedStep)
    return (await database.prepared(countFailureStatement, values)).length === 1
  }
  return database.query
    .transaction()
    .execute((transaction) =>
      countCodeFailureWithin(transaction, randomBytes, state, counted, now, refusedStep),
    )
}

/** The same in a transaction that holds more. The one that reaches the cap is told to the owner and written down. */
export async function countCodeFailureWithin(
  transaction: Transaction<Tables>,
  randomBytes: Services['randomBytes'],
  state: FailureState,
  counted: CountedFailure,
  now: Date,
  refusedStep?: { authenticatorId: string; step: number },
): Promise<boolean> {
  const { organizationId, accountId } = state
  const values = failureValues(state, counted, now, refusedStep)
  const { rows } = await transaction.executeQuery(CompiledQuery.raw(countFailureStatement.text, values))
  if (rows.length !== 1) return false
  if (state.codeFailures + 1 !== codeFailuresCap) return true
  // A phone that is switched off keeps no session open. A statement of its own: it sees what was bound while the lock was
  // waited for.
  await transaction
    .updateTable('sessions')
    .set({ phone_id: null })
    .where('organization_id', '=', organizationId)
    .where('account_id', '=', accountId)
    .where('phone_id', 'is not', null)
    .execute()
  const notice = { organizationId, accountId, kind: 'authenticators_switched_off' } as const
  await addNotice(transaction, randomBytes, notice, now)
  const actor = { kind: 'system' } as const
  const event = { organizationId, actor, action: 'authenticators.switched_off', subjectId: accountId }
  await appendAuditEvent(transaction, event, now)
  return true
}

function failureValues(
  state: FailureState,
  { blockedUntil, failure }: CountedFailure,
  now: Date,
  refusedStep: { authenticatorId: string; step: number } | undefined,
): unknown[] {
  return [
    state.organizationId,
    state.accountId,
    state.codeFailures,
    blockedUntil,
    now,
    codeFailuresCap,
    refusedStep?.authenticatorId ?? null,
    refusedStep?.step ?? null,
    failure.id,
    failure.step,
    failure.reason,
    failure.client,
    failure.userAgent,
    failure.address,
  ]
}

/** A failure, and until when it makes the account wait. */
export interface CountedFailure {
  blockedUntil: Date | null
  failure: LoggedFailure
}

/** What the history keeps of a failed attempt. */
export interface LoggedFailure {
  id: string
  step: Tables['sign_in_failures']['step']
  reason: string
  client: Tables['sessions']['client']
  userAgent: string
  address: string
}
