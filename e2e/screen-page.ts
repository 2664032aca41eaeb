// The page of a screen in a browser beside the console's, and what somebody sees on it: the colours of its pixels.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import sharp from 'sharp'
import type { Client } from '../contract/client.ts'

export type Color = readonly [red: number, green: number, blue: number]

export interface Spot {
  left: number
  top: number
}

/** A window of a browser of its own, and the page that a TV opens in it. */
export async function openScreen(
  browser: Browser,
  baseUrl: string,
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ baseURL: baseUrl, viewport: { width: 1280, height: 720 } })
  const page = await context.newPage()
  await page.goto('/screen')
  return { context, page }
}

/** As an admin does it who compares what stands beside the code; the id of the screen. */
export async function pairScreen(
  admin: Client,
  page: Page,
  name: string,
  dashboard: string,
): Promise<string> {
  const code = (await page.locator('.code').textContent())?.replace(' ', '') ?? ''
  const shown = await admin.call('GET /api/v1/screens/pairings/{code}', { params: { code } })
  const words = await page.locator('.words').textContent()
  if (words !== shown.displayedName) throw new Error(`it says ${words}, and not ${shown.displayedName}`)
  const shows = { kind: 'dashboard', dashboard } as const
  return (await admin.call('POST /api/v1/screens', { body: { pairingCode: code, name, shows } })).id
}

export async function colorIn(picture: Buffer, { left, top }: Spot): Promise<Color> {
  const spot = sharp(picture).extract({ left, top, width: 1, height: 1 })
  const [red = 0, green = 0, blue = 0] = await spot.removeAlpha().raw().toBuffer()
  return [red, green, blue]
}

export const colorAt = async (page: Page, spot: Spot): Promise<Color> =>
  colorIn(await page.screenshot(), spot)

/** What a picture loses on its way as JPEG. */
const NEAR = 20

export const isNear = (seen: Color, color: Color): boolean =>
  seen.every((part, at) => Math.abs(part - (color[at] ?? 0)) < NEAR)

/** One of them, or one on its way to another: a picture comes softly in the place of the one before. */
export function isAmong(seen: Color, colors: readonly Color[]): boolean {
  return colors.some((from) => colors.some((to) => isBetween(seen, from, to)))
}

function isBetween(seen: Color, from: Color, to: Color): boolean {
  const way = to.map((part, at) => part - (from[at] ?? 0))
  const length = way.reduce((sum, part) => sum + part * part, 0)
  const along = way.reduce((sum, part, at) => sum + part * ((seen[at] ?? 0) - (from[at] ?? 0)), 0)
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, along / length))
  const [red = 0, green = 0, blue = 0] = from.map((part, at) => part + share * (way[at] ?? 0))
  return isNear(seen, [red, green, blue])
}

export async function untilColor(
  page: Page,
  spot: Spot,
  color: Color,
  { timeout }: { timeout: number },
): Promise<void> {
  const giveUpAt = performance.now() + timeout
  for (;;) {
    const seen = await colorAt(page, spot)
    if (isNear(seen, color)) return
    if (performance.now() > giveUpAt) throw new Error(`it shows ${seen.join()}, and not ${color.join()}`)
    await sleep(100)
  }
}

/** Looks at a spot all the time, and remembers each colour that it had. */
export function watchColors(page: Page, spot: Spot): { end(): Promise<Color[]> } {
  const seen: Color[] = []
  const over = new AbortController()
  const watching = (async () => {
    while (!over.signal.aborted) {
      seen.push(await colorAt(page, spot))
      await sleep(100)
    }
  })()
  return {
    async end() {
      over.abort()
      await watching
      return seen
    },
  }
}

/** Waits until it shows a picture of its own shape, whole and with nothing over it. */
export async function untilLooksAs(
  page: Page,
  picture: Buffer,
  { timeout }: { timeout: number },
): Promise<void> {
  const giveUpAt = performance.now() + timeout
  for (;;) {
    const difference = await differenceOf(await page.screenshot(), picture)
    if (difference < 5) return
    if (performance.now() > giveUpAt) throw new Error(`it looks otherwise, by ${difference} of 255`)
    await sleep(100)
  }
}

/** The mean over all parts, from 0 to 255; letters are too small to be seen, and grey. */
async function differenceOf(one: Buffer, other: Buffer): Promise<number> {
  const small = (picture: Buffer): Promise<Buffer> =>
    sharp(picture).resize(64, 36, { fit: 'fill' }).removeAlpha().raw().toBuffer()
  const [a, b] = await Promise.all([small(one), small(other)])
  return a.reduce((sum, part, at) => sum + Math.abs(part - (b[at] ?? 0)), 0) / a.length
}
