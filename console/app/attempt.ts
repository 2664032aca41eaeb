// One thing that a person tries, and may try again: busy, failed, or to wait until.
import { useState } from 'react'
import { useCountdown } from './countdown.ts'
import { toFailure, type Failure } from './failure.ts'

export interface Attempt {
  isBusy: boolean
  failure: Failure | undefined
  /** Counts the failures, so that the same one twice is told twice. */
  failureCount: number
  /** More than 0 while the server asks to wait. */
  waitSeconds: number
  /** Runs the action; resolves to nothing when it went well. What it throws becomes `failure`. */
  run: (action: () => Promise<void>) => Promise<Failure | undefined>
  fail: (failure: Failure) => void
  clear: () => void
}

export function useAttempt(): Attempt {
  const [isBusy, setBusy] = useState(false)
  const [failed, setFailed] = useState<{ failure: Failure; waitUntilMs: number | undefined }>()
  const [failureCount, setFailureCount] = useState(0)
  const waitSeconds = useCountdown(failed?.waitUntilMs)

  const fail = (failure: Failure): void => {
    setFailureCount((count) => count + 1)
    const wait = failure.retryAfterSeconds
    setFailed({ failure, waitUntilMs: wait === undefined ? undefined : Date.now() + wait * 1000 })
  }

  return {
    isBusy,
    failure: failed?.failure,
    failureCount,
    waitSeconds,
    fail,
    clear: () => setFailed(undefined),
    run: async (action) => {
      setBusy(true)
      try {
        await action()
        setFailed(undefined)
        return undefined
      } catch (error) {
        const failure = toFailure(error)
        fail(failure)
        return failure
      } finally {
        setBusy(false)
      }
    },
  }
}
