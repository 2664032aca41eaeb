// Sessions in the database: found by the hash of their token, and only when they are complete.
import { endSignIns, lockAccount, type AccountKey } from '../accounts/lock-account.store.ts'
import type { Database } from '../database/database.ts'
import type { SecondFactorMethod } from '../database/tables.ts'
import {
  isForcedSql,
  judgeRequirement,
  requirementColumns,
  type RequirementRow,
} from '../policies/requirement.ts'
import { codesLeftSql } from '../recovery/recovery.store.ts'
import type { Caller } from './caller.ts'
import type { EndReason } from './end-sessions.store.ts'
import { endOfSessionSql, isOpenSql, type IdleLimits } from './open-session.ts'

/*
 * A session that lacks a second factor which its account now has, or must have, is no session: so that requiring
 * one, or turning it on, asks every older session at its next request (ASVS 7.4.3).
 */
const findStatement = {
  name: 'session_find',
  columns: {
    token_hash: 'bytea',
    is_cookie: 'boolean',
    now: 'timestamptz',
    idle_minutes: 'int',
    phone_idle_days: 'int',
  },
  text: `
    SELECT q.n, s.organization_id, o.name AS organization_name, s.account_id, a.email, a.name, a.is_help_desk,
      ${requirementColumns.join(', ')}, a.enrolled_at IS NOT NULL AS is_enrolled, ${codesLeftSql} AS codes_left,
      s.id, s.client, s.started_at, s.last_seen_at, ${endOfSessionSql('s')} AS expires_at, s.phone_id,
      s.password_proven_at, s.second_factor_proven_at, s.second_factor_method
    FROM asked q
    JOIN sessions s ON s.token_hash = q.token_hash
    JOIN accounts a ON a.organization_id = s.organization_id AND a.id = s.account_id
    JOIN organizations o ON o.id = s.organization_id
    WHERE (s.client = 'web') = q.is_cookie
      AND ${isOpenSql({ now: 'q.now', idleMinutes: 'q.idle_minutes', phoneIdleDays: 'q.phone_idle_days' })}
      AND a.disabled_at IS NULL
      AND (s.second_factor_proven_at IS NOT NULL OR (a.enrolled_at IS NULL AND NOT ${isForcedSql('q.now')}))`,
}

interface Row extends RequirementRow {
  organization_id: string
  organization_name: string
  account_id: string
  email: string
  name: string
  is_help_desk: boolean
  is_enrolled: boolean
  codes_left: number
  id: string
  client: Caller['session']['client']
  started_at: Date
  last_seen_at: Date
  expires_at: Date
  phone_id: string | null
  password_proven_at: Date | null
  second_factor_proven_at: Date | null
  second_factor_method: SecondFactorMethod | null
}

/* Whoever ends a session has it locked, and an ended one need not be seen: nobody waits. */
const seenStatement = {
  name: 'session_seen',
  columns: { organization_id: 'uuid', session_id: 'uuid', now: 'timestamptz' },
  text: `,
    due AS (
      SELECT q.* FROM asked q
      JOIN sessions s ON s.organization_id = q.organization_id AND s.id = q.session_id
      FOR NO KEY UPDATE OF s SKIP LOCKED)
    UPDATE sessions s SET last_seen_at = q.now
    FROM due q WHERE s.organization_id = q.organization_id AND s.id = q.session_id
    RETURNING q.n`,
}

/** A session is written to at most this often only to note that it is in use. */
const SEEN_EVERY_MS = 60_000

/**
 * The session of a token, or nothing: unknown, ended, idle for too long, of a disabled account, or incomplete.
 *
 * @param isCookie a token of the web counts only as a cookie, every other one only as a bearer token
 * @param isUse whether somebody does something with it, which begins the idle time anew
 */
export async function findSession(
  database: Database,
  tokenHash: Buffer,
  isCookie: boolean,
  isUse: boolean,
  now: Date,
  { sessionIdleMinutes, phoneSessionIdleDays }: IdleLimits,
): Promise<Caller | undefined> {
  const values = [tokenHash, isCookie, now, sessionIdleMinutes, phoneSessionIdleDays]
  const [row] = await database.together<Row>(findStatement, values)
  if (row === undefined) return undefined
  if (isUse && now.getTime() - row.last_seen_at.getTime() >= SEEN_EVERY_MS) {
    await database.together(seenStatement, [row.organization_id, row.id, now])
  }
  return {
    organization: { id: row.organization_id, name: row.organization_name },
    account: {
      id: row.account_id,
      email: row.email,
      name: row.name,
      role: row.role,
      isHelpDesk: row.is_help_desk,
      requirement: judgeRequirement(row, now),
      isEnrolled: row.is_enrolled,
      recoveryCodesLeft: row.codes_left,
    },
    session: {
      id: row.id,
      client: row.client,
      startedAt: row.started_at,
      expiresAt: row.expires_at,
      phoneId: row.phone_id ?? undefined,
      passwordProvenAt: row.password_proven_at ?? undefined,
      secondFactor:
        row.second_factor_proven_at !== null && row.second_factor_method !== null
          ? { method: row.second_factor_method, provenAt: row.second_factor_proven_at }
          : undefined,
    },
  }
}

/** Ends one session of its account; ending it twice is the same as once. */
export async function signOut(database: Database, caller: Caller, now: Date): Promise<void> {
  await database.query
    .updateTable('sessions')
    .set({ ended_at: now, ended_reason: 'signed_out' satisfies EndReason })
    .where('organization_id', '=', caller.organization.id)
    .where('id', '=', caller.session.id)
    .where('ended_at', 'is', null)
    .execute()
}

/** Ends the session of a token, if there is one. */
export async function endSessionOfToken(database: Database, tokenHash: Buffer, now: Date): Promise<void> {
  await database.query
    .updateTable('sessions')
    .set({ ended_at: now, ended_reason: 'replaced' satisfies EndReason })
    .where('token_hash', '=', tokenHash)
    .where('ended_at', 'is', null)
    .execute()
}

export interface OpenSession {
  id: string
  client: Caller['session']['client']
  user_agent: string
  address: string
  started_at: Date
  last_seen_at: Date
  expires_at: Date
}

const listStatement = {
  name: 'sessions_open',
  text: `
    SELECT s.id, s.client, s.user_agent, s.address, s.started_at, s.last_seen_at, ${endOfSessionSql('s')} AS expires_at
    FROM sessions s
    WHERE s.organization_id = $1 AND s.account_id = $2
      AND ${isOpenSql({ now: '$3::timestamptz', idleMinutes: '$4::int', phoneIdleDays: '$5::int' })}
    ORDER BY s.last_seen_at DESC`,
}

/** The sessions of an account that are open now, the one that was used last first. */
export async function listOpenSessions(
  database: Database,
  { organizationId, accountId }: AccountKey,
  now: Date,
  { sessionIdleMinutes, phoneSessionIdleDays }: IdleLimits,
): Promise<OpenSession[]> {
  const values = [organizationId, accountId, now, sessionIdleMinutes, phoneSessionIdleDays]
  return database.prepared<OpenSession>(listStatement, values)
}

/**
 * Ends one session of an account, and the trust in its browser; false when it is none, or has ended. Under the account's
 * lock, as whoever gives trust: one that was being given to this session is there by now.
 */
export async function endOneSession(
  database: Database,
  account: AccountKey,
  id: string,
  now: Date,
): Promise<boolean> {
  const { organizationId, accountId } = account
  return database.query.transaction().execute(async (transaction) => {
    await lockAccount(transaction, account)
    const ended = await transaction
      .updateTable('sessions')
      .set({ ended_at: now, ended_reason: 'ended_by_owner' satisfies EndReason })
      .where('organization_id', '=', organizationId)
      .where('account_id', '=', accountId)
      .where('id', '=', id)
      .where('ended_at', 'is', null)
      .returning('device_hash')
      .executeTakeFirst()
    if (ended === undefined) return false
    await transaction
      .deleteFrom('trusted_devices')
      .where('organization_id', '=', organizationId)
      .where('account_id', '=', accountId)
      .where('device_hash', '=', ended.device_hash)
      .execute()
    return true
  })
}

/**
 * Ends every session of an account but one, and every sign-in under way; answers how many sessions. Under the account's lock:
 * a sign-in at the same moment comes before and is ended with them, or finds that it is over.
 */
export function endOtherSessions(
  database: Database,
  account: AccountKey,
  except: string,
  now: Date,
): Promise<number> {
  return database.query.transaction().execute(async (transaction) => {
    await lockAccount(transaction, account)
    return endSignIns(transaction, account, 'ended_by_owner', now, except)
  })
}
