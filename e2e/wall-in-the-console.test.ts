// What an admin does to put a page on the wall: the dashboard with its preview, a screen, what it shows at a glance, a
// message on it and back. The server, the runner with its browser and the console are real; the page is a site of this test.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { eye, page, signInForTests } from './admin-at-the-console.ts'
import { button, dialog, field, heading, words } from './console-steps.ts'
import { SETUP_TOKEN } from './countersign-process.ts'
import { openConsole, type OpenConsole } from './open-console.ts'
import { untilColor } from './screen-page.ts'
import { setUp } from './sign-in-by-api.ts'

const patient = { timeout: 300_000 }
/** A runner starts a browser. */
const slow = { timeout: 120_000 }

let site: Server
let siteUrl: string
let opened: OpenConsole
let admin: string

beforeAll(async () => {
  site = createServer((_, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(`<!doctype html><title>Tickets</title><style>body{margin:0;background:#1d6b46;color:#fff;
      font:90px sans-serif}main{padding:2em}</style><main>Open tickets: 12<p id="note">Nobody waits.</p></main>`)
  })
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  const { port } = site.address() as AddressInfo
  siteUrl = `http://127.0.0.1:${port}/tickets`
  opened = await openConsole(SETUP_TOKEN, {
    COUNTERSIGN_RUNNER: 'on',
    COUNTERSIGN_RUNNER_ALLOW: `127.0.0.1:${port}`,
    COUNTERSIGN_BROWSER: process.env.COUNTERSIGN_TEST_BROWSER ?? '',
  })
  admin = await setUp(opened.server)
})
afterAll(async () => {
  await opened?.close()
  site?.closeAllConnections()
  site?.close()
})
signInForTests(() => opened)

/** Waits until a picture is there, whole. */
async function untilSeen(picture: ReturnType<Page['locator']>): Promise<{ width: number; height: number }> {
  await picture.waitFor(slow)
  return picture.evaluate(async (image: HTMLImageElement) => {
    await image.decode()
    return { width: image.naturalWidth, height: image.naturalHeight }
  })
}

/** A screen without a TV: the page of screens beside the console, in the same browser. */
async function openSecondTab(): Promise<Page> {
  const tab = await page.context().newPage()
  await tab.goto('/screen')
  return tab
}

async function textIn(screen: Page, selector: string): Promise<string> {
  return (await screen.locator(selector).textContent()) ?? ''
}

/** What somebody sees in a corner of the screen is the page of this test. */
const untilGreen = (screen: Page): Promise<void> =>
  untilColor(screen, { left: 40, top: 700 }, [0x1d, 0x6b, 0x46], slow)

test(
  'a page comes onto the wall, a screen shows it, and a message stands on it and goes',
  patient,
  async () => {
    await page
      .getByRole('navigation')
      .getByRole('link', { name: words('dashboards.title') })
      .click()
    await button(page, 'dashboards.none.add').click()
    await heading(page, 'dashboards.add').waitFor()
    await field(page, 'connection.address').fill(siteUrl)
    const preview = page.getByRole('img', { name: words('preview.picture') })
    expect(await untilSeen(preview)).toEqual({ width: 1920, height: 1080 })
    await eye.lookAt(page, 'wall 1, a dashboard with its preview')

    await field(page, 'capture.element').fill('#note')
    await page.waitForFunction(
      (label) => {
        const image = document.querySelector<HTMLImageElement>(`img[alt="${label}"]`)
        return image !== null && image.complete && image.naturalHeight > 0 && image.naturalHeight < 1080
      },
      words('preview.picture'),
      slow,
    )
    await field(page, 'capture.element').fill('')

    await page.getByRole('link', { name: words('dashboard.toAll') }).click()
    await dialog(page, 'leave.title').waitFor()
    await button(page.getByRole('dialog'), 'action.cancel').click()
    await field(page, 'field.name').fill('Open tickets')
    await button(page, 'dashboards.add').click()
    await page.getByText(words('dashboards.added', { name: 'Open tickets' })).waitFor()
    const tile = page.getByRole('listitem').filter({ hasText: 'Open tickets' })
    await untilSeen(tile.locator('img'))
    await tile.getByText(words('dashboard.state.fresh')).waitFor(slow)
    await eye.lookAt(page, 'wall 2, the dashboards')

    const screen = await openSecondTab()
    await page
      .getByRole('navigation')
      .getByRole('link', { name: words('screens.title') })
      .click()
    await button(page, 'screens.none.pair').click()
    await field(page, 'pair.code').fill(await textIn(screen, '.code'))
    await button(page, 'action.continue').click()
    await page.getByText(await textIn(screen, '.words'), { exact: true }).waitFor()
    await eye.lookAt(page, 'wall 3, is it this screen')
    await field(page, 'screen.name').fill('Reception')
    await field(page, 'screen.shows').selectOption({ label: 'Open tickets' })
    await button(page, 'pair.confirm').click()
    await page.getByText(words('pair.done', { name: 'Reception' })).waitFor()
    await untilGreen(screen)
    const shown = page.getByRole('listitem').filter({ hasText: 'Reception' })
    await untilSeen(shown.locator('img'))
    await shown.getByText(words('screen.state.good')).waitFor(slow)
    await eye.lookAt(page, 'wall 4, the screens')

    await button(page, 'screens.message').click()
    await page.getByRole('radio', { name: words('message.level.alarm') }).check({ force: true })
    await field(page, 'message.text').fill('Leave by the stairs.')
    await eye.lookAt(page, 'wall 5, a message')
    await button(page, 'message.show').click()
    await page.getByText(words('message.stands.alarm_one', { count: 1 })).waitFor()
    await screen.locator('#message.alarm').getByText('Leave by the stairs.').waitFor()

    await page
      .getByRole('navigation')
      .getByRole('link', { name: words('overview.title') })
      .click()
    const glance = page.getByRole('region', { name: words('screens.title'), exact: true })
    await glance.getByText(words('screen.hasMessage')).waitFor(slow)
    await untilSeen(glance.locator('img'))
    await page.getByText(words('activity.screen_paired', { name: 'Reception' })).waitFor()
    await eye.lookAt(page, 'wall 6, at a glance')
    await button(page, 'message.takeBack').click()
    await page.getByText(words('message.takenBack')).waitFor()
    // It updates by itself.
    await glance.getByText(words('screen.hasMessage')).waitFor({ state: 'detached', ...slow })
    await untilGreen(screen)

    await page.getByRole('link', { name: 'Reception' }).first().click()
    await heading(page, 'screen.now').waitFor()
    await eye.lookAt(page, 'wall 7, one screen')
    await page.getByLabel(words('screen.hours'), { exact: true }).check()
    await eye.lookAt(page, 'wall 8, a screen with hours')
    await button(page, 'action.save').click()
    await page.getByText(words('screen.saved', { name: 'Reception' })).waitFor()
    await page.reload()
    await heading(page, 'screen.now').waitFor()
    expect(await page.getByLabel(words('screen.hours'), { exact: true }).isChecked()).toBe(true)
    await button(page, 'screen.unpair').click()
    await button(page.getByRole('dialog'), 'screen.unpair').click()
    await page.getByText(words('screen.unpaired', { name: 'Reception' })).waitFor()
    await screen.locator('.code').waitFor()
    eye.expectNothing(32)
  },
)

test('several dashboards take turns on a playlist, in the order that was made', patient, async () => {
  const own = opened.server.client(admin)
  for (const name of ['First', 'Second']) {
    await own.call('POST /api/v1/dashboards', { body: { name, url: siteUrl, isPaused: true } })
  }
  await page.goto('/playlists')
  await button(page, 'playlists.add').click()
  await field(page, 'field.name').fill('Both')
  await field(page, 'playlist.add').selectOption({ label: 'First' })
  await field(page, 'playlist.add').selectOption({ label: 'Second' })
  await page.getByLabel(words('playlist.seconds', { name: 'Second' })).fill('4')
  await page.getByText(words('playlist.seconds.wrong')).waitFor()
  await eye.lookAt(page, 'wall 8, a playlist')
  await page.getByLabel(words('playlist.seconds', { name: 'Second' })).fill('45')
  await page.getByRole('button', { name: words('order.up', { number: 2 }), exact: true }).click()
  await button(page, 'action.save').click()
  await page.getByText(words('playlist.saved', { name: 'Both' })).waitFor()
  const { items } = await own.call('GET /api/v1/playlists', {})
  const names = await Promise.all(
    (items[0]?.items ?? []).map(async ({ dashboard, seconds }) => {
      const { name } = await own.call('GET /api/v1/dashboards/{id}', { params: { id: dashboard } })
      return `${name} ${seconds}`
    }),
  )
  expect(names).toEqual(['Second 45', 'First 30'])
  eye.expectNothing(4)
})
