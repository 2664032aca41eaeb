// The picture of this second of a live dashboard: made only while somebody looks, and kept only as the last one.
import { sql } from 'kysely'
import type { DashboardKey } from '../dashboards/dashboards.store.ts'
import type { Database } from '../database/database.ts'
import { WATCHED_SECONDS } from '../places/place-work.store.ts'
import { placeOf, touchPlace } from '../places/touch-place.store.ts'

/** What is older is not live: the frame is shown. */
const LIVE_SECONDS = 10

/** Notes that somebody looks; written no more often than is needed for the runner to go on. */
export async function watchLive(
  database: Database,
  { organizationId, id }: DashboardKey,
  now: Date,
): Promise<void> {
  const before = (seconds: number) => new Date(now.getTime() - seconds * 1000)
  const row = await database.query
    .selectFrom('live_frames')
    .select('watched_at')
    .where('organization_id', '=', organizationId)
    .where('dashboard_id', '=', id)
    .executeTakeFirst()
  if ((row?.watched_at ?? new Date(0)) > before(WATCHED_SECONDS / 3)) return
  await database.query.transaction().execute(async (transaction) => {
    const dashboard = await transaction
      .selectFrom('dashboards')
      .select('connection_id')
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .where('is_live', '=', true)
      .executeTakeFirst()
    if (dashboard === undefined) return
    // Nobody looked a moment ago: the runner hears of it at once.
    if ((row?.watched_at ?? new Date(0)) <= before(WATCHED_SECONDS)) {
      await touchPlace(transaction, placeOf(organizationId, dashboard.connection_id))
    }
    await sql`
      INSERT INTO live_frames (organization_id, dashboard_id, watched_at) VALUES (${organizationId}, ${id}, ${now})
      ON CONFLICT (organization_id, dashboard_id)
        DO UPDATE SET watched_at = greatest(live_frames.watched_at, excluded.watched_at)`.execute(transaction)
  })
}

/** Nothing where there is no live picture after that one. */
export async function readLive(
  database: Database,
  { organizationId, id }: DashboardKey,
  after: number,
  now: Date,
): Promise<{ number: number; picture: Buffer } | undefined> {
  const row = await database.query
    .selectFrom('live_frames')
    .select(['number', 'picture'])
    .where('organization_id', '=', organizationId)
    .where('dashboard_id', '=', id)
    // Another one, and not a later one: they count from the beginning when the database was killed.
    .where('number', '<>', after)
    .where('at', '>', new Date(now.getTime() - LIVE_SECONDS * 1000))
    .executeTakeFirst()
  if (row === undefined || row.picture === null) return undefined
  return { number: row.number, picture: row.picture }
}
