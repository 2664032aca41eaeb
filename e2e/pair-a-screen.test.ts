// A screen in a tab: it shows a code, is paired, shows pictures that a runner gave and nothing else, without a server,
// without a network, and goes on; a message, its name, another screen beside it, and the end of its pairing.
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../contract/client.ts'
import { openBrowser } from './browser.ts'
import { startCountersign, type CountersignProcess } from './countersign-process.ts'
import { openScreen, pairScreen, untilColor, type Color } from './screen-page.ts'
import { setUp } from './sign-in-by-api.ts'

const LONG = { timeout: 120_000 }
const cli = resolve(import.meta.dirname, '../cli/countersign.js')

let dataDir: string
let server: CountersignProcess
let admin: Client
let runner: Client
let browser: Awaited<ReturnType<typeof openBrowser>>
let dashboard: string
let lease: string

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'countersign-e2e-'))
  server = await startCountersign({ dataDir })
  admin = server.client(await setUp(server))
  const added = spawnSync(process.execPath, [cli, 'runner', 'add', 'Hall'], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, COUNTERSIGN_DATA_DIR: dataDir },
    encoding: 'utf8',
  })
  const token = /COUNTERSIGN_RUNNER_TOKEN=(\S+)/.exec(added.stdout)?.[1]
  if (token === undefined) throw new Error(`${added.stdout}${added.stderr}`)
  runner = server.client(token)
  const made = await admin.call('POST /api/v1/dashboards', {
    body: { name: 'Open tickets', url: 'https://board.example/' },
  })
  dashboard = made.id
  await takePlace()
  browser = await openBrowser()
}, LONG.timeout)
afterAll(async () => {
  await browser?.close()
  await server?.kill()
  await rm(dataDir, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 })
})

/** The place is free when the lease from before the server was killed has run out, which takes half a minute. */
async function takePlace(): Promise<void> {
  for (let tries = 0; tries < 3; tries += 1) {
    const { items } = await runner.call('POST /api/v1/runner/places', { body: { version: '1', most: 1 } })
    const [place] = items
    if (place !== undefined) return void (lease = place.id)
  }
  throw new Error('The place is not free.')
}

const colors = { green: [20, 140, 60], blue: [30, 70, 190] } as const satisfies Record<string, Color>

/** A frame of one colour, as a runner gives it. */
async function giveFrame(color: keyof typeof colors): Promise<void> {
  const { dashboards } = await runner.call('POST /api/v1/runner/places/{id}/work', {
    params: { id: lease },
    body: { revision: 0, waitSeconds: 0 },
  })
  const asked = dashboards[0]?.asked ?? 0
  const [r, g, b] = colors[color]
  const picture = async (width: number, height: number) => {
    const plain = sharp({ create: { width, height, channels: 3, background: { r, g, b } } })
    return (await plain.jpeg().toBuffer()).toString('base64')
  }
  const hash = color === 'green' ? '1'.repeat(64) : '2'.repeat(64)
  const pictures = { jpeg: await picture(1920, 1080), thumbnail: await picture(480, 270) }
  await runner.call('POST /api/v1/runner/places/{id}/frames', {
    params: { id: lease },
    body: { dashboard, asked, hash, width: 1920, height: 1080, pictures },
  })
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
    await giveFrame('green')
    await untilShows(page, 'green')
    await giveFrame('blue')
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
    const { port } = server
    await server.kill()
    await untilShows(page, 'blue')
    server = await startCountersign({ dataDir, port })
    await takePlace()
    await giveFrame('green')
    await untilShows(page, 'green')
    await page.locator('#badge.fresh').waitFor({ state: 'attached' })

    // Unpaired: nothing of what it showed is left, and it shows a code again.
    await admin.call('DELETE /api/v1/screens/{id}', { params: { id } })
    await page.locator('.code').waitFor()
    expect(await page.locator('.layer img[src]').count()).toBe(0)
    await context.close()
  },
)
