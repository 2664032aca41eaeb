// A dashboard as it changes, for whoever looks: one cast of its page, each picture of it shown only after a look at the page
// that began after it was taken and found the dashboard.
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import type { PlacesApi } from '../places-api.ts'
import type { DashboardPage, PageJob } from './dashboard-page.ts'

export interface LiveOptions {
  api: Pick<PlacesApi, 'showLive'>
  place: string
  dashboard: string
  page: DashboardPage
  job: PageJob
  /** Milliseconds of a clock that only goes forward. */
  monotonic: () => number
  /** Nobody looks any more, the settings are others, or there is no room. */
  stop: AbortSignal
}

/** At most four in a second; the server's own pace makes it fewer. */
const LEAST_MILLIS = 250
const LARGEST = { width: 1920, height: 1080 }
const MOST_BYTES = 512 * 1024
const QUIET_MILLIS = 100

interface Cast {
  data: string
  session: number
}

/** `unwatched`: the server says so. `not_the_dashboard`: a look found something else; stills say what. */
export async function showLive(
  options: LiveOptions,
): Promise<'unwatched' | 'not_the_dashboard' | 'stopped' | 'failed'> {
  const { devtools } = options.page
  let latest: Cast | undefined
  let wake: () => void = () => {}
  // Those that are passed over are acknowledged at once; the one that is shown, when the server has it: its pace is ours.
  const acknowledge = (session: number): void => {
    devtools.send('Page.screencastFrameAck', { sessionId: session }).catch(() => {})
  }
  const dropLatest = (): void => {
    if (latest !== undefined) acknowledge(latest.session)
    latest = undefined
  }
  const onCast = ({ data, sessionId }: { data: string; sessionId: number }): void => {
    dropLatest()
    latest = { data, session: sessionId }
    wake()
  }
  const start = () =>
    devtools.send('Page.startScreencast', {
      format: 'jpeg',
      quality: 70,
      maxWidth: LARGEST.width,
      maxHeight: LARGEST.height,
    })
  options.stop.addEventListener('abort', () => wake(), { once: true })
  devtools.on('Page.screencastFrame', onCast)
  try {
    const first = await options.page.look(options.job)
    if (first?.judgement.is !== 'dashboard') return 'not_the_dashboard'
    let { document } = first
    await start()
    let shown = ''
    while (!options.stop.aborted) {
      if (latest === undefined) {
        await new Promise<void>((resolve) => (wake = resolve))
        continue
      }
      const began = options.monotonic()
      const { data, session } = latest
      latest = undefined
      // The page is looked at after the picture was taken, and in the document in which it was found.
      await options.page.tidy(options.job)
      const look = await options.page.look(options.job)
      if (look?.judgement.is !== 'dashboard') return 'not_the_dashboard'
      if (look.document !== document) {
        // It went somewhere and came back, through a sign-in perhaps: what was taken on that way is not shown.
        document = look.document
        dropLatest()
        await devtools.send('Page.stopScreencast')
        await start()
        continue
      }
      const hash = createHash('sha256').update(data).digest('base64')
      if (hash !== shown) {
        const picture = await cutAndPack(data, options)
        if (picture !== undefined) {
          const { isWatched } = await options.api.showLive(options.place, {
            dashboard: options.dashboard,
            ...picture,
          })
          if (!isWatched) return 'unwatched'
        }
        shown = hash
      }
      acknowledge(session)
      await sleep(Math.max(QUIET_MILLIS, LEAST_MILLIS - (options.monotonic() - began)))
    }
    return 'stopped'
  } catch {
    return 'failed'
  } finally {
    devtools.off('Page.screencastFrame', onCast)
    devtools.send('Page.stopScreencast').catch(() => {}) // the page may be gone
  }
}

/** Nothing where it cannot be made small enough. */
async function cutAndPack(
  data: string,
  { page, job }: LiveOptions,
): Promise<{ picture: string; width: number; height: number } | undefined> {
  const bytes = Buffer.from(data, 'base64')
  const { width, height } = await sharp(bytes).metadata()
  const cut = await page.cutOf(job.capture)
  if (cut === undefined && bytes.length <= MOST_BYTES) return { picture: data, width, height }
  const factor = width / (job.capture.viewport.width / job.capture.zoom)
  const left = Math.min(Math.max(0, Math.round((cut?.x ?? 0) * factor)), width - 1)
  const top = Math.min(Math.max(0, Math.round((cut?.y ?? 0) * factor)), height - 1)
  const box = {
    left,
    top,
    width: Math.max(1, Math.min(width - left, Math.round((cut?.width ?? Infinity) * factor))),
    height: Math.max(1, Math.min(height - top, Math.round((cut?.height ?? Infinity) * factor))),
  }
  for (const quality of [70, 50, 30]) {
    const packed = await sharp(bytes).extract(box).jpeg({ quality }).toBuffer()
    if (packed.length <= MOST_BYTES) {
      return { picture: packed.toString('base64'), width: box.width, height: box.height }
    }
  }
  return undefined
}
