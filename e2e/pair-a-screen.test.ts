// A screen in a tab: it shows a code, is paired, shows pictures that a runner gave and nothing else, without a server,
// without a network, and goes on; a message, its name, another screen beside it, and the end of its pairing.
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { openScreen, pairScreen, untilColor, type Color } from './screen-page.ts'
import {
  admin,
  browser,
  dashboard,
  giveFrame,
  openWallForTests,
  server,
  startServerAgain,
} from './wall-by-hand.ts'

const LONG = { timeout: 120_000 }

openWallForTests(60)

const colors = { green: [20, 140, 60], blue: [30, 70, 190] } as const satisfies Record<string, Color>

/** A frame of one colour. */
async function givePlain(color: keyof typeof colors): Promise<void> {
  const [r, g, b] = colors[color]
  const plain = (width: number, height: number): Promise<Buffer> =>
    sharp({ create: { width, height, channels: 3, background: { r, g, b } } })
      .jpeg()
      .toBuffer()
  const hash = color === 'green' ? '1'.repeat(64) : '2'.repeat(64)
  const pictures = { jpeg: await plain(1920, 1080), thumbnail: await plain(480, 270) }
  await giveFrame({ hash, width: 1920, height: 1080, pictures })
}

const untilShows = (page: Page, color: keyof typeof colors): Promise<void> =>
  untilColor(page, { left: 640, top: 360 }, colors[color], { timeout: 60_000 })

/** For whoever wants to look: a folder for pictures of the page, in each size. */
async function keepPictures(page: Page, name: string): Promise<void> {
  const folder = process.env.COUNTERSIGN_TEST_PICTURES
  if (folder === undefined) return
  const before = page.viewportSize()
  for (const [width, height] of [
    [1920, 1080],
    [1080, 1920],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height })
    await page.screenshot({ path: join(folder, `${name}-${width}.png`) })
  }
  if (before !== null) await page.setViewportSize(before)
}

test(
  '140: a screen shows the frames that it is given, through a message, a lost server and a lost network',
  LONG,
  async () => {
    const { context, page } = await openScreen(browser, server.baseUrl)
    await page.locator('.code').waitFor()
    await keepPictures(page, 'code')
    const id = await pairScreen(admin, page, 'Reception', dashboard)
    // No frame yet: it says so, and shows no page of a service.
    await page.getByText('The first picture is being made').waitFor()
    await givePlain('green')
    await untilShows(page, 'green')
    await givePlain('blue')
    await untilShows(page, 'blue')

    const alarm = await admin.call('POST /api/v1/wall-messages', {
      body: { which: { all: true }, level: 'alarm', text: 'Leave the building' },
    })
    await page.locator('#message.alarm').getByText('Leave the building').waitFor()
    await keepPictures(page, 'alarm')
    await admin.call('DELETE /api/v1/wall-messages/{id}', { params: { id: alarm.id } })
    await untilShows(page, 'blue')

    await admin.call('POST /api/v1/screens/{id}/identify', { params: { id } })
    await page.locator('#name').getByText('Reception').waitFor()
    await keepPictures(page, 'name')

    // A second one beside it, as another person's tab: each has its own token.
    const second = await openScreen(browser, server.baseUrl)
    await second.page.locator('.code').waitFor()
    await pairScreen(admin, second.page, 'Canteen', dashboard)
    await untilShows(second.page, 'blue')
    await second.context.close()

    // The network is gone, and the page is loaded anew: it has what it had.
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await page.reload()
    await untilShows(page, 'blue')
    await context.setOffline(true)
    await page.clock.install()
    await page.reload()
    await untilShows(page, 'blue')
    // The longer it lasts, the more clearly the page says how old that is.
    await page.clock.fastForward('02:00')
    await page
      .locator('#badge.old')
      .getByText(/\d min ago/)
      .waitFor()
    await keepPictures(page, 'old')
    await page.clock.fastForward('10:00')
    await page
      .locator('#badge.stale')
      .getByText(/1\d min ago/)
      .waitFor()
    await keepPictures(page, 'stale')
    await untilShows(page, 'blue')
    await context.setOffline(false)
    await page.clock.fastForward('01:00')

    // The server is killed and comes back: the screen is still the same one, and hears of what is new.
    await server.kill()
    await untilShows(page, 'blue')
    await startServerAgain()
    await givePlain('green')
    await untilShows(page, 'green')
    await page.locator('#badge.fresh').waitFor({ state: 'attached' })

    // Unpaired: nothing of what it showed is left, and it shows a code again.
    await admin.call('DELETE /api/v1/screens/{id}', { params: { id } })
    await page.locator('.code').waitFor()
    expect(await page.locator('.layer img[src]').count()).toBe(0)
    await context.close()
  },
)
