// A screen in a browser of its own, beside the console: it shows a page live as it changes, and the last good picture when
// that page becomes a sign-in; it is turned; and its key is copied, which is found out, told, and costs both of them the wall.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eye, page, signInForTests } from './admin-at-the-console.ts'
import { openBrowser } from './browser.ts'
import { button, dialog, field, heading, words } from './console-steps.ts'
import { SETUP_TOKEN } from './countersign-process.ts'
import { openConsole, type OpenConsole } from './open-console.ts'
import { isAmong, openScreen, pairScreen, untilColor, watchColors, type Color } from './screen-page.ts'
import { startSharedPostgres, type SharedDatabase, type SharedPostgres } from './shared-postgres.ts'
import { setUp } from './sign-in-by-api.ts'

const patient = { timeout: 300_000 }
/** A runner starts a browser. */
const slow = { timeout: 120_000 }

const GREEN: Color = [10, 150, 40]
const BLUE: Color = [20, 60, 210]
const VIOLET: Color = [150, 20, 190]
/** Of what is no dashboard. */
const RED: Color = [230, 10, 10]
/** Along the upper edge of the page. */
const YELLOW: Color = [240, 200, 20]

const css = ([red, green, blue]: Color): string => `rgb(${red} ${green} ${blue})`

/** A page that asks for news all the time, and turns into a sign-in by itself when it is told that it is signed out. */
const floor = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Floor</title>
<style>body{margin:0;color:#fff;font:60px sans-serif}#edge{height:200px;background:${css(YELLOW)}}main{padding:1em}</style>
<div id="edge"></div><main>Machines that run: 12 of 14<p>The press waits for somebody.</p></main>
<script>
async function ask() {
  const news = await (await fetch('/news')).json()
  document.body.style.background = news.color
  if (news.isSignedOut && !document.querySelector('form')) document.body.innerHTML =
    '<h1>Sign in</h1><form><label>Email <input name="email" type="email"></label>' +
    '<label>Password <input name="password" type="password"></label><button>Sign in</button></form>'
}
setInterval(ask, 200)
ask()
</script></html>`

let shown: Color = GREEN
let isSignedOut = false
let site: Server
let postgres: SharedPostgres
let database: SharedDatabase
let opened: OpenConsole
let browser: Browser
let context: BrowserContext
let screen: Page
let dashboard: string
let screenId: string

beforeAll(async () => {
  site = createServer((request, response) => {
    const isNews = request.url === '/news'
    response.setHeader('content-type', isNews ? 'application/json' : 'text/html')
    response.end(isNews ? JSON.stringify({ color: css(isSignedOut ? RED : shown), isSignedOut }) : floor)
  })
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  const place = `127.0.0.1:${(site.address() as AddressInfo).port}`
  postgres = await startSharedPostgres()
  database = await postgres.createEmptyDatabase('screens')
  opened = await openConsole(SETUP_TOKEN, {
    COUNTERSIGN_DATABASE_URL: database.url,
    COUNTERSIGN_RUNNER: 'on',
    COUNTERSIGN_RUNNER_ALLOW: place,
    COUNTERSIGN_BROWSER: process.env.COUNTERSIGN_TEST_BROWSER ?? '',
  })
  const admin = opened.server.client(await setUp(opened.server))
  const made = await admin.call('POST /api/v1/dashboards', {
    body: { name: 'Floor', url: `http://${place}/floor`, refresh: 5 },
  })
  dashboard = made.id
  browser = await openBrowser()
  ;({ context, page: screen } = await openScreen(browser, opened.server.baseUrl))
  await screen.locator('.code').waitFor()
  screenId = await pairScreen(admin, screen, 'Workshop', dashboard)
})
afterAll(async () => {
  await browser?.close()
  await opened?.close()
  await postgres?.stop()
  site?.closeAllConnections()
  site?.close()
})
signInForTests(() => opened)

/** Where the page has its colour, and no letters. */
const BODY = { left: 1000, top: 600 }

const untilShows = (color: Color): Promise<void> => untilColor(screen, BODY, color, slow)

const inFront = (from: 'live' | 'still', at = screen) =>
  at.locator(`.layer.front img[src^="${from === 'live' ? 'blob:' : '/api/v1/screen/frames/'}"]`)

test(
  'live: what changes on the page is seen on the screen; a sign-in in its place never is',
  patient,
  async () => {
    await untilShows(GREEN)
    await inFront('still').waitFor(slow)
    const pixels = watchColors(screen, BODY)
    await page.goto(`/dashboards/${dashboard}`)
    await field(page, 'dashboard.refresh').selectOption('live')
    await eye.lookAt(page, 'wall 9, a live dashboard')
    await button(page, 'action.save').click()
    await page.getByText(words('dashboard.saved', { name: 'Floor' })).waitFor()
    await inFront('live').waitFor(slow)
    shown = BLUE
    await untilShows(BLUE)
    expect(await inFront('live').count()).toBe(1)

    // The live picture ends with the first look that finds something else: the last good frame takes its place.
    isSignedOut = true
    await inFront('still').waitFor(slow)
    isSignedOut = false
    shown = VIOLET
    await page.goto(`/dashboards/${dashboard}`)
    await button(page, 'dashboard.makePicture').click()
    await inFront('live').waitFor(slow)
    await untilShows(VIOLET)
    const colors = await pixels.end()
    expect(colors.filter((color) => !isAmong(color, [GREEN, BLUE, VIOLET]))).toEqual([])
    eye.expectNothing(4)
  },
)

test(
  'a screen that hangs upright shows its picture turned, as soon as the console says so',
  patient,
  async () => {
    const turn = async (orientation: 'as_it_is' | 'turned_right' | 'upside_down' | 'turned_left') => {
      await field(page, 'screen.orientation').selectOption(orientation)
      await button(page, 'action.save').click()
      await page
        .getByText(words('screen.saved', { name: 'Workshop' }))
        .first()
        .waitFor()
    }
    // A picture of 16 to 9 that lies on its side is as high as the screen, and a third as wide.
    const [left, right] = [
      { left: 460, top: 360 },
      { left: 820, top: 360 },
    ]
    const edgeIs = (spot: { left: number; top: number }) => untilColor(screen, spot, YELLOW, slow)
    await page.goto(`/screens/${screenId}`)
    await heading(page, 'screen.now').waitFor()
    await edgeIs({ left: 1000, top: 30 })
    await turn('turned_right')
    await edgeIs(right)
    await untilColor(screen, left, shown, slow)
    await eye.lookAt(page, 'wall 10, a screen that is turned')
    await turn('turned_left')
    await edgeIs(left)
    await untilColor(screen, right, shown, slow)
    await turn('upside_down')
    await edgeIs({ left: 1000, top: 690 })
    await turn('as_it_is')
    await edgeIs({ left: 1000, top: 30 })
    await untilShows(shown)
    eye.expectNothing(4)
  },
)

test(
  '141: the key of a screen is copied: its next use tells, the console says so, and both are out',
  patient,
  async () => {
    const keyOf = async (of: BrowserContext) =>
      (await of.cookies()).find(({ name }) => name === 'countersign_screen')?.value
    const stolen = await keyOf(context)
    const elsewhere = await browser.newContext({ baseURL: opened.server.baseUrl })
    await elsewhere.addCookies(await context.cookies())
    const thief = await elsewhere.newPage()
    // Whoever has the key sees what the screen sees, until that has another one.
    await thief.goto('/screen')
    await inFront('live', thief).waitFor(slow)
    await thief.close()

    await page.goto('/overview')
    await heading(page, 'overview.title').waitFor()
    await letKeyGrowOld('25 hours')
    await screen.reload()
    await expect.poll(() => keyOf(context), slow).not.toBe(stolen)
    await screen.reload()
    const isInUse = 'SELECT 1 FROM screens WHERE previous_token_hash IS NOT NULL AND next_token_hash IS NULL'
    await expect.poll(() => database.count(isInUse), slow).toBe(1)
    await letKeyGrowOld('5 minutes')

    const again = await elsewhere.newPage()
    await again.goto('/screen')
    for (const one of [again, screen]) {
      await one.locator('.code').waitFor(slow)
      expect(await one.locator('.layer img[src]').count()).toBe(0)
    }
    for (const key of [await keyOf(elsewhere), await keyOf(context)]) {
      const answer = await fetch(`${opened.server.baseUrl}/api/v1/screen`, {
        headers: { cookie: `countersign_screen=${key}` },
      })
      expect(answer.status).toBe(401)
    }
    await page.getByText(words('activity.screen_token_stolen', { name: 'Workshop' })).waitFor(slow)
    await eye.lookAt(page, 'wall 11, a key that was copied')

    // Only the one in the workshop is paired anew: the admin compares its words.
    await page
      .getByRole('navigation')
      .getByRole('link', { name: words('screens.title') })
      .click()
    await button(page, 'screens.none.pair').click()
    const pairing = dialog(page, 'screens.pair')
    await field(pairing, 'pair.code').fill((await screen.locator('.code').textContent()) ?? '')
    await button(pairing, 'action.continue').click()
    await pairing.getByText((await screen.locator('.words').textContent()) ?? '', { exact: true }).waitFor()
    await field(pairing, 'screen.name').fill('Workshop')
    await field(pairing, 'screen.shows').selectOption({ label: 'Floor' })
    await button(pairing, 'pair.confirm').click()
    await page.getByText(words('pair.done', { name: 'Workshop' })).waitFor()
    await untilShows(shown)
    await again.locator('.code').waitFor()
    eye.expectNothing(4)
  },
)

/** As if the screen had been given it, and had last changed it, so much earlier. */
async function letKeyGrowOld(by: string): Promise<void> {
  await database.rows('UPDATE screens SET token_since = token_since - $1::interval', [by])
}

test('nothing in the console asked another host, broke the policy of the page, or failed', () => {
  expect(opened.watched.troubles).toEqual([])
})
