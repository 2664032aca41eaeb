// Attempts in the database: asked for by people, read by whoever may use the connection.
import { sql, type Kysely, type Transaction } from 'kysely'
import type { z } from 'zod'
import type { attempt } from '../../contract/attempts.ts'
import { appendAuditEvent, type Actor } from '../audit/audit.store.ts'
import { mayUse } from '../connections/who-may.ts'
import type { ConnectionKey } from '../connections/sealed-login.ts'
import type { Database } from '../database/database.ts'
import { signal } from '../database/signals.ts'
import type { Tables } from '../database/tables.ts'
import type { MomentCursor } from '../http/cursor.ts'
import { forgetRefusedLogins } from '../places/refused-logins.store.ts'
import { endPlaceLease } from '../places/touch-place.store.ts'
import { WORK } from '../runners/runners.store.ts'

export type Attempt = z.input<typeof attempt>

/** What is signalled when an attempt changes. */
export function attemptTopic(id: string): string {
  return `attempt ${id}`
}

export type Asked = { attempt: string } | { lockedUntil: Date } | 'not_found' | 'login_refused'

/**
 * One attempt for everybody who asks while it waits or runs. Refused inside the write: a login that the service refused
 * and nobody edited, and an account while the service says that it is locked.
 */
export async function askForAttempt(
  database: Database,
  { organizationId, id: connectionId }: ConnectionKey,
  { attemptId, by }: { attemptId: string; by: Actor & { id: string } },
  now: Date,
): Promise<Asked> {
  return database.query.transaction().execute(async (transaction) => {
    if (!(await mayUse(transaction, { organizationId, id: connectionId }, by.id))) return 'not_found'
    const key = { organization_id: organizationId, connection_id: connectionId }
    await transaction
      .insertInto('connection_work')
      .values({ ...key, state: 'paused' })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const work = await transaction
      .selectFrom('connection_work')
      .select(['state', 'cause', 'next_try_at'])
      .where('organization_id', '=', organizationId)
      .where('connection_id', '=', connectionId)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const open = await transaction
      .selectFrom('attempts')
      .select('id')
      .where('organization_id', '=', organizationId)
      .where('connection_id', '=', connectionId)
      .where('state', 'in', ['waiting', 'running'])
      .executeTakeFirst()
    if (open !== undefined) return { attempt: open.id }
    if (work.cause === 'wrong_password') return 'login_refused'
    if (work.cause === 'account_locked' && work.next_try_at !== null && work.next_try_at > now) {
      return { lockedUntil: work.next_try_at }
    }
    await transaction
      .insertInto('attempts')
      .values({
        ...key,
        organization_id: organizationId,
        id: attemptId,
        state: 'waiting',
        why: 'asked',
        asked_by: by.id,
        asked_at: now,
      })
      .execute()
    await transaction
      .updateTable('connection_work')
      .set({ state: 'signing_in', due_at: now, next_try_at: null, password_given: false })
      .where('organization_id', '=', organizationId)
      .where('connection_id', '=', connectionId)
      .execute()
    await forgetRefusedLogins(transaction, { organizationId, id: connectionId })
    await signal(transaction, WORK)
    const facts = { connection: connectionId, attempt: attemptId }
    await appendAuditEvent(
      transaction,
      { organizationId, actor: by, action: 'connection.sign_in_asked', facts },
      now,
    )
    return { attempt: attemptId }
  })
}

/**
 * A login that was edited starts anew: what the service said of the old one counts no more, and its session is not that
 * of the new one. An attempt that runs with the old one goes on and is believed nothing: its lease ends.
 */
export async function forgetWork(
  transaction: Transaction<Tables>,
  { organizationId, id }: ConnectionKey,
  now: Date,
): Promise<void> {
  await transaction
    .updateTable('connection_work')
    .set({
      state: 'paused',
      cause: null,
      tries: 0,
      due_at: null,
      next_try_at: null,
      password_works: false,
      password_given: false,
      are_admins_told: false,
      idle_minutes: null,
      ...noLease,
    })
    .where('organization_id', '=', organizationId)
    .where('connection_id', '=', id)
    .execute()
  await transaction
    .deleteFrom('connection_sessions')
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute()
  await endPlaceLease(transaction, { organizationId, id })
  await forgetRefusedLogins(transaction, { organizationId, id })
  await endOpenAttempts(transaction, { organizationId, id }, now)
}

/** Nothing is tried until a person asks; what the service said of the login still counts. False for whoever may not. */
export async function pauseConnection(
  database: Database,
  key: ConnectionKey,
  by: Actor & { id: string },
  now: Date,
): Promise<boolean> {
  return database.query.transaction().execute(async (transaction) => {
    if (!(await mayUse(transaction, key, by.id))) return false
    const { numUpdatedRows } = await transaction
      .updateTable('connection_work')
      .set({ state: 'paused', due_at: null, next_try_at: null, ...noLease })
      .where('organization_id', '=', key.organizationId)
      .where('connection_id', '=', key.id)
      .where((where) => where.or([where('due_at', 'is not', null), where('state', '<>', 'paused')]))
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return true
    await endPlaceLease(transaction, key)
    await endOpenAttempts(transaction, key, now)
    const event = { action: 'connection.paused', facts: { connection: key.id } }
    await appendAuditEvent(transaction, { organizationId: key.organizationId, actor: by, ...event }, now)
    return true
  })
}

export const noLease = { lease_id: null, lease_runner_id: null, lease_expires_at: null }

export async function endOpenAttempts(
  transaction: Transaction<Tables>,
  { organizationId, id }: ConnectionKey,
  now: Date,
): Promise<void> {
  const ended = await transaction
    .updateTable('attempts')
    .set({ state: 'failed', cause: 'stopped', ended_at: now })
    .where('organization_id', '=', organizationId)
    .where('connection_id', '=', id)
    .where('state', 'in', ['waiting', 'running'])
    .returning('id')
    .execute()
  for (const one of ended) {
    await signal(transaction, attemptTopic(one.id))
    await forgetView(transaction, { organizationId, attemptId: one.id })
  }
}

/** What a person saw and typed who had taken over; the topic is that of pictures. */
export async function forgetView(
  transaction: Kysely<Tables>,
  { organizationId, attemptId }: { organizationId: string; attemptId: string },
): Promise<void> {
  for (const table of ['live_views', 'live_inputs'] as const) {
    await transaction
      .deleteFrom(table)
      .where('organization_id', '=', organizationId)
      .where('attempt_id', '=', attemptId)
      .execute()
  }
  await signal(transaction, viewTopic(attemptId))
}

/** What is signalled when there is another picture of a page that was taken over. */
export const viewTopic = (attemptId: string): string => `view ${attemptId}`

const columns = [
  'id',
  'connection_id',
  'state',
  'why',
  'asked_by',
  'asked_at',
  'started_at',
  'ended_at',
  'cause',
  'next_try_at',
] as const

type Row = Omit<
  Tables['attempts'],
  'organization_id' | 'asked_at' | 'started_at' | 'ended_at' | 'next_try_at'
> & {
  asked_at: Date
  started_at: Date | null
  ended_at: Date | null
  next_try_at: Date | null
}

function toAttempt(row: Row): Omit<Attempt, 'steps'> {
  const moment = (name: string, at: Date | null) => (at === null ? {} : { [name]: at.toISOString() })
  return {
    id: row.id,
    connection: row.connection_id,
    state: row.state,
    why: row.why,
    ...(row.asked_by === null ? {} : { askedBy: row.asked_by }),
    askedAt: row.asked_at.toISOString(),
    ...moment('startedAt', row.started_at),
    ...moment('endedAt', row.ended_at),
    ...(row.cause === null ? {} : { cause: row.cause }),
    ...moment('nextTryAt', row.next_try_at),
  }
}

/** Newest first. */
export async function listAttempts(
  database: Database,
  { organizationId, id }: ConnectionKey,
  page: { after: MomentCursor | undefined; limit: number },
): Promise<Omit<Attempt, 'steps'>[]> {
  let query = database.query
    .selectFrom('attempts')
    .select(columns)
    .where('organization_id', '=', organizationId)
    .where('connection_id', '=', id)
    .orderBy('asked_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit)
  if (page.after !== undefined) {
    query = query.where(sql<boolean>`(asked_at, id) < (${page.after.at}, ${page.after.id}::uuid)`)
  }
  return (await query.execute()).map(toAttempt)
}

export async function findAttempt(
  database: Database,
  { organizationId, id: connectionId }: ConnectionKey,
  attemptId: string,
): Promise<Attempt | undefined> {
  const row = await database.query
    .selectFrom('attempts')
    .select(columns)
    .where('organization_id', '=', organizationId)
    .where('connection_id', '=', connectionId)
    .where('id', '=', attemptId)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const steps = await database.query
    .selectFrom('attempt_steps')
    .select(['number', 'at', 'what', 'page', 'host'])
    .select(sql<boolean>`picture IS NOT NULL`.as('has_picture'))
    .where('organization_id', '=', organizationId)
    .where('attempt_id', '=', attemptId)
    .orderBy('number')
    .execute()
  const path = `/api/v1/connections/${connectionId}/sign-ins/${attemptId}/steps`
  return {
    ...toAttempt(row),
    steps: steps.map(({ number, at, what, page, host, has_picture: hasPicture }) => ({
      number,
      at: at.toISOString(),
      what,
      page,
      host,
      ...(hasPicture ? { picture: `${path}/${number}/picture` } : {}),
    })),
  }
}

export async function findPicture(
  database: Database,
  { organizationId, id: connectionId }: ConnectionKey,
  { attemptId, number }: { attemptId: string; number: number },
): Promise<Buffer | undefined> {
  const row = await database.query
    .selectFrom('attempt_steps as step')
    .innerJoin('attempts as attempt', (join) =>
      join
        .onRef('attempt.organization_id', '=', 'step.organization_id')
        .onRef('attempt.id', '=', 'step.attempt_id'),
    )
    .select('step.picture')
    .where('step.organization_id', '=', organizationId)
    .where('attempt.connection_id', '=', connectionId)
    .where('step.attempt_id', '=', attemptId)
    .where('step.number', '=', number)
    .executeTakeFirst()
  return row?.picture ?? undefined
}
