// A span of time in words, as exact as a person needs it.
import type { Translate } from '../texts/texts.ts'

export type DurationUnit = 'seconds' | 'minutes' | 'hours'

/** Seconds up to two minutes, then whole minutes, then whole hours; never less than the span, so that waiting it out is enough. */
export function roundDuration(seconds: number): { count: number; unit: DurationUnit } {
  if (seconds < 120) return { count: Math.ceil(seconds), unit: 'seconds' }
  if (seconds < 7200) return { count: Math.ceil(seconds / 60), unit: 'minutes' }
  return { count: Math.ceil(seconds / 3600), unit: 'hours' }
}

export function durationOf(seconds: number, t: Translate): string {
  const { count, unit } = roundDuration(seconds)
  return t(`duration.${unit}`, { count })
}
