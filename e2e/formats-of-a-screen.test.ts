// A screen says which formats its browser shows, by trying: a new one is given AVIF, an old one JPEG, and one that cannot show
// what it took for AVIF has the JPEG a moment later.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { packPixels, readPixels } from '../runner/capture/encode.ts'
import { pairScreen } from './screen-page.ts'
import { admin, browser, dashboard, giveFrame, openWallForTests, readWork, server } from './wall-by-hand.ts'

const LONG = { timeout: 120_000 }
const WAIT = { timeout: 60_000 }

// Seldom enough for AVIF.
openWallForTests(300)

/** As a runner does, in the formats that are wanted. */
async function givePicture(picture: Buffer): Promise<void> {
  const pixels = await readPixels(picture)
  const packed = pixels && (await packPixels(pixels, (await readWork()).formats))
  if (pixels === undefined || packed === undefined) throw new Error('It is not packed.')
  const { hash, width, height } = pixels
  await giveFrame({ hash, width, height, pictures: { ...packed.pictures, thumbnail: packed.thumbnail } })
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
  await pairScreen(admin, page, name, dashboard)
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
  await expect.poll(async () => (await readWork()).formats, WAIT).toEqual(['avif', 'webp', 'jpeg'])
  await givePicture(pictureOf('users.png'))
  await expect.poll(shownIn(today), WAIT).toBe('avif')
  await expect.poll(shownIn(old), WAIT).toBe('jpeg')
  await expect.poll(shownIn(lame), WAIT).toBe('webp')

  // What does not come in the one is shown in the other: a proxy that knows no AVIF, a decoder that knows not all of it.
  await today
    .context()
    .route(/\.avif$/, (route) => route.fulfill({ body: 'no picture', contentType: 'image/avif' }))
  await givePicture(pictureOf('connection.png'))
  await expect.poll(shownIn(today), WAIT).toBe('jpeg')
})
