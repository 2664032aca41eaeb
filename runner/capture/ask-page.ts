// Asks a page, in each of its frames, what capture/in-page/page-tools.ts knows.
import { selectors as engines, type ElementHandle, type Frame, type Page } from 'playwright-core'
import { secretBoxWords } from '../../contract/secret-boxes.ts'
import { plain } from '../decide/words/phrase.ts'
import {
  makePageTools,
  type BusyOrNot,
  type Named,
  type PageQuestion,
  type PageWords,
  type Tidied,
} from './in-page/page-tools.ts'
import { aboutCookies, knownNotices, knownRejects, reject } from './words/cookie-notices.ts'

const engineName = 'countersign-page'
const words: PageWords = {
  about: aboutCookies,
  reject: Object.values(reject).flat().map(plain),
  known: knownNotices,
  knownRejects,
  password: secretBoxWords.password,
}
// At once, before there is any page: one that is there already never learns it.
const isRegistered = engines.register(engineName, `(${String(makePageTools)})(${JSON.stringify(words)})`, {
  contentScript: true,
})

const FRAME_MILLIS = 4_000
const MOST_FRAMES = 40

export interface Tidiness {
  hide: readonly string[]
  noticesAway: boolean
  /** Whether notices may be answered: their button that says no, and none that says yes. */
  mayPress: boolean
}

/** Hides, and puts notices away, in every frame that answers. How many were pressed, and how many were hidden. */
export async function tidyPage(page: Page, tidiness: Tidiness): Promise<Tidied> {
  const done = await askFrames<Tidied>(page, { ask: 'tidy', ...tidiness })
  return {
    pressed: done.reduce((sum, { pressed }) => sum + pressed, 0),
    hidden: done.reduce((sum, { hidden }) => sum + hidden, 0),
  }
}

/** What is still being drawn, in any frame that is seen; nothing where the page is at rest. */
export async function busyWith(page: Page): Promise<BusyOrNot['with']> {
  const answers = await askFrames<BusyOrNot>(page, { ask: 'busy' })
  return answers.map((answer) => answer.with).find((one) => one !== undefined)
}

/** In any frame, in open shadow roots, too; the first that is seen. */
export async function findInPage(page: Page, selector: string): Promise<ElementHandle | undefined> {
  for (const frame of framesOf(page)) {
    const found = await ask(frame, { ask: 'find', selector }).catch(() => null)
    if (found !== null) return found
  }
  return undefined
}

/** Whether any of these stands in the page to be read, in any frame; one that gives no answer may show it. */
export async function showsAny(page: Page, secrets: readonly string[]): Promise<boolean> {
  if (secrets.length === 0) return false
  if (page.frames().length > MOST_FRAMES) return true
  const answers = framesOf(page).map(async (frame) => {
    try {
      return (await read<{ isShown: boolean }>(await ask(frame, { ask: 'shows', secrets }))).isShown
    } catch {
      return !frame.isDetached()
    }
  })
  return (await Promise.all(answers)).includes(true)
}

/** The very element that has the keyboard, in whichever frame. */
export async function findFocus(page: Page): Promise<ElementHandle | undefined> {
  for (const frame of framesOf(page)) {
    const found = await ask(frame, { ask: 'focused' }).catch(() => null)
    if (found !== null) return found
  }
  return undefined
}

/** What is at a place of the window, in pixels of its page, named in as many ways as there are. */
export async function nameOfPlace(page: Page, x: number, y: number): Promise<Named> {
  return read<Named>(await ask(page.mainFrame(), { ask: 'name', x, y }))
}

/** What has the keyboard, in whichever frame; nothing where none of them says so. */
export async function nameOfFocus(page: Page): Promise<Named | undefined> {
  const answers = await askFrames<Named>(page, { ask: 'focus' })
  return answers.find(({ isThere }) => isThere)
}

const framesOf = (page: Page): Frame[] => page.frames().slice(0, MOST_FRAMES)

async function askFrames<Data>(page: Page, question: PageQuestion): Promise<Data[]> {
  const answers = framesOf(page).map(async (frame) => read<Data>(await ask(frame, question)))
  const settled = await Promise.allSettled(answers)
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
}

async function ask(frame: Frame, question: PageQuestion): Promise<ElementHandle | null> {
  await isRegistered
  // An apostrophe would open a quotation in a selector, and encodeURIComponent leaves it as it is.
  const body = encodeURIComponent(JSON.stringify(question)).replaceAll("'", '%27')
  const asked = frame.$(`${engineName}=${body}`)
  asked.catch(() => {}) // when it comes too late
  const { promise: tooLate, reject: giveUp } = Promise.withResolvers<never>()
  const timer = setTimeout(() => giveUp(new Error('the frame did not answer in time')), FRAME_MILLIS)
  return Promise.race([asked, tooLate]).finally(() => clearTimeout(timer))
}

async function read<Data>(carrier: ElementHandle | null): Promise<Data> {
  if (carrier === null) throw new Error('the frame gave no answer')
  try {
    return JSON.parse((await carrier.textContent()) ?? 'null') as Data
  } finally {
    await carrier.dispose().catch(() => {})
  }
}
