// What is to be told of the wall, and when: pure, over what was seen.
import { causes, type CauseCode } from '../../contract/causes.ts'
import { ageOfFrame } from '../../contract/frames.ts'
import { isWithinHours, type HoursOfWeek } from '../../contract/hours.ts'
import { SCREEN_OFFLINE_SECONDS } from '../../contract/screen-page.ts'
import type { alertKinds } from '../../contract/alert-kinds.ts'

export type WallKind = (typeof alertKinds)[number]

/** How a connection, a dashboard, a screen or a runner is at this moment. */
export interface Seen {
  organizationId: string
  kind: WallKind
  subjectId: string
  name: string
  state: 'good' | 'bad'
  /** The cause of a sign-in, the trouble of a dashboard. */
  reason?: string
}

/** A sign-in that is tried again by itself may mend itself: nobody is called for a service that was down for minutes. */
const MENDS_ITSELF_SECONDS = 600

/** Over and above what makes each of them bad. */
const usualWaitSeconds: Record<WallKind, number> = { connection: 0, dashboard: 0, screen: 240, runner: 60 }

export function isToBeTold(
  { kind, reason, since }: { kind: WallKind; reason: string | null; since: Date },
  now: Date,
): boolean {
  const mendsItself = kind === 'connection' && reason !== null && isTriedAgain(reason)
  const waitSeconds = mendsItself ? MENDS_ITSELF_SECONDS : usualWaitSeconds[kind]
  return now.getTime() - since.getTime() >= waitSeconds * 1000
}

function isTriedAgain(reason: string): boolean {
  const { retry } = causes[reason as CauseCode] ?? { retry: 'never' }
  return retry === 'until_it_works' || retry === 'later_code'
}

interface Refreshed {
  refreshSeconds: number
  /** When its last good frame was taken, or since when there could have been one. */
  since: Date
  hours: HoursOfWeek | undefined
}

/**
 * Whether a dashboard stands still. Nothing for one that rests, or whose hours began so short a time ago that there need
 * not be a new frame yet.
 */
export function isStandingStill({ refreshSeconds, since, hours }: Refreshed, now: Date): boolean | undefined {
  const ageSeconds = (now.getTime() - since.getTime()) / 1000
  if (ageOfFrame(refreshSeconds, ageSeconds) !== 'stale') return false
  if (hours === undefined) return true
  const couldBeNewSince = new Date(now.getTime() - Math.max(5 * refreshSeconds, 300) * 1000)
  return isWithinHours(hours, now) && isWithinHours(hours, couldBeNewSince) ? true : undefined
}

/** A screen that is switched on at the beginning of its hours is there some minutes later. */
const SWITCHED_ON_SECONDS = 300

/** Whether a screen is gone. Nothing for one that need not be there: outside of its hours, and in their first minutes. */
export function isScreenGone(
  { seenAt, hours }: { seenAt: Date; hours: HoursOfWeek | undefined },
  now: Date,
): boolean | undefined {
  if (now.getTime() - seenAt.getTime() <= SCREEN_OFFLINE_SECONDS * 1000) return false
  if (hours === undefined) return true
  const switchedOnSince = new Date(now.getTime() - SWITCHED_ON_SECONDS * 1000)
  return isWithinHours(hours, now) && isWithinHours(hours, switchedOnSince) ? true : undefined
}
