// The recovery of an admin in the database: requested, told, stopped or approved, and used once or not at all.
import type { Transaction } from 'kysely'
import { appendAuditEvent, type Actor } from '../audit/audit.store.ts'
import type { Database } from '../database/database.ts'
import { INSTALLATION_ID } from '../database/installation-id.ts'
import type { Role, Tables } from '../database/tables.ts'
import { wipeSecondFactor } from '../help/help.store.ts'
import { lockOrganization } from '../accounts/last-admin.store.ts'
import { endSignIns, lockAccount, type AccountKey } from '../accounts/lock-account.store.ts'
import { tellAdmins } from '../notices/tell-admins.store.ts'
import type { Services } from '../services.ts'

type Tools = Pick<Services, 'database' | 'randomBytes'>

export interface Recovery {
  id: string
  organizationId: string
  accountId: string
  email: string
  name: string
  organizationName: string
  reason: string
  requestedBy: string | null
  requestedAt: Date
  usableFrom: Date
  expiresAt: Date
  approvedAt: Date | null
  stoppedAt: Date | null
  usedAt: Date | null
}

function select(query: Database['query'] | Transaction<Tables>) {
  return query
    .selectFrom('recoveries as r')
    .innerJoin('accounts as a', (join) =>
      join.onRef('a.organization_id', '=', 'r.organization_id').onRef('a.id', '=', 'r.account_id'),
    )
    .innerJoin('organizations as o', 'o.id', 'r.organization_id')
    .select([
      'r.id',
      'r.organization_id as organizationId',
      'r.account_id as accountId',
      'a.email',
      'a.name',
      'o.name as organizationName',
      'r.reason',
      'r.requested_by as requestedBy',
      'r.requested_at as requestedAt',
      'r.usable_from as usableFrom',
      'r.expires_at as expiresAt',
      'r.approved_at as approvedAt',
      'r.stopped_at as stoppedAt',
      'r.used_at as usedAt',
    ])
}

/** @param organizationId nothing for an operator, who sees those of every organization */
export function listRecoveries(database: Database, organizationId: string | undefined): Promise<Recovery[]> {
  const query = select(database.query).orderBy('r.requested_at', 'desc').limit(100)
  return (
    organizationId === undefined ? query : query.where('r.organization_id', '=', organizationId)
  ).execute()
}

export function findRecovery(database: Database, tokenHash: Buffer): Promise<Recovery | undefined> {
  return select(database.query).where('r.token_hash', '=', tokenHash).executeTakeFirst()
}

/** The admin or operator with this address; nobody else is recovered by those who run the installation. */
export async function findRecoverable(
  database: Database,
  emailKey: string,
): Promise<{ organizationId: string; accountId: string; role: Role } | undefined> {
  return database.query
    .selectFrom('accounts')
    .select(['organization_id as organizationId', 'id as accountId', 'role'])
    .where('email_key', '=', emailKey)
    .where('role', 'in', ['admin', 'operator'])
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
}

export interface NewRecovery extends AccountKey {
  id: string
  tokenHash: Buffer
  reason: string
  requestedBy: string | undefined
  usableFrom: Date
  expiresAt: Date
}

/** Requests a recovery in place of one that was not used, and tells every admin of the organization. */
export async function requestRecovery(
  { database, randomBytes }: Tools,
  recovery: NewRecovery,
  now: Date,
): Promise<void> {
  const { organizationId, accountId, reason, requestedBy } = recovery
  await database.query.transaction().execute(async (transaction) => {
    await lockOrganization(transaction, organizationId)
    await transaction
      .updateTable('recoveries')
      .set({ stopped_at: now })
      .where('organization_id', '=', organizationId)
      .where('account_id', '=', accountId)
      .where('used_at', 'is', null)
      .where('stopped_at', 'is', null)
      .execute()
    await transaction
      .insertInto('recoveries')
      .values({
        organization_id: organizationId,
        id: recovery.id,
        account_id: accountId,
        token_hash: recovery.tokenHash,
        reason,
        requested_by: requestedBy ?? null,
        requested_at: now,
        usable_from: recovery.usableFrom,
        expires_at: recovery.expiresAt,
      })
      .execute()
    const facts = { reason, usableFrom: recovery.usableFrom.toISOString() }
    await tellAdmins(transaction, randomBytes, organizationId, { kind: 'recovery_requested', facts }, now)
    const actor: Actor =
      requestedBy === undefined ? { kind: 'system' } : { kind: 'operator', id: requestedBy }
    await audit(transaction, recovery, actor, 'recovery.requested', facts, now)
  })
}

/** Stops a recovery of the organization. False when there is none that could still be used. */
export function stopRecovery(
  { database, randomBytes }: Tools,
  organizationId: string,
  id: string,
  stoppedBy: string,
  now: Date,
): Promise<boolean> {
  return database.query.transaction().execute(async (transaction) => {
    await lockOrganization(transaction, organizationId)
    const stopped = await transaction
      .updateTable('recoveries')
      .set({ stopped_at: now, stopped_by: stoppedBy })
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .where('used_at', 'is', null)
      .where('stopped_at', 'is', null)
      .where('expires_at', '>', now)
      .returning('account_id as accountId')
      .executeTakeFirst()
    if (stopped === undefined) return false
    await tellAdmins(transaction, randomBytes, organizationId, { kind: 'recovery_stopped' }, now)
    const account = { organizationId, accountId: stopped.accountId }
    await audit(transaction, account, { kind: 'account', id: stoppedBy }, 'recovery.stopped', {}, now)
    return true
  })
}

/** Approves a recovery: not by whoever requested it, nor by whom it is for, which is a part of the write. */
export function approveRecovery(
  { database }: Tools,
  id: string,
  approvedBy: string,
  now: Date,
): Promise<'approved' | 'not_found' | 'needs_another_operator'> {
  return database.query.transaction().execute(async (transaction) => {
    const open = transaction
      .selectFrom('recoveries')
      .select(['organization_id as organizationId', 'account_id as accountId', 'requested_by as requestedBy'])
      .where('id', '=', id)
      .where('used_at', 'is', null)
      .where('stopped_at', 'is', null)
      .where('approved_at', 'is', null)
      .where('expires_at', '>', now)
    const found = await open.executeTakeFirst()
    if (found === undefined) return 'not_found'
    if (found.requestedBy === approvedBy || found.accountId === approvedBy) return 'needs_another_operator'
    await lockOrganization(transaction, found.organizationId)
    const approved = await transaction
      .updateTable('recoveries')
      .set({ approved_at: now, approved_by: approvedBy })
      .where('id', '=', id)
      .where('used_at', 'is', null)
      .where('stopped_at', 'is', null)
      .where('approved_at', 'is', null)
      .where('expires_at', '>', now)
      .where((or) => or.or([or('requested_by', 'is', null), or('requested_by', '<>', approvedBy)]))
      .where('account_id', '<>', approvedBy)
      .executeTakeFirst()
    if (approved.numUpdatedRows !== 1n) return 'not_found'
    await audit(transaction, found, { kind: 'operator', id: approvedBy }, 'recovery.approved', {}, now)
    return 'approved'
  })
}

/**
 * Uses a recovery: the password is set, and every factor, session and device is gone, in one transaction. Of two uses,
 * or a use and a stop, at the same moment the first one counts. False when it is not usable now.
 */
export function completeRecovery(
  { database, randomBytes }: Tools,
  recovery: AccountKey & { id: string },
  passwordHash: string,
  now: Date,
): Promise<boolean> {
  const { organizationId, accountId, id } = recovery
  return database.query.transaction().execute(async (transaction) => {
    await lockOrganization(transaction, organizationId)
    const account = await lockAccount(transaction, recovery)
    // Whoever is no admin any more is helped by one, and who is disabled stays out.
    if (account === undefined || account.role === 'agent' || account.isDisabled) return false
    const used = await transaction
      .updateTable('recoveries')
      .set({ used_at: now })
      .where('organization_id', '=', organizationId)
      .where('account_id', '=', accountId)
      .where('id', '=', id)
      .where('used_at', 'is', null)
      .where('stopped_at', 'is', null)
      .where('expires_at', '>', now)
      .where((or) => or.or([or('usable_from', '<=', now), or('approved_at', 'is not', null)]))
      .executeTakeFirst()
    if (used.numUpdatedRows !== 1n) return false
    await transaction
      .updateTable('accounts')
      .set({ password_hash: passwordHash, password_changed_at: now })
      .where('organization_id', '=', organizationId)
      .where('id', '=', accountId)
      .execute()
    await endSignIns(transaction, recovery, 'recovered', now)
    await wipeSecondFactor(transaction, recovery, now)
    for (const table of ['enrolment_tickets', 'password_resets', 'invitations'] as const) {
      await transaction
        .deleteFrom(table)
        .where('organization_id', '=', organizationId)
        .where('account_id', '=', accountId)
        .execute()
    }
    await transaction
      .updateTable('sessions')
      .set({ device_hash: null })
      .where('organization_id', '=', organizationId)
      .where('account_id', '=', accountId)
      .execute()
    await tellAdmins(transaction, randomBytes, organizationId, { kind: 'recovery_used' }, now)
    await audit(transaction, recovery, { kind: 'system' }, 'recovery.used', {}, now)
    return true
  })
}

/** Into the chain of the organization, and into that of the installation, which its operators answer for. */
async function audit(
  transaction: Transaction<Tables>,
  { organizationId, accountId }: AccountKey,
  actor: Actor,
  action: string,
  facts: Record<string, string>,
  now: Date,
): Promise<void> {
  // In one order, so that two recoveries at once do not wait for one another's heads.
  for (const chain of new Set([INSTALLATION_ID, organizationId])) {
    await appendAuditEvent(
      transaction,
      { organizationId: chain, actor, action, subjectId: accountId, facts },
      now,
    )
  }
}
