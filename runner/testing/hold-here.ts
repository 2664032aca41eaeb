// A place as a runner holds it, with the server's side of it in memory.
import { openCrashRecord } from '../capture/crash-record.ts'
import { holdPlace, type HoldPlaceOptions } from '../capture/hold-place.ts'
import { openWeights } from '../capture/weights.ts'
import type { FakePlace } from './fake-places.ts'

export type HeldHere = Pick<HoldPlaceOptions, 'browsers' | 'stop'> & Partial<HoldPlaceOptions>

export function holdHere(fake: FakePlace, options: HeldHere): Promise<void> {
  return holdPlace(fake.place, {
    api: fake.api,
    clock: () => new Date(),
    monotonic: () => performance.now(),
    chance: () => 0.5,
    memoryLeft: () => Infinity,
    log: () => {},
    signedOut: new Map(),
    crashes: openCrashRecord(),
    weights: openWeights(),
    ...options,
  })
}
