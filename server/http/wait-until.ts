// Waiting, within a request, for a moment of the server's clock. A server that stops keeps nobody waiting.
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../app-error.ts'

export type WaitUntil = (moment: Date) => Promise<void>

export interface Waiting {
  waitUntil: WaitUntil
  /** Whoever waits is told `server.busy`, and can ask the next server. */
  stop(): void
}

export function createWaiting(clock: () => Date): Waiting {
  const stopping = new AbortController()
  return {
    async waitUntil(moment) {
      // A timer may fire a moment early, by another clock than the one that says when a code is good.
      for (;;) {
        const ms = moment.getTime() - clock().getTime()
        if (ms <= 0) return
        await sleep(ms, undefined, { signal: stopping.signal }).catch(() => {
          throw new AppError('server.busy', { retryAfterSeconds: 2 })
        })
      }
    },
    stop: () => stopping.abort(),
  }
}
