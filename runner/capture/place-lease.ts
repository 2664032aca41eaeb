// A place in our hands, kept by asking what there is to do there. Whoever cannot ask stops before the server may have passed
// the place on.
import { setTimeout as sleep } from 'node:timers/promises'
import { LEASE_SECONDS } from '../../contract/runners.ts'
import { LeaseLost } from '../lease-holder.ts'
import type { CaptureWork, PlacesApi } from '../places-api.ts'
import { isLeaseLost } from '../server-api.ts'

export interface HeldPlace {
  /** The latest that the server said; nothing before its first answer. */
  work(): CaptureWork | undefined
  /** Aborted with a LeaseLost when it is lost. */
  lost: AbortSignal
  /** Asks at once whether it is still ours; `lost` is aborted by then where it is not. */
  confirm(): Promise<void>
  release(): void
}

/** Given up this long before its end: an answer that is on its way may take so long. */
const MARGIN_MILLIS = 5_000
const REST_MILLIS = 1_000

/**
 * @param now milliseconds of a clock that only goes forward
 * @param onWork called with each answer that says something new
 */
export function holdPlaceLease(
  api: Pick<PlacesApi, 'placeWork'>,
  id: string,
  now: () => number,
  onWork: (work: CaptureWork) => void,
): HeldPlace {
  const lost = new AbortController()
  const released = new AbortController()
  const over = AbortSignal.any([lost.signal, released.signal])
  let goodUntil = now() + LEASE_SECONDS * 1000
  let work: CaptureWork | undefined

  async function askOn(): Promise<void> {
    while (!over.aborted) {
      const askedAt = now()
      try {
        const next = await api.placeWork(id, work?.revision ?? 0, over)
        goodUntil = Math.max(goodUntil, askedAt + LEASE_SECONDS * 1000)
        const isNew = next.revision !== work?.revision || next.isOver || hasInputs(next)
        work = next
        if (isNew) onWork(next)
        // A server that answers at once with nothing new is not asked without end.
        else if (now() - askedAt < REST_MILLIS) await sleep(REST_MILLIS, undefined, { signal: over })
      } catch (error) {
        if (isLeaseLost(error)) return lost.abort(new LeaseLost())
        await sleep(REST_MILLIS, undefined, { signal: over, ref: false }).catch(() => {})
      }
    }
  }
  async function confirm(): Promise<void> {
    try {
      work = await api.placeWork(id, 0, over)
      onWork(work)
    } catch (error) {
      if (isLeaseLost(error)) lost.abort(new LeaseLost())
    }
  }

  askOn().catch(() => {}) // it was released while it rested
  // A server that does not answer holds the question up: the time is watched apart from it.
  const watch = setInterval(() => {
    if (now() > goodUntil - MARGIN_MILLIS) lost.abort(new LeaseLost())
  }, 1_000)
  watch.unref()
  return {
    work: () => work,
    lost: lost.signal,
    confirm,
    release() {
      released.abort()
      clearInterval(watch)
    },
  }
}

const hasInputs = ({ recording }: CaptureWork): boolean => (recording?.inputs.length ?? 0) > 0
