// One look at a page, all its frames at once, as plain data. It is taken in a world of JavaScript of its own, so that
// nothing that a page did to its globals and prototypes changes what is seen.
import { selectors as engines, type ElementHandle, type Frame, type Page } from 'playwright-core'
import type { Question } from './in-page/engine.ts'
import type { FrameLook } from './in-page/look.ts'
import { engineSource } from './in-page/source.ts'
import { perceivedFrame, withoutQuery } from './perceived-frame.ts'
import type { ElementRef, Perception } from './perception.ts'

export interface Perceived {
  perception: Perception
  /** Nothing when the element, or the document that it was in, has gone. */
  elementOf: (ref: ElementRef) => Promise<ElementHandle | undefined>
}

const engineName = 'countersign-look'
const limits = { frames: 40, frameMs: 5000, mainFrameMs: 15_000, tries: 6 }
// At once, before there is any page: one that is there already never learns it.
const isRegistered = engines.register(engineName, engineSource, { contentScript: true })
let looks = 0

/**
 * `selectors` are those of the service packs: which of them are on the page, visibly, is told in `marks`. Throws when
 * the main frame cannot be looked at: the page is closed, crashed, or busy for too long.
 */
export async function perceive(page: Page, selectors: readonly string[]): Promise<Perceived> {
  await isRegistered
  const key = String(++looks)
  const main = page.mainFrame()
  const mainLook = await lookWhenSettled(main, key, selectors)
  const children = page.frames().filter((frame) => frame !== main)
  const seen = await Promise.all(
    children.slice(0, limits.frames).map(async (frame) => ({
      frame,
      look: await within(limits.frameMs, lookAt(frame, key, selectors)).catch(() => undefined),
      isVisible: await within(limits.frameMs, isFrameVisible(frame)).catch(() => false),
    })),
  )
  const isShown = new Map<Frame, boolean>([[main, true]])
  const frames: Frame[] = [main]
  const perceived = [
    perceivedFrame(main.url(), mainLook, { index: 0, isVisible: true, parentOrigin: 'null' }),
  ]
  const originOf = new Map([[main, perceived[0]?.origin ?? 'null']])
  // The browser lists a frame after the one that it is in.
  for (const { frame, look, isVisible } of seen) {
    const parent = frame.parentFrame()
    if (look === undefined || parent === null) continue
    const shown = isVisible && isShown.get(parent) === true
    const place = { index: frames.length, isVisible: shown, parentOrigin: originOf.get(parent) ?? 'null' }
    const one = perceivedFrame(frame.url(), look, place)
    isShown.set(frame, shown)
    originOf.set(frame, one.origin)
    frames.push(frame)
    perceived.push(one)
  }
  return {
    perception: {
      url: withoutQuery(main.url()),
      origin: perceived[0]?.origin ?? 'null',
      title: mainLook.title,
      ...(mainLook.status === undefined ? {} : { status: mainLook.status }),
      frames: perceived,
    },
    elementOf: async (ref) => {
      const frame = frames[ref.frame]
      if (frame === undefined || frame.isDetached()) return undefined
      try {
        return (await ask(frame, { ask: 'element', key, element: ref.element })) ?? undefined
      } catch (error) {
        // The page goes to its next address under the question: what was there is gone.
        if (isNavigation(error)) return undefined
        throw error
      }
    },
  }
}

/** A page that goes to its next address under the look is looked at again there. */
async function lookWhenSettled(frame: Frame, key: string, selectors: readonly string[]): Promise<FrameLook> {
  for (let tries = 1; ; tries++) {
    try {
      return await within(limits.mainFrameMs, lookAt(frame, key, selectors))
    } catch (error) {
      if (!isNavigation(error) || tries >= limits.tries || frame.page().isClosed()) throw error
      await frame.waitForLoadState('domcontentloaded', { timeout: limits.frameMs }).catch(() => undefined)
    }
  }
}

function isNavigation(error: unknown): boolean {
  return (
    error instanceof Error && /navigat|context was destroyed|Cannot find context|adopt/i.test(error.message)
  )
}

async function lookAt(frame: Frame, key: string, selectors: readonly string[]): Promise<FrameLook> {
  // In one call: a handle that is first fetched and then read goes back and forth between the worlds of the page.
  const told = await frame.textContent(selectorOf({ ask: 'look', key, selectors }), {
    timeout: limits.mainFrameMs,
  })
  return read(told) as FrameLook
}

async function isFrameVisible(frame: Frame): Promise<boolean> {
  const owner = await frame.frameElement()
  try {
    const carrier = await ask(owner, { ask: 'frame' })
    return read((await carrier?.textContent()) ?? null) === true
  } finally {
    await owner.dispose()
  }
}

async function ask(where: Frame | ElementHandle, question: Question): Promise<ElementHandle | null> {
  return where.$(selectorOf(question))
}

function selectorOf(question: Question): string {
  // An apostrophe would open a quotation in a selector, and encodeURIComponent leaves it as it is.
  return `${engineName}=${encodeURIComponent(JSON.stringify(question)).replaceAll("'", '%27')}`
}

function read(told: string | null): unknown {
  if (told === null) throw new Error('the frame gave no answer')
  return JSON.parse(told)
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the frame did not answer in time')), limitMs)
  })
  try {
    return await Promise.race([work, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
