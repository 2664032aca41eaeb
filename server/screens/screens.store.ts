// Screens in the database. Every statement names the organization.
import { sql, type Kysely, type Transaction } from 'kysely'
import type { z } from 'zod'
import type { HoursOfWeek } from '../../contract/hours.ts'
import type { screenRoutes } from '../../contract/screens.ts'
import { appendAuditEvent, type Actor } from '../audit/audit.store.ts'
import type { Database } from '../database/database.ts'
import { signal } from '../database/signals.ts'
import type { AuditFacts, Tables } from '../database/tables.ts'
import { noteOnWall } from '../overview/wall-notes.store.ts'
import { tellDevice } from '../sessions/device-words.ts'
import { messageOfScreen } from './message-of-screen.ts'
import { takePairing } from './pairings.store.ts'
import { rankOfState, stateOfScreen } from './screen-state.ts'
import type { ScreenKey } from './screen-token.store.ts'
import { screenTopic } from './screen-topic.ts'

export type Screen = z.input<(typeof screenRoutes)['GET /api/v1/screens/{id}']['answers'][200]>
export type Shows = Screen['shows']

/** A dashboard or playlist of another organization is as good as none. */
export type Unknown = 'no_dashboard' | 'no_playlist'

function selectScreens(query: Kysely<Tables>, organizationId: string, now: Date) {
  return query
    .selectFrom('screens as s')
    .leftJoin('playlist_items as first', (join) =>
      join
        .onRef('first.organization_id', '=', 's.organization_id')
        .onRef('first.playlist_id', '=', 's.playlist_id')
        .on('first.position', '=', 0),
    )
    .leftJoin('dashboards as d', (join) =>
      join
        .onRef('d.organization_id', '=', 's.organization_id')
        .on('d.id', '=', sql<string>`coalesce(s.now_dashboard_id, s.dashboard_id, first.dashboard_id)`),
    )
    .leftJoin('frames as f', (join) =>
      join.onRef('f.organization_id', '=', 'd.organization_id').onRef('f.dashboard_id', '=', 'd.id'),
    )
    .select(['s.id', 's.name', 's.tags', 's.dashboard_id', 's.playlist_id', 's.orientation', 's.fit'])
    .select('s.hours as screen_hours')
    .select(['s.last_seen_at', 's.paired_at', 's.paired_by', 's.user_agent', 's.address'])
    .select(['s.width', 's.height', 's.pixel_ratio', 's.now_dashboard_id', 's.now_address', 's.now_since'])
    .select(['d.id as shown_id', 'd.name as shown_name', 'd.refresh_seconds', 'd.hours', 'd.is_paused'])
    .select([
      'd.created_at',
      'd.is_live',
      'f.address as frame_address',
      'f.taken_at',
      'f.number as frame_number',
    ])
    .select(messageOfScreen(now).as('message_id'))
    .where('s.organization_id', '=', organizationId)
}

type Row = Awaited<ReturnType<ReturnType<typeof selectScreens>['execute']>>[number]

function toScreen(row: Row, now: Date): Screen {
  const { refresh_seconds: refreshSeconds, created_at: createdAt, is_paused: isPaused } = row
  const isShown = refreshSeconds !== null && createdAt !== null && isPaused !== null
  const facts = {
    lastSeenAt: row.last_seen_at,
    hours: row.screen_hours,
    dashboard: isShown
      ? { refreshSeconds, hours: row.hours, isPaused, createdAt, takenAt: row.taken_at }
      : null,
  }
  const isFrame = row.now_address !== null && row.now_address === row.frame_address
  // What it shows without a frame, it shows live.
  const isTrue = isFrame || (row.now_address === null && row.is_live === true)
  return {
    id: row.id,
    name: row.name,
    tags: row.tags,
    shows: showsOf(row),
    orientation: row.orientation,
    fit: row.fit,
    state: stateOfScreen(facts, now),
    ...(row.screen_hours === null ? {} : { hours: row.screen_hours }),
    ...(row.message_id === null ? {} : { message: row.message_id }),
    ...(row.now_dashboard_id === null || row.now_since === null || row.shown_name === null
      ? {}
      : {
          now: {
            dashboard: row.now_dashboard_id,
            name: row.shown_name,
            since: row.now_since.toISOString(),
            ...(isFrame && row.taken_at !== null ? { takenAt: row.taken_at.toISOString() } : {}),
            isTrue,
          },
        }),
    ...(row.last_seen_at === null ? {} : { lastSeenAt: row.last_seen_at.toISOString() }),
    pairedAt: row.paired_at.toISOString(),
    pairedBy: row.paired_by,
    device: tellDevice(row.user_agent),
    address: row.address,
    ...(row.width === null ? {} : { width: row.width }),
    ...(row.height === null ? {} : { height: row.height }),
    ...(row.pixel_ratio === null ? {} : { pixelRatio: row.pixel_ratio }),
  }
}

function showsOf({ dashboard_id: dashboard, playlist_id: playlist }: Row): Shows {
  if (dashboard !== null) return { kind: 'dashboard', dashboard }
  return playlist === null ? { kind: 'nothing' } : { kind: 'playlist', playlist }
}

/** All of an organization, the worst first, and among equals by their names. */
export async function listScreens(
  database: Database,
  organizationId: string,
  now: Date,
  tag?: string,
): Promise<Screen[]> {
  let query = selectScreens(database.query, organizationId, now)
  if (tag !== undefined) query = query.where(sql<boolean>`${tag} = ANY (s.tags)`)
  const screens = (await query.execute()).map((row) => toScreen(row, now))
  return screens.toSorted(
    (a, b) => rankOfState(a.state) - rankOfState(b.state) || a.name.localeCompare(b.name, 'en'),
  )
}

export async function findScreen(
  database: Kysely<Tables>,
  { organizationId, id }: ScreenKey,
  now: Date,
): Promise<Screen | undefined> {
  const row = await selectScreens(database, organizationId, now).where('s.id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : toScreen(row, now)
}

/** The frame of what it shows: what the small picture of a screen is made of. */
export async function findShownFrame(
  database: Database,
  { organizationId, id }: ScreenKey,
  now: Date,
): Promise<{ address: string | null } | undefined> {
  const row = await selectScreens(database.query, organizationId, now)
    .where('s.id', '=', id)
    .executeTakeFirst()
  return row === undefined ? undefined : { address: row.frame_address }
}

const MOST_SCREENS = 2_000
const UNIQUE_VIOLATION = '23505'

export interface PairedBy {
  by: Actor & { id: string }
  codeHash: Buffer
}

/** Of two admins who pair one screen at once the second one is told that no screen shows its code any more. */
export async function pairScreen(
  database: Database,
  { organizationId, id }: ScreenKey,
  { name, tags, shows }: { name: string; tags: string[]; shows: Shows },
  { by, codeHash }: PairedBy,
  now: Date,
): Promise<Screen | 'no_pairing' | 'name_taken' | 'too_many' | Unknown> {
  return orNameTaken(
    database.query.transaction().execute(async (transaction) => {
      // Those who add at the same moment come one after the other, and count one another.
      await transaction
        .selectFrom('organizations')
        .select('id')
        .where('id', '=', organizationId)
        .forNoKeyUpdate()
        .execute()
      const { screens } = await transaction
        .selectFrom('screens')
        .select((count) => count.fn.countAll<number>().as('screens'))
        .where('organization_id', '=', organizationId)
        .executeTakeFirstOrThrow()
      if (screens >= MOST_SCREENS) return 'too_many'
      const unknown = await refuseUnknown(transaction, organizationId, shows)
      if (unknown !== undefined) return unknown
      const pairing = await takePairing(transaction, codeHash, { organizationId, id }, now)
      if (pairing === undefined) return 'no_pairing'
      await transaction
        .insertInto('screens')
        .values({
          organization_id: organizationId,
          id,
          name,
          tags,
          ...columnsOf(shows),
          token_since: now,
          paired_at: now,
          paired_by: by.id,
          user_agent: pairing.user_agent,
          address: pairing.address,
          width: pairing.width,
          height: pairing.height,
          pixel_ratio: pairing.pixel_ratio,
        })
        .execute()
      const note = { organizationId, what: 'screen_paired', name, screenId: id } as const
      await noteOnWall(transaction, note, now)
      const facts = { screen: id }
      await appendAuditEvent(transaction, { organizationId, actor: by, action: 'screen.paired', facts }, now)
      return found(transaction, { organizationId, id }, now)
    }),
  )
}

async function found(transaction: Transaction<Tables>, key: ScreenKey, now: Date): Promise<Screen> {
  const screen = await findScreen(transaction, key, now)
  if (screen === undefined) throw new Error('A screen that was just written is there.')
  return screen
}

/** The unique index decides between two of one name. */
async function orNameTaken<Outcome>(writing: Promise<Outcome>): Promise<Outcome | 'name_taken'> {
  try {
    return await writing
  } catch (error) {
    const { code, constraint } = error as { code?: unknown; constraint?: unknown }
    if (code === UNIQUE_VIOLATION && constraint === 'screens_by_name') return 'name_taken'
    throw error
  }
}

const columnsOf = (shows: Shows) => ({
  dashboard_id: shows.kind === 'dashboard' ? shows.dashboard : null,
  playlist_id: shows.kind === 'playlist' ? shows.playlist : null,
})

/** What is there now stays there until the end of the transaction. */
async function refuseUnknown(
  transaction: Transaction<Tables>,
  organizationId: string,
  shows: Shows,
): Promise<Unknown | undefined> {
  if (shows.kind === 'nothing') return undefined
  const [table, id] =
    shows.kind === 'dashboard'
      ? (['dashboards', shows.dashboard] as const)
      : (['playlists', shows.playlist] as const)
  const row = await transaction
    .selectFrom(table)
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .forKeyShare()
    .executeTakeFirst()
  if (row !== undefined) return undefined
  return shows.kind === 'dashboard' ? 'no_dashboard' : 'no_playlist'
}

export interface ScreenChange {
  name?: string | undefined
  tags?: string[] | undefined
  shows?: Shows | undefined
  orientation?: Screen['orientation'] | undefined
  fit?: Screen['fit'] | undefined
  /** Null: it is always on. */
  hours?: HoursOfWeek | null | undefined
}

export async function changeScreen(
  database: Database,
  { organizationId, id }: ScreenKey,
  { shows, hours, ...change }: ScreenChange,
  by: Actor,
  now: Date,
): Promise<Screen | 'not_found' | 'name_taken' | Unknown> {
  return orNameTaken(
    database.query.transaction().execute(async (transaction) => {
      const unknown =
        shows === undefined ? undefined : await refuseUnknown(transaction, organizationId, shows)
      if (unknown !== undefined) return unknown
      const { numUpdatedRows } = await transaction
        .updateTable('screens')
        .set({
          id,
          ...withoutNothing(change),
          ...(shows === undefined ? {} : columnsOf(shows)),
          ...(hours === undefined ? {} : { hours: hours === null ? null : JSON.stringify(hours) }),
        })
        .where('organization_id', '=', organizationId)
        .where('id', '=', id)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) return 'not_found'
      await signal(transaction, screenTopic(id))
      const changed = Object.keys(withoutNothing({ ...change, shows, hours }))
      const facts: AuditFacts = { screen: id, changed }
      await appendAuditEvent(transaction, { organizationId, actor: by, action: 'screen.changed', facts }, now)
      return found(transaction, { organizationId, id }, now)
    }),
  )
}

function withoutNothing<Value extends object>(
  value: Value,
): { [Key in keyof Value]?: NonNullable<Value[Key]> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [Key in keyof Value]?: NonNullable<Value[Key]>
  }
}

/** Its token is void with it, and it hears so at once. False when there is no such one. */
export async function unpairScreen(
  database: Database,
  { organizationId, id }: ScreenKey,
  by: Actor,
  now: Date,
): Promise<boolean> {
  return database.query.transaction().execute(async (transaction) => {
    const gone = await transaction
      .deleteFrom('screens')
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .returning('name')
      .executeTakeFirst()
    if (gone === undefined) return false
    await signal(transaction, screenTopic(id))
    const note = { organizationId, what: 'screen_removed', name: gone.name, screenId: id } as const
    await noteOnWall(transaction, note, now)
    const facts = { screen: id }
    await appendAuditEvent(transaction, { organizationId, actor: by, action: 'screen.unpaired', facts }, now)
    return true
  })
}

/** The screen sees that the number has grown. False when there is no such one. */
export async function askScreen(
  database: Database,
  { organizationId, id }: ScreenKey,
  what: 'identify' | 'restart',
  by: Actor,
  now: Date,
): Promise<boolean> {
  return database.query.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('screens')
      .set({ [what]: sql<number>`${sql.ref(what)} + 1` })
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return false
    await signal(transaction, screenTopic(id))
    // Who wants to know which screen is which changes nothing.
    if (what === 'identify') return true
    const facts = { screen: id }
    await appendAuditEvent(transaction, { organizationId, actor: by, action: 'screen.restarted', facts }, now)
    return true
  })
}

export interface Which {
  all?: true | undefined
  screens?: string[] | undefined
  tags?: string[] | undefined
}

/** How many show it now. */
export async function showOnMany(
  database: Database,
  organizationId: string,
  { which, shows }: { which: Which; shows: Shows },
  by: Actor,
  now: Date,
): Promise<number | Unknown> {
  return database.query.transaction().execute(async (transaction) => {
    const unknown = await refuseUnknown(transaction, organizationId, shows)
    if (unknown !== undefined) return unknown
    const changed = await transaction
      .updateTable('screens as s')
      .set(columnsOf(shows))
      .where('s.organization_id', '=', organizationId)
      .where(isMeant(which))
      .returning('s.id')
      .execute()
    for (const { id } of changed) await signal(transaction, screenTopic(id))
    const facts = { screens: changed.length, shows: shows.kind }
    await appendAuditEvent(transaction, { organizationId, actor: by, action: 'screen.shown', facts }, now)
    return changed.length
  })
}

/** Of screens `s`. */
export function isMeant({ all, screens = [], tags = [] }: Which) {
  return sql<boolean>`(${all === true} OR s.id = ANY (${screens}::uuid[]) OR s.tags && ${tags}::text[])`
}
