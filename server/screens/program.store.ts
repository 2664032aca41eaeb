// What is known of a screen, read in one statement for as many screens as ask at this moment.
import type { PictureFormat } from '../../contract/frames.ts'
import type { HoursOfWeek } from '../../contract/hours.ts'
import type { Database } from '../database/database.ts'
import { gravestFirstSql, messageIsMeantSql } from './message-of-screen.ts'
import type { ItemRow, MessageRow, ScreenRow } from './program.ts'
import type { ScreenKey } from './screen-token.store.ts'

const readStatement = {
  name: 'screen_program',
  columns: { organization_id: 'uuid', screen_id: 'uuid', now: 'timestamptz' },
  text: `
    SELECT q.n, s.name, s.orientation, s.fit, s.identify, s.restart, p.transition,
      d.id AS dashboard_id, d.name AS dashboard_name, i.seconds, i.hours, d.refresh_seconds, d.is_live,
      f.address, f.formats, f.taken_at, f.width, f.height,
      m.id AS message_id, m.level, m.text, m.picture_address, m.ends_at
    FROM asked q
    JOIN screens s ON s.organization_id = q.organization_id AND s.id = q.screen_id
    LEFT JOIN playlists p ON p.organization_id = s.organization_id AND p.id = s.playlist_id
    LEFT JOIN LATERAL (
      SELECT 0::smallint AS position, s.dashboard_id, 30 AS seconds, NULL::jsonb AS hours
      WHERE s.dashboard_id IS NOT NULL
      UNION ALL
      SELECT i.position, i.dashboard_id, i.seconds, i.hours FROM playlist_items i
      WHERE i.organization_id = s.organization_id AND i.playlist_id = s.playlist_id) i ON true
    LEFT JOIN dashboards d ON d.organization_id = s.organization_id AND d.id = i.dashboard_id
    LEFT JOIN frames f ON f.organization_id = d.organization_id AND f.dashboard_id = d.id
    LEFT JOIN LATERAL (
      SELECT m.id, m.level, m.text, m.picture_address, m.ends_at FROM wall_messages m
      WHERE ${messageIsMeantSql} AND (m.ends_at IS NULL OR m.ends_at > q.now)
      ORDER BY ${gravestFirstSql} LIMIT 1) m ON true
    ORDER BY q.n, i.position`,
}

interface Row {
  name: string
  orientation: ScreenRow['orientation']
  fit: ScreenRow['fit']
  identify: number
  restart: number
  transition: ScreenRow['transition']
  dashboard_id: string | null
  dashboard_name: string
  seconds: number
  hours: HoursOfWeek | null
  refresh_seconds: number
  is_live: boolean
  address: string | null
  formats: PictureFormat[]
  taken_at: Date
  width: number
  height: number
  message_id: string | null
  level: MessageRow['level']
  text: string
  picture_address: string | null
  ends_at: Date | null
}

export interface KnownOfScreen {
  screen: ScreenRow
  items: ItemRow[]
  message: MessageRow | undefined
}

/** Nothing for a screen that was unpaired. */
export async function readKnown(
  database: Database,
  { organizationId, id }: ScreenKey,
  now: Date,
): Promise<KnownOfScreen | undefined> {
  const rows = await database.together<Row>(readStatement, [organizationId, id, now])
  const [first] = rows
  if (first === undefined) return undefined
  const { name, orientation, fit, identify, restart, transition, message_id: messageId } = first
  return {
    screen: { name, orientation, fit, identify, restart, transition },
    items: rows.flatMap(toItem),
    message:
      messageId === null
        ? undefined
        : {
            id: messageId,
            level: first.level,
            text: first.text,
            pictureAddress: first.picture_address,
            endsAt: first.ends_at,
          },
  }
}

function toItem(row: Row): ItemRow[] {
  if (row.dashboard_id === null) return []
  const { address, formats, taken_at: takenAt, width, height } = row
  return [
    {
      dashboardId: row.dashboard_id,
      name: row.dashboard_name,
      seconds: row.seconds,
      hours: row.hours,
      refreshSeconds: row.refresh_seconds,
      isLive: row.is_live,
      frame: address === null ? undefined : { address, formats, takenAt, width, height },
    },
  ]
}

const MINUTES_OF_THE_ONE_BEFORE = 10

const mayStatement = {
  name: 'screen_may_see',
  columns: { organization_id: 'uuid', screen_id: 'uuid', address: 'text', since: 'timestamptz' },
  text: `
    SELECT q.n FROM asked q
    JOIN frame_files file ON file.organization_id = q.organization_id AND file.address = q.address
    WHERE (file.superseded_at IS NULL OR file.superseded_at > q.since)
      AND EXISTS (
        SELECT FROM screens s
        LEFT JOIN playlist_items i ON i.organization_id = s.organization_id AND i.playlist_id = s.playlist_id
        WHERE s.organization_id = q.organization_id AND s.id = q.screen_id
          AND file.dashboard_id IN (s.dashboard_id, i.dashboard_id))`,
}

/** A frame of what it shows: the last good one, or the one before that it may just be fetching. */
export async function mayScreenSee(
  database: Database,
  { organizationId, id }: ScreenKey,
  address: string,
  now: Date,
): Promise<boolean> {
  const since = new Date(now.getTime() - MINUTES_OF_THE_ONE_BEFORE * 60_000)
  return (await database.together(mayStatement, [organizationId, id, address, since])).length > 0
}

const messagePictureStatement = {
  name: 'screen_message_picture',
  text: `
    SELECT m.picture FROM screens s JOIN wall_messages m ON ${messageIsMeantSql}
    WHERE s.organization_id = $1 AND s.id = $2 AND m.picture_address = $3 AND (m.ends_at IS NULL OR m.ends_at > $4)`,
}

/** The picture of a message that is meant for this screen. */
export async function findMessagePicture(
  database: Database,
  { organizationId, id }: ScreenKey,
  address: string,
  now: Date,
): Promise<Buffer | undefined> {
  const [row] = await database.prepared<{ picture: Buffer }>(messagePictureStatement, [
    organizationId,
    id,
    address,
    now,
  ])
  return row?.picture
}
