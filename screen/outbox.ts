// What was shown, on its way to the server. A batch goes out again under its number, as it is, until it was heard, and the
// next one only then: so the server counts each one once, whichever of its answers was lost.

export interface Play {
  dashboard: string
  endedAt: number
  seconds: number
  oldestSeconds: number
}

export interface Batch {
  number: number
  plays: Play[]
}

export interface Outbox {
  add(play: Play): void
  /** Nothing where there is nothing to tell, or where the last one is not answered yet. */
  take(now: number): Batch | undefined
  /** The one that was taken: it was heard, or is to be told again. */
  settle(isHeard: boolean): void
}

const MOST = 400
/** The server takes nothing that is older. */
const WEEK_MILLIS = 604800000

export function createOutbox(): Outbox {
  let waiting: Play[] = []
  let batch: Batch | undefined
  let number = 0
  let isOnItsWay = false
  return {
    add(play) {
      waiting.push(play)
      if (waiting.length > MOST) waiting.shift()
    },
    take(now) {
      if (isOnItsWay) return undefined
      if (batch === undefined) {
        if (waiting.length === 0) return undefined
        number += 1
        batch = { number, plays: waiting }
        waiting = []
      }
      batch.plays = batch.plays.filter(({ endedAt }) => now - endedAt < WEEK_MILLIS)
      isOnItsWay = true
      return batch
    },
    settle(isHeard) {
      isOnItsWay = false
      if (isHeard) batch = undefined
    },
  }
}
