// How a screen is, by what is known of it: the worst first.
import type { z } from 'zod'
import { ageOfFrame } from '../../contract/frames.ts'
import { isWithinHours, type HoursOfWeek } from '../../contract/hours.ts'
import { SCREEN_OFFLINE_SECONDS } from '../../contract/screen-page.ts'
import type { screenRoutes } from '../../contract/screens.ts'

type Screen = z.output<(typeof screenRoutes)['GET /api/v1/screens/{id}']['answers'][200]>
export type ScreenState = Screen['state']

export interface ScreenFacts {
  lastSeenAt: Date | null
  /** In which it is on. */
  hours: HoursOfWeek | null
  /** What it says it shows, else what it is to show; nothing where nothing was chosen. */
  dashboard: ShownDashboard | null
}

export interface ShownDashboard {
  refreshSeconds: number
  hours: HoursOfWeek | null
  isPaused: boolean
  createdAt: Date
  /** Of its last good frame; one without a frame is as old as the dashboard. */
  takenAt: Date | null
}

export function stateOfScreen({ lastSeenAt, hours, dashboard }: ScreenFacts, now: Date): ScreenState {
  const secondsSince = (moment: Date) => (now.getTime() - moment.getTime()) / 1000
  if (lastSeenAt === null || secondsSince(lastSeenAt) > SCREEN_OFFLINE_SECONDS) {
    return hours === null || isWithinHours(hours, now) ? 'offline' : 'resting'
  }
  if (dashboard === null) return 'nothing'
  // Nobody looks at a page outside of its hours: that its picture is from before is as it should be.
  const isResting = dashboard.hours !== null && !isWithinHours(dashboard.hours, now)
  if (dashboard.isPaused || isResting) return 'good'
  const age = ageOfFrame(dashboard.refreshSeconds, secondsSince(dashboard.takenAt ?? dashboard.createdAt))
  return age === 'fresh' ? 'good' : age
}

const worstFirst: readonly ScreenState[] = ['offline', 'stale', 'old', 'nothing', 'resting', 'good']

export const rankOfState = (state: ScreenState): number => worstFirst.indexOf(state)
