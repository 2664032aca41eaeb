// A person shows the way to a dashboard behind a login: a tab is pressed and the page scrolled in the live picture, each
// becomes a step in words, and from then on the picture on the wall is the one after these steps. The server, the runner,
// its browser and the console are real; the service is a stand-in.
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Locator } from 'playwright-core'
import type { Client } from '../contract/client.ts'
import { encodeBase32 } from '../otp/base32.ts'
import { plainApplication } from '../runner/testing/stand-ins/services/on-site.ts'
import type { StandIn } from '../runner/testing/stand-ins/stand-in.ts'
import { startStandIns, type StandIns } from '../runner/testing/stand-ins/start-stand-ins.ts'
import { eye, page, signInForTests } from './admin-at-the-console.ts'
import { button, heading, words } from './console-steps.ts'
import { SETUP_TOKEN } from './countersign-process.ts'
import { openConsole, type OpenConsole } from './open-console.ts'
import { startSharedPostgres, type SharedDatabase, type SharedPostgres } from './shared-postgres.ts'
import { setUp } from './sign-in-by-api.ts'

const patient = { timeout: 300_000 }
/** A runner starts a browser, and a code may have to wait for its step. */
const slow = { timeout: 120_000 }

const account = {
  name: 'wall@northwind.example',
  password: 'copper meadow basket 41',
  secret: Buffer.from('a secret of a wall'),
}

/** The plain application, where what is to be seen stands behind a tab and far below: red before, green there. */
const behindATab: StandIn = {
  hosts: ['127.0.0.1'],
  answer(request, world) {
    if (request.path === '/unlock') {
      const isRight = request.form.get('password') === account.password
      return { status: 200, headers: { 'content-type': 'text/plain' }, body: isRight ? 'right' : 'wrong' }
    }
    const reply = plainApplication.answer(request, world)
    if (!reply.body.includes('Open orders')) return reply
    return { ...reply, body: reply.body.replace('</body>', `${tabs}</body>`) }
  },
}

/** Where the tab is in the page, in its pixels. */
const TAB = { x: 1500, y: 150 }
/** Where a part of the page is asked for, and then the box for the password that it wants once more. */
const UNLOCK = { x: 1500, y: 350 }
const BOX = { x: 1500, y: 525 }
const tabs = `<style>
  html{background:rgb(200 30 30)}
  #late{position:fixed;left:1350px;top:100px;width:300px;height:100px}
  #below{height:5000px;margin-left:-100vw;width:300vw;background:linear-gradient(rgb(30 30 200) 1500px,rgb(20 150 60) 1500px)}
  </style><button type="button" id="late" onclick="below.hidden=false">Late orders</button><div id="below" hidden></div>
  <button type="button" id="unlock" style="position:fixed;left:1350px;top:300px;width:300px;height:100px">Costs</button><script>
  unlock.onclick = () => {
    const box = document.createElement('input')
    Object.assign(box, { type: 'password', id: 'again', ariaLabel: 'Password once more' })
    box.style.cssText = 'position:fixed;left:1350px;top:500px;width:300px;height:50px'
    document.body.append(box)
    box.oninput = async () => {
      const body = new URLSearchParams({ password: box.value })
      const answer = await fetch('/unlock', { method: 'POST', body })
      if ((await answer.text()) !== 'right') return
      box.remove()
      document.documentElement.style.background = 'rgb(20 150 60)'
    }
  }</script>`

let service: StandIns
let postgres: SharedPostgres
let database: SharedDatabase
let opened: OpenConsole
let token: string
let client: Client
let connection: string

beforeAll(async () => {
  service = await startStandIns([behindATab], account)
  postgres = await startSharedPostgres()
  database = await postgres.createEmptyDatabase('show_the_way')
  opened = await openConsole(SETUP_TOKEN, {
    COUNTERSIGN_DATABASE_URL: database.url,
    COUNTERSIGN_RUNNER: 'on',
    COUNTERSIGN_RUNNER_ALLOW: `127.0.0.1:${service.port}`,
    COUNTERSIGN_BROWSER: process.env.COUNTERSIGN_TEST_BROWSER ?? '',
  })
  token = await setUp(opened.server)
  client = opened.server.client(token)
  const url = `http://127.0.0.1:${service.port}/`
  const { name, password, secret } = account
  const added = await client.call('POST /api/v1/connections', {
    body: { service: 'any', name: 'Wall', url, username: name, password, secret: encodeBase32(secret) },
  })
  connection = added.id
  const params = { id: connection }
  await vi.waitFor(() => client.call('POST /api/v1/connections/{id}/sign-in', { params }), slow)
  await vi.waitFor(async () => {
    const { state } = await client.call('GET /api/v1/connections/{id}', { params })
    expect(state).toBe('signed_in')
  }, slow)
}, 200_000)
afterAll(async () => {
  await opened?.close()
  await postgres?.stop()
  await service?.close()
})
signInForTests(() => opened)

async function addDashboard(name: string): Promise<string> {
  const url = `http://127.0.0.1:${service.port}/orders`
  const { id } = await client.call('POST /api/v1/dashboards', {
    body: { name, connection, url, refresh: 3600 },
  })
  return id
}

type Color = 'red' | 'green' | 'blue'

/** What the frame shows at the edge of the page, below the tab. */
async function colorOfFrame(id: string): Promise<Color | 'none'> {
  const answer = await fetch(`${opened.server.baseUrl}/api/v1/dashboards/${id}/frame`, {
    headers: { authorization: `Bearer ${token}`, accept: 'image/jpeg' },
  })
  if (!answer.ok) return 'none'
  return colorIn(Buffer.from(await answer.arrayBuffer()))
}

async function colorIn(picture: Buffer): Promise<Color> {
  const { data } = await sharp(picture)
    .extract({ left: 1800, top: 700, width: 1, height: 1 })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const [red = 0, green = 0, blue = 0] = data
  if (red > green && red > blue) return 'red'
  return green > blue ? 'green' : 'blue'
}

const surface = (name: string): Locator =>
  page.getByRole('textbox', { name: words('way.page', { name }), exact: true })

const recordedSteps = () => page.getByRole('list', { name: words('way.steps') })

/** The live picture, when it shows the page in this colour. */
async function untilLive(name: string, color: Color): Promise<void> {
  await surface(name).waitFor(slow)
  const picture = page.locator('img[src^="data:image/jpeg"]')
  const shown = async () => {
    const source = (await picture.getAttribute('src')) ?? ''
    return colorIn(Buffer.from(source.slice(source.indexOf(',') + 1), 'base64'))
  }
  await expect.poll(shown, slow).toBe(color)
}

async function pressInPicture(name: string, at: { x: number; y: number }): Promise<void> {
  const shown = await surface(name).boundingBox()
  if (shown === null) throw new Error('The page is not shown.')
  const scale = shown.width / 1920
  await page.mouse.click(shown.x + at.x * scale, shown.y + at.y * scale)
}

async function showTheWay(id: string, name: string): Promise<void> {
  await page.goto(`/dashboards/${id}`)
  await button(page, 'way.begin').click()
  await heading(page, 'way.title', { name }).waitFor()
  await untilLive(name, 'red')
}

test(
  'a tab that is pressed and a page that is scrolled become steps, and the wall shows what comes after',
  patient,
  async () => {
    const name = 'Late orders'
    const id = await addDashboard(name)
    await expect.poll(() => colorOfFrame(id), slow).toBe('red')
    await showTheWay(id, name)
    await page.getByText(words('way.noSteps')).waitFor()
    await eye.lookAt(page, 'the way 1, nothing done yet')

    await pressInPicture(name, TAB)
    const steps = recordedSteps().getByRole('listitem')
    await steps.getByText(words('step.press', { what: 'Late orders' })).waitFor(slow)
    await untilLive(name, 'blue')
    await page.mouse.wheel(0, 2400)
    await steps.getByText(words('step.scroll', { pixels: 2400 })).waitFor(slow)
    await untilLive(name, 'green')
    await pressInPicture(name, { x: 1700, y: 900 })
    await expect.poll(() => steps.count(), slow).toBe(3)
    await page.getByRole('button', { name: words('order.remove', { number: 3 }) }).click()
    await expect.poll(() => steps.count()).toBe(2)
    await eye.lookAt(page, 'the way 2, two steps')

    await button(page, 'way.use').click()
    const inForm = page.getByRole('list', { name: words('steps.title') }).getByRole('listitem')
    await expect
      .poll(() => inForm.allInnerTexts())
      .toEqual([
        `1. ${words('step.press', { what: 'Late orders' })}`,
        `2. ${words('step.scroll', { pixels: 2400 })}`,
      ])
    await eye.lookAt(page, 'the way 3, in the form')
    await button(page, 'action.save').click()
    await page.getByText(words('dashboard.saved', { name })).waitFor()
    await expect.poll(() => colorOfFrame(id), slow).toBe('green')
    const { capture } = await client.call('GET /api/v1/dashboards/{id}', { params: { id } })
    expect(capture.steps).toMatchObject([
      { do: 'press', on: { selector: '#late', role: 'button', name: 'Late orders' } },
      { do: 'scroll', by: 2400 },
    ])
    eye.expectNothing(12)
  },
)

test('whoever goes back leaves the dashboard as it was, and the page to the next', patient, async () => {
  const name = 'Never mind'
  const id = await addDashboard(name)
  await showTheWay(id, name)
  await pressInPicture(name, TAB)
  await recordedSteps().getByRole('listitem').waitFor(slow)
  await button(page, 'action.cancel').click()
  await button(page, 'way.begin').waitFor()
  expect(await page.getByRole('list', { name: words('steps.title') }).count()).toBe(0)
  const left = () => database.count('SELECT 1 FROM recordings')
  await expect.poll(left).toBe(0)
  // Begun at once again, the page is a new one, and so are its steps.
  await button(page, 'way.begin').click()
  await untilLive(name, 'red')
  await page.getByText(words('way.noSteps')).waitFor()
  // Whoever goes elsewhere gives it back, too.
  await page
    .getByRole('navigation')
    .getByRole('link', { name: words('screens.title') })
    .click()
  await button(page.getByRole('dialog'), 'leave.confirm').click()
  await heading(page, 'screens.title').waitFor()
  await expect.poll(left).toBe(0)
})

test(
  'a paused dashboard can be shown the way to, and when time is over the steps are still there',
  patient,
  async () => {
    const name = 'Over'
    const id = await addDashboard(name)
    await client.call('PATCH /api/v1/dashboards/{id}', { params: { id }, body: { isPaused: true } })
    await showTheWay(id, name)
    await pressInPicture(name, TAB)
    await recordedSteps().getByRole('listitem').waitFor(slow)
    await database.rows(
      `UPDATE recordings SET ends_at = now() - interval '1 second' WHERE dashboard_id = $1`,
      [id],
    )
    await page.getByText(words('way.over')).waitFor(slow)
    await surface(name).waitFor({ state: 'detached' })
    await eye.lookAt(page, 'the way 4, time is over')
    await button(page, 'way.use').click()
    await page
      .getByRole('list', { name: words('steps.title') })
      .getByRole('listitem')
      .waitFor()
    eye.expectNothing(4)
  },
)

test(
  'a password that the page wants once more is typed by its name, and seen by nobody',
  patient,
  async () => {
    const name = 'Costs'
    const id = await addDashboard(name)
    await showTheWay(id, name)
    await pressInPicture(name, UNLOCK)
    const steps = recordedSteps().getByRole('listitem')
    await steps.getByText(words('step.press', { what: 'Costs' })).waitFor(slow)
    await pressInPicture(name, BOX)
    const login = page.getByRole('group', { name: words('way.login') })
    await login.getByRole('button', { name: words('step.secret.password'), exact: true }).click()
    await steps.getByText(words('step.type_secret.password', { what: '#again' })).waitFor(slow)
    await untilLive(name, 'green')
    await eye.lookAt(page, 'the way 5, a password by its name')
    await button(page, 'way.use').click()
    await button(page, 'action.save').click()
    await page.getByText(words('dashboard.saved', { name })).waitFor()
    await expect.poll(() => colorOfFrame(id), slow).toBe('green')
    const used = await database.rows<{ facts: object }>(
      `SELECT facts FROM audit_events WHERE action = 'connection.password_used' AND facts->>'dashboard' = $1`,
      [id],
    )
    // While the way was shown, for the preview of the form perhaps, and for the picture.
    expect(used.length).toBeGreaterThanOrEqual(2)
    expect(used[0]?.facts).toMatchObject({ connection, host: `127.0.0.1:${service.port}` })
    const kept = await database.rows('SELECT to_jsonb(d) AS row FROM dashboards d')
    expect(JSON.stringify(kept)).toContain('type_secret')
    expect(JSON.stringify(kept)).not.toContain(account.password)
    eye.expectNothing(4)
  },
)
