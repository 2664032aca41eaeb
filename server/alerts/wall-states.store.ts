// How everything on the wall was when it was last looked at, in the database: what changed is told once, whichever server
// looks.
import { sql, type Transaction } from 'kysely'
import { LIVE_LOOK_SECONDS } from '../../contract/frames.ts'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { makeRowId } from '../row-id.ts'
import type { RandomBytes } from '../sessions/token.ts'
import { isScreenGone, isStandingStill, type Seen, type WallKind } from './wall-states.ts'

/** Runners ask for work every 20 seconds. */
const RUNNER_GONE_SECONDS = 90

export async function readConnections(database: Database): Promise<Seen[]> {
  const rows = await database.query
    .selectFrom('connection_work as work')
    .innerJoin('connections as c', (join) =>
      join.onRef('c.organization_id', '=', 'work.organization_id').onRef('c.id', '=', 'work.connection_id'),
    )
    .select(['work.organization_id', 'c.id', 'c.name', 'work.state', 'work.cause'])
    // One that signs in is as it was before.
    .where('work.state', 'in', ['signed_in', 'needs_attention'])
    .execute()
  return rows.map(({ organization_id: organizationId, id, name, state, cause }) => ({
    organizationId,
    kind: 'connection',
    subjectId: id,
    name,
    state: state === 'signed_in' ? 'good' : 'bad',
    ...(cause === null ? {} : { reason: cause }),
  }))
}

/** Bad is what stands still for so long that its screens are red, in the hours in which it should not. */
export async function readDashboards(database: Database, now: Date): Promise<Seen[]> {
  const rows = await database.query
    .selectFrom('dashboards as d')
    .leftJoin('frames as f', (join) =>
      join.onRef('f.organization_id', '=', 'd.organization_id').onRef('f.dashboard_id', '=', 'd.id'),
    )
    .select(['d.organization_id', 'd.id', 'd.name', 'd.refresh_seconds', 'd.is_live', 'd.hours'])
    .select(['d.created_at', 'f.taken_at', 'f.trouble'])
    .where('d.is_paused', '=', false)
    .execute()
  return rows.flatMap((row): Seen[] => {
    const standsStill = isStandingStill(
      {
        refreshSeconds: row.is_live ? LIVE_LOOK_SECONDS : row.refresh_seconds,
        since: row.taken_at ?? row.created_at,
        hours: row.hours ?? undefined,
      },
      now,
    )
    if (standsStill === undefined) return []
    const { organization_id: organizationId, id: subjectId, name, trouble } = row
    const about = { organizationId, kind: 'dashboard' as const, subjectId, name }
    if (!standsStill) return [{ ...about, state: 'good' }]
    return [{ ...about, state: 'bad', ...(trouble === null ? {} : { reason: trouble }) }]
  })
}

/** One that was never heard of is not gone: it is being hung up. Neither is one that is off outside of its hours. */
export async function readScreens(database: Database, now: Date): Promise<Seen[]> {
  const rows = await database.query
    .selectFrom('screens')
    .select(['organization_id', 'id', 'name', 'last_seen_at', 'hours'])
    .where('last_seen_at', 'is not', null)
    .execute()
  return rows.flatMap(
    ({ organization_id: organizationId, id, name, last_seen_at: seenAt, hours }): Seen[] => {
      const isGone = seenAt === null ? undefined : isScreenGone({ seenAt, hours: hours ?? undefined }, now)
      if (isGone === undefined) return []
      return [{ organizationId, kind: 'screen', subjectId: id, name, state: isGone ? 'bad' : 'good' }]
    },
  )
}

/** Of each organization that has something for them to do: its own, and those that serve all. */
export async function readRunners(database: Database, now: Date): Promise<Seen[]> {
  const { rows } = await sql<{ organization_id: string; id: string; name: string; last_seen_at: Date }>`
    SELECT works.organization_id, runner.id, runner.name, runner.last_seen_at
    FROM (SELECT DISTINCT organization_id FROM connection_work WHERE state <> 'paused') AS works
    JOIN runners AS runner ON coalesce(runner.organization_id, works.organization_id) = works.organization_id
    WHERE runner.last_seen_at IS NOT NULL`.execute(database.query)
  const goneBefore = new Date(now.getTime() - RUNNER_GONE_SECONDS * 1000)
  return rows.map(({ organization_id: organizationId, id, name, last_seen_at: seenAt }) => ({
    organizationId,
    kind: 'runner',
    subjectId: id,
    name,
    state: seenAt < goneBefore ? 'bad' : 'good',
  }))
}

interface Changed {
  id: string
  organizationId: string
  kind: WallKind
  state: 'good' | 'bad'
  wasTold: boolean
}

/**
 * Notes how everything is, and what changed as an event. Of two servers that look at once each change is noted by one:
 * the other finds it as it is. What is seen for the first time is an event only where it is bad.
 */
export async function noteStates(
  { database, randomBytes }: { database: Database; randomBytes: RandomBytes },
  seen: readonly Seen[],
  now: Date,
): Promise<void> {
  await database.query.transaction().execute(async (transaction) => {
    const { rows } = await sql<{
      organization_id: string
      kind: WallKind
      subject_id: string
      state: 'good' | 'bad'
      was: string | null
      was_told: boolean
      reason: string | null
    }>`
      INSERT INTO wall_states AS held (organization_id, kind, subject_id, state, reason, since)
      SELECT "organizationId", kind, "subjectId", state, reason, ${now}
      FROM jsonb_to_recordset(${JSON.stringify(seen)}::jsonb)
        AS given("organizationId" uuid, kind text, "subjectId" uuid, state text, reason text)
      ORDER BY 1, 2, 3
      ON CONFLICT (organization_id, kind, subject_id) DO UPDATE SET
        state = excluded.state, reason = excluded.reason, since = excluded.since,
        was = held.state, was_told = held.is_told, is_told = false
      WHERE held.state <> excluded.state
      RETURNING organization_id, kind, subject_id, state, was, was_told, reason`.execute(transaction)
    const nameOf = new Map(seen.map(({ kind, subjectId, name }) => [`${kind} ${subjectId}`, name]))
    for (const row of rows) {
      if (row.was === null && row.state === 'good') continue
      const id = makeRowId(randomBytes, now)
      await transaction
        .insertInto('wall_events')
        .values({
          organization_id: row.organization_id,
          id,
          at: now,
          kind: row.kind,
          subject_id: row.subject_id,
          name: nameOf.get(`${row.kind} ${row.subject_id}`) ?? '',
          state: row.state,
          reason: row.reason,
        })
        .execute()
      // That it is well again is told to whoever was told that it was not.
      if (row.state === 'good' && row.was_told) {
        const event = {
          id,
          organizationId: row.organization_id,
          kind: row.kind,
          state: row.state,
          wasTold: true,
        }
        await queueDeliveries(transaction, randomBytes, event, now)
      }
    }
    await forgetUnseen(transaction, seen)
  })
}

/** What is gone, or was paused by a person, is not well again: it is not told of at all. */
async function forgetUnseen(transaction: Transaction<Tables>, seen: readonly Seen[]): Promise<void> {
  await sql`
    DELETE FROM wall_states AS held WHERE NOT EXISTS (
      SELECT FROM jsonb_to_recordset(${JSON.stringify(seen)}::jsonb)
        AS given("organizationId" uuid, kind text, "subjectId" uuid)
      WHERE given."organizationId" = held.organization_id AND given.kind = held.kind
        AND given."subjectId" = held.subject_id
    ) AND NOT (held.kind = 'connection' AND EXISTS (
      SELECT FROM connection_work AS work WHERE work.organization_id = held.organization_id
        AND work.connection_id = held.subject_id AND work.state = 'signing_in'))`.execute(transaction)
}

export interface Untold {
  organizationId: string
  kind: WallKind
  subjectId: string
  reason: string | null
  since: Date
}

/** A connection that is signed in again has new frames in so long. */
const AFTER_SIGN_IN_SECONDS = 300

/** But for dashboards whose connection could not sign in: who is told of that knows of them, too. */
export async function readUntold(database: Database, now: Date): Promise<Untold[]> {
  const signedInBefore = new Date(now.getTime() - AFTER_SIGN_IN_SECONDS * 1000)
  const { rows } = await sql<{
    organization_id: string
    kind: WallKind
    subject_id: string
    reason: string | null
    since: Date
  }>`
    SELECT held.organization_id, kind, subject_id, reason, since FROM wall_states AS held
    WHERE state = 'bad' AND NOT is_told AND NOT (kind = 'dashboard' AND EXISTS (
      SELECT FROM dashboards AS d JOIN wall_states AS reason_of ON reason_of.organization_id = d.organization_id
        AND reason_of.kind = 'connection' AND reason_of.subject_id = d.connection_id 
        AND (reason_of.state = 'bad' OR reason_of.since > ${signedInBefore})
      WHERE d.organization_id = held.organization_id AND d.id = held.subject_id))
    ORDER BY since`.execute(database.query)
  return rows.map((row) => ({
    organizationId: row.organization_id,
    kind: row.kind,
    subjectId: row.subject_id,
    reason: row.reason,
    since: row.since,
  }))
}

/** Once: the second racer finds it told, or well again, and queues nothing. */
export async function tell(
  { database, randomBytes }: { database: Database; randomBytes: RandomBytes },
  { organizationId, kind, subjectId, since }: Untold,
  now: Date,
): Promise<void> {
  await database.query.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('wall_states')
      .set({ is_told: true })
      .where('organization_id', '=', organizationId)
      .where('kind', '=', kind)
      .where('subject_id', '=', subjectId)
      .where('state', '=', 'bad')
      .where('since', '=', since)
      .where('is_told', '=', false)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return
    const event = await transaction
      .selectFrom('wall_events')
      .select('id')
      .where('organization_id', '=', organizationId)
      .where('kind', '=', kind)
      .where('subject_id', '=', subjectId)
      .where('at', '=', since)
      .executeTakeFirst()
    if (event === undefined) return
    await queueDeliveries(transaction, randomBytes, { id: event.id, organizationId, kind }, now)
  })
}

async function queueDeliveries(
  transaction: Transaction<Tables>,
  randomBytes: RandomBytes,
  { id, organizationId, kind }: Pick<Changed, 'id' | 'organizationId' | 'kind'>,
  now: Date,
): Promise<void> {
  const targets = await transaction
    .selectFrom('alert_targets')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('is_on', '=', true)
    .where(sql<boolean>`${kind} = ANY (about)`)
    .execute()
  for (const target of targets) {
    await queueDelivery(transaction, randomBytes, { organizationId, targetId: target.id, eventId: id }, now)
  }
}

/** A trigger makes the job. */
export async function queueDelivery(
  transaction: Transaction<Tables>,
  randomBytes: RandomBytes,
  { organizationId, targetId, eventId }: { organizationId: string; targetId: string; eventId?: string },
  now: Date,
): Promise<void> {
  await transaction
    .insertInto('alert_deliveries')
    .values({
      organization_id: organizationId,
      id: makeRowId(randomBytes, now),
      target_id: targetId,
      event_id: eventId ?? null,
      queued_at: now,
    })
    .execute()
}
