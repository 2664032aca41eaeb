// How far a service's clock is from ours, by the Date headers of its answers (RFC 9110 section 6.6.1). A code is made for
// the service's clock.
import type { Response } from 'playwright-core'

export interface ServerDate {
  /** Positive when the service is ahead of us. Good to about a second: the header has no parts of one. */
  offsetMs: number
  /** Of how many answers it is the median. */
  answers: number
}

export interface ServerDates {
  note(response: Response): void
  /** Nothing before the first answer of that origin. */
  of(origin: string): ServerDate | undefined
}

const keptAnswers = 9
const keptOrigins = 20

export function openServerDates(clock: () => Date): ServerDates {
  const offsets = new Map<string, number[]>()
  return {
    note(response) {
      const { date, age } = response.headers()
      const origin = URL.canParse(response.url()) ? new URL(response.url()).origin : 'null'
      // An answer out of a cache tells when it was made.
      const isFresh = (age === undefined || age === '0') && !response.fromServiceWorker()
      const isAsked = ['document', 'xhr', 'fetch'].includes(response.request().resourceType())
      const dateMs = Date.parse(date ?? '')
      if (Number.isNaN(dateMs) || !isFresh || !isAsked) return
      // On the average, half a second has gone by in the second that it names.
      const offset = dateMs + 500 - clock().getTime()
      const known = offsets.get(origin) ?? []
      if (known.length === 0 && offsets.size >= keptOrigins) return
      offsets.set(origin, [...known, offset].slice(-keptAnswers))
    },
    of(origin) {
      const known = offsets.get(origin)
      if (known === undefined) return undefined
      const sorted = [...known].sort((a, b) => a - b)
      const offsetMs = sorted[Math.floor(sorted.length / 2)]
      return offsetMs === undefined ? undefined : { offsetMs, answers: sorted.length }
    },
  }
}
