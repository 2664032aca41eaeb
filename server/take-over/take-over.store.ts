// The page that a person has taken over, in the database, so that the runner and the person may be at different servers.
import { sql } from 'kysely'
import { TAKE_OVER_MINUTES } from '../../contract/take-over.ts'
import { appendAuditEvent, type Actor } from '../audit/audit.store.ts'
import { endOpenAttempts, noLease, viewTopic } from '../attempts/attempts.store.ts'
import type { ConnectionKey } from '../connections/sealed-login.ts'
import type { Database } from '../database/database.ts'
import { signal } from '../database/signals.ts'
import type { Lease } from '../runners/leases.store.ts'
import { WORK } from '../runners/runners.store.ts'

/** What is signalled when a person did something. */
export const inputTopic = (attemptId: string): string => `input ${attemptId}`

/** An attempt for a person; one that runs ends, and its lease with it. False for a connection that is not there. */
export async function beginTakeOver(
  database: Database,
  key: ConnectionKey,
  { attemptId, by }: { attemptId: string; by: Actor & { id: string } },
  now: Date,
): Promise<boolean> {
  const { organizationId, id: connectionId } = key
  return database.query.transaction().execute(async (transaction) => {
    const connection = await transaction
      .selectFrom('connections')
      .select('id')
      .where('organization_id', '=', organizationId)
      .where('id', '=', connectionId)
      .forKeyShare()
      .executeTakeFirst()
    if (connection === undefined) return false
    const begun = { state: 'signing_in', due_at: now, next_try_at: null, ...noLease } as const
    await transaction
      .insertInto('connection_work')
      .values({ organization_id: organizationId, connection_id: connectionId, ...begun })
      .onConflict((conflict) => conflict.columns(['organization_id', 'connection_id']).doUpdateSet(begun))
      .execute()
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
        host: '',
      })
      .execute()
    await signal(transaction, WORK)
    const facts = { connection: connectionId, attempt: attemptId }
    await appendAuditEvent(
      transaction,
      { organizationId, actor: by, action: 'connection.taken_over', facts },
      now,
    )
    return true
  })
}

export interface View {
  number: number
  picture: Buffer | undefined
  width: number
  height: number
  host: string
  endsAt: Date
}

export type Seen = View | 'not_found' | 'not_yours' | 'over'

/** For whoever has taken over, and nobody else: not another admin either. */
export async function readView(
  database: Database,
  { organizationId, id: connectionId }: ConnectionKey,
  attemptId: string,
  accountId: string,
): Promise<Seen> {
  const row = await database.query
    .selectFrom('attempts as attempt')
    .leftJoin('live_views as view', (join) =>
      join
        .onRef('view.organization_id', '=', 'attempt.organization_id')
        .onRef('view.attempt_id', '=', 'attempt.id'),
    )
    .select(['attempt.why', 'attempt.asked_by', 'attempt.asked_at', 'attempt.ended_at'])
    .select(['view.number', 'view.picture', 'view.width', 'view.height', 'view.host', 'view.is_given_back'])
    .where('attempt.organization_id', '=', organizationId)
    .where('attempt.connection_id', '=', connectionId)
    .where('attempt.id', '=', attemptId)
    .executeTakeFirst()
  if (row === undefined || row.why !== 'taken_over') return 'not_found'
  if (row.asked_by !== accountId) return 'not_yours'
  const { number, width, height, host } = row
  if (row.ended_at !== null || row.is_given_back !== false) return 'over'
  if (number === null || width === null || height === null || host === null) return 'over'
  const endsAt = endOf(row.asked_at)
  return { number, picture: row.picture ?? undefined, width, height, host, endsAt }
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

/** What was typed and not taken yet goes with the picture. */
export async function giveBack(
  database: Database,
  { organizationId, attemptId }: { organizationId: string; attemptId: string },
  by: Actor,
  now: Date,
): Promise<void> {
  await database.query.transaction().execute(async (transaction) => {
    await transaction
      .updateTable('live_views')
      .set({ is_given_back: true, picture: null })
      .where('organization_id', '=', organizationId)
      .where('attempt_id', '=', attemptId)
      .execute()
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
      facts: { attempt: attemptId },
    }
    await appendAuditEvent(transaction, event, now)
  })
}

export interface NewView {
  /** Nothing when the page looks as it did. */
  picture: Buffer | undefined
  width: number
  height: number
  host: string
}

/** Whether it is over for the person; nothing when there is no page that was taken over. */
export async function showView(
  database: Database,
  { organizationId, attemptId }: Lease,
  { picture, width, height, host }: NewView,
): Promise<{ isGivenBack: boolean; endsAt: Date } | undefined> {
  return database.query.transaction().execute(async (transaction) => {
    const row = await transaction
      .updateTable('live_views')
      .set(
        picture === undefined ? { host } : { picture, width, height, host, number: sql<number>`number + 1` },
      )
      .where('organization_id', '=', organizationId)
      .where('attempt_id', '=', attemptId)
      .returning('is_given_back')
      .executeTakeFirst()
    if (row === undefined) return undefined
    const { asked_at: askedAt } = await transaction
      .selectFrom('attempts')
      .select('asked_at')
      .where('organization_id', '=', organizationId)
      .where('id', '=', attemptId)
      .executeTakeFirstOrThrow()
    if (picture !== undefined) await signal(transaction, viewTopic(attemptId))
    return { isGivenBack: row.is_given_back, endsAt: endOf(askedAt) }
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
