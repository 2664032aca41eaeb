// A screen says which formats its browser shows, by trying: a new one is given AVIF, an old one JPEG, and one that cannot show
// what it took for AVIF has the JPEG a moment later.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../contract/client.ts'
import { packPixels, readPixels } from '../runner/capture/encode.ts'
import { openBrowser } from './browser.ts'
import { startCountersign, type CountersignProcess } from './countersign-process.ts'
import { setUp } from './sign-in-by-api.ts'

const LONG = { timeout: 120_000 }
const WAIT = { timeout: 60_000 }
const cli = resolve(import.meta.dirname, '../cli/countersign.js')

let dataDir: string
let server: CountersignProcess
let admin: Client
let runner: Client
let browser: Awaited<ReturnType<typeof openBrowser>>
let dashboard: string
let place: string

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'countersign-e2e-'))
  server = await startCountersign({ dataDir })
  admin = server.client(await setUp(server))
  const added = spawnSync(process.execPath, [cli, 'runner', 'add', 'Hall'], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, COUNTERSIGN_DATA_DIR: dataDir },
    encoding: 'utf8',
  })
  runner = server.client(/COUNTERSIGN_RUNNER_TOKEN=(\S+)/.exec(added.stdout)?.[1] ?? '')
  const body = { name: 'Open tickets', url: 'https://board.example/', refresh: 300 as const }
  dashboard = (await admin.call('POST /api/v1/dashboards', { body })).id
  const taken = await runner.call('POST /api/v1/runner/places', { body: { version: '1', most: 1 } })
  place = taken.items[0]?.id ?? ''
  browser = await openBrowser()
}, LONG.timeout)
afterAll(async () => {
  await browser?.close()
  await server?.kill()
  await rm(dataDir, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 })
})

const work = async () => {
  const { dashboards } = await runner.call('POST /api/v1/runner/places/{id}/work', {
    params: { id: place },
    body: { revision: 0, waitSeconds: 0 },
  })
  const [one] = dashboards
  if (one === undefined) throw new Error('There is no dashboard.')
  return one
}

/** As a runner does, in the formats that are wanted. */
async function giveFrame(picture: Buffer): Promise<void> {
  const pixels = await readPixels(picture)
  const { asked, formats } = await work()
  const packed = pixels === undefined ? undefined : await packPixels(pixels, formats)
  if (pixels === undefined || packed === undefined) throw new Error('It is not packed.')
  const { hash, width, height } = pixels
  const files = Object.entries({ ...packed.pictures, thumbnail: packed.thumbnail })
  const texts = Object.fromEntries(files.map(([name, bytes]) => [name, bytes.toString('base64')]))
  const pictures = { jpeg: '', thumbnail: '', ...texts }
  await runner.call('POST /api/v1/runner/places/{id}/frames', {
    params: { id: place },
    body: { dashboard, asked, hash, width, height, pictures },
  })
}

const pictureOf = (name: string): Buffer =>
  readFileSync(resolve(import.meta.dirname, '../docs/pictures', name))

/** @param before runs in the page before its own script */
async function openScreen(name: string, before?: () => void): Promise<Page> {
  // What the page keeps for a lost network would answer in the place of the proxy below.
  const context = await browser.newContext({
    viewport: { width: 1280, height: 720 },
    serviceWorkers: 'block',
  })
  if (before !== undefined) await context.addInitScript(before)
  const page = await context.newPage()
  await page.goto(`${server.baseUrl}/screen`)
  await page.locator('.code').waitFor()
  const pairingCode = (await page.locator('.code').textContent())?.replace(' ', '') ?? ''
  const shows = { kind: 'dashboard', dashboard } as const
  await admin.call('POST /api/v1/screens', { body: { pairingCode, name, shows } })
  return page
}

/** What stands in front: how its address ends, once it is drawn. */
const shownIn = (page: Page) => () =>
  page.evaluate(() => {
    const image = document.querySelector<HTMLImageElement>('.layer.front img')
    return image?.complete === true && image.naturalWidth > 0 ? image.src.replace(/^.*\./, '') : 'none'
  })

/** Decodes neither AVIF nor WebP, as browsers of 2016 do; runs in the page. */
function beOld(): void {
  HTMLCanvasElement.prototype.toDataURL = () => 'data:image/png;base64,'
  const make = URL.createObjectURL.bind(URL)
  URL.createObjectURL = (of) =>
    of instanceof Blob && of.type === 'image/avif' ? 'blob:of-no-picture' : make(of)
}

/** Reads the head of an AVIF, says that it is loaded, and draws nothing; runs in the page. */
function beLame(): void {
  CanvasRenderingContext2D.prototype.drawImage = () => undefined
}

test('a browser shows the best that it draws, AVIF, WebP or JPEG, of a real page', LONG, async () => {
  const [today, old] = [await openScreen('Reception'), await openScreen('Canteen', beOld)]
  const lame = await openScreen('Stairs', beLame)
  await expect.poll(async () => (await work()).formats, WAIT).toEqual(['avif', 'webp', 'jpeg'])
  await giveFrame(pictureOf('users.png'))
  await expect.poll(shownIn(today), WAIT).toBe('avif')
  await expect.poll(shownIn(old), WAIT).toBe('jpeg')
  await expect.poll(shownIn(lame), WAIT).toBe('webp')

  // What does not come in the one is shown in the other: a proxy that knows no AVIF, a decoder that knows not all of it.
  await today
    .context()
    .route(/\.avif$/, (route) => route.fulfill({ body: 'no picture', contentType: 'image/avif' }))
  await giveFrame(pictureOf('connection.png'))
  await expect.poll(shownIn(today), WAIT).toBe('jpeg')
})
