// The contexts of those dashboards of a place that crash: each in a browser of its own, with the session of the place. What
// the service gives there is not kept: it would take the place of what it gave the others.
import type { FrameTrouble } from '../../contract/frames.ts'
import type { Browsers } from '../browser/browsers.ts'
import type { OpenConnection } from '../browser/open-connection.ts'
import type { SavedSession } from '../browser/session.ts'
import type { CapturePlace } from '../places-api.ts'
import { LEAST_FOR_A_BROWSER } from './memory-left.ts'
import { weighContext, type ContextLimits, type WeighedContext, type Weights } from './weights.ts'

export interface Apart {
  /** Its context, or the trouble where there is none to be had. */
  contextFor(dashboard: string): Promise<OpenConnection | FrameTrouble>
  /** Another one, in the place of the one that it has. */
  openAnew(dashboard: string, session: SavedSession | undefined): Promise<OpenConnection | FrameTrouble>
  /** Closes those of dashboards that are well again, or gone. */
  keepOnly(isApart: (dashboard: string) => boolean): void
  weigh(now: number): Promise<void>
  /** Closes those that are old or heavy, while nobody looks at them: the next look opens them anew. */
  letGo(now: number, isLookedAt: (dashboard: string) => boolean): void
  /** And none is opened any more. */
  close(): Promise<void>
}

export interface ApartOptions {
  browsers: Pick<Browsers, 'openConnection'>
  place: CapturePlace
  sessionOf: () => SavedSession | undefined
  /** Milliseconds of a clock that only goes forward. */
  monotonic: () => number
  /** In megabytes. */
  memoryLeft: () => number
  weights: Weights
  limits: ContextLimits
}

interface OpenApart {
  context: OpenConnection
  weight: WeighedContext
}

export function openApart(options: ApartOptions): Apart {
  const { browsers, place, sessionOf, memoryLeft, monotonic } = options
  const contexts = new Map<string, OpenApart>()
  let isClosed = false

  async function open(
    dashboard: string,
    session: SavedSession | undefined,
  ): Promise<OpenConnection | FrameTrouble> {
    if (memoryLeft() < LEAST_FOR_A_BROWSER) return 'no_room'
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
    const weight = weighContext({
      ...options,
      place: `${place.id} ${dashboard}`,
      bornAt: monotonic(),
      measure: () => opened.heapMegabytes(),
      pages: () => pagesOf(opened),
    })
    contexts.set(dashboard, { context: opened, weight })
    return opened
  }

  function closeOne(dashboard: string): void {
    const there = contexts.get(dashboard)
    contexts.delete(dashboard)
    there?.weight.forget()
    there?.context.close().catch(() => {}) // it has ended by itself
  }

  return {
    async contextFor(dashboard) {
      const there = contexts.get(dashboard)
      return there?.context.isAlive() === true ? there.context : open(dashboard, sessionOf())
    },
    async openAnew(dashboard, session) {
      closeOne(dashboard)
      return open(dashboard, session ?? sessionOf())
    },
    keepOnly(isApart) {
      for (const dashboard of contexts.keys()) if (!isApart(dashboard)) closeOne(dashboard)
    },
    async weigh(now) {
      await Promise.all([...contexts.values()].map(({ weight }) => weight.weigh(now)))
    },
    letGo(now, isLookedAt) {
      for (const [dashboard, { weight }] of contexts) {
        if (!isLookedAt(dashboard) && weight.whyAnew(now, false) !== undefined) closeOne(dashboard)
      }
    },
    async close() {
      isClosed = true
      for (const { weight } of contexts.values()) weight.forget()
      await Promise.all([...contexts.values()].map(({ context }) => context.close().catch(() => {})))
    },
  }
}

/** Beside the first one, which is empty. */
export const pagesOf = ({ context }: OpenConnection): number => context.pages().length - 1
