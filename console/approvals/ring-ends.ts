// The notification that rang this phone goes once nothing waits any more: answered here or elsewhere, or too late.
import { useEffect } from 'react'
import { isInApp } from '../app/in-app.ts'
import { ringTag } from '../worker/messages.ts'
import { isWaiting, type Asked } from './approvals.ts'

/** @param toldAtMs of a page that slept, what it was told last may be the same again */
export function useRingEnds(asked: readonly Asked[] | undefined, toldAtMs: number): void {
  const isOver = isInApp && asked !== undefined && !asked.some(isWaiting)
  useEffect(() => {
    if (isOver) endRing().catch(() => undefined)
  }, [isOver, toldAtMs])
}

async function endRing(): Promise<void> {
  const registration = await navigator.serviceWorker.ready
  for (const shown of await registration.getNotifications({ tag: ringTag })) shown.close()
}
