// What was shown where, by the hour.
import { sql } from 'kysely'
import type { Database } from '../database/database.ts'
import type { ScreenKey } from './screen-token.store.ts'

export interface Played {
  dashboard: string
  endedAt: Date
  seconds: number
  oldestSeconds: number
}

/** Numbers grow within a run; the next run begins anew. */
export interface PlayBatch {
  run: number
  number: number
}

/**
 * All that a screen has told at once, in one statement. Dashboards that are gone by now, or are another organization's,
 * are left out; so is a whole batch that was counted before, also where it comes twice at the same moment.
 */
export async function addPlays(
  database: Database,
  { organizationId, id, name }: ScreenKey & { name: string },
  played: readonly Played[],
  batch: PlayBatch | undefined,
): Promise<void> {
  if (played.length === 0) return
  const [heard, isNew] =
    batch === undefined
      ? [sql``, sql`true`]
      : [
          sql`WITH heard AS (
            UPDATE screens SET heard_run = ${batch.run}, heard_number = ${batch.number}
            WHERE organization_id = ${organizationId} AND id = ${id}
              AND (heard_run IS DISTINCT FROM ${batch.run} OR heard_number < ${batch.number})
            RETURNING id)`,
          sql`EXISTS (SELECT FROM heard)`,
        ]
  await sql`
    ${heard}
    INSERT INTO plays AS p
      (organization_id, screen_id, dashboard_id, hour, screen_name, dashboard_name, times, seconds, oldest_seconds)
    SELECT d.organization_id, ${id}::uuid, d.id, date_trunc('hour', q.at, 'UTC'), ${name}, d.name,
      count(*), sum(q.seconds), max(q.oldest)
    FROM unnest(${played.map(({ dashboard }) => dashboard)}::uuid[],
      ${played.map(({ endedAt }) => endedAt.toISOString())}::timestamptz[],
      ${played.map(({ seconds }) => seconds)}::int[],
      ${played.map(({ oldestSeconds }) => oldestSeconds)}::int[]) AS q (dashboard_id, at, seconds, oldest)
    JOIN dashboards d ON d.organization_id = ${organizationId} AND d.id = q.dashboard_id
    WHERE ${isNew}
    GROUP BY d.organization_id, d.id, d.name, date_trunc('hour', q.at, 'UTC')
    ON CONFLICT (organization_id, hour, screen_id, dashboard_id) DO UPDATE SET
      screen_name = excluded.screen_name, dashboard_name = excluded.dashboard_name,
      times = p.times + excluded.times, seconds = p.seconds + excluded.seconds,
      oldest_seconds = greatest(p.oldest_seconds, excluded.oldest_seconds)`.execute(database.query)
}

export interface PlayFilter {
  organizationId: string
  screen?: string | undefined
  dashboard?: string | undefined
}

export interface PlayCursor {
  hour: Date
  screen: string
  dashboard: string
}

export interface ListedPlay {
  screen: string
  screenName: string
  dashboard: string
  dashboardName: string
  hour: string
  times: number
  seconds: number
  oldestSeconds: number
}

/** Newest first. */
export async function listPlays(
  database: Database,
  { organizationId, screen, dashboard }: PlayFilter,
  { after, limit }: { after: PlayCursor | undefined; limit: number },
): Promise<ListedPlay[]> {
  let query = database.query
    .selectFrom('plays')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .orderBy('hour', 'desc')
    .orderBy('screen_id', 'desc')
    .orderBy('dashboard_id', 'desc')
    .limit(limit)
  if (screen !== undefined) query = query.where('screen_id', '=', screen)
  if (dashboard !== undefined) query = query.where('dashboard_id', '=', dashboard)
  if (after !== undefined) {
    query = query.where(
      sql<boolean>`(hour, screen_id, dashboard_id) < (${after.hour}, ${after.screen}::uuid, ${after.dashboard}::uuid)`,
    )
  }
  const rows = await query.execute()
  return rows.map((row) => ({
    screen: row.screen_id,
    screenName: row.screen_name,
    dashboard: row.dashboard_id,
    dashboardName: row.dashboard_name,
    hour: row.hour.toISOString(),
    times: row.times,
    seconds: row.seconds,
    oldestSeconds: row.oldest_seconds,
  }))
}
