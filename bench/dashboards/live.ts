// From a change on the page to the pixel on the screen: a page that changes its colour and says when, a real page of screens in
// Chromium, and its pixels as the browser draws them.
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { percentile } from '../sign-in/figures.ts'
import { colors, startColorPage, type ColorChange } from './services.ts'
import { openScreen, startWall, type ScreenInBrowser } from './wall.ts'

export interface LiveDelays {
  changes: number
  /** Those that another change came over before they were seen. */
  missed: number
  p50Ms: number
  p95Ms: number
  mostMs: number
}

const LEAST_MS = 1_800
const MOST_MS = 3_600
/** The first live picture is there by then. */
const UNTIL_LIVE_MS = 45_000
/** Leaves the last change its time. */
const AFTER_MS = 4_000

export async function measureLive(options: {
  browser: string
  changes: number
  say: (sentence: string) => void
}): Promise<LiveDelays> {
  const { changes, say } = options
  const page = await startColorPage(LEAST_MS, MOST_MS)
  try {
    const wall = await startWall({ browser: options.browser, allow: [`127.0.0.1:${page.port}`] })
    try {
      const dashboard = await wall.addDashboard(page.url, { refresh: 'live' })
      await wall.waitForFrame(dashboard, 60_000)
      const screen = await openScreen(wall, wall.server.baseUrl, dashboard)
      try {
        const seen = await watchColors(screen)
        await untilLive(screen)
        const firstAt = Date.now()
        const counted = (): ColorChange[] => page.changes.filter(({ at }) => at > firstAt).slice(0, changes)
        const giveUpAt = performance.now() + changes * MOST_MS * 2 + 10_000
        while (counted().length < changes) {
          if (performance.now() > giveUpAt) throw new Error('the page does not change any more')
          await sleep(200)
        }
        await sleep(AFTER_MS)
        const delays = delaysOf(counted(), await seen.end())
        say(
          `live: ${delays.changes} changes, p50 ${delays.p50Ms.toFixed(0)} ms, p95 ${delays.p95Ms.toFixed(0)} ms, ` +
            `${delays.missed} missed`,
        )
        return delays
      } finally {
        await screen.close()
      }
    } finally {
      await wall.stop()
    }
  } finally {
    await page.close()
  }
}

/** A live picture is put together by the page: it has no address of the server. */
async function untilLive({ page }: ScreenInBrowser): Promise<void> {
  await page.locator('.layer.front img[src^="blob:"]').waitFor({ timeout: UNTIL_LIVE_MS })
}

/** What the browser draws, whenever it draws: of each picture its moment and the colour in its middle. */
async function watchColors({ page }: ScreenInBrowser) {
  const devtools = await page.context().newCDPSession(page)
  const seen: ColorChange[] = []
  const reading: Promise<void>[] = []
  devtools.on('Page.screencastFrame', ({ data, metadata, sessionId }) => {
    devtools.send('Page.screencastFrameAck', { sessionId }).catch(() => {}) // when it is over
    const at = metadata.timestamp === undefined ? Date.now() : metadata.timestamp * 1000
    reading.push(colorOf(data).then((color) => void seen.push({ color, at })))
  })
  await devtools.send('Page.startScreencast', { format: 'png', maxWidth: 160, maxHeight: 90 })
  return {
    async end(): Promise<ColorChange[]> {
      await devtools.send('Page.stopScreencast')
      await Promise.all(reading)
      return seen.toSorted((one, other) => one.at - other.at)
    },
  }
}

async function colorOf(data: string): Promise<number> {
  const { data: pixels, info } = await sharp(Buffer.from(data, 'base64'))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const middle = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)) * info.channels
  const distances = colors.map((color) =>
    color.reduce((sum, part, at) => sum + Math.abs(part - (pixels[middle + at] ?? 0)), 0),
  )
  const nearest = distances.indexOf(Math.min(...distances))
  // A message or a page of an error is none of them.
  return (distances[nearest] ?? Infinity) < 60 ? nearest : -1
}

function delaysOf(changes: readonly ColorChange[], seen: readonly ColorChange[]): LiveDelays {
  const delays = changes.map(({ color, at }, index) => {
    const until = changes[index + 1]?.at ?? Infinity
    const first = seen.find((one) => one.at >= at && one.color === color)
    return first === undefined || first.at > until + LEAST_MS ? undefined : first.at - at
  })
  const known = delays.map((delay, index) => delay ?? gapAfter(changes, index)).sort((a, b) => a - b)
  return {
    changes: changes.length,
    missed: delays.filter((delay) => delay === undefined).length,
    p50Ms: percentile(known, 50),
    p95Ms: percentile(known, 95),
    mostMs: known.at(-1) ?? Number.NaN,
  }
}

/** One that was never seen took longer than until the next one. */
function gapAfter(changes: readonly ColorChange[], index: number): number {
  return Math.max(MOST_MS, (changes[index + 1]?.at ?? 0) - (changes[index]?.at ?? 0))
}
