// The guide of the runner behind the firewall, with the very commands and files that it has: its two lines, its environment,
// the command of its unit; then it is here, makes the picture of an internal page, is removed, and ends.
import { spawn, spawnSync } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { board } from './boards.ts'
import { button, field, givePassword, heading, untilAt, words } from './console-steps.ts'
import { SETUP_TOKEN } from './countersign-process.ts'
import { openEye } from './look-at-page.ts'
import { openConsole, showIfFailed, type OpenConsole } from './open-console.ts'
import { killWhenWeEnd } from './process-tree.ts'
import { readGuide } from './read-guide.ts'
import { ADMIN, setUp } from './sign-in-by-api.ts'

const patient = { timeout: 300_000 }
/** A runner starts a browser. */
const slow = { timeout: 120_000 }
const root = resolve(import.meta.dirname, '..')

let site: Server
let place: string
let opened: OpenConsole
let page: Page

beforeAll(async () => {
  site = createServer((_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(board('Warehouse', ['812 in', '790 out', '4 late']))
  })
  await new Promise<void>((done) => site.listen(0, '127.0.0.1', done))
  place = `127.0.0.1:${(site.address() as AddressInfo).port}`
  // Without the one beside the server, as the guide says.
  opened = await openConsole(SETUP_TOKEN, { COUNTERSIGN_RUNNER: 'off' })
  await setUp(opened.server)
})
afterAll(async () => {
  await opened?.close()
  site?.closeAllConnections()
  site?.close()
})
beforeEach(async () => {
  page = (await opened.watched.visit()).page
})
afterEach(async (context) => {
  await showIfFailed(context, page)
  await page.context().close()
})

/** On the server's machine. */
function countersign(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'cli/countersign.js'), ...args],
    {
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        COUNTERSIGN_DATA_DIR: opened.dataDir,
        COUNTERSIGN_BASE_URL: opened.server.baseUrl,
      },
    },
  )
  expect(status, stderr).toBe(0)
  return stdout
}

const linesOf = (text: string): Map<string, string> =>
  new Map(
    [...text.matchAll(/^\s*(COUNTERSIGN_[A-Z_]+)=(.+)$/gm)].map(([, name = '', value = '']) => [name, value]),
  )

/** As systemd does: the file of the environment, and the command of the unit. */
function startUnit(unit: string, environment: Record<string, string>) {
  const [program = '', ...args] = (/^\s*ExecStart=(.+)$/m.exec(unit)?.[1] ?? '').split(' ')
  const child = spawn(
    program,
    args.map((one) => one.replace('/opt/countersign', root)),
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR, ...environment },
    },
  )
  const letGo = killWhenWeEnd(child.pid ?? 0)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  }
  const whenEnded = new Promise<number | null>((done) => {
    child.on('close', (code) => {
      letGo()
      done(code)
    })
  })
  return { output: () => output, whenEnded }
}

test('a runner behind the firewall, by the commands of the guide', patient, async () => {
  const guide = readGuide('runner-behind-the-firewall')
  const { text } = guide
  await page.goto('/sign-in')
  await givePassword(page, ADMIN)
  await untilAt(page, '/users')
  await guide.find(page.getByRole('navigation'), 'Overview').click()
  await heading(page, 'overview.title').waitFor()
  const counts = page.getByRole('region', { name: words('overview.counts') })
  // Where there is none yet, the guide is one click away.
  await counts.locator('a[href="/help/runner-behind-the-firewall"]').waitFor()

  expect(text).toContain('countersign runner add "Warehouse"')
  const printed = linesOf(countersign('runner', 'add', 'Warehouse'))
  const written = linesOf(text)
  expect([...printed.keys()].every((name) => written.has(name))).toBe(true)
  expect(text).toContain('`COUNTERSIGN_RUNNER=off` on the server')
  const ofTheRunner = join(opened.dataDir, 'of-the-runner')
  await mkdir(ofTheRunner)
  const unit = startUnit(text, {
    ...Object.fromEntries(written),
    ...Object.fromEntries(printed),
    COUNTERSIGN_RUNNER_ALLOW: `${written.get('COUNTERSIGN_RUNNER_ALLOW') ?? ''},${place}`,
    COUNTERSIGN_DATA_DIR: ofTheRunner,
    COUNTERSIGN_BROWSER: process.env.COUNTERSIGN_TEST_BROWSER ?? '',
  })
  await expect.poll(unit.output, slow).toContain('the runner is ready')
  await expect.poll(() => countersign('runner', 'list'), slow).toMatch(/\tWarehouse\t.*\tseen /)

  await page
    .getByRole('navigation')
    .getByRole('link', { name: words('dashboards.title') })
    .click()
  await button(page, 'dashboards.none.add').click()
  await heading(page, 'dashboards.add').waitFor()
  await field(page, 'field.name').fill('Warehouse')
  await field(page, 'connection.address').fill(`http://${place}/`)
  await page.getByRole('img', { name: words('preview.picture') }).waitFor(slow)
  await button(page, 'dashboards.add').click()
  const tile = page.getByRole('listitem').filter({ hasText: 'Warehouse' })
  await tile.getByText(words('dashboard.state.fresh')).waitFor(slow)

  await guide.find(page.getByRole('navigation'), 'Overview').click()
  await heading(page, 'overview.title').waitFor()
  await guide.find(counts, 'Runners').waitFor()
  await counts.getByText(words('overview.runners.here')).waitFor(slow)
  await counts.locator('a[href="/help/runner-behind-the-firewall"]').waitFor({ state: 'detached' })
  const eye = openEye(process.env.COUNTERSIGN_TEST_PICTURES)
  await eye.lookAt(page, 'runner')
  eye.expectNothing(4)
  await guide.find(page.getByRole('navigation'), 'Alerts').waitFor()

  const [id = ''] = countersign('runner', 'list').split('\t')
  expect(text).toContain('`countersign runner remove ID`')
  countersign('runner', 'remove', id)
  expect(await unit.whenEnded).toBe(1)
  expect(unit.output()).toContain('The server does not know this token.')
  expect(countersign('runner', 'list')).toBe('There is no runner.\n')
  guide.expectAllFound(
    'What goes where',
    'All runners are one pool',
    'It reaches the server through a proxy of yours?',
    'It does not become ready',
    'It is gone?',
    'To remove it',
  )
})

test('nothing of it asked another host, broke the policy of the page, or failed', () => {
  expect(opened.watched.troubles).toEqual([])
})
