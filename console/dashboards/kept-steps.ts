// Which of the recorded steps are kept: all but those that somebody has taken out of the list.
import type { CaptureStep } from './dashboards.ts'

/** A step as it was when it was taken out, by its place in the recording. */
export type TakenOut = ReadonlyMap<number, string>

export interface KeptStep {
  step: CaptureStep
  /** In the recording. */
  at: number
}

/** One that became another since, because more was scrolled or typed there, is back: the page has gone on with it. */
export function keptSteps(recorded: readonly CaptureStep[], takenOut: TakenOut): KeptStep[] {
  return recorded
    .map((step, at) => ({ step, at }))
    .filter(({ step, at }) => takenOut.get(at) !== JSON.stringify(step))
}

export function takeOut(takenOut: TakenOut, { step, at }: KeptStep): TakenOut {
  return new Map([...takenOut, [at, JSON.stringify(step)]])
}

/** A browser that is gone takes its page along: what the next one shows begins anew. */
export function hasBegunAnew(before: readonly CaptureStep[], now: readonly CaptureStep[]): boolean {
  // A text whose last letter was deleted is no step either, and nothing has begun anew.
  return now.length === 0 && before.length > (before.at(-1)?.do === 'type' ? 1 : 0)
}
