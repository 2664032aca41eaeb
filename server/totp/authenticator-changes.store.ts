// Authenticators come and go, by their owner: each change ends the other sessions, is told, and is written down.
import type { Transaction } from 'kysely'
import { endSignIns } from '../accounts/lock-account.store.ts'
import { appendAuditEvent } from '../audit/audit.store.ts'
import type { Tables } from '../database/tables.ts'
import { addNotice, type NewNotice } from '../notices/notices.store.ts'
import { judgeRequirement, requirementColumns } from '../policies/requirement.ts'
import type { Services } from '../services.ts'
import type { SecondFactorState } from './code-attempt.store.ts'
import { lockFreshSecondFactor, type SessionOfAccount } from './fresh-second-factor.store.ts'
import { enrolmentParameters } from './seed.ts'
import { authenticatorFields, toAuthenticator, type Authenticator } from './totp.store.ts'

export type Tools = Pick<Services, 'database' | 'randomBytes'>

export interface ConfirmedApp {
  id: string
  name: string
  periodSeconds: number
  sealedSeed: Buffer
  step: number
}

export type ConfirmOutcome =
  { authenticator: Authenticator; isFirst: boolean } | 'changed' | 'not_fresh' | 'ticket_required'

/**
 * Turns an enrolment into an authenticator, and takes away the one that it replaces. The account's first one brings
 * its recovery codes and proves the second factor of this session.
 *
 * Under the account's lock: 'changed' when the state that the code was judged under is no longer so, 'not_fresh'
 * when the account has an authenticator and this session has not proven one lately, 'ticket_required' when the first
 * one needs a ticket by now and none was shown.
 */
export async function confirmApp(
  { database, randomBytes }: Tools,
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
      .returning(['has_proof', 'replaces'])
      .executeTakeFirst()
    if (confirmed === undefined) return 'changed'
    if (isFirst && !confirmed.has_proof && (await needsProof(transaction, session, now))) {
      return 'ticket_required'
    }
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
        period_seconds: app.periodSeconds,
        algorithm: enrolmentParameters.algorithm,
        last_step: app.step,
        created_at: now,
        last_used_at: now,
      })
      .returning(authenticatorFields)
      .executeTakeFirstOrThrow()
    if (confirmed.replaces !== null) await removeRow(transaction, session, confirmed.replaces)
    await transaction
      .updateTable('accounts')
      .set({ code_failures: 0, codes_blocked_until: null, ...(isFirst ? { enrolled_at: now } : {}) })
      .where('organization_id', '=', organizationId)
      .where('id', '=', accountId)
      .execute()
    if (isFirst) await beginSecondFactor(transaction, session, 'totp', recoveryCodeHashes, now)
    const what = isFirst
      ? ({ notice: 'second_factor_on', action: 'second_factor.turned_on' } as const)
      : ({ notice: 'authenticator_added', action: 'authenticator.added' } as const)
    await tellChange(transaction, randomBytes, session, what, { name: app.name }, now)
    return { authenticator: toAuthenticator(row), isFirst }
  })
}

/** What an account's first authenticator brings: recovery codes, and a session that has proven it. A ticket is spent. */
export async function beginSecondFactor(
  transaction: Transaction<Tables>,
  { organizationId, accountId, id }: SessionOfAccount,
  method: 'totp' | 'passkey',
  recoveryCodeHashes: Buffer[],
  now: Date,
): Promise<void> {
  const owner = { organization_id: organizationId, account_id: accountId }
  await transaction
    .insertInto('recovery_codes')
    .values(recoveryCodeHashes.map((hash) => ({ ...owner, code_hash: hash, created_at: now })))
    .execute()
  await transaction
    .updateTable('sessions')
    .set({ second_factor_proven_at: now, second_factor_method: method })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute()
  await transaction
    .deleteFrom('enrolment_tickets')
    .where('organization_id', '=', organizationId)
    .where('account_id', '=', accountId)
    .execute()
}

export type RemoveOutcome = 'removed' | 'not_found' | 'not_fresh' | 'required_by_admin'

/** Removes one authenticator; with the last app or passkey two-factor is off. Where it is required, one that works stays. */
export async function removeAuthenticator(
  { database, randomBytes }: Tools,
  session: SessionOfAccount,
  id: string,
  freshSince: Date,
  now: Date,
): Promise<RemoveOutcome> {
  return database.query.transaction().execute(async (transaction): Promise<RemoveOutcome> => {
    if (!(await lockFreshSecondFactor(transaction, session, freshSince))) return 'not_fresh'
    const all = await transaction
      .selectFrom('authenticators')
      .select(['id', 'state', 'kind'])
      .where('organization_id', '=', session.organizationId)
      .where('account_id', '=', session.accountId)
      .execute()
    const removed = all.find((one) => one.id === id)
    if (removed === undefined) return 'not_found'
    // A phone that approves sign-ins stands beside an app or a passkey, never for it.
    const others = all.filter((one) => one.id !== id && one.kind !== 'approval')
    const isNeeded = removed.kind !== 'approval' && !others.some((one) => one.state === 'active')
    if (isNeeded && (await isRequired(transaction, session, now))) return 'required_by_admin'
    if (others.length === 0) await forgetSecondFactor(transaction, session)
    else await removeRow(transaction, session, id)
    const what =
      others.length === 0
        ? ({ notice: 'second_factor_off', action: 'second_factor.turned_off' } as const)
        : ({ notice: 'authenticator_removed', action: 'authenticator.removed' } as const)
    await tellChange(transaction, randomBytes, session, what, {}, now)
    return 'removed'
  })
}

/** Turns two-factor off by choice: refused in the write when an admin required it in the meantime. */
export async function turnOffSecondFactor(
  { database, randomBytes }: Tools,
  session: SessionOfAccount,
  freshSince: Date,
  now: Date,
): Promise<'off' | 'not_fresh' | 'required_by_admin'> {
  return database.query.transaction().execute(async (transaction) => {
    if (!(await lockFreshSecondFactor(transaction, session, freshSince))) return 'not_fresh'
    if (await isRequired(transaction, session, now)) return 'required_by_admin'
    await forgetSecondFactor(transaction, session)
    const what = { notice: 'second_factor_off', action: 'second_factor.turned_off' } as const
    await tellChange(transaction, randomBytes, session, what, {}, now)
    return 'off'
  })
}

/**
 * A new set of recovery codes in place of the old one. False when the session's second factor is not fresh, or the
 * account has none. Two renewals at once come one after the other; the later set is the one that counts.
 */
export async function replaceRecoveryCodes(
  { database, randomBytes }: Tools,
  session: SessionOfAccount,
  freshSince: Date,
  hashes: Buffer[],
  now: Date,
): Promise<boolean> {
  const { organizationId, accountId } = session
  return database.query.transaction().execute(async (transaction) => {
    if (!(await lockFreshSecondFactor(transaction, session, freshSince))) return false
    await transaction
      .deleteFrom('recovery_codes')
      .where('organization_id', '=', organizationId)
      .where('account_id', '=', accountId)
      .execute()
    const row = { organization_id: organizationId, account_id: accountId, created_at: now }
    await transaction
      .insertInto('recovery_codes')
      .values(hashes.map((hash) => ({ ...row, code_hash: hash })))
      .execute()
    const what = { notice: 'recovery_codes_renewed', action: 'recovery_codes.renewed' } as const
    await tellChange(transaction, randomBytes, session, what, {}, now)
    return true
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

/** Whether the account's first authenticator asks for a ticket. */
export async function needsProof(
  transaction: Transaction<Tables>,
  session: SessionOfAccount,
  now: Date,
): Promise<boolean> {
  const { enrolment_needs_proof: asks } = await transaction
    .selectFrom('organizations')
    .select('enrolment_needs_proof')
    .where('id', '=', session.organizationId)
    .executeTakeFirstOrThrow()
  return asks && (await isRequired(transaction, session, now))
}

async function removeRow(
  transaction: Transaction<Tables>,
  { organizationId, accountId }: SessionOfAccount,
  id: string,
): Promise<void> {
  await transaction
    .deleteFrom('authenticators')
    .where('organization_id', '=', organizationId)
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .execute()
}

async function forgetSecondFactor(
  transaction: Transaction<Tables>,
  session: SessionOfAccount,
): Promise<void> {
  const tables = ['authenticators', 'recovery_codes', 'bypass_codes', 'enrolments'] as const
  for (const table of tables) {
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
}

/** What follows every change of a factor, under the account's lock (ASVS 7.4.3, 6.3.7). */
export async function tellChange(
  transaction: Transaction<Tables>,
  randomBytes: Tools['randomBytes'],
  session: SessionOfAccount,
  { notice, action }: { notice: NewNotice['kind']; action: string },
  facts: Record<string, string>,
  now: Date,
): Promise<void> {
  const { organizationId, accountId } = session
  await endSignIns(transaction, session, 'second_factor_changed', now, session.id)
  await addNotice(transaction, randomBytes, { organizationId, accountId, kind: notice, facts }, now)
  const actor = { kind: 'account', id: accountId } as const
  await appendAuditEvent(transaction, { organizationId, actor, action, subjectId: accountId }, now)
}
