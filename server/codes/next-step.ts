// Which steps may be handed out at a moment: from the one that can still be typed, to the last one worth waiting for.
import { secondsLeft, stepAt } from '../../otp/totp.ts'

/** To type a code and send it over the network: what is left of a step must not be less. */
export const TYPING_SECONDS = 5

/** An answer waits for a step that begins within so many periods, and no longer. */
export const MOST_PERIODS_AHEAD = 2

export interface StepRange {
  earliest: number
  latest: number
}

export function stepsAt(now: Date, periodSeconds: number): StepRange {
  const current = stepAt(now.getTime(), { periodSeconds })
  const isLongEnough = secondsLeft(now.getTime(), { periodSeconds }) >= TYPING_SECONDS
  return { earliest: isLongEnough ? current : current + 1, latest: current + MOST_PERIODS_AHEAD }
}

export function beginOf(step: number, periodSeconds: number): Date {
  return new Date(step * periodSeconds * 1000)
}

/** Whole seconds, at least one, until the step after `lastStep` may be handed out. */
export function secondsUntilNext(lastStep: number, now: Date, periodSeconds: number): number {
  const askAt = beginOf(lastStep + 1 - MOST_PERIODS_AHEAD, periodSeconds)
  return Math.max(1, Math.ceil((askAt.getTime() - now.getTime()) / 1000))
}
