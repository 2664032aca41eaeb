// Trusted browsers: for days they sign in to one account with the password alone. Off unless an organization allows it, and
// for admins unless it allows that too.
import { sql } from 'kysely'
import { lockAccount, type AccountKey } from '../accounts/lock-account.store.ts'
import { appendAuditEvent } from '../audit/audit.store.ts'
import type { Database } from '../database/database.ts'
import type { RequestFacts } from '../http/call.ts'
import { addNotice } from '../notices/notices.store.ts'
import { makeRowId } from '../row-id.ts'
import type { Services } from '../services.ts'
import { tellDevice } from './device-words.ts'
import { forgetTrustedDevices, type EndReason } from './end-sessions.store.ts'
import type { NewSession } from './new-session.ts'
import { makeToken } from './token.ts'
import { trustTagOf, type TrustCookie } from './trust-token.ts'

/** For how many days an account `a` of an organization `o` may have a browser trusted; 0: not at all. */
export const trustDaysSql = `
  CASE WHEN a.role = 'agent' OR o.admins_may_trust_devices THEN o.trusted_device_days ELSE 0 END`
const trustDays = sql<number>`(${sql.raw(trustDaysSql)})`

/** Until when a browser `d` is trusted: a shorter time that an organization allows by now counts at once. */
export const trustedUntilSql = `least(d.expires_at, d.trusted_at + (${trustDaysSql}) * interval '1 day')`

/**
 * Browsers write their cookies down after a while: one that used the session for so long has kept the token, too, that came
 * with it.
 */
const SURELY_KEPT = "interval '2 minutes'"

/**
 * Whether a session `s` shows that the newest token of the browser `d` was kept. Any of those that came with it: a thief may
 * begin several, and work in one.
 */
export const hasKeptTokenSql = `
  s.organization_id = d.organization_id AND s.account_id = d.account_id AND s.device_hash = d.device_hash
    AND s.signed_in_with = 'trusted_device' AND s.started_at >= d.shown_since
    AND s.last_seen_at > s.started_at + ${SURELY_KEPT}`

/**
 * Whether a token is the one that the browser `d` is to show: the newest that it was given; or the one before, as long as
 * every answer with the newest one may have been lost.
 */
export function isTokenOfSql(hash: string): string {
  return `(${hash} = d.next_token_hash OR (${hash} = d.token_hash AND (
    d.next_token_hash IS NULL OR NOT EXISTS (SELECT FROM sessions s WHERE ${hasKeptTokenSql}))))`
}

/**
 * Whether it is another one, which the browser `d` has given up: somebody has a copy. Nothing is known of a browser that has
 * shown no token yet: the answer which trusted it may have been lost, and it shows what it had before.
 */
export function isCopyOfSql(hash: string): string {
  return `(d.next_token_hash IS NOT NULL AND NOT ${isTokenOfSql(hash)})`
}

/**
 * When the browser `d` first showed this token. Of two sign-ins at once the one that was noted first may be written last:
 * the earlier moment counts, so that neither is overlooked.
 */
export function shownSinceSql(hash: string, now: string): string {
  return `CASE WHEN ${hash} = d.token_hash AND d.next_token_hash IS NOT NULL
    THEN least(d.shown_since, ${now}) ELSE ${now} END`
}

/**
 * Trusts the browser of a session that was just born with a code, for as long as the organization allows. Nothing
 * happens where it allows none, and when the session has ended since: what ended it takes every trust away, and this
 * comes before or after it, never past it.
 */
export function trustDevice(
  { database, vault, randomBytes }: Pick<Services, 'database' | 'vault' | 'randomBytes'>,
  { organizationId, accountId, email }: AccountKey & { email: string },
  session: Pick<NewSession, 'id' | 'deviceHash'>,
  facts: RequestFacts,
): Promise<TrustCookie | undefined> {
  const { now, userAgent, address } = facts
  return database.query.transaction().execute(async (transaction) => {
    const born = await transaction
      .selectFrom('accounts as a')
      .innerJoin('sessions as s', (join) =>
        join.onRef('s.organization_id', '=', 'a.organization_id').onRef('s.account_id', '=', 'a.id'),
      )
      .innerJoin('organizations as o', 'o.id', 'a.organization_id')
      .select(trustDays.as('days'))
      .where('a.organization_id', '=', organizationId)
      .where('a.id', '=', accountId)
      .where('s.id', '=', session.id)
      .where('s.ended_at', 'is', null)
      .where(trustDays, '>', 0)
      .forUpdate(['a', 's'])
      .executeTakeFirst()
    if (born === undefined) return undefined
    const { token, hash } = makeToken(randomBytes)
    const expiresAt = new Date(now.getTime() + born.days * 86_400_000)
    const trust = {
      token_hash: hash,
      next_token_hash: null,
      shown_since: now,
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
    return { tag: trustTagOf(vault, email), token, expiresAt }
  })
}

/**
 * A browser that shows a token which it has given up has a copy somewhere: neither is trusted any more, what either
 * began with it ends, and the owner is told. Nothing of that where the token is no copy by now, or the trust is gone.
 */
export function endCopiedTrust(
  { database, randomBytes }: Pick<Services, 'database' | 'randomBytes'>,
  account: AccountKey,
  shown: { deviceHash: Buffer; tokenHash: Buffer },
  now: Date,
): Promise<void> {
  const { organizationId, accountId } = account
  return database.query.transaction().execute(async (transaction) => {
    await lockAccount(transaction, account)
    const ended = await transaction
      .with('shown', (query) => query.selectNoFrom(sql<Buffer>`${shown.tokenHash}::bytea`.as('hash')))
      .deleteFrom('trusted_devices as d')
      .using('shown')
      .where('d.organization_id', '=', organizationId)
      .where('d.account_id', '=', accountId)
      .where('d.device_hash', '=', shown.deviceHash)
      .where(sql<boolean>`${sql.raw(isCopyOfSql('shown.hash'))}`)
      .returning('d.user_agent')
      .executeTakeFirst()
    if (ended === undefined) return
    await transaction
      .updateTable('sessions')
      .set({ ended_at: now, ended_reason: 'trust_copied' satisfies EndReason })
      .where('organization_id', '=', organizationId)
      .where('account_id', '=', accountId)
      .where('device_hash', '=', shown.deviceHash)
      .where('second_factor_method', '=', 'trusted_device')
      .where('ended_at', 'is', null)
      .execute()
    const told = { device: tellDevice(ended.user_agent) }
    const notice = { organizationId, accountId, kind: 'trust_copied', facts: told } as const
    await addNotice(transaction, randomBytes, notice, now)
    const actor = { kind: 'system' } as const
    const event = { organizationId, actor, action: 'device.trust_copied', subjectId: accountId, facts: told }
    await appendAuditEvent(transaction, event, now)
  })
}

const trustedUntil = sql<Date>`${sql.raw(trustedUntilSql)}`

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
    .innerJoin('accounts as a', (join) =>
      join.onRef('a.organization_id', '=', 'd.organization_id').onRef('a.id', '=', 'd.account_id'),
    )
    .select(['d.id', 'd.user_agent as userAgent', 'd.address', 'd.trusted_at as trustedAt'])
    .select(['d.last_used_at as lastUsedAt', trustedUntil.as('expiresAt')])
    .select(sql<boolean>`coalesce(d.device_hash = ${currentHash}, false)`.as('isCurrent'))
    .where('d.organization_id', '=', organizationId)
    .where('d.account_id', '=', accountId)
    .where(trustedUntil, '>', now)
    .orderBy('d.last_used_at', 'desc')
    .execute()
}

/** By its owner: the trust in one browser, or in all of them. Says in how many; 0 when there is no such one. */
export function endTrust(
  database: Database,
  account: AccountKey,
  id: string | undefined,
  now: Date,
): Promise<number> {
  const { organizationId, accountId } = account
  return database.query.transaction().execute(async (transaction) => {
    await lockAccount(transaction, account)
    const ended = await forgetTrustedDevices(transaction, account, id)
    if (ended === 0) return 0
    const actor = { kind: 'account', id: accountId } as const
    const facts = { ended }
    const event = { organizationId, actor, action: 'device.trust_ended', subjectId: accountId, facts }
    await appendAuditEvent(transaction, event, now)
    return ended
  })
}
