// The page that a person has taken over, in the database, so that the runner and the person may be at different servers.
import { sql, type Transaction } from 'kysely'
import { TAKE_OVER_MINUTES } from '../../contract/take-over-minutes.ts'
import { appendAuditEvent, type Actor } from '../audit/audit.store.ts'
import { endOpenAttempts, noLease, viewTopic } from '../attempts/attempts.store.ts'
import { mayTypeAfter } from '../attempts/circuit.ts'
import type { ConnectionKey } from '../connections/sealed-login.ts'
import type { Database } from '../database/database.ts'
import { signal } from '../database/signals.ts'
import type { Tables } from '../database/tables.ts'
import { endPlaceLease } from '../places/touch-place.store.ts'
import type { Lease } from '../runners/leases.store.ts'
import { WORK } from '../runners/runners.store.ts'

/** What is signalled when a person did something. */
export const inputTopic = (attemptId: string): string => `input ${attemptId}`

/**
 * An attempt for a person; one that runs ends, and its lease with it, but for one that another person has taken over:
 * whoever comes second is told so.
 */
export async function beginTakeOver(
  database: Database,
  key: ConnectionKey,
  { attemptId, by }: { attemptId: string; by: Actor & { id: string } },
  now: Date,
): Promise<'begun' | 'not_found' | 'taken_over'> {
  const { organizationId, id: connectionId } = key
  return database.query.transaction().execute(async (transaction) => {
    const connection = await transaction
      .selectFrom('connections')
      .select('id')
      .where('organization_id', '=', organizationId)
      .where('id', '=', connectionId)
      .forKeyShare()
      .executeTakeFirst()
    if (connection === undefined) return 'not_found'
    const workKey = { organization_id: organizationId, connection_id: connectionId }
    await transaction
      .insertInto('connection_work')
      .values({ ...workKey, state: 'paused' })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    // Two who come at once come one after the other.
    const { cause } = await transaction
      .selectFrom('connection_work')
      .select('cause')
      .where('organization_id', '=', organizationId)
      .where('connection_id', '=', connectionId)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (await isDrivenByAnother(transaction, key, by.id, now)) return 'taken_over'
    await transaction
      .updateTable('connection_work')
      .set({
        state: 'signing_in',
        due_at: now,
        ...noLease,
        // How long the service wants to be left alone holds after the person, too.
        ...(cause === 'account_locked' ? {} : { next_try_at: null }),
        // A person asks: what was typed once and not refused may be typed again.
        ...(mayTypeAfter(cause) ? { password_given: false } : {}),
      })
      .where('organization_id', '=', organizationId)
      .where('connection_id', '=', connectionId)
      .execute()
    await endPlaceLease(transaction, key)
    await endOpenAttempts(transaction, key, now)
    await transaction
      .insertInto('attempts')
      .values({
        organization_id: organizationId,
        id: attemptId,
        connection_id: connectionId,
        state: 'waiting',
        why: 'taken_over',
        asked_by: by.id,
        asked_at: now,
      })
      .execute()
    await transaction
      .insertInto('live_views')
      .values({
        organization_id: organizationId,
        attempt_id: attemptId,
        number: 0,
        width: 0,
        height: 0,
        origin: '',
      })
      .execute()
    await signal(transaction, WORK)
    const facts = { connection: connectionId, attempt: attemptId }
    await appendAuditEvent(
      transaction,
      { organizationId, actor: by, action: 'connection.taken_over', facts },
      now,
    )
    return 'begun' as const
  })
}

async function isDrivenByAnother(
  transaction: Transaction<Tables>,
  { organizationId, id }: ConnectionKey,
  accountId: string,
  now: Date,
): Promise<boolean> {
  const row = await transaction
    .selectFrom('attempts as attempt')
    .innerJoin('live_views as view', (join) =>
      join
        .onRef('view.organization_id', '=', 'attempt.organization_id')
        .onRef('view.attempt_id', '=', 'attempt.id'),
    )
    .select('attempt.id')
    .where('attempt.organization_id', '=', organizationId)
    .where('attempt.connection_id', '=', id)
    .where('attempt.state', 'in', ['waiting', 'running'])
    .where('attempt.why', '=', 'taken_over')
    .where('attempt.asked_by', '<>', accountId)
    .where('attempt.asked_at', '>', new Date(now.getTime() - TAKE_OVER_MINUTES * 60_000))
    .where('view.is_given_back', '=', false)
    .executeTakeFirst()
  return row !== undefined
}

export interface View {
  number: number
  picture: Buffer | undefined
  width: number
  height: number
  origin: string
  /** A runner has the page. */
  isLive: boolean
  endsAt: Date
}

export type Seen = View | 'not_found' | 'not_yours' | 'over'

/** For whoever has taken over, and nobody else: not another admin either. */
export async function readView(
  database: Database,
  { organizationId, id: connectionId }: ConnectionKey,
  attemptId: string,
  accountId: string,
  now: Date,
): Promise<Seen> {
  const row = await database.query
    .selectFrom('attempts as attempt')
    .leftJoin('live_views as view', (join) =>
      join
        .onRef('view.organization_id', '=', 'attempt.organization_id')
        .onRef('view.attempt_id', '=', 'attempt.id'),
    )
    .innerJoin('connection_work as work', (join) =>
      join
        .onRef('work.organization_id', '=', 'attempt.organization_id')
        .onRef('work.connection_id', '=', 'attempt.connection_id'),
    )
    .select([
      'work.lease_expires_at',
      'attempt.why',
      'attempt.asked_by',
      'attempt.asked_at',
      'attempt.ended_at',
    ])
    .select(['view.number', 'view.picture', 'view.width', 'view.height', 'view.origin', 'view.is_given_back'])
    .where('attempt.organization_id', '=', organizationId)
    .where('attempt.connection_id', '=', connectionId)
    .where('attempt.id', '=', attemptId)
    .executeTakeFirst()
  if (row === undefined || row.why !== 'taken_over') return 'not_found'
  if (row.asked_by !== accountId) return 'not_yours'
  const { number, width, height, origin, lease_expires_at: leasedUntil } = row
  if (row.ended_at !== null || row.is_given_back !== false) return 'over'
  if (number === null || width === null || height === null || origin === null) return 'over'
  const endsAt = endOf(row.asked_at)
  const isLive = leasedUntil !== null && leasedUntil > now && row.picture !== null
  return { number, picture: row.picture ?? undefined, width, height, origin, isLive, endsAt }
}

export const endOf = (askedAt: Date): Date => new Date(askedAt.getTime() + TAKE_OVER_MINUTES * 60_000)

/** A person types faster than a page follows; beyond this, what is typed is not taken. */
const MOST_WAITING = 200

export async function addInputs(
  database: Database,
  { organizationId, attemptId }: { organizationId: string; attemptId: string },
  inputs: readonly { id: string; sealed: Buffer }[],
): Promise<'added' | 'over' | 'too_many'> {
  return database.query.transaction().execute(async (transaction) => {
    // Whoever ends it waits for us and takes these along, or we find it gone: nothing that was typed outlives it.
    const view = await transaction
      .selectFrom('live_views')
      .select('number')
      .where('organization_id', '=', organizationId)
      .where('attempt_id', '=', attemptId)
      .where('is_given_back', '=', false)
      .forShare()
      .executeTakeFirst()
    if (view === undefined) return 'over'
    const { waiting } = await transaction
      .selectFrom('live_inputs')
      .select((count) => count.fn.countAll<number>().as('waiting'))
      .where('organization_id', '=', organizationId)
      .where('attempt_id', '=', attemptId)
      .executeTakeFirstOrThrow()
    if (waiting + inputs.length > MOST_WAITING) return 'too_many'
    await transaction
      .insertInto('live_inputs')
      .values(
        inputs.map(({ id, sealed }) => ({
          organization_id: organizationId,
          id,
          attempt_id: attemptId,
          sealed,
        })),
      )
      .execute()
    await signal(transaction, inputTopic(attemptId))
    return 'added'
  })
}

/** What was typed and not taken yet goes with the picture. Of two who give it back the first one is heard. */
export async function giveBack(
  database: Database,
  { organizationId, attemptId }: { organizationId: string; attemptId: string },
  { by, isSignedIn }: { by: Actor; isSignedIn: boolean },
  now: Date,
): Promise<void> {
  await database.query.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('live_views')
      .set({ is_given_back: true, is_called_signed_in: isSignedIn, picture: null })
      .where('organization_id', '=', organizationId)
      .where('attempt_id', '=', attemptId)
      .where('is_given_back', '=', false)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return
    await transaction
      .deleteFrom('live_inputs')
      .where('organization_id', '=', organizationId)
      .where('attempt_id', '=', attemptId)
      .execute()
    for (const topic of [inputTopic, viewTopic]) await signal(transaction, topic(attemptId))
    const event = {
      organizationId,
      actor: by,
      action: 'connection.given_back',
      facts: { attempt: attemptId, isSignedIn },
    }
    await appendAuditEvent(transaction, event, now)
  })
}

export interface NewView {
  /** Nothing when the page looks as it did. */
  picture: Buffer | undefined
  width: number
  height: number
  origin: string
}

/** Whether it is over for the person; nothing when there is no page that was taken over. */
export async function showView(
  database: Database,
  { organizationId, attemptId }: Lease,
  { picture, width, height, origin }: NewView,
): Promise<{ isGivenBack: boolean; isSignedIn: boolean; endsAt: Date } | undefined> {
  return database.query.transaction().execute(async (transaction) => {
    const row = await transaction
      .updateTable('live_views')
      .set(
        picture === undefined
          ? { origin }
          : { picture, width, height, origin, number: sql<number>`number + 1` },
      )
      .where('organization_id', '=', organizationId)
      .where('attempt_id', '=', attemptId)
      .returning(['is_given_back', 'is_called_signed_in'])
      .executeTakeFirst()
    if (row === undefined) return undefined
    const { asked_at: askedAt } = await transaction
      .selectFrom('attempts')
      .select('asked_at')
      .where('organization_id', '=', organizationId)
      .where('id', '=', attemptId)
      .executeTakeFirstOrThrow()
    if (picture !== undefined) await signal(transaction, viewTopic(attemptId))
    return {
      isGivenBack: row.is_given_back,
      isSignedIn: row.is_called_signed_in,
      endsAt: endOf(askedAt),
    }
  })
}

/** Each is taken once, in the order in which it was done: their ids grow with the time. */
export async function takeInputs(
  database: Database,
  { organizationId, attemptId }: Lease,
): Promise<{ id: string; sealed: Buffer }[]> {
  const rows = await database.query
    .deleteFrom('live_inputs')
    .where('organization_id', '=', organizationId)
    .where('attempt_id', '=', attemptId)
    .returning(['id', 'sealed'])
    .execute()
  return rows.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}
