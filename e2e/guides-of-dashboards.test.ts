// The guides that put a dashboard of a service on a screen, done as they say: the connection signs in at a stand-in under the
// service's own name, its dashboard comes to stand among the others, with its picture, and a screen in a second browser shows it.
import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Client } from '../contract/client.ts'
import { encodeBase32 } from '../otp/base32.ts'
import { findTestBrowser } from '../runner/testing/test-browsers.ts'
import { allStandIns } from '../runner/testing/stand-ins/all-stand-ins.ts'
import { lightning } from '../runner/testing/stand-ins/services/salesforce.ts'
import { startStandIns, type StandIns } from '../runner/testing/stand-ins/start-stand-ins.ts'
import { eye, page, signInForTests } from './admin-at-the-console.ts'
import { withBoards } from './boards.ts'
import { openBrowser } from './browser.ts'
import { button, dialog, field, heading, words } from './console-steps.ts'
import { SETUP_TOKEN } from './countersign-process.ts'
import { openConsole, type OpenConsole } from './open-console.ts'
import { readGuide, type Guide } from './read-guide.ts'
import { openScreen, pairScreen, untilLooksAs } from './screen-page.ts'
import { setUp } from './sign-in-by-api.ts'

const patient = { timeout: 300_000 }
/** A runner starts a browser, and a code may have to wait for its step. */
const slow = { timeout: 120_000 }

const account = {
  name: 'wall@northwind.example',
  password: 'copper meadow basket 41',
  secret: randomBytes(20),
}
/** Salesforce counts when it is told to, and says so. */
const toBePressed = `<p id="as-of">As of this morning</p>
<button type="button" onclick="document.querySelector('#as-of').textContent='As of now'">Refresh</button>`

let folder: string
let standIns: StandIns
let opened: OpenConsole
let token: string
let client: Client
let browser: Browser
let screen: Page
let screenId: string | undefined
const added: string[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-boards-'))
  standIns = await startStandIns(
    allStandIns.map((one) => withBoards(one, one === lightning ? toBePressed : '')),
    account,
  )
  opened = await openConsole(SETUP_TOKEN, {
    COUNTERSIGN_RUNNER: 'on',
    COUNTERSIGN_BROWSER: await browserAmongStandIns(),
  })
  token = await setUp(opened.server)
  client = opened.server.client(token)
  browser = await openBrowser()
  ;({ page: screen } = await openScreen(browser, opened.server.baseUrl))
})
afterAll(async () => {
  await browser?.close()
  await opened?.close()
  await standIns?.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  // Of one key a code goes out once in half a minute: each test has a key of its own, and waits for none.
  account.secret = randomBytes(20)
  standIns.reset()
})
// What the one before shows would sign in anew where the next test has a stand-in without its sessions.
afterEach(async () => {
  for (const id of added.splice(0))
    await client.call('POST /api/v1/connections/{id}/pause', { params: { id } })
})
signInForTests(() => opened)

/** For COUNTERSIGN_BROWSER: one for which every name on the internet is a stand-in. */
async function browserAmongStandIns(): Promise<string> {
  const found = await findTestBrowser()
  if (found.kind !== 'program') throw new Error('The test starts its browser itself.')
  const program = join(folder, 'browser')
  // All else goes through the runner's proxy, as ever.
  const hosts = allStandIns.flatMap((one) => one.hosts).join(';')
  const own = [
    `--proxy-bypass-list=<-loopback>;${hosts}`,
    `--host-resolver-rules=MAP * 127.0.0.1:${standIns.port} , EXCLUDE 127.0.0.1`,
    '--ignore-certificate-errors',
  ]
    .map((one) => `'${one}'`)
    .join(' ')
  await writeFile(program, `#!/bin/sh\nexec '${found.path}' "$@" ${own}\n`)
  await chmod(program, 0o755)
  // The runner starts it as a user who has nothing else here.
  await chmod(folder, 0o755)
  return program
}

interface Walk {
  guide: string
  service: string
  url: string
  /** The address that the guide has somebody copy. */
  board: string
  /** Beside what every guide of this kind names. */
  also: string[]
  openers?: string[]
  fill?: (guide: Guide) => Promise<void>
}

const everywhere = ['Seen through', 'A new picture']

const walks: Walk[] = [
  {
    guide: 'show-jira',
    service: 'atlassian',
    url: 'https://northwind.atlassian.net/',
    board: 'https://northwind.atlassian.net/jira/dashboards/10001',
    also: ['Zoom', 'Draw a part', 'Hide on the page'],
  },
  {
    guide: 'show-trello',
    service: 'trello',
    url: 'https://trello.com/',
    board: 'https://trello.com/b/AbCdEfGh/shop',
    also: ['Zoom', 'Size of the page', 'Hide on the page', 'Before the picture'],
  },
  {
    guide: 'show-power-bi',
    service: 'power-bi',
    url: 'https://app.powerbi.com/',
    board: 'https://app.powerbi.com/groups/7/reports/12/ReportSection3?chromeless=1',
    also: ['Zoom', 'Size of the page', 'Wait for it at most, in seconds'],
  },
  {
    guide: 'show-salesforce',
    service: 'salesforce',
    url: 'https://northwind.my.salesforce.com/',
    board: 'https://northwind.lightning.force.com/lightning/r/Dashboard/01Z00000000abcd/view',
    also: ['Zoom', 'Before the picture', 'Only at certain hours', 'Wait for it at most, in seconds'],
    fill: pressRefresh,
  },
  {
    guide: 'show-zendesk',
    service: 'zendesk',
    url: 'https://northwind.zendesk.com/',
    board: 'https://northwind.zendesk.com/explore/dashboard/7',
    also: ['Draw a part', 'Only one element of it', 'Wait for it at most, in seconds'],
  },
  {
    guide: 'show-any',
    service: 'any',
    url: 'https://wall.example/',
    board: 'https://wall.example/orders',
    also: [
      'Zoom',
      'Size of the page',
      'Draw a part',
      'Only one element of it',
      'Hide on the page',
      'Before the picture',
      'Add a step',
      'Ready when this is there',
    ],
    openers: ['Behind a login?', 'What goes wrong most', 'Google'],
  },
]

test.each(walks)('$guide, as it says', patient, async (walk) => {
  const guide = readGuide(walk.guide)
  const { openers = ['The login first', 'What goes wrong most'] } = walk
  const title = guide.text.slice(2, guide.text.indexOf('\n')).replace(/ on a screen$/, '')
  const { id } = await client.call('POST /api/v1/connections', {
    body: {
      service: walk.service,
      name: `${title} of the wall`,
      url: walk.url,
      username: account.name,
      password: account.password,
      secret: encodeBase32(account.secret),
    },
  })
  added.push(id)
  await page.goto(`/connections/${id}`)
  await guide.find(page, 'Sign in now').click()
  await page.getByText(/^Signed in since /).waitFor(slow)
  await guide.find(page, 'Signed in').waitFor()

  await guide.find(page.getByRole('navigation'), 'Dashboards').click()
  await heading(page, 'dashboards.title').waitFor()
  const first = button(page, 'dashboards.none.add')
  await first
    .or(guide.find(page.getByRole('main'), 'Add dashboard'))
    .first()
    .waitFor()
  if (await first.isVisible()) await first.click()
  else await button(page, 'dashboards.add').click()
  await heading(page, 'dashboards.add').waitFor()
  await field(page, 'dashboard.connection').selectOption({ label: `${title} of the wall` })
  // The guide is one click away from where it helps.
  await page.locator(`a[href="/help/${walk.guide}"]`).waitFor()
  await field(page, 'connection.address').fill(walk.board)
  await walk.fill?.(guide)
  for (const label of [...everywhere, ...walk.also]) await guide.find(page, label).waitFor()
  expect(await untilSeen(page.getByRole('img', { name: words('preview.picture') }))).toEqual([1920, 1080])
  await page.getByText(words('preview.busy')).waitFor({ state: 'detached', ...slow })
  await field(page, 'field.name').fill(title)
  await page.evaluate(() => scrollTo(0, 0))
  await eye.lookAt(page, walk.guide)
  await button(page, 'dashboards.add').click()
  await page.getByText(words('dashboards.added', { name: title })).waitFor()
  const tile = page
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: title, exact: true }) })
  await tile.getByText(words('dashboard.state.fresh')).waitFor(slow)
  await untilSeen(tile.locator('img'))
  await untilOnScreen(title)
  // One sign-in, and none more for the dashboard.
  expect(standIns.world.tally).toMatchObject({ passwords: 1, codes: 1, signIns: 1 })
  eye.expectNothing(4)
  guide.expectAllFound(...openers)
})

/** Waits until a picture is there, whole; its width and height. */
async function untilSeen(picture: Locator): Promise<number[]> {
  await picture.waitFor(slow)
  return picture.evaluate(async (image: HTMLImageElement) => {
    await image.decode()
    return [image.naturalWidth, image.naturalHeight]
  })
}

/** The screen of the file shows that dashboard: its last frame, and nothing else. */
async function untilOnScreen(name: string): Promise<void> {
  const { items } = await client.call('GET /api/v1/dashboards', { query: { limit: 50 } })
  const dashboard = items.find((one) => one.name === name)?.id ?? ''
  const picture = screen.locator('.layer.front img')
  const before = (await picture.count()) === 0 ? null : await picture.getAttribute('src')
  if (screenId === undefined) screenId = await pairScreen(client, screen, 'Hall', dashboard)
  else {
    const body = { shows: { kind: 'dashboard', dashboard } } as const
    await client.call('PATCH /api/v1/screens/{id}', { params: { id: screenId }, body })
  }
  await picture.waitFor(slow)
  // The boards look much alike: it is another one than that of the guide before.
  await expect.poll(() => picture.getAttribute('src'), slow).not.toBe(before)
  const frame = await fetch(`${opened.server.baseUrl}/api/v1/dashboards/${dashboard}/frame`, {
    headers: { authorization: `Bearer ${token}`, accept: 'image/jpeg' },
  })
  await untilLooksAs(screen, Buffer.from(await frame.arrayBuffer()), slow)
}

/** The two steps of the guide: a step that cannot be done is told instead of a picture. */
async function pressRefresh(guide: Guide): Promise<void> {
  await guide.find(page, 'Add a step').click()
  const step = dialog(page, 'steps.add')
  await field(step, 'step.do').selectOption({ label: words('step.do.press') })
  await field(step, 'step.role').fill('button')
  await field(step, 'step.name').fill('Refresh')
  await button(step, 'action.done').click()
  await button(page, 'steps.add').click()
  await field(step, 'step.do').selectOption({ label: words('step.do.wait') })
  await field(step, 'step.seconds').fill('10')
  await button(step, 'action.done').click()
  await page.getByText(words('step.wait_other', { count: 10 })).waitFor()
}

test('nothing of it asked another host, broke the policy of the page, or failed', () => {
  expect(opened.watched.troubles).toEqual([])
})
