// What there is to do in a place: its dashboards, the previews that somebody waits for, and the way that a person shows.
import { sql, type Kysely, type Selectable } from 'kysely'
import { pictureFormats, type PictureFormat } from '../../contract/frames.ts'
import { isWithinHours } from '../../contract/hours.ts'
import type { Tables } from '../database/tables.ts'
import { PREVIEW_SECONDS } from '../dashboards/previews.store.ts'
import { PUBLIC_PAGES, type PlaceKey } from './place-topic.ts'

/** Whoever asked for a live picture looks for so long. */
export const WATCHED_SECONDS = 30

const connectionOf = ({ connectionId }: PlaceKey): string | null =>
  connectionId === PUBLIC_PAGES ? null : connectionId

/** Of the dashboards or previews, called `of`, of a place. */
const isOfPlace = (key: PlaceKey) =>
  sql<boolean>`of.organization_id = ${key.organizationId}
    AND of.connection_id IS NOT DISTINCT FROM ${connectionOf(key)}::uuid`

/**
 * AVIF takes a runner ten times what WebP takes (docs/decisions/0010-pictures.md): it is worth that where there is another
 * picture seldom, or many screens fetch it.
 */
const AVIF_FROM_SECONDS = 300
const AVIF_FROM_SCREENS = 10

export function formatsFor(
  takes: readonly PictureFormat[],
  { refreshSeconds, avifScreens }: { refreshSeconds: number; avifScreens: number },
): PictureFormat[] {
  const isAvifWorthIt = refreshSeconds >= AVIF_FROM_SECONDS || avifScreens >= AVIF_FROM_SCREENS
  return pictureFormats.filter(
    (one) => one === 'jpeg' || (takes.includes(one) && (one !== 'avif' || isAvifWorthIt)),
  )
}

const itsScreens = sql`FROM screen_items AS item
  JOIN screens AS s ON s.organization_id = item.organization_id AND s.id = item.screen_id
  WHERE item.organization_id = of.organization_id AND item.dashboard_id = of.id`

export async function listPlaceDashboards(query: Kysely<Tables>, key: PlaceKey, now: Date) {
  const rows = await query
    .selectFrom('dashboards as of')
    .leftJoin('frames as f', (join) =>
      join.onRef('f.organization_id', '=', 'of.organization_id').onRef('f.dashboard_id', '=', 'of.id'),
    )
    .leftJoin('live_frames as live', (join) =>
      join.onRef('live.organization_id', '=', 'of.organization_id').onRef('live.dashboard_id', '=', 'of.id'),
    )
    .select(['of.id', 'of.url', 'of.capture', 'of.refresh_seconds', 'of.is_live', 'of.hours', 'of.asked'])
    .select(['f.hash', 'f.taken_at', 'live.watched_at'])
    .select([
      sql<PictureFormat[]>`ARRAY(SELECT DISTINCT unnest(s.takes) ${itsScreens})`.as('takes'),
      sql<number>`(SELECT count(DISTINCT s.id)::int ${itsScreens} AND 'avif' = ANY(s.takes))`.as(
        'avif_screens',
      ),
    ])
    .where(isOfPlace(key))
    .where('of.is_paused', '=', false)
    .orderBy('of.id')
    .execute()
  const watchedSince = new Date(now.getTime() - WATCHED_SECONDS * 1000)
  return rows.map(({ watched_at: watchedAt, takes, avif_screens: avifScreens, ...row }) => ({
    ...row,
    formats: formatsFor(takes, { refreshSeconds: row.refresh_seconds, avifScreens }),
    isWatched: row.is_live && watchedAt !== null && watchedAt > watchedSince,
  }))
}

export async function listWaitingPreviews(query: Kysely<Tables>, key: PlaceKey, now: Date) {
  return query
    .selectFrom('previews as of')
    .select(['of.id', 'of.url', 'of.capture'])
    .where(isOfPlace(key))
    .where('of.state', '=', 'waiting')
    .where('of.asked_at', '>', new Date(now.getTime() - PREVIEW_SECONDS * 1000))
    .orderBy('of.asked_at')
    .execute()
}

type Recorded = Pick<Selectable<Tables['dashboards']>, 'id' | 'url' | 'capture'> &
  Pick<Selectable<Tables['recordings']>, 'ends_at'>

/** The one that a person shows the way to; two at once in one place take turns. */
export async function findRecorded(
  query: Kysely<Tables>,
  key: PlaceKey,
  now: Date,
): Promise<Recorded | undefined> {
  return query
    .selectFrom('dashboards as of')
    .innerJoin('recordings as r', (join) =>
      join.onRef('r.organization_id', '=', 'of.organization_id').onRef('r.dashboard_id', '=', 'of.id'),
    )
    .select(['of.id', 'of.url', 'of.capture', 'r.ends_at'])
    .where(isOfPlace(key))
    .where('r.ends_at', '>', now)
    .orderBy('r.ends_at')
    .executeTakeFirst()
}

/** Each is taken once, in the order in which it was done: their ids grow with the time. */
export async function takeRecordingInputs(
  query: Kysely<Tables>,
  { organizationId }: PlaceKey,
  dashboardId: string,
): Promise<{ id: string; sealed: Buffer }[]> {
  const rows = await query
    .deleteFrom('recording_inputs')
    .where('organization_id', '=', organizationId)
    .where('dashboard_id', '=', dashboardId)
    .returning(['id', 'sealed'])
    .execute()
  return rows.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

/** A dashboard within its hours, a preview that somebody waits for, or a person who shows the way to one. */
export async function isThereSomethingToDo(
  query: Kysely<Tables>,
  key: PlaceKey,
  now: Date,
): Promise<boolean> {
  const dashboards = await query
    .selectFrom('dashboards as of')
    .select('of.hours')
    .where(isOfPlace(key))
    .where('of.is_paused', '=', false)
    .execute()
  if (dashboards.some(({ hours }) => hours === null || isWithinHours(hours, now))) return true
  if ((await listWaitingPreviews(query, key, now)).length > 0) return true
  return (await findRecorded(query, key, now)) !== undefined
}
