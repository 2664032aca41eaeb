// The live picture of a dashboard, for a screen that shows it: asking for it is what keeps it coming.
import type { Database } from '../database/database.ts'
import { WATCHED_SECONDS } from '../places/place-work.store.ts'
import { placeOf, touchPlace } from '../places/touch-place.store.ts'
import type { ScreenKey } from './screen-token.store.ts'

const watchStatement = {
  name: 'screen_watch_live',
  columns: { organization_id: 'uuid', screen_id: 'uuid', dashboard_id: 'uuid', now: 'timestamptz' },
  // One dashboard on a hundred screens is watched once; the others find it so, and wait for nobody.
  text: `,
    allowed AS (
      SELECT DISTINCT q.organization_id, q.dashboard_id, q.now, d.connection_id FROM asked q
      JOIN dashboards d ON d.organization_id = q.organization_id AND d.id = q.dashboard_id AND d.is_live
      WHERE EXISTS (
        SELECT FROM screens s
        LEFT JOIN playlist_items i ON i.organization_id = s.organization_id AND i.playlist_id = s.playlist_id
        WHERE s.organization_id = q.organization_id AND s.id = q.screen_id
          AND q.dashboard_id IN (s.dashboard_id, i.dashboard_id))),
    watched AS (
      INSERT INTO live_frames AS l (organization_id, dashboard_id, watched_at)
      SELECT organization_id, dashboard_id, max(now) FROM allowed GROUP BY 1, 2
      ON CONFLICT (organization_id, dashboard_id) DO UPDATE SET watched_at = excluded.watched_at
        WHERE l.watched_at IS NULL OR l.watched_at < excluded.watched_at - interval '1 second')
    SELECT q.n, a.connection_id,
      l.watched_at IS NULL OR l.watched_at <= q.now - interval '${WATCHED_SECONDS} seconds' AS is_first
    FROM asked q
    JOIN allowed a ON a.organization_id = q.organization_id AND a.dashboard_id = q.dashboard_id
    LEFT JOIN live_frames l ON l.organization_id = q.organization_id AND l.dashboard_id = q.dashboard_id`,
}

/** False for what this screen does not show, or what is not live. */
export async function watchLive(
  database: Database,
  { organizationId, id }: ScreenKey,
  dashboardId: string,
  now: Date,
): Promise<boolean> {
  const [row] = await database.together<{ connection_id: string | null; is_first: boolean }>(watchStatement, [
    organizationId,
    id,
    dashboardId,
    now,
  ])
  if (row === undefined) return false
  // Nobody looked a moment ago: the runner hears of it at once, and does not find out when it asks next.
  if (row.is_first) {
    const place = placeOf(organizationId, row.connection_id)
    await database.query.transaction().execute((transaction) => touchPlace(transaction, place))
  }
  return true
}

const readStatement = {
  name: 'screen_read_live',
  columns: { organization_id: 'uuid', dashboard_id: 'uuid', after: 'int', since: 'timestamptz' },
  text: `
    SELECT q.n, l.number, CASE WHEN l.number > q.after THEN l.picture END AS picture FROM asked q
    JOIN live_frames l ON l.organization_id = q.organization_id AND l.dashboard_id = q.dashboard_id
    WHERE l.picture IS NOT NULL AND l.at > q.since`,
}

export interface LivePicture {
  number: number
  /** Nothing when it is the one that is there already. */
  picture: Buffer | null
}

/** One that is not older than that. */
export async function readLive(
  database: Database,
  { organizationId, dashboardId }: { organizationId: string; dashboardId: string },
  after: number,
  since: Date,
): Promise<LivePicture | undefined> {
  const [row] = await database.together<LivePicture>(readStatement, [
    organizationId,
    dashboardId,
    after,
    since,
  ])
  return row
}
