// One look at a page of a place: which document it is, by the browser, and what is to be made of it.
import type { CDPSession } from 'playwright-core'
import { selectorsOf } from '../../contract/service-pack.ts'
import type { OpenPage } from '../browser/open-connection.ts'
import { withoutForeignFrames } from '../decide/situation.ts'
import { perceive } from '../perceive/perceive.ts'
import type { Perception } from '../perceive/perception.ts'
import { recognise } from '../recognise/recognise.ts'
import { judgePage, type Judgement } from './judge-page.ts'
import type { Parties } from './place-pack.ts'

export interface Look {
  /** The browser's name for the document: another one after every load of the page. */
  document: string
  judgement: Judgement
  /** Which of the selectors that were asked for are there, visibly. */
  marks: ReadonlySet<string>
  perception: Perception
}

export interface LookOptions {
  open: OpenPage
  devtools: CDPSession
  parties: Parties
  url: string
  selectors?: readonly string[]
  waitedSeconds: number
  /** The document that was found to be the dashboard before. */
  found?: string | undefined
  now: Date
}

/** Throws when the page cannot be looked at: it is closed, crashed, or busy for too long. */
export async function lookAtPage(options: LookOptions): Promise<Look> {
  const { open, devtools, parties, url, waitedSeconds, now, found, selectors = [] } = options
  for (let tries = 1; ; tries += 1) {
    const before = await documentOf(devtools)
    const { perception } = await perceive(open.page, [...selectorsOf(parties.pack), ...selectors])
    const status = open.lastStatus()
    const dialog = await open.loginDialog()
    const whole: Perception = {
      ...perception,
      ...(status === undefined ? {} : { status }),
      ...(dialog === undefined ? {} : { dialog }),
    }
    const document = await documentOf(devtools)
    // The page went on under the look: what was seen may be of either.
    if (document !== before && tries < MOST_TRIES) continue
    const recognised = recognise(withoutForeignFrames(whole, parties))
    const judgement: Judgement =
      document === before
        ? judgePage(parties, {
            perception: whole,
            recognised,
            url,
            waitedSeconds,
            wasFound: document === found,
            now,
          })
        : { is: 'not_yet', trouble: 'took_too_long' }
    const marks = new Set(whole.frames.flatMap((frame) => frame.marks.map(({ selector }) => selector)))
    return { document, judgement, marks, perception: whole }
  }
}

const MOST_TRIES = 3

async function documentOf(devtools: CDPSession): Promise<string> {
  const { frameTree } = await devtools.send('Page.getFrameTree')
  return frameTree.frame.loaderId
}
