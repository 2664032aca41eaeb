// Trusted browsers: for days they sign in to one account with the password alone. Off unless an organization allows it.
import { sql } from 'kysely'
import type { AccountKey } from '../accounts/lock-account.store.ts'
import { appendAuditEvent } from '../audit/audit.store.ts'
import type { Database } from '../database/database.ts'
import type { RequestFacts } from '../http/call.ts'
import { addNotice } from '../notices/notices.store.ts'
import { makeRowId } from '../row-id.ts'
import type { Services } from '../services.ts'
import { tellDevice } from './device-words.ts'
import type { NewSession } from './new-session.ts'

/**
 * Trusts the browser of a session that was just born with a code, for as long as the organization allows. Nothing
 * happens where it allows none, and when the session has ended since: what ended it takes every trust away, and this
 * comes before or after it, never past it.
 */
export function trustDevice(
  { database, randomBytes }: Pick<Services, 'database' | 'randomBytes'>,
  { organizationId, accountId }: AccountKey,
  session: Pick<NewSession, 'id' | 'deviceHash'>,
  facts: RequestFacts,
): Promise<boolean> {
  const { now, userAgent, address } = facts
  return database.query.transaction().execute(async (transaction) => {
    const born = await transaction
      .selectFrom('accounts as a')
      .innerJoin('sessions as s', (join) =>
        join.onRef('s.organization_id', '=', 'a.organization_id').onRef('s.account_id', '=', 'a.id'),
      )
      .innerJoin('organizations as o', 'o.id', 'a.organization_id')
      .select('o.trusted_device_days as days')
      .where('a.organization_id', '=', organizationId)
      .where('a.id', '=', accountId)
      .where('s.id', '=', session.id)
      .where('s.ended_at', 'is', null)
      .where('o.trusted_device_days', '>', 0)
      .forUpdate(['a', 's'])
      .executeTakeFirst()
    if (born === undefined) return false
    const expiresAt = new Date(now.getTime() + born.days * 86_400_000)
    const trust = {
      user_agent: userAgent,
      address,
      trusted_at: now,
      last_used_at: now,
      expires_at: expiresAt,
    }
    await transaction
      .insertInto('trusted_devices')
      .values({
        organization_id: organizationId,
        id: makeRowId(randomBytes, now),
        account_id: accountId,
        device_hash: session.deviceHash,
        ...trust,
      })
      .onConflict((conflict) =>
        conflict.columns(['organization_id', 'account_id', 'device_hash']).doUpdateSet(trust),
      )
      .execute()
    const told = { device: tellDevice(userAgent), until: expiresAt.toISOString() }
    const notice = { organizationId, accountId, kind: 'device_trusted', facts: told } as const
    await addNotice(transaction, randomBytes, notice, now)
    const actor = { kind: 'account', id: accountId } as const
    const event = { organizationId, actor, action: 'device.trusted', subjectId: accountId, facts: told }
    await appendAuditEvent(transaction, event, now)
    return true
  })
}

export interface TrustedDevice {
  id: string
  isCurrent: boolean
  userAgent: string
  address: string
  trustedAt: Date
  lastUsedAt: Date
  expiresAt: Date
}

/** Those whose time is not over, the one that was used last first. */
export async function listTrustedDevices(
  database: Database,
  { organizationId, accountId }: AccountKey,
  currentHash: Buffer | null,
  now: Date,
): Promise<TrustedDevice[]> {
  return database.query
    .selectFrom('trusted_devices as d')
    .innerJoin('organizations as o', 'o.id', 'd.organization_id')
    .select(['d.id', 'd.user_agent as userAgent', 'd.address', 'd.trusted_at as trustedAt'])
    .select(['d.last_used_at as lastUsedAt', 'd.expires_at as expiresAt'])
    .select(sql<boolean>`coalesce(d.device_hash = ${currentHash}, false)`.as('isCurrent'))
    .where('d.organization_id', '=', organizationId)
    .where('d.account_id', '=', accountId)
    .where('d.expires_at', '>', now)
    .where('o.trusted_device_days', '>', 0)
    .orderBy('d.last_used_at', 'desc')
    .execute()
}

/** False when there is no such one. */
export function endTrust(
  database: Database,
  { organizationId, accountId }: AccountKey,
  id: string,
  now: Date,
): Promise<boolean> {
  return database.query.transaction().execute(async (transaction) => {
    const ended = await transaction
      .deleteFrom('trusted_devices')
      .where('organization_id', '=', organizationId)
      .where('account_id', '=', accountId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (ended.numDeletedRows !== 1n) return false
    const actor = { kind: 'account', id: accountId } as const
    const event = { organizationId, actor, action: 'device.trust_ended', subjectId: accountId }
    await appendAuditEvent(transaction, event, now)
    return true
  })
}
