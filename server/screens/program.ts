// What a screen shows, worked out from what is known at this moment. Pure: the page is told, and works out nothing itself.
import type { z } from 'zod'
import { frameAgeLimits, type PictureFormat } from '../../contract/frames.ts'
import { isWithinHours, nextChangeOfHours, type HoursOfWeek } from '../../contract/hours.ts'
import type { screenPageRoutes } from '../../contract/screen-page.ts'

export type Program = z.input<(typeof screenPageRoutes)['GET /api/v1/screen']['answers'][200]>

export interface ScreenRow {
  name: string
  orientation: Program['orientation']
  fit: Program['fit']
  identify: number
  restart: number
  /** Of its playlist; nothing where it shows one dashboard. */
  transition: Program['transition'] | null
}

export interface ItemRow {
  dashboardId: string
  name: string
  seconds: number
  hours: HoursOfWeek | null
  refreshSeconds: number
  isLive: boolean
  frame:
    { address: string; formats: PictureFormat[]; takenAt: Date; width: number; height: number } | undefined
}

export interface MessageRow {
  id: string
  level: 'note' | 'warning' | 'alarm'
  text: string
  pictureAddress: string | null
  endsAt: Date | null
}

export function programOf(
  screen: ScreenRow,
  items: readonly ItemRow[],
  message: MessageRow | undefined,
  build: string,
  now: Date,
): Program {
  return {
    now: now.toISOString(),
    name: screen.name,
    orientation: screen.orientation,
    fit: screen.fit,
    transition: screen.transition ?? 'fade',
    items: items.map((item) => itemOf(item, now)),
    ...(message === undefined ? {} : { message: messageOf(message) }),
    identify: screen.identify,
    restart: screen.restart,
    build,
  }
}

function itemOf(item: ItemRow, now: Date): Program['items'][number] {
  const { hours, frame } = item
  const changesAt = hours === null ? undefined : nextChangeOfHours(hours, now)
  return {
    dashboard: item.dashboardId,
    name: item.name,
    seconds: item.seconds,
    isOpen: hours === null || isWithinHours(hours, now),
    ...(changesAt === undefined ? {} : { changesAt: changesAt.toISOString() }),
    ...frameAgeLimits(item.refreshSeconds),
    isLive: item.isLive,
    ...(frame === undefined ? {} : { frame: { ...frame, takenAt: frame.takenAt.toISOString() } }),
  }
}

function messageOf({ id, level, text, pictureAddress, endsAt }: MessageRow): Program['message'] {
  return {
    id,
    level,
    text,
    ...(pictureAddress === null ? {} : { picture: pictureAddress }),
    ...(endsAt === null ? {} : { endsAt: endsAt.toISOString() }),
  }
}

/** When it becomes another one by itself: hours begin or end, or a message is over. */
export function nextChangeOf({ items, message }: Program): Date | undefined {
  const moments = [...items.map(({ changesAt }) => changesAt), message?.endsAt]
    .filter((moment) => moment !== undefined)
    .sort()
  return moments[0] === undefined ? undefined : new Date(moments[0])
}

/**
 * Whether a screen that has one of them is to hear the other at once: that time goes by is no news, and that a frame was
 * found to be true once more is told with the ages.
 */
export function isSameProgram(one: Program, other: Program): boolean {
  return withoutMoments(one) === withoutMoments(other)
}

function withoutMoments(program: Program): string {
  const items = program.items.map(({ frame, ...item }) =>
    frame === undefined ? item : { ...item, frame: { ...frame, takenAt: '' } },
  )
  return JSON.stringify({ ...program, now: '', items })
}

/** Of each item, how many seconds ago its frame was taken. */
export function agesOf({ items }: Program, now: Date): (number | null)[] {
  return items.map(({ frame }) =>
    frame === undefined ? null : Math.max(0, Math.round((now.getTime() - Date.parse(frame.takenAt)) / 1000)),
  )
}
