// The guides of screens and of sign-ins that fail, done as they say: a second tab is the screen, and a stand-in refuses a
// login until it is mended.
import { randomBytes } from 'node:crypto'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../contract/client.ts'
import { encodeBase32 } from '../otp/base32.ts'
import { plainApplication } from '../runner/testing/stand-ins/services/on-site.ts'
import type { StandIn } from '../runner/testing/stand-ins/stand-in.ts'
import { startStandIns, type StandIns } from '../runner/testing/stand-ins/start-stand-ins.ts'
import { eye, page, signInForTests } from './admin-at-the-console.ts'
import { board, withBoards } from './boards.ts'
import { button, dialog, field, heading, words } from './console-steps.ts'
import { SETUP_TOKEN } from './countersign-process.ts'
import { openConsole, type OpenConsole } from './open-console.ts'
import { readGuide } from './read-guide.ts'
import { untilColor } from './screen-page.ts'
import { setUp } from './sign-in-by-api.ts'

const patient = { timeout: 300_000 }
/** A runner starts a browser. */
const slow = { timeout: 120_000 }

const account = {
  name: 'wall@northwind.example',
  password: 'copper meadow basket 41',
  secret: randomBytes(20),
}
const boards: Record<string, string> = {
  '/tickets': board('Open tickets', ['12 open', '3 late', '41 today']),
  '/orders': board('Orders', ['North 41', 'South 52', 'East 35']),
}
/** Two pages for everybody, and an application with a login. */
const site: StandIn = {
  hosts: ['127.0.0.1'],
  answer(request, world) {
    const body = boards[request.path]
    if (body === undefined) return withBoards(plainApplication).answer(request, world)
    return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body }
  },
}

let service: StandIns
let origin: string
let opened: OpenConsole
let client: Client

beforeAll(async () => {
  service = await startStandIns([site], account)
  origin = `http://127.0.0.1:${service.port}`
  opened = await openConsole(SETUP_TOKEN, {
    COUNTERSIGN_RUNNER: 'on',
    COUNTERSIGN_RUNNER_ALLOW: `127.0.0.1:${service.port}`,
    COUNTERSIGN_BROWSER: process.env.COUNTERSIGN_TEST_BROWSER ?? '',
  })
  client = opened.server.client(await setUp(opened.server))
})
afterAll(async () => {
  await opened?.close()
  await service?.close()
})
signInForTests(() => opened)

/** White as the tiles of a board: no code, no message, no empty screen. */
const untilShowsBoard = (screen: Page): Promise<void> =>
  untilColor(screen, { left: 4, top: 300 }, [238, 241, 246], slow)

const opensGuide = (inside: Page | Locator, name: string): Promise<void> =>
  inside.locator(`a[href="/help/${name}"]`).first().waitFor()

test('a screen is paired, shows a list of two, says its name, and is unpaired', patient, async () => {
  const guide = readGuide('pair-a-screen')
  for (const [name, path] of Object.entries({ 'Open tickets': '/tickets', Orders: '/orders' })) {
    await client.call('POST /api/v1/dashboards', { body: { name, url: `${origin}${path}` } })
  }
  // Watched apart: a page for TVs has no icon, which the browser asks for all the same.
  const screen = (await opened.watchAnew().visit()).page
  await screen.goto('/screen')
  await guide.find(page.getByRole('navigation'), 'Screens').click()
  await opensGuide(page, 'pair-a-screen')
  await button(page, 'screens.none.pair').click()
  const pairing = dialog(page, 'screens.pair')
  await opensGuide(pairing, 'pair-a-screen')
  await field(pairing, 'pair.code').fill((await screen.locator('.code').textContent()) ?? '')
  await guide.find(pairing, 'Continue').click()
  await pairing.getByText((await screen.locator('.words').textContent()) ?? '', { exact: true }).waitFor()
  await guide.find(pairing, 'Not this one').waitFor()
  await guide.find(pairing, 'Name of the screen').waitFor()
  await field(pairing, 'screen.name').fill('Reception')
  await guide.find(pairing, 'What it shows').waitFor()
  await field(pairing, 'screen.shows').selectOption({ label: 'Open tickets' })
  await eye.lookAt(page, 'pair-a-screen')
  await guide.find(pairing, 'It is this one: pair it').click()
  await page.getByText(words('pair.done', { name: 'Reception' })).waitFor()
  await untilShowsBoard(screen)
  await guide.find(page.getByRole('main'), 'Pair a screen').waitFor()

  await guide.find(page.getByRole('main'), 'Playlists').click()
  await button(page, 'playlists.add').click()
  await guide.find(page, 'Add playlist').waitFor()
  await field(page, 'field.name').fill('Hall')
  await guide.find(page, 'Add a dashboard').waitFor()
  await field(page, 'playlist.add').selectOption({ label: 'Open tickets' })
  await field(page, 'playlist.add').selectOption({ label: 'Orders' })
  await eye.lookAt(page, 'playlist')
  await guide.find(page, 'Save').click()
  await page.getByText(words('playlist.saved', { name: 'Hall' })).waitFor()

  await page.goto('/screens')
  await page.getByRole('link', { name: 'Reception' }).click()
  await heading(page, 'screen.now').waitFor()
  await field(page, 'screen.shows').selectOption({ label: words('screen.shows.aPlaylist', { name: 'Hall' }) })
  await guide.find(page, 'How it hangs').waitFor()
  await button(page, 'action.save').click()
  await page.getByText(words('screen.saved', { name: 'Reception' })).waitFor()
  await guide.find(page, 'Let it say its name').click()
  await screen.locator('#name.shown').getByText('Reception').waitFor(slow)
  await button(page, 'screen.unpair').click()
  guide.find(page, 'Unpair')
  await button(page.getByRole('dialog'), 'screen.unpair').click()
  await page.getByText(words('screen.unpaired', { name: 'Reception' })).waitFor()
  await screen.locator('.code').waitFor(slow)
  eye.expectNothing(8)
  guide.expectAllFound(
    'Several dashboards in turn',
    'What it does by itself',
    'Which screen is which?',
    'A small computer behind it',
    'The page stays white, or the code never comes?',
  )
})

test(
  'a sign-in fails: seen at a glance, its pictures looked at, mended, and tried again',
  patient,
  async () => {
    const guide = readGuide('when-a-sign-in-fails')
    service.reset()
    const { id } = await client.call('POST /api/v1/connections', {
      body: {
        service: 'any',
        name: 'Orders of the shop',
        url: `${origin}/`,
        username: account.name,
        password: 'a password of last year',
        secret: encodeBase32(account.secret),
      },
    })
    await client.call('POST /api/v1/connections/{id}/sign-in', { params: { id } })
    await guide.find(page.getByRole('navigation'), 'Overview').click()
    const row = page.getByRole('listitem').filter({ hasText: 'Orders of the shop' })
    await guide.find(row, 'Needs attention').waitFor(slow)
    await row.getByRole('link', { name: 'Orders of the shop', exact: true }).click()
    await page.getByText(words('cause.wrong_password'), { exact: true }).first().waitFor()
    await opensGuide(page, 'when-a-sign-in-fails')
    await guide.find(page, 'Sign-ins so far').waitFor()
    await eye.lookAt(page, 'when-a-sign-in-fails')

    await guide.find(page, 'Steps').click()
    const steps = page.getByRole('dialog')
    await opensGuide(steps, 'when-a-sign-in-fails')
    await steps.getByText(words('attempt.step.stopped')).waitFor()
    await steps
      .getByRole('button', { name: /^Enlarge the picture: Stopped/ })
      .last()
      .click()
    const large = page.getByRole('dialog').last().getByRole('img')
    await expect.poll(() => large.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(0)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await steps.first().waitFor({ state: 'detached' })

    for (const label of ['Edit', 'Replace key', 'Take over', 'Pause']) {
      if (guide.text.includes(`**${label}**`)) await guide.find(page, label).waitFor()
    }
    await guide.find(page, 'Replace password').click()
    const replacing = page.getByRole('dialog')
    await field(replacing, 'connection.password').fill(account.password)
    await button(replacing, 'action.save').click()
    await page.getByText(words('connection.saved', { name: 'Orders of the shop' })).waitFor()
    await guide.find(page, 'Sign in now').click()
    await page.getByText(/^Signed in since /).waitFor(slow)
    expect(service.world.tally).toMatchObject({ passwords: 2, wrongPasswords: 1, signIns: 1 })

    await guide.find(page.getByRole('navigation'), 'Alerts').click()
    await guide.find(page, 'Add a place').waitFor()
    await opensGuide(page, 'when-a-sign-in-fails')
    eye.expectNothing(4)
    guide.expectAllFound('Screens meanwhile', 'Not now?', 'Who is told?')
  },
)

test('nothing of it asked another host, broke the policy of the page, or failed', () => {
  expect(opened.watched.troubles).toEqual([])
})
