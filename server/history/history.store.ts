// The login history in the database: successes are the sessions themselves, failures rows of their own.
import type { z } from 'zod'
import type { signInEvent } from '../../contract/history.ts'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import type { MomentCursor } from '../http/cursor.ts'
import { tellDevice } from '../sessions/device-words.ts'
import { endOfSessionSql } from '../sessions/open-session.ts'
import { hasKeptTokenSql } from '../sessions/trusted-devices.store.ts'

export type SignInEvent = z.input<typeof signInEvent>

export interface HistoryFilter {
  organizationId: string
  accountId?: string | undefined
  outcome?: 'success' | 'failure' | undefined
  client?: Tables['sessions']['client'] | undefined
  /** The beginning of an address. */
  address?: string | undefined
  from?: Date | undefined
  until?: Date | undefined
}

interface Row {
  id: string
  account_id: string
  email: string
  name: string
  at: Date
  client: Tables['sessions']['client']
  user_agent: string
  address: string
  signed_in_with: Tables['sessions']['signed_in_with']
  step: Tables['sign_in_failures']['step'] | null
  reason: string | null
  is_new_device: boolean
  ended_at: Date | null
  ended_reason: string | null
}

/*
 * Each kind in the order of its own index, then both merged: a page costs what a page costs, however long the
 * history. The cursor is moment and id, so that rows of one moment come each once.
 */
const kindSql = (table: 'sessions' | 'sign_in_failures') => {
  const isSession = table === 'sessions'
  const at = isSession ? 's.started_at' : 's.at'
  const own = isSession
    ? 's.signed_in_with, NULL AS step, NULL AS reason, s.is_new_device, s.ended_at, s.ended_reason'
    : 'NULL, s.step, s.reason, false, NULL, NULL'
  return `
    (SELECT s.id, s.account_id, a.email, a.name, ${at} AS at, s.client, s.user_agent, s.address, ${own}
    FROM ${table} s JOIN accounts a ON a.organization_id = s.organization_id AND a.id = s.account_id
    WHERE s.organization_id = $1 AND ($2::uuid IS NULL OR s.account_id = $2)
      AND ($3::text IS NULL OR $3 = '${isSession ? 'success' : 'failure'}')
      AND ($4::text IS NULL OR s.client = $4) AND ($5::text IS NULL OR starts_with(s.address, $5))
      AND ${at} >= coalesce($6::timestamptz, '-infinity') AND ${at} <= coalesce($7::timestamptz, 'infinity')
      AND (${at}, s.id) < (coalesce($8::timestamptz, 'infinity'), $9::uuid)
    ORDER BY ${at} DESC, s.id DESC LIMIT $10)`
}

const listText = `${kindSql('sessions')} UNION ALL ${kindSql('sign_in_failures')}
  ORDER BY at DESC, id DESC LIMIT $10`

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** Newest first; `accountId` alone is what keeps one person's history from another's. */
export async function listHistory(
  database: Database,
  filter: HistoryFilter,
  page: { after: MomentCursor | undefined; limit: number },
): Promise<SignInEvent[]> {
  const { rows } = await database.pool.query<Row>(listText, [
    filter.organizationId,
    filter.accountId ?? null,
    filter.outcome ?? null,
    filter.client ?? null,
    filter.address ?? null,
    filter.from ?? null,
    filter.until ?? null,
    page.after?.at ?? null,
    page.after?.id ?? LAST_ID,
    page.limit,
  ])
  return rows.map(toEvent)
}

function toEvent(row: Row): SignInEvent {
  const { step, reason } = row
  return {
    id: row.id,
    accountId: row.account_id,
    email: row.email,
    name: row.name,
    at: row.at.toISOString(),
    outcome: step === null ? 'success' : 'failure',
    client: row.client,
    device: tellDevice(row.user_agent),
    address: row.address,
    factors: factorsOf(row),
    isNewDevice: row.is_new_device,
    ...(step === null ? {} : { step }),
    ...(reason === null ? {} : { reason }),
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at.toISOString() }),
    ...(row.ended_reason === null ? {} : { endedReason: row.ended_reason }),
  }
}

function factorsOf({ step, signed_in_with: method }: Row): SignInEvent['factors'] {
  if (step === 'password') return []
  if (method === 'passkey_alone') return ['passkey']
  return method === null ? ['password'] : ['password', method]
}

const BATCH = 5_000

/**
 * Takes away what is older than so many days: failures, and sessions that ended. In batches, so that no lock is held
 * for long; a session that is open is never old, and neither is one by which a copied token is found out.
 */
export async function forgetHistory(database: Database, now: Date, days: number): Promise<number> {
  const before = new Date(now.getTime() - days * 86_400_000)
  const statements = [
    `DELETE FROM sign_in_failures WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM sign_in_failures WHERE at < $1 LIMIT ${BATCH}))`,
    `DELETE FROM sessions WHERE ctid = ANY (ARRAY(
      SELECT s.ctid FROM sessions s WHERE s.started_at < $1
        AND (s.ended_at IS NOT NULL OR ${endOfSessionSql('s')} <= $2)
        AND NOT EXISTS (SELECT FROM trusted_devices d WHERE ${hasKeptTokenSql}) LIMIT ${BATCH}))`,
  ]
  let forgotten = 0
  for (const [index, statement] of statements.entries()) {
    for (;;) {
      const values = index === 0 ? [before] : [before, now]
      const { rowCount } = await database.pool.query(statement, values)
      forgotten += rowCount ?? 0
      if ((rowCount ?? 0) < BATCH) break
    }
  }
  return forgotten
}
