// The tables of the wall, beside the others: dashboards and their frames, the places where they are made, and screens.
import type { ColumnType } from 'kysely'
import type { z } from 'zod'
import type { Capture, CaptureStep } from '../../contract/dashboards.ts'
import type { FrameTrouble, PictureFormat } from '../../contract/frames.ts'
import type { HoursOfWeek } from '../../contract/hours.ts'
import type { fit, orientation } from '../../contract/screens.ts'
import type { MaybeMoment, Moment } from './tables.ts'

type Orientation = z.output<typeof orientation>
type Fit = z.output<typeof fit>

export interface WallTables {
  dashboards: {
    organization_id: string
    id: string
    name: string
    /** Nothing for a public page. */
    connection_id: string | null
    url: string
    /** Written as JSON text, as every column of that kind is. */
    capture: ColumnType<Capture, string, string>
    /** LIVE_LOOK_SECONDS for a live one. */
    refresh_seconds: number
    is_live: boolean
    hours: ColumnType<HoursOfWeek | null, string | null, string | null>
    is_paused: boolean
    /** Grows each time somebody wants a picture now. */
    asked: ColumnType<number, number | undefined, number>
    /** What it was when what is seen was last changed: pictures made for less are not published any more. */
    changed_asked: ColumnType<number, number | undefined, number>
    created_at: Moment
    created_by: string
  }
  /** The last good one of each dashboard, beside it from its beginning; no address before the first. */
  frames: {
    organization_id: string
    dashboard_id: string
    /** Grows with each that looks otherwise. */
    number: ColumnType<number, number | undefined, number>
    /** Of its files; see frames/frame-address.ts. */
    address: string | null
    hash: string | null
    formats: ColumnType<PictureFormat[], PictureFormat[] | undefined, PictureFormat[]>
    width: number | null
    height: number | null
    /** When the page was last seen to look like this. */
    taken_at: MaybeMoment
    trouble: FrameTrouble | null
    trouble_since: MaybeMoment
    /** By a browser's own dialog there: until somebody edits it, asks for a sign-in, or changes the dashboard. */
    is_login_refused: ColumnType<boolean, boolean | undefined, boolean>
    /** The hash of that dialog's realm; empty where nobody knows. */
    refused_realm: ColumnType<string, string | undefined, string>
    /** Refused since the last frame, and given again because the connection still signs in: not a second time. */
    is_login_given_again: ColumnType<boolean, boolean | undefined, boolean>
  }
  frame_files: {
    organization_id: string
    address: string
    dashboard_id: string
    formats: PictureFormat[]
    /** Of all of them together. */
    bytes: number
    made_at: Moment
    superseded_at: MaybeMoment
  }
  capture_places: {
    organization_id: string
    /** PUBLIC_PAGES for those without a connection. */
    connection_id: string
    /** Of what there is to do. */
    revision: ColumnType<number, number | undefined, number>
    lease_id: string | null
    lease_runner_id: string | null
    lease_expires_at: MaybeMoment
    /** Nobody takes it before. */
    rest_until: MaybeMoment
    /** In a row, without a good frame in between. */
    signed_out_times: ColumnType<number, number | undefined, number>
  }
  previews: {
    organization_id: string
    id: string
    connection_id: string | null
    url: string
    capture: ColumnType<Capture, string, string>
    state: 'waiting' | 'done' | 'failed'
    trouble: FrameTrouble | null
    picture: Buffer | null
    width: number | null
    height: number | null
    asked_by: string
    asked_at: Moment
  }
  /** Unlogged: empty after the database was killed. */
  live_frames: {
    organization_id: string
    dashboard_id: string
    number: ColumnType<number, number | undefined, number>
    picture: Buffer | null
    width: ColumnType<number, number | undefined, number>
    height: ColumnType<number, number | undefined, number>
    at: MaybeMoment
    /** When somebody last asked for it. */
    watched_at: MaybeMoment
  }
  recordings: {
    organization_id: string
    dashboard_id: string
    asked_by: string
    ends_at: Moment
    number: ColumnType<number, number | undefined, number>
    picture: Buffer | null
    width: ColumnType<number, number | undefined, number>
    height: ColumnType<number, number | undefined, number>
    steps: ColumnType<CaptureStep[], string | undefined, string>
    /** When the runner last showed the page. */
    told_at: MaybeMoment
  }
  recording_inputs: { organization_id: string; id: string; dashboard_id: string; sealed: Buffer }
  /** Of a screen that shows a code, before it belongs to anybody. */
  screen_pairings: {
    code_hash: Buffer
    poll_hash: Buffer
    displayed_name: string
    user_agent: string
    address: string
    address_key: string
    width: number | null
    height: number | null
    pixel_ratio: number | null
    /** With screen_id: it is paired. */
    organization_id: string | null
    screen_id: string | null
    created_at: Moment
    expires_at: Moment
  }
  screens: {
    organization_id: string
    id: string
    name: string
    tags: string[]
    dashboard_id: string | null
    playlist_id: string | null
    orientation: ColumnType<Orientation, Orientation | undefined, Orientation>
    fit: ColumnType<Fit, Fit | undefined, Fit>
    identify: ColumnType<number, number | undefined, number>
    restart: ColumnType<number, number | undefined, number>
    /** Nothing until it was fetched. */
    token_hash: Buffer | null
    token_since: Moment
    /** Good from now on; once it was used, the one before is not. */
    next_token_hash: Buffer | null
    previous_token_hash: Buffer | null
    paired_at: Moment
    paired_by: string
    user_agent: string
    address: string
    last_seen_at: MaybeMoment
    width: number | null
    height: number | null
    pixel_ratio: number | null
    takes: ColumnType<PictureFormat[], PictureFormat[] | undefined, PictureFormat[]>
    /** What it says it shows. */
    now_dashboard_id: string | null
    now_address: string | null
    now_since: MaybeMoment
    /** The batch of plays that was last counted, and the run of the page that it is of. */
    heard_run: string | null
    heard_number: number | null
    /** In which it is on. */
    hours: ColumnType<HoursOfWeek | null, string | null | undefined, string | null>
  }
  /** A view: the dashboards of each screen, in their order. */
  screen_items: {
    organization_id: string
    screen_id: string
    position: number
    dashboard_id: string
    seconds: number
    hours: HoursOfWeek | null
  }
  playlists: {
    organization_id: string
    id: string
    name: string
    transition: 'cut' | 'fade' | 'slide'
    created_at: Moment
  }
  playlist_items: {
    organization_id: string
    playlist_id: string
    position: number
    dashboard_id: string
    seconds: number
    hours: ColumnType<HoursOfWeek | null, string | null, string | null>
  }
  wall_messages: {
    organization_id: string
    id: string
    level: 'note' | 'warning' | 'alarm'
    text: string
    picture: Buffer | null
    picture_address: string | null
    for_all: boolean
    screen_ids: string[]
    tags: string[]
    made_by: string
    made_at: Moment
    ends_at: MaybeMoment
  }
  /** By the hour. */
  plays: {
    organization_id: string
    screen_id: string
    dashboard_id: string
    hour: Moment
    screen_name: string
    dashboard_name: string
    times: number
    seconds: number
    oldest_seconds: number
  }
}
