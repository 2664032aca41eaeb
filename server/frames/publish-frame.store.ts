// What a runner saw, in the database: a new frame, the same one again, or why there is none. Only while it has the place,
// and only of the dashboards of that place.
import { sql, type Transaction } from 'kysely'
import type { FrameTrouble, PictureFormat } from '../../contract/frames.ts'
import { dashboardTopic } from '../dashboards/dashboard-topic.ts'
import { previewTopic } from '../dashboards/previews.store.ts'
import type { Database } from '../database/database.ts'
import { signal } from '../database/signals.ts'
import type { Tables } from '../database/tables.ts'
import { PUBLIC_PAGES } from '../places/place-topic.ts'
import { WATCHED_SECONDS } from '../places/place-work.store.ts'
import { isLoginRefused } from '../places/refused-logins.store.ts'
import { giveUpSignedOut, lockPlace, lockWork, trySignInNow, type Place } from '../places/places.store.ts'

export type Told = 'told' | 'lost' | 'not_found'

const connectionOf = ({ connectionId }: Place): string | null =>
  connectionId === PUBLIC_PAGES ? null : connectionId

/** The dashboard stays until the end. What was made before the last change of what is seen is not published any more. */
async function lockDashboard(
  transaction: Transaction<Tables>,
  place: Place,
  id: string,
  asked: number,
): Promise<'there' | 'not_found' | 'outdated'> {
  const row = await transaction
    .selectFrom('dashboards')
    .select('changed_asked')
    .where('organization_id', '=', place.organizationId)
    .where('id', '=', id)
    .where(sql<boolean>`connection_id IS NOT DISTINCT FROM ${connectionOf(place)}::uuid`)
    .forKeyShare()
    .executeTakeFirst()
  if (row === undefined) return 'not_found'
  return asked < row.changed_asked ? 'outdated' : 'there'
}

export async function findFrameFile(
  database: Database,
  { organizationId, address }: { organizationId: string; address: string },
): Promise<{ formats: PictureFormat[] } | undefined> {
  return database.query
    .selectFrom('frame_files')
    .select('formats')
    .where('organization_id', '=', organizationId)
    .where('address', '=', address)
    .executeTakeFirst()
}

export interface SeenFrame {
  dashboard: string
  asked: number
  hash: string
  address: string
  width: number
  height: number
  /** What was written to disk just now; nothing where the frame looks as one that is there. */
  files: { formats: PictureFormat[]; bytes: number } | undefined
}

/**
 * Publishes a frame: its number grows where it looks otherwise than the one before, which is kept a while for screens that
 * still show it. `unknown`: it was given without pictures, and there are none of it.
 */
export async function publishFrame(
  database: Database,
  place: Place,
  { dashboard, asked, hash, address, width, height, files }: SeenFrame,
  now: Date,
): Promise<Told | 'outdated' | 'unknown'> {
  const { organizationId } = place
  return database.query.transaction().execute(async (transaction) => {
    const held = await lockPlace(transaction, place, now)
    if (held === undefined) return 'lost'
    const found = await lockDashboard(transaction, place, dashboard, asked)
    if (found !== 'there') return found
    const formats =
      files === undefined
        ? await takeUpFile(transaction, organizationId, address, now)
        : await noteFile(transaction, { organizationId, address, dashboard, files }, now)
    if (formats === undefined) return 'unknown'
    await transaction
      .updateTable('frame_files')
      .set({ superseded_at: now })
      .where('organization_id', '=', organizationId)
      .where('dashboard_id', '=', dashboard)
      .where('address', '<>', address)
      .where('superseded_at', 'is', null)
      .execute()
    await transaction
      .updateTable('frames')
      .set({
        number: sql<number>`CASE WHEN address = ${address} THEN number ELSE number + 1 END`,
        address,
        hash,
        formats,
        width,
        height,
        taken_at: now,
        trouble: null,
        trouble_since: null,
        is_login_refused: false,
        is_login_given_again: false,
      })
      .where('organization_id', '=', organizationId)
      .where('dashboard_id', '=', dashboard)
      .execute()
    if (held.signedOutTimes > 0) await forgetSignedOut(transaction, place)
    await signal(transaction, dashboardTopic(dashboard))
    return 'told'
  })
}

/** It looks again as it did: what is there of it is shown again. */
async function takeUpFile(
  transaction: Transaction<Tables>,
  organizationId: string,
  address: string,
  now: Date,
): Promise<PictureFormat[] | undefined> {
  const row = await transaction
    .updateTable('frame_files')
    .set({
      superseded_at: null,
      // Newer than the one that it takes the place of.
      made_at: sql<Date>`CASE WHEN superseded_at IS NULL THEN made_at ELSE ${now} END`,
    })
    .where('organization_id', '=', organizationId)
    .where('address', '=', address)
    .returning('formats')
    .executeTakeFirst()
  return row?.formats
}

async function noteFile(
  transaction: Transaction<Tables>,
  {
    organizationId,
    address,
    dashboard,
    files,
  }: {
    organizationId: string
    address: string
    dashboard: string
    files: { formats: PictureFormat[]; bytes: number }
  },
  now: Date,
): Promise<PictureFormat[]> {
  const { rows } = await sql<{ formats: PictureFormat[] }>`
    INSERT INTO frame_files (organization_id, address, dashboard_id, formats, bytes, made_at)
    VALUES (${organizationId}, ${address}, ${dashboard}, ${files.formats}, ${files.bytes}, ${now})
    ON CONFLICT (organization_id, address) DO UPDATE SET superseded_at = NULL, bytes = excluded.bytes,
      made_at = excluded.made_at,
      formats = ARRAY(SELECT DISTINCT unnest(frame_files.formats || excluded.formats))
    RETURNING formats`.execute(transaction)
  return rows[0]?.formats ?? files.formats
}

async function forgetSignedOut(transaction: Transaction<Tables>, place: Place): Promise<void> {
  await transaction
    .updateTable('capture_places')
    .set({ signed_out_times: 0 })
    .where('organization_id', '=', place.organizationId)
    .where('connection_id', '=', place.connectionId)
    .execute()
}

export interface ToldTrouble {
  dashboard: string
  asked: number
  trouble: FrameTrouble
  /** Of a dialog that refused the login. */
  realm?: string | undefined
}

/**
 * The last good frame stays; what is live does not. `signed_out` ends the place of a connection. `login_refused`: the login
 * is not given there again, and the first time it is tried whether it still signs the connection in. Told by whoever has the
 * place still while a person has it sign in anew, it says nothing of the login that is tried then.
 */
export async function tellTrouble(
  database: Database,
  place: Place,
  { dashboard, asked, trouble, realm = '' }: ToldTrouble,
  now: Date,
): Promise<Told> {
  const { organizationId } = place
  return database.query
    .transaction()
    .execute(async (transaction) => {
      const hasLogin = place.connectionId !== PUBLIC_PAGES
      const isOver = trouble === 'signed_out' && hasLogin
      const isRefused = trouble === 'login_refused' && hasLogin
      // Their order of locks begins with the connection: so they are the first, and taken back where nothing comes of it.
      const state = isRefused ? await lockWork(transaction, place) : undefined
      if (isOver && !(await giveUpSignedOut(transaction, place, now))) return 'lost'
      if (!isOver && (await lockPlace(transaction, place, now)) === undefined) return 'lost'
      const found = await lockDashboard(transaction, place, dashboard, asked)
      if (found === 'not_found') throw new NotOfThisPlace()
      if (found === 'outdated') return 'told'
      await transaction
        .updateTable('frames')
        .set({
          trouble,
          trouble_since: sql<Date>`CASE WHEN trouble = ${trouble} THEN trouble_since ELSE ${now} END`,
        })
        .where('organization_id', '=', organizationId)
        .where('dashboard_id', '=', dashboard)
        .execute()
      if (state === 'signed_in' && (await noteRefusedLogin(transaction, place, { dashboard, realm }))) {
        await trySignInNow(transaction, place, now)
      }
      await transaction
        .updateTable('live_frames')
        .set({ picture: null })
        .where('organization_id', '=', organizationId)
        .where('dashboard_id', '=', dashboard)
        .execute()
      await signal(transaction, dashboardTopic(dashboard))
      return 'told' as const
    })
    .catch((error: unknown) => {
      if (error instanceof NotOfThisPlace) return 'not_found'
      throw error
    })
}

/** False where it was known, of this dashboard or of another behind the same dialog: what is tried for one is for all. */
async function noteRefusedLogin(
  transaction: Transaction<Tables>,
  place: Place,
  { dashboard, realm }: { dashboard: string; realm: string },
): Promise<boolean> {
  const isKnown = await isLoginRefused(transaction, place, { dashboard, realm })
  await transaction
    .updateTable('frames')
    .set({ is_login_refused: true, refused_realm: realm })
    .where('organization_id', '=', place.organizationId)
    .where('dashboard_id', '=', dashboard)
    .execute()
  return !isKnown
}

/** Takes the transaction back. */
class NotOfThisPlace extends Error {}

export interface LivePicture {
  dashboard: string
  picture: Buffer
  width: number
  height: number
}

/** Kept only while somebody looks. `unwatched` also for one that is no live dashboard, or lost. */
export async function showLive(
  database: Database,
  place: Place,
  { dashboard, picture, width, height }: LivePicture,
  now: Date,
): Promise<'watched' | 'unwatched'> {
  return database.query.transaction().execute(async (transaction) => {
    const { rows } = await sql`
      UPDATE live_frames AS live SET number = live.number + 1, picture = ${picture}, width = ${width},
        height = ${height}, at = ${now}
      FROM dashboards AS d, capture_places AS p
      WHERE live.organization_id = ${place.organizationId} AND live.dashboard_id = ${dashboard}
        AND live.watched_at > ${new Date(now.getTime() - WATCHED_SECONDS * 1000)}
        AND d.organization_id = live.organization_id AND d.id = live.dashboard_id AND d.is_live AND NOT d.is_paused
        AND p.organization_id = d.organization_id AND p.connection_there IS NOT DISTINCT FROM d.connection_id
        AND p.lease_id = ${place.id} AND p.lease_runner_id = ${place.runnerId} AND p.lease_expires_at > ${now}
      RETURNING live.number`.execute(transaction)
    if (rows.length === 0) return 'unwatched'
    await signal(transaction, dashboardTopic(dashboard))
    return 'watched'
  })
}

export interface GivenPreview {
  id: string
  picture: Buffer | undefined
  width: number | undefined
  height: number | undefined
  trouble: FrameTrouble | undefined
}

/** Only one that waits, and was asked for in this place. One that is not wanted any more is dropped in silence. */
export async function givePreview(
  database: Database,
  place: Place,
  { id, picture, width, height, trouble }: GivenPreview,
  now: Date,
): Promise<'told' | 'lost'> {
  return database.query.transaction().execute(async (transaction) => {
    if ((await lockPlace(transaction, place, now)) === undefined) return 'lost'
    const { numUpdatedRows } = await transaction
      .updateTable('previews')
      .set({
        state: picture === undefined ? 'failed' : 'done',
        trouble: trouble ?? null,
        picture: picture ?? null,
        width: width ?? null,
        height: height ?? null,
      })
      .where('organization_id', '=', place.organizationId)
      .where('id', '=', id)
      .where('state', '=', 'waiting')
      .where(sql<boolean>`connection_id IS NOT DISTINCT FROM ${connectionOf(place)}::uuid`)
      .executeTakeFirst()
    if (numUpdatedRows === 1n) await signal(transaction, previewTopic(id))
    return 'told'
  })
}

/** Whether the dashboard is one of this place. */
export async function isDashboardOfPlace(database: Database, place: Place, id: string): Promise<boolean> {
  const row = await database.query
    .selectFrom('dashboards')
    .select('id')
    .where('organization_id', '=', place.organizationId)
    .where('id', '=', id)
    .where(sql<boolean>`connection_id IS NOT DISTINCT FROM ${connectionOf(place)}::uuid`)
    .executeTakeFirst()
  return row !== undefined
}
