// Playlists in the database, with their items in their order.
import { sql, type Kysely, type Transaction } from 'kysely'
import type { z } from 'zod'
import type { screenRoutes } from '../../contract/screens.ts'
import { appendAuditEvent, type Actor } from '../audit/audit.store.ts'
import type { Database } from '../database/database.ts'
import { signal } from '../database/signals.ts'
import type { Tables } from '../database/tables.ts'
import { screenTopic } from './screen-topic.ts'

export type Playlist = z.input<(typeof screenRoutes)['GET /api/v1/playlists/{id}']['answers'][200]>
export type PlaylistValues = z.output<(typeof screenRoutes)['POST /api/v1/playlists']['body']>
export type PlaylistChange = z.output<(typeof screenRoutes)['PATCH /api/v1/playlists/{id}']['body']>
type Items = PlaylistValues['items']

export interface PlaylistKey {
  organizationId: string
  id: string
}

interface ReadItem {
  dashboard: string
  seconds: number
  hours: Items[number]['hours'] | null
}

function selectPlaylists(query: Kysely<Tables>, organizationId: string) {
  return query
    .selectFrom('playlists as p')
    .select(['p.id', 'p.name', 'p.transition', 'p.created_at'])
    .select(
      sql<ReadItem[]>`coalesce((
        SELECT json_agg(json_build_object('dashboard', i.dashboard_id, 'seconds', i.seconds, 'hours', i.hours)
          ORDER BY i.position)
        FROM playlist_items i
        WHERE i.organization_id = p.organization_id AND i.playlist_id = p.id), '[]')`.as('items'),
    )
    .select(
      sql<number>`(
        SELECT count(*) FROM screens s
        WHERE s.organization_id = p.organization_id AND s.playlist_id = p.id)`.as('screens'),
    )
    .where('p.organization_id', '=', organizationId)
}

type Row = Awaited<ReturnType<ReturnType<typeof selectPlaylists>['execute']>>[number]

function toPlaylist({ id, name, transition, items, screens, created_at: createdAt }: Row): Playlist {
  return {
    id,
    name,
    transition,
    items: items.map(({ dashboard, seconds, hours }) => ({
      dashboard,
      seconds,
      ...(hours === null || hours === undefined ? {} : { hours }),
    })),
    screens,
    createdAt: createdAt.toISOString(),
  }
}

export interface NameCursor {
  name: string
  id: string
}

/** In the order of their names, whatever the case of their letters. */
export async function listPlaylists(
  database: Database,
  organizationId: string,
  { after, limit }: { after: NameCursor | undefined; limit: number },
): Promise<Playlist[]> {
  let query = selectPlaylists(database.query, organizationId)
    .orderBy(sql`lower(p.name)`)
    .orderBy('p.id')
    .limit(limit)
  if (after !== undefined) {
    query = query.where(sql<boolean>`(lower(p.name), p.id) > (lower(${after.name}), ${after.id}::uuid)`)
  }
  return (await query.execute()).map(toPlaylist)
}

export async function findPlaylist(
  query: Kysely<Tables>,
  { organizationId, id }: PlaylistKey,
): Promise<Playlist | undefined> {
  const row = await selectPlaylists(query, organizationId).where('p.id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : toPlaylist(row)
}

const MOST_PLAYLISTS = 500

export async function addPlaylist(
  database: Database,
  { organizationId, id }: PlaylistKey,
  { name, transition, items }: PlaylistValues,
  by: Actor,
  now: Date,
): Promise<Playlist | 'too_many' | 'no_dashboard'> {
  return database.query.transaction().execute(async (transaction) => {
    // Those who add at the same moment come one after the other, and count one another.
    await transaction
      .selectFrom('organizations')
      .select('id')
      .where('id', '=', organizationId)
      .forNoKeyUpdate()
      .execute()
    const { playlists } = await transaction
      .selectFrom('playlists')
      .select((count) => count.fn.countAll<number>().as('playlists'))
      .where('organization_id', '=', organizationId)
      .executeTakeFirstOrThrow()
    if (playlists >= MOST_PLAYLISTS) return 'too_many'
    if (!(await areThere(transaction, organizationId, items))) return 'no_dashboard'
    await transaction
      .insertInto('playlists')
      .values({ organization_id: organizationId, id, name, transition, created_at: now })
      .execute()
    await writeItems(transaction, { organizationId, id }, items)
    await tellAudit(transaction, { organizationId, id }, 'playlist.added', by, now)
    return found(transaction, { organizationId, id })
  })
}

async function found(transaction: Transaction<Tables>, key: PlaylistKey): Promise<Playlist> {
  const playlist = await findPlaylist(transaction, key)
  if (playlist === undefined) throw new Error('A playlist that was just written is there.')
  return playlist
}

/** Those that are there now stay there until the end of the transaction. */
async function areThere(
  transaction: Transaction<Tables>,
  organizationId: string,
  items: Items,
): Promise<boolean> {
  const ids = [...new Set(items.map(({ dashboard }) => dashboard))]
  if (ids.length === 0) return true
  const rows = await transaction
    .selectFrom('dashboards')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('id', 'in', ids)
    .orderBy('id')
    .forKeyShare()
    .execute()
  return rows.length === ids.length
}

async function writeItems(
  transaction: Transaction<Tables>,
  { organizationId, id }: PlaylistKey,
  items: Items,
): Promise<void> {
  if (items.length === 0) return
  await transaction
    .insertInto('playlist_items')
    .values(
      items.map(({ dashboard, seconds, hours }, position) => ({
        organization_id: organizationId,
        playlist_id: id,
        position,
        dashboard_id: dashboard,
        seconds,
        hours: hours === undefined ? null : JSON.stringify(hours),
      })),
    )
    .execute()
}

async function tellAudit(
  transaction: Transaction<Tables>,
  { organizationId, id }: PlaylistKey,
  action: string,
  by: Actor,
  now: Date,
): Promise<void> {
  const event = { organizationId, actor: by, action, facts: { playlist: id } }
  await appendAuditEvent(transaction, event, now)
}

/** Two who change it at once come one after the other; the items of the second one stand. */
export async function changePlaylist(
  database: Database,
  { organizationId, id }: PlaylistKey,
  { name, transition, items }: PlaylistChange,
  by: Actor,
  now: Date,
): Promise<Playlist | 'not_found' | 'no_dashboard'> {
  return database.query.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('playlists')
      .set({
        id,
        ...(name === undefined ? {} : { name }),
        ...(transition === undefined ? {} : { transition }),
      })
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return 'not_found'
    if (items !== undefined) {
      if (!(await areThere(transaction, organizationId, items))) return 'no_dashboard'
      await transaction
        .deleteFrom('playlist_items')
        .where('organization_id', '=', organizationId)
        .where('playlist_id', '=', id)
        .execute()
      await writeItems(transaction, { organizationId, id }, items)
    }
    await signalScreens(transaction, { organizationId, id })
    await tellAudit(transaction, { organizationId, id }, 'playlist.changed', by, now)
    return found(transaction, { organizationId, id })
  })
}

async function signalScreens(
  transaction: Transaction<Tables>,
  { organizationId, id }: PlaylistKey,
): Promise<void> {
  const screens = await transaction
    .selectFrom('screens')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('playlist_id', '=', id)
    .execute()
  for (const screen of screens) await signal(transaction, screenTopic(screen.id))
}

/** Screens that showed it show nothing from then on. False when there is no such one. */
export async function removePlaylist(
  database: Database,
  { organizationId, id }: PlaylistKey,
  by: Actor,
  now: Date,
): Promise<boolean> {
  return database.query.transaction().execute(async (transaction) => {
    // Before it is gone, as afterwards nobody shows it; it goes out with the end of the transaction.
    await signalScreens(transaction, { organizationId, id })
    const { numDeletedRows } = await transaction
      .deleteFrom('playlists')
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (numDeletedRows === 0n) return false
    await tellAudit(transaction, { organizationId, id }, 'playlist.deleted', by, now)
    return true
  })
}
