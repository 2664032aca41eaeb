// How long somebody still has to wait.
import { useEffect, useState } from 'react'

/** Whole seconds until `endsAtMs`, rounded up, so that zero means that it is over; never negative. */
export function secondsLeft(endsAtMs: number, nowMs: number): number {
  return Math.max(0, Math.ceil((endsAtMs - nowMs) / 1000))
}

/** As a clock shows them: minutes, a colon, two digits. */
export const clockOf = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`

/** Counts down in whole seconds to a moment; 0 where there is none. */
export function useCountdown(endsAtMs: number | undefined): number {
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    if (endsAtMs === undefined) return undefined
    const tick = (): void => {
      const now = Date.now()
      setNowMs(now)
      if (now >= endsAtMs) clearInterval(timer)
    }
    const timer = setInterval(tick, 250)
    tick()
    return () => clearInterval(timer)
  }, [endsAtMs])
  return endsAtMs === undefined ? 0 : secondsLeft(endsAtMs, nowMs)
}
