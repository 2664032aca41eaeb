// Recordings in the database: whose it is, what the page looks like, and what the person did there.
import { appendAuditEvent, type Actor } from '../audit/audit.store.ts'
import type { CaptureStep } from '../../contract/dashboards.ts'
import { RECORDING_MINUTES } from '../../contract/recordings.ts'
import type { Database } from '../database/database.ts'
import { signal } from '../database/signals.ts'
import { placeTopic } from '../places/place-topic.ts'
import { recordingTopic } from '../places/recording-topic.ts'
import { placeOf, touchPlace } from '../places/touch-place.store.ts'
import type { DashboardKey } from './dashboards.store.ts'

export type Begun =
  { endsAt: Date } | 'dashboard.not_found' | 'dashboard.connection_not_signed_in' | 'recording.not_yours'

/** Of two persons who begin at once one is told that it is the other's. */
export async function beginRecording(
  database: Database,
  { organizationId, id }: DashboardKey,
  by: Actor & { id: string },
  now: Date,
): Promise<Begun> {
  const endsAt = new Date(now.getTime() + RECORDING_MINUTES * 60_000)
  return database.query.transaction().execute(async (transaction) => {
    const dashboard = await transaction
      .selectFrom('dashboards as d')
      .leftJoin('connection_work as work', (join) =>
        join
          .onRef('work.organization_id', '=', 'd.organization_id')
          .onRef('work.connection_id', '=', 'd.connection_id'),
      )
      .select(['d.connection_id', 'work.state'])
      .where('d.organization_id', '=', organizationId)
      .where('d.id', '=', id)
      .executeTakeFirst()
    if (dashboard === undefined) return 'dashboard.not_found'
    const { connection_id: connection, state } = dashboard
    if (connection !== null && state !== 'signed_in' && state !== 'signing_in') {
      return 'dashboard.connection_not_signed_in'
    }
    // Its lock also lets two who begin come one after the other.
    await touchPlace(transaction, placeOf(organizationId, connection))
    const anothers = await transaction
      .selectFrom('recordings')
      .select('asked_by')
      .where('organization_id', '=', organizationId)
      .where('dashboard_id', '=', id)
      .where('asked_by', '<>', by.id)
      .where('ends_at', '>', now)
      .executeTakeFirst()
    if (anothers !== undefined) return 'recording.not_yours'
    await transaction
      .deleteFrom('recordings')
      .where('organization_id', '=', organizationId)
      .where('dashboard_id', '=', id)
      .execute()
    await transaction
      .insertInto('recordings')
      .values({
        organization_id: organizationId,
        dashboard_id: id,
        asked_by: by.id,
        ends_at: endsAt,
        steps: '[]',
      })
      .execute()
    const event = { action: 'dashboard.recording_begun', facts: { dashboard: id } }
    await appendAuditEvent(transaction, { organizationId, actor: by, ...event }, now)
    return { endsAt }
  })
}

export interface Recording {
  number: number
  picture: Buffer | undefined
  width: number
  height: number
  steps: CaptureStep[]
  toldAt: Date | undefined
  endsAt: Date
}

export async function findRecording(
  database: Database,
  { organizationId, id }: DashboardKey,
  accountId: string,
  now: Date,
): Promise<Recording | 'dashboard.not_found' | 'recording.not_yours' | 'recording.over'> {
  const row = await database.query
    .selectFrom('dashboards as d')
    .leftJoin('recordings as r', (join) =>
      join.onRef('r.organization_id', '=', 'd.organization_id').onRef('r.dashboard_id', '=', 'd.id'),
    )
    .select([
      'r.asked_by',
      'r.ends_at',
      'r.number',
      'r.picture',
      'r.width',
      'r.height',
      'r.steps',
      'r.told_at',
    ])
    .where('d.organization_id', '=', organizationId)
    .where('d.id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return 'dashboard.not_found'
  const { number, width, height, steps, ends_at: endsAt } = row
  if (number === null || width === null || height === null || steps === null || endsAt === null) {
    return 'recording.over'
  }
  if (endsAt <= now) return 'recording.over'
  if (row.asked_by !== accountId) return 'recording.not_yours'
  const { picture, told_at: toldAt } = row
  return { number, picture: picture ?? undefined, width, height, steps, toldAt: toldAt ?? undefined, endsAt }
}

/** A person types faster than a page follows; beyond this, what is typed is not taken. */
const MOST_WAITING = 200

export async function addRecordingInputs(
  database: Database,
  { organizationId, id }: DashboardKey,
  accountId: string,
  inputs: readonly { id: string; sealed: Buffer }[],
  now: Date,
): Promise<'added' | 'over' | 'too_many'> {
  return database.query.transaction().execute(async (transaction) => {
    // Whoever ends it waits for us and takes these along, or we find it gone: nothing that was typed outlives it.
    const recording = await transaction
      .selectFrom('recordings as r')
      .innerJoin('dashboards as d', (join) =>
        join.onRef('d.organization_id', '=', 'r.organization_id').onRef('d.id', '=', 'r.dashboard_id'),
      )
      .select('d.connection_id')
      .where('r.organization_id', '=', organizationId)
      .where('r.dashboard_id', '=', id)
      .where('r.asked_by', '=', accountId)
      .where('r.ends_at', '>', now)
      .forShare(['r'])
      .executeTakeFirst()
    if (recording === undefined) return 'over'
    const { waiting } = await transaction
      .selectFrom('recording_inputs')
      .select((count) => count.fn.countAll<number>().as('waiting'))
      .where('organization_id', '=', organizationId)
      .where('dashboard_id', '=', id)
      .executeTakeFirstOrThrow()
    if (waiting + inputs.length > MOST_WAITING) return 'too_many'
    await transaction
      .insertInto('recording_inputs')
      .values(
        inputs.map((input) => ({
          organization_id: organizationId,
          id: input.id,
          dashboard_id: id,
          sealed: input.sealed,
        })),
      )
      .execute()
    await signal(transaction, placeTopic(placeOf(organizationId, recording.connection_id)))
    return 'added'
  })
}

/** What was typed and not taken yet goes with the picture. Of two who end it the first one is heard. */
export async function endRecording(
  database: Database,
  { organizationId, id }: DashboardKey,
  by: Actor & { id: string },
  now: Date,
): Promise<void> {
  await database.query.transaction().execute(async (transaction) => {
    const dashboard = await transaction
      .selectFrom('dashboards')
      .select('connection_id')
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (dashboard === undefined) return
    await touchPlace(transaction, placeOf(organizationId, dashboard.connection_id))
    const { numDeletedRows } = await transaction
      .deleteFrom('recordings')
      .where('organization_id', '=', organizationId)
      .where('dashboard_id', '=', id)
      .where('asked_by', '=', by.id)
      .executeTakeFirst()
    if (numDeletedRows === 0n) return
    await signal(transaction, recordingTopic(id))
    const event = { action: 'dashboard.recording_ended', facts: { dashboard: id } }
    await appendAuditEvent(transaction, { organizationId, actor: by, ...event }, now)
  })
}
