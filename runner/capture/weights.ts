// When a context is opened anew, which lets go of what its pages gathered: when it is old, when it has grown heavy itself, and
// where little memory is left, the heaviest of a runner first, one after the other.

import { LEAST_FOR_OLD_CONTEXT } from './memory-left.ts'

export interface ContextLimits {
  oldMillis: number
  /** One that is younger has gathered nothing yet. */
  youngMillis: number
  heavyMegabytes: number
  /** Many pages may hold more, and each so much: what they hold when they are new would be there again a moment later. */
  heavyPageMegabytes: number
  weighEveryMillis: number
}

export const usualContextLimits: ContextLimits = {
  oldMillis: 3_600_000,
  youngMillis: 600_000,
  heavyMegabytes: 700,
  heavyPageMegabytes: 150,
  weighEveryMillis: 60_000,
}

interface Weight {
  megabytes: number
  /** By a clock that only goes forward. Infinity for one that nobody is to wait for. */
  youngUntil: number
}

/** Of the contexts of one runner, by their places, and by their dashboards where those have one of their own. */
export interface Weights {
  note(place: string, weight: Weight): void
  forget(place: string): void
  /** True for the heaviest of those that are not young, and then for none until it can be seen what that has freed. */
  takeTurn(place: string, now: number): boolean
}

const BETWEEN_TURNS_MILLIS = 30_000

export function openWeights(): Weights {
  const weights = new Map<string, Weight>()
  let turnAt = -Infinity
  return {
    note: (place, weight) => void weights.set(place, weight),
    forget: (place) => void weights.delete(place),
    takeTurn(place, now) {
      const mine = weights.get(place)
      if (mine === undefined || now < mine.youngUntil || now - turnAt < BETWEEN_TURNS_MILLIS) return false
      const grown = [...weights.values()].filter(({ youngUntil }) => now >= youngUntil)
      if (grown.some(({ megabytes }) => megabytes > mine.megabytes)) return false
      turnAt = now
      return true
    },
  }
}

export interface WeighedContext {
  isDue(now: number): boolean
  weigh(now: number): Promise<void>
  /** As it was weighed last. */
  megabytes(): number
  /** @param isShown a person shows the way to a dashboard in it: only its age counts, as they would have to begin again */
  whyAnew(now: number, isShown: boolean): 'old' | 'heavy' | 'memory' | undefined
  forget(): void
}

export interface WeighOptions {
  place: string
  weights: Weights
  limits: ContextLimits
  /** By a clock that only goes forward. */
  bornAt: number
  /** In megabytes. */
  measure: () => Promise<number>
  /** How many pages that is of. */
  pages: () => number
  /** The same. */
  memoryLeft: () => number
}

export function weighContext({
  place,
  weights,
  limits,
  bornAt,
  measure,
  pages,
  memoryLeft,
}: WeighOptions): WeighedContext {
  const youngUntil = bornAt + limits.youngMillis
  let weighedAt = bornAt
  let megabytes = 0
  let limit = limits.heavyMegabytes
  let isPassedOver = false
  const note = (): void =>
    weights.note(place, { megabytes, youngUntil: isPassedOver ? Infinity : youngUntil })
  note()
  return {
    isDue: (now) => now - weighedAt >= limits.weighEveryMillis,
    async weigh(now) {
      weighedAt = now
      megabytes = await measure()
      limit = Math.max(limits.heavyMegabytes, limits.heavyPageMegabytes * pages())
      note()
    },
    megabytes: () => megabytes,
    whyAnew(now, isShown) {
      // The heaviest of all, which does not go, would keep all others from going.
      isPassedOver = isShown
      note()
      if (now - bornAt >= limits.oldMillis) return 'old'
      if (isShown || now < youngUntil) return undefined
      if (megabytes >= limit) return 'heavy'
      return memoryLeft() < LEAST_FOR_OLD_CONTEXT && weights.takeTurn(place, now) ? 'memory' : undefined
    },
    forget: () => weights.forget(place),
  }
}
