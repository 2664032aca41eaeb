// Previews: what a dashboard would look like with settings that are being changed. One page is kept for them, so that the
// next change of the same address needs no load.
import type { OpenConnection } from '../browser/open-connection.ts'
import type { CapturePlace, PlacesApi, PreviewMade, WantedPreview } from '../places-api.ts'
import { openDashboardPage, type DashboardPage } from './dashboard-page.ts'
import { packPixels } from './encode.ts'
import { LEAST_FOR_A_PAGE } from './memory-left.ts'
import { partiesOf } from './place-pack.ts'
import { askSecretOf } from './type-secret.ts'

export interface Previews {
  /** The last one that is wanted, and was not made yet: those before it are of settings that nobody looks at any more. */
  next(wanted: readonly WantedPreview[]): WantedPreview | undefined
  make(preview: WantedPreview, connection: OpenConnection): Promise<void>
  closePage(): Promise<void>
}

export interface PreviewsOptions {
  api: Pick<PlacesApi, 'givePreview' | 'placePassword' | 'placeCode'>
  place: CapturePlace
  clock: () => Date
  monotonic: () => number
  memoryLeft: () => number
  over: AbortSignal
}

const IDLE_MILLIS = 120_000

export function makePreviews(options: PreviewsOptions): Previews {
  const { api, place, over } = options
  const made = new Set<string>()
  let page: DashboardPage | undefined
  let idle: NodeJS.Timeout | undefined

  async function closePage(): Promise<void> {
    clearTimeout(idle)
    const closing = page
    page = undefined
    await closing?.close().catch(() => {})
  }

  async function previewOf(
    { url, capture }: WantedPreview,
    connection: OpenConnection,
  ): Promise<PreviewMade> {
    if (page === undefined) {
      if (options.memoryLeft() < LEAST_FOR_A_PAGE) return { trouble: 'no_room' }
      page = await openDashboardPage(connection, { ...options, stop: over })
      const opened = page
      void opened.open.whenEnded.then(() => {
        if (page === opened) page = undefined
      })
    }
    const parties = partiesOf(place, url)
    const askSecret = askSecretOf(api, place)
    const captured = await page.capture({ url, capture, parties, askSecret, reload: false })
    if (captured.pixels === undefined) {
      // What was seen may have passed: the next one begins anew.
      await closePage()
      return { trouble: captured.trouble }
    }
    const packed = await packPixels(captured.pixels, ['jpeg'])
    if (packed === undefined) return { trouble: 'too_large' }
    const { width, height } = captured.pixels
    return { picture: packed.pictures.jpeg.toString('base64'), width, height }
  }

  return {
    next: (wanted) => wanted.findLast(({ id }) => !made.has(id)),
    async make(preview, connection) {
      clearTimeout(idle)
      made.add(preview.id)
      try {
        const failed = (): PreviewMade => {
          over.throwIfAborted()
          return { trouble: 'page_failed' }
        }
        const given = await previewOf(preview, connection).catch(failed)
        await api.givePreview(place.id, preview.id, given)
      } finally {
        idle = setTimeout(() => void closePage(), IDLE_MILLIS)
        idle.unref()
      }
    },
    closePage,
  }
}
