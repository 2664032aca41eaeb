// Holds a lease for as long as it is worked on. Whoever cannot renew it stops before the server may have passed it on.
import { LEASE_SECONDS } from '../contract/runners.ts'
import { isLeaseLost, type ServerApi } from './server-api.ts'

/** The account is left alone from this moment on. */
export class LeaseLost extends Error {
  constructor() {
    super('the lease was lost')
    this.name = 'LeaseLost'
  }
}

export interface HeldLease {
  /** Aborted with a LeaseLost when it is lost. */
  lost: AbortSignal
  release(): void
}

const RENEW_MILLIS = (LEASE_SECONDS * 1000) / 3
/** Given up this long before its end: an answer that is on its way may take so long. */
const MARGIN_MILLIS = 5_000

/** @param now milliseconds of a clock that only goes forward */
export function holdLease(api: Pick<ServerApi, 'renew'>, id: string, now: () => number): HeldLease {
  const lost = new AbortController()
  let goodUntil = now() + LEASE_SECONDS * 1000
  const giveUp = (): void => lost.abort(new LeaseLost())

  async function renew(): Promise<void> {
    const askedAt = now()
    try {
      await api.renew(id)
      goodUntil = Math.max(goodUntil, askedAt + LEASE_SECONDS * 1000)
    } catch (error) {
      if (isLeaseLost(error)) giveUp()
    }
  }
  const renewing = setInterval(() => void renew(), RENEW_MILLIS)
  // A server that does not answer holds the renewal up: the time is watched apart from it.
  const watch = setInterval(() => {
    if (now() > goodUntil - MARGIN_MILLIS) giveUp()
  }, 1_000)
  for (const timer of [renewing, watch]) timer.unref()

  return {
    lost: lost.signal,
    release() {
      clearInterval(renewing)
      clearInterval(watch)
    },
  }
}
