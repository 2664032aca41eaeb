// How a dashboard is, by what is known of its last frame, and why there is no newer one.
import { ageOfFrame, type FrameAge, type FrameTrouble } from '../../contract/frames.ts'
import { isWithinHours, type HoursOfWeek } from '../../contract/hours.ts'
import type { ConnectionState } from '../database/tables.ts'

export interface DashboardFacts {
  refreshSeconds: number
  hours: HoursOfWeek | null
  isPaused: boolean
  /** Of the last good frame. */
  takenAt: Date | null
  /** As a runner told it last. */
  trouble: FrameTrouble | null
  troubleSince: Date | null
  /** Of its connection; nothing for public pages, and for one that was never asked to sign in. */
  connectionState: ConnectionState | null
  isPublic: boolean
  isRunnerThere: boolean
}

export type DashboardState = FrameAge | 'waiting' | 'resting' | 'paused'

export function stateOfDashboard(
  {
    refreshSeconds,
    hours,
    isPaused,
    takenAt,
  }: Pick<DashboardFacts, 'refreshSeconds' | 'hours' | 'isPaused' | 'takenAt'>,
  now: Date,
): DashboardState {
  if (isPaused) return 'paused'
  if (hours !== null && !isWithinHours(hours, now)) return 'resting'
  if (takenAt === null) return 'waiting'
  return ageOfFrame(refreshSeconds, (now.getTime() - takenAt.getTime()) / 1000)
}

/** What is known by the server comes first: without a runner, or signed out, nothing that was told before counts. */
export function troubleOfDashboard(
  facts: DashboardFacts,
  now: Date,
): { trouble: FrameTrouble; since?: Date } | undefined {
  const state = stateOfDashboard(facts, now)
  if (state === 'paused' || state === 'resting') return undefined
  if (!facts.isRunnerThere) return { trouble: 'no_runner' }
  const isSignedIn = facts.isPublic || facts.connectionState === 'signed_in'
  // A look whether the session still holds is no trouble, while what is shown is not old.
  const isOnlyLooking = facts.connectionState === 'signing_in' && state === 'fresh'
  if (!isSignedIn && !isOnlyLooking) {
    const since = facts.trouble === 'signed_out' ? facts.troubleSince : null
    return { trouble: 'signed_out', ...(since === null ? {} : { since }) }
  }
  if (facts.trouble === null) return undefined
  return {
    trouble: facts.trouble,
    ...(facts.troubleSince === null ? {} : { since: facts.troubleSince }),
  }
}
