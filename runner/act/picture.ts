// A picture of a page for people who watch a sign-in: what stands in its fields is not in it, nor a secret that the page
// writes as text. The page is drawn without the values, and then painted over where they were, each being enough.
import { selectors as engines, type CDPSession, type Frame, type Page } from 'playwright-core'
import sharp from 'sharp'
import { makeSecretFinder, type SecretPlaces, type SecretQuestion } from './find-secrets.ts'

type Box = SecretPlaces['boxes'][number]

const engineName = 'countersign-secrets'
const frameLimitMs = 3_000
const frameLimit = 40
const shotLimitMs = 10_000
const jpegQuality = 70
/** Red, green, blue of what is painted over a place. */
const cover = Buffer.from([0xc8, 0xcc, 0xd2])
// At once, before there is any page: one that is there already never learns it.
const isRegistered = engines.register(engineName, `(${String(makeSecretFinder)})()`, { contentScript: true })

// Ids in :not() outweigh whatever a page has written for its own fields.
const weight = ':not(#countersign-a#countersign-b#countersign-c)'
const fields = [
  'input:not([type=button],[type=submit],[type=reset],[type=image],[type=checkbox],[type=radio])',
  'textarea',
  'select',
  '[contenteditable]:not([contenteditable=false])',
  '[contenteditable]:not([contenteditable=false]) *',
]
const withoutValues = `${fields.map((field) => field + weight).join(',')} {
  color: transparent !important; -webkit-text-fill-color: transparent !important; text-shadow: none !important;
  -webkit-text-stroke-color: transparent !important; text-decoration-color: transparent !important; caret-color: transparent !important; }`

/**
 * A JPEG of what is in the window. Nothing when it cannot be said where the secrets are: no picture is better than one
 * too many.
 *
 * @param secrets what was typed; four characters or more, as a page writes less of them by chance
 */
export async function takePicture(page: Page, secrets: readonly string[]): Promise<Buffer | undefined> {
  const shot = await shoot(page, secrets)
  return shot?.finish()
}

/** The page as it is now, which may change from then on; what takes time without the page is done when it is asked for. */
export interface Shot {
  finish(): Promise<Buffer | undefined>
}

/** One picture of a page at a time: the style of the next would go with the one before. */
interface Camera {
  devtools: Promise<CDPSession>
  last: Promise<unknown>
}
const cameras = new WeakMap<Page, Camera>()

/** The same as `takePicture`, in two steps. */
export async function shoot(page: Page, secrets: readonly string[]): Promise<Shot | undefined> {
  const camera = cameras.get(page) ?? {
    devtools: page.context().newCDPSession(page),
    last: Promise.resolve(),
  }
  cameras.set(page, camera)
  const shot = camera.last.then(() => shootNow(page, camera, secrets))
  // Its words may hold what was looked for.
  const taken = shot.catch(() => undefined)
  camera.last = taken
  return taken
}

async function shootNow(page: Page, camera: Camera, secrets: readonly string[]): Promise<Shot> {
  const [before, devtools] = await Promise.all([
    boxesOf(page, { secrets, style: withoutValues }),
    camera.devtools,
    isRegistered,
    fontsOf(page),
  ])
  try {
    const { data } = await within(
      shotLimitMs,
      devtools.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true }),
    )
    const shot = Buffer.from(data, 'base64')
    // What moved in between is painted over where it was and where it is.
    const after = await boxesOf(page, { secrets, style: '' })
    return {
      finish: () => paintOver(shot, before.window, [...before.boxes, ...after.boxes]).catch(() => undefined),
    }
  } catch (error) {
    await boxesOf(page, { secrets: [], style: '' }).catch(() => {}) // it may be gone, and its style with it
    throw error
  }
}

/** Letters whose font is on its way are not drawn yet. */
async function fontsOf(page: Page): Promise<void> {
  const areThere = page.evaluate(() => document.fonts.ready.then(() => 0))
  await within(frameLimitMs, areThere).catch(() => {})
}

async function boxesOf(page: Page, question: SecretQuestion): Promise<SecretPlaces> {
  const [main, ...others] = page.frames().slice(0, frameLimit)
  if (main === undefined) throw new Error('a page without a frame')
  const [inMain, ...found] = await Promise.all([
    placesIn(main, question),
    ...others.map(async (frame) => {
      const [owner, inside] = await Promise.all([
        ownerBox(frame),
        // A frame that gives no answer is covered whole.
        placesIn(frame, question).catch(() => undefined),
      ])
      if (owner === undefined) return []
      if (inside === undefined) return [owner]
      return inside.boxes.map((box) => ({ ...box, x: box.x + owner.x, y: box.y + owner.y }))
    }),
  ])
  if (page.frames().length > frameLimit) throw new Error('more frames than can be looked through')
  return { ...inMain, boxes: [...inMain.boxes, ...found.flat()] }
}

async function placesIn(frame: Frame, question: SecretQuestion): Promise<SecretPlaces> {
  // An apostrophe would open a quotation in a selector, and encodeURIComponent leaves it as it is.
  const words = encodeURIComponent(JSON.stringify(question)).replaceAll("'", '%27')
  const asked = frame.textContent(`${engineName}=${words}`, { timeout: frameLimitMs })
  asked.catch(() => {}) // when it comes too late
  const text = await within(frameLimitMs, asked)
  if (text === null) throw new Error('the frame gave no answer')
  return JSON.parse(text) as SecretPlaces
}

/** The inside of the frame's own element, in the main window. Nothing for one that is not drawn. */
async function ownerBox(frame: Frame): Promise<Box | undefined> {
  const owner = await frame.frameElement()
  const box = await owner.boundingBox()
  if (box === null) return undefined
  const edge = await owner.evaluate((element) => {
    const style = getComputedStyle(element as Element)
    const of = (side: string) => Number.parseFloat(style.getPropertyValue(side)) || 0
    return {
      x: of('border-left-width') + of('padding-left'),
      y: of('border-top-width') + of('padding-top'),
    }
  })
  return { ...box, x: box.x + edge.x, y: box.y + edge.y }
}

async function paintOver(
  shot: Buffer,
  window: SecretPlaces['window'],
  boxes: readonly Box[],
): Promise<Buffer> {
  const { data, info } = await sharp(shot).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  const scale = width / window.width
  // Of a picture of something else nothing can be said.
  if (channels !== cover.length || Math.abs(height - window.height * scale) > 1)
    throw new Error('another size')
  for (const box of boxes) {
    const from = (at: number, end: number) => Math.min(end, Math.max(0, Math.floor(at * scale) - 1))
    const to = (at: number, end: number) => Math.min(end, Math.max(0, Math.ceil(at * scale) + 2))
    const [left, right] = [from(box.x, width), to(box.x + box.width, width)]
    const [top, bottom] = [from(box.y, height), to(box.y + box.height, height)]
    if (![left, right, top, bottom].every(Number.isInteger)) throw new Error('a box without a place')
    for (let row = top; row < bottom; row += 1) {
      data.fill(cover, (row * width + left) * channels, (row * width + right) * channels)
    }
  }
  return sharp(data, { raw: { width, height, channels } }).jpeg({ quality: jpegQuality }).toBuffer()
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('the frame did not answer in time')), limitMs)
  return Promise.race([work, promise]).finally(() => clearTimeout(timer))
}
