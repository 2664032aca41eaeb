// What somebody types about a dashboard, before it is saved; to what the API takes and back.
import { completeAddress, isAddress } from '../connections/address.ts'
import type { Capture, CaptureStep, Dashboard, DashboardBody, Hours, Refresh } from './dashboards.ts'

export interface DashboardDraft {
  name: string
  url: string
  /** Empty for a public page. */
  connection: string
  /** Sizes as they are typed. */
  width: string
  height: string
  scale: number
  zoom: number
  cropSelector: string
  rectangle: Rectangle | undefined
  /** One selector on each line. */
  hide: string
  cookieNoticesAway: boolean
  colors: Capture['colors']
  steps: CaptureStep[]
  waitFor: string
  waitSeconds: string
  refresh: Refresh
  hours: Hours | undefined
}

export interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

export const emptyDraft: DashboardDraft = {
  name: '',
  url: '',
  connection: '',
  width: '1920',
  height: '1080',
  scale: 1,
  zoom: 1,
  cropSelector: '',
  rectangle: undefined,
  hide: '',
  cookieNoticesAway: true,
  colors: 'light',
  steps: [],
  waitFor: '',
  waitSeconds: '20',
  refresh: 60,
  hours: undefined,
}

export function draftOf({ name, url, connection, capture, refresh, hours }: Dashboard): DashboardDraft {
  return {
    name,
    url,
    connection: connection ?? '',
    width: String(capture.viewport.width),
    height: String(capture.viewport.height),
    scale: capture.scale,
    zoom: capture.zoom,
    cropSelector: capture.crop?.selector ?? '',
    rectangle: capture.crop?.rectangle,
    hide: capture.hide.join('\n'),
    cookieNoticesAway: capture.cookieNoticesAway,
    colors: capture.colors,
    steps: capture.steps,
    waitFor: capture.waitFor ?? '',
    waitSeconds: String(capture.waitSeconds),
    refresh,
    hours,
  }
}

/** The sides that the contract takes. */
export const sides = { width: { min: 320, max: 3840 }, height: { min: 240, max: 3840 } } as const
export const waits = { min: 0, max: 60 } as const

/** Whole numbers only; nothing for what is none, or outside of the range. */
export function numberIn(typed: string, { min, max }: { min: number; max: number }): number | undefined {
  const text = typed.trim()
  if (!/^\d{1,6}$/.test(text)) return undefined
  const number = Number(text)
  return number >= min && number <= max ? number : undefined
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

/** @returns nothing while something that is typed is not to be used */
export function captureOf(draft: DashboardDraft): Capture | undefined {
  const width = numberIn(draft.width, sides.width)
  const height = numberIn(draft.height, sides.height)
  const waitSeconds = numberIn(draft.waitSeconds, waits)
  if (width === undefined || height === undefined || waitSeconds === undefined) return undefined
  const selector = draft.cropSelector.trim()
  const { rectangle } = draft
  const waitFor = draft.waitFor.trim()
  return {
    viewport: { width, height },
    scale: draft.scale,
    zoom: draft.zoom,
    ...(selector === '' && rectangle === undefined
      ? {}
      : {
          crop: {
            ...(selector === '' ? {} : { selector }),
            ...(rectangle === undefined ? {} : { rectangle }),
          },
        }),
    hide: linesOf(draft.hide),
    cookieNoticesAway: draft.cookieNoticesAway,
    colors: draft.colors,
    steps: draft.steps,
    ...(waitFor === '' ? {} : { waitFor }),
    waitSeconds,
  }
}

export const isUsableAddress = ({ url }: DashboardDraft): boolean => isAddress(completeAddress(url))

export function areHoursUsable({ hours }: Pick<DashboardDraft, 'hours'>): boolean {
  return hours === undefined || (hours.spans.length > 0 && hours.spans.every(({ days }) => days.length > 0))
}

/** @returns nothing while something is missing or wrong */
export function bodyOf(draft: DashboardDraft): DashboardBody | undefined {
  const capture = captureOf(draft)
  const name = draft.name.trim()
  if (capture === undefined || name === '' || !isUsableAddress(draft) || !areHoursUsable(draft)) {
    return undefined
  }
  return {
    name,
    url: completeAddress(draft.url),
    connection: draft.connection === '' ? null : draft.connection,
    capture,
    refresh: draft.refresh,
    hours: draft.hours ?? null,
  }
}

export interface PreviewWish {
  url: string
  connection: string | null
  capture: Capture
}

/**
 * What a preview shows: only what changes the picture.
 *
 * @param isWhole the whole page, to draw on it what is to be cut out
 */
export function previewOf(draft: DashboardDraft, isWhole: boolean): PreviewWish | undefined {
  const capture = captureOf(isWhole ? { ...draft, cropSelector: '', rectangle: undefined } : draft)
  if (capture === undefined || !isUsableAddress(draft)) return undefined
  return {
    url: completeAddress(draft.url),
    connection: draft.connection === '' ? null : draft.connection,
    capture,
  }
}

/** Whether saving would change anything. */
export function isSame(a: DashboardDraft, b: DashboardDraft): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** Whether a runner that opens what is saved sees the page of which the form speaks, in its size. */
export function isSamePage(a: DashboardDraft, b: DashboardDraft): boolean {
  const page = ({ url, connection, width, height, zoom, colors }: DashboardDraft) =>
    JSON.stringify([url, connection, width, height, zoom, colors])
  return page(a) === page(b)
}
