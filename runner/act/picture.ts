// A picture of a page for people who watch a sign-in: what stands in its fields is not in it, nor a secret that the page
// writes as text. The page is drawn without the values, and then painted over where they were, each being enough.
import { selectors as engines, type Frame, type Page } from 'playwright-core'
import sharp from 'sharp'
import { makeSecretFinder, type SecretPlaces } from './find-secrets.ts'

type Box = SecretPlaces['boxes'][number]

const engineName = 'countersign-secrets'
const frameLimitMs = 3_000
const frameLimit = 40
const jpegQuality = 70
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

/** The same as `takePicture`, in two steps. */
export async function shoot(page: Page, secrets: readonly string[]): Promise<Shot | undefined> {
  try {
    await isRegistered
    const before = await boxesOf(page, secrets)
    const shot = await page.screenshot({ type: 'png', scale: 'css', style: withoutValues, timeout: 10_000 })
    // What moved in between is painted over where it was and where it is.
    const after = await boxesOf(page, secrets)
    return { finish: () => paintOver(shot, [...before, ...after]).catch(() => undefined) }
  } catch {
    // Its words may hold what was looked for.
    return undefined
  }
}

async function boxesOf(page: Page, secrets: readonly string[]): Promise<Box[]> {
  const frames = page.frames().slice(0, frameLimit)
  const found = await Promise.all(
    frames.map(async (frame) => {
      if (frame === page.mainFrame()) return placesIn(frame, secrets)
      const owner = await ownerBox(frame)
      if (owner === undefined) return []
      const inside = await placesIn(frame, secrets).catch(() => undefined)
      // A frame that gives no answer is covered whole.
      if (inside === undefined) return [owner]
      return inside.map((box) => ({ ...box, x: box.x + owner.x, y: box.y + owner.y }))
    }),
  )
  if (page.frames().length > frameLimit) throw new Error('more frames than can be looked through')
  return found.flat()
}

async function placesIn(frame: Frame, secrets: readonly string[]): Promise<Box[]> {
  // An apostrophe would open a quotation in a selector, and encodeURIComponent leaves it as it is.
  const question = encodeURIComponent(JSON.stringify(secrets)).replaceAll("'", '%27')
  const asked = (async () => {
    const carrier = await frame.$(`${engineName}=${question}`)
    const text = await carrier?.textContent()
    if (typeof text !== 'string') throw new Error('the frame gave no answer')
    return (JSON.parse(text) as SecretPlaces).boxes
  })()
  asked.catch(() => {}) // when it comes too late
  return within(frameLimitMs, asked)
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

async function paintOver(shot: Buffer, boxes: readonly Box[]): Promise<Buffer> {
  const picture = sharp(shot)
  const { width, height } = await picture.metadata()
  const rectangles = boxes.map(({ x, y, width, height }) => {
    const [left, top] = [Math.floor(x) - 1, Math.floor(y) - 1]
    return `<rect x="${left}" y="${top}" width="${Math.ceil(width) + 3}" height="${Math.ceil(height) + 3}"/>`
  })
  const cover = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" fill="#c8ccd2">${rectangles.join('')}</svg>`
  return picture
    .composite([{ input: Buffer.from(cover) }])
    .jpeg({ quality: jpegQuality })
    .toBuffer()
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('the frame did not answer in time')), limitMs)
  return Promise.race([work, promise]).finally(() => clearTimeout(timer))
}
