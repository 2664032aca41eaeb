// The contexts of those dashboards of a place that crash: each in a browser of its own, with the session of the place. What
// the service gives there is not kept: it would take the place of what it gave the others.
import type { FrameTrouble } from '../../contract/frames.ts'
import type { Browsers } from '../browser/browsers.ts'
import type { OpenConnection } from '../browser/open-connection.ts'
import type { SavedSession } from '../browser/session.ts'
import type { CapturePlace } from '../places-api.ts'
import { LEAST_FOR_A_BROWSER } from './memory-left.ts'

export interface Apart {
  /** Its context, or the trouble where there is none to be had. */
  contextFor(dashboard: string): Promise<OpenConnection | FrameTrouble>
  /** Closes those of dashboards that are well again, or gone. */
  keepOnly(isApart: (dashboard: string) => boolean): void
  /** And none is opened any more. */
  close(): Promise<void>
}

export interface ApartOptions {
  browsers: Pick<Browsers, 'openConnection'>
  place: CapturePlace
  sessionOf: () => SavedSession | undefined
  /** In megabytes. */
  memoryLeft: () => number
}

export function openApart({ browsers, place, sessionOf, memoryLeft }: ApartOptions): Apart {
  const contexts = new Map<string, OpenConnection>()
  let isClosed = false

  async function open(dashboard: string): Promise<OpenConnection | FrameTrouble> {
    const session = sessionOf()
    const opened = await browsers
      .openConnection({
        organizationId: place.organization,
        connectionId: `dashboard ${dashboard}`,
        session,
        viewport: null,
        isApart: true,
      })
      .catch((): FrameTrouble => 'page_failed') // its browser has crashed, and rests
    if (typeof opened === 'string') return opened
    if (isClosed) {
      await opened.close()
      return 'page_failed'
    }
    contexts.set(dashboard, opened)
    return opened
  }

  return {
    async contextFor(dashboard) {
      const there = contexts.get(dashboard)
      if (there?.isAlive() === true) return there
      return memoryLeft() < LEAST_FOR_A_BROWSER ? 'no_room' : open(dashboard)
    },
    keepOnly(isApart) {
      for (const [dashboard, context] of contexts) {
        if (isApart(dashboard)) continue
        contexts.delete(dashboard)
        context.close().catch(() => {}) // it has ended by itself
      }
    },
    async close() {
      isClosed = true
      await Promise.all([...contexts.values()].map((context) => context.close().catch(() => {})))
    },
  }
}
