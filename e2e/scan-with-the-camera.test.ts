// QR codes in front of a camera, which is a film of the test: the key of a service for a new connection, and a screen that
// wants to be paired; on a phone, in the app, and in the web console where there is no camera to be had.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { encodeQR } from 'qr'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, watch, type Watch } from './browser.ts'
import { button, dialog, field, givePassword, heading, untilAt, words } from './console-steps.ts'
import { startCountersign, type CountersignProcess } from './countersign-process.ts'
import { openEye, type Eye } from './look-at-page.ts'
import { givePasswordInApp, phoneWindow } from './phone.ts'
import { readGuide } from './read-guide.ts'
import { openScreen } from './screen-page.ts'
import { ADMIN, setUp } from './sign-in-by-api.ts'

const patient = { timeout: 120_000 }
const key = 'otpauth://totp/Zendesk:wall?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Zendesk'
/** Of each picture, so that whoever scans sees the wrong one for a while too. */
const FRAMES = 40

let dataDir: string
let server: CountersignProcess
let admin: string
let browser: Browser
let watched: Watch
let screen: Page

/** As a phone sees it: smaller than the picture, on grey, not quite straight. */
async function photograph(picture: Buffer): Promise<Buffer> {
  const code = await sharp(picture, { density: 300 })
    .resize(300, 300, { kernel: 'nearest' })
    .rotate(6, { background: '#888' })
    .toBuffer()
  const paper = { create: { width: 640, height: 480, channels: 3, background: '#888' } } as const
  return sharp(paper)
    .composite([{ input: code, gravity: 'centre' }])
    .jpeg({ quality: 90 })
    .toBuffer()
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'countersign-e2e-'))
  server = await startCountersign({ dataDir, command: 'start' })
  admin = await setUp(server)
  // A screen that waits, in a browser of its own, as its code has to be in the film of the other one.
  const wall = await openBrowser()
  ;({ page: screen } = await openScreen(wall, server.baseUrl))
  await screen.locator('#card img').waitFor()
  const film = join(dataDir, 'film.mjpeg')
  const ofScreen = await screen.locator('#card img').screenshot()
  const ofService = Buffer.from(encodeQR(key, 'svg', { border: 3 }))
  const pictures = [await photograph(ofScreen), await photograph(ofService)]
  await writeFile(
    film,
    Buffer.concat(pictures.flatMap((picture) => Array.from({ length: FRAMES }, () => picture))),
  )
  browser = await openBrowser([
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${film}`,
  ])
  watched = watch(browser, server.baseUrl)
  return () => wall.close()
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.kill()
  await rm(dataDir, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 })
})

/** The key is asked for once it is known which service it is of. */
const chooseZendesk = (page: Page): Promise<void> =>
  page.getByRole('radio', { name: words('service.zendesk') }).check({ force: true })

/** From the end of the page: elsewhere something lies half below the bar, to be moved before it is touched. */
async function look(phone: Page, eye: Eye, name: string): Promise<void> {
  await eye.lookAt(phone, name, () => phone.evaluate(() => window.scrollTo(0, document.body.scrollHeight)))
  await phone.setViewportSize(phoneWindow.viewport)
}

async function openPhone(): Promise<Page> {
  const { context, page } = await watched.visit(phoneWindow)
  await context.grantPermissions(['camera'])
  await givePasswordInApp(page, ADMIN)
  await page.waitForURL(/\/app\/(users|overview)$/)
  return page
}

test(
  'the QR code of a service becomes the key of a new connection; a code of another kind is told',
  patient,
  async () => {
    const eye = openEye(process.env.COUNTERSIGN_TEST_PICTURES)
    const guide = readGuide('app-on-your-phone')
    const phone = await openPhone()
    const bar = phone.getByRole('navigation', { name: words('app.bar') })
    await guide.find(bar, 'Connections').tap()
    await heading(phone, 'connections.title').waitFor()
    await button(phone, 'connections.none.add').tap()
    await guide.find(phone, 'Add connection').waitFor()
    await chooseZendesk(phone)
    await guide.find(phone, 'Scan a QR code').tap()
    const scanning = dialog(phone, 'camera.scan')
    await scanning.getByText(words('camera.wrong.secret')).waitFor()
    await scanning.waitFor({ state: 'detached' })
    await phone.getByText('wall').first().waitFor()
    await phone.locator('[data-code]').waitFor()
    await look(phone, eye, 'app, scanned key')
    await field(phone, 'connection.address').fill('https://northwind.zendesk.com/')
    await field(phone, 'connection.username').fill('wall@northwind.example')
    await field(phone, 'connection.password').fill('lantern orchard violin 27')
    await button(phone, 'connections.add').tap()
    await button(phone, 'connection.codes.show').waitFor()
    await look(phone, eye, 'app, connection')
    await phone.context().close()
    eye.expectNothing(8)
  },
)

test('a screen is paired by what it shows; its two words are still compared', patient, async () => {
  const eye = openEye(process.env.COUNTERSIGN_TEST_PICTURES)
  const phone = await openPhone()
  await phone.goto('/app/screens')
  await button(phone, 'screens.none.pair').tap()
  await button(dialog(phone, 'screens.pair'), 'camera.scan').tap()
  const twoWords = (await screen.locator('.words').textContent()) ?? ''
  await dialog(phone, 'screens.pair').getByText(twoWords).waitFor()
  await field(phone, 'screen.name').fill('Reception')
  await button(phone, 'pair.confirm').tap()
  await phone.getByText(words('pair.done', { name: 'Reception' })).waitFor()
  await screen.getByText('Nothing was chosen for this screen yet').waitFor()
  await phone.goto('/app/overview')
  await phone.getByText('Reception').first().waitFor()
  const pictures = process.env.COUNTERSIGN_TEST_PICTURES
  if (pictures !== undefined) await phone.screenshot({ path: join(pictures, 'app-overview.png') })
  await look(phone, eye, 'app, overview')
  await phone.context().close()
  eye.expectNothing(4)
})

test('a phone’s own camera opens the page of the screens, with the code in its place', patient, async () => {
  const asked = await server.client().call('POST /api/v1/screens/pairings', { body: {} })
  const { page } = await watched.visit()
  await givePassword(page, ADMIN)
  await untilAt(page, '/users')
  const { pairingCode } = asked
  await page.goto(`/screens?pair=${pairingCode.slice(0, 3)}-${pairingCode.slice(3)}`)
  expect(await field(page, 'pair.code').inputValue()).toBe(
    `${pairingCode.slice(0, 3)}-${pairingCode.slice(3)}`,
  )
  await button(dialog(page, 'screens.pair'), 'action.continue').click()
  await page.getByText(asked.displayedName).waitFor()
  await page.context().close()
})

test('a camera that is refused is told, with what to do', patient, async () => {
  const eye = openEye(process.env.COUNTERSIGN_TEST_PICTURES)
  const { page } = await watched.visit()
  await givePassword(page, ADMIN)
  await untilAt(page, '/users')
  await page.goto('/connections/new')
  await chooseZendesk(page)
  await button(page, 'camera.scan').click()
  await page.getByRole('alert').getByText(words('camera.refused')).waitFor()
  await eye.lookAt(page, 'camera refused')
  await page.context().close()
  eye.expectNothing(4)
})

test('nothing of it asked another host, broke the policy of a page, or failed', () => {
  expect(admin).not.toBe('')
  expect(watched.troubles).toEqual([])
})
