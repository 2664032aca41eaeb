// One page in which one dashboard is looked at: opened, tidied, waited for, and its picture taken between two looks.
import { setTimeout as sleep } from 'node:timers/promises'
import type { CDPSession } from 'playwright-core'
import type { FrameTrouble } from '../../contract/frames.ts'
import { openUrl } from '../act/open-url.ts'
import type { OpenConnection, OpenPage } from '../browser/open-connection.ts'
import type { Capture } from '../places-api.ts'
import { busyWith, findInPage, showsAny, tidyPage } from './ask-page.ts'
import { passDialog } from './pass-dialog.ts'
import { isBlank, MOST_PIXELS, readPixels, type Box, type Pixels } from './encode.ts'
import { hearNetwork } from './hear-network.ts'
import { lookAtPage, type Look } from './look-at-page.ts'
import type { Parties } from './place-pack.ts'
import { doSteps } from './steps.ts'
import type { AskSecret } from './type-secret.ts'

export interface PageJob {
  url: string
  capture: Capture
  parties: Parties
  /** For steps that type it, and for a dialog in front of the page. */
  askSecret: AskSecret
  /** The page is opened anew, even where it shows this address. */
  reload: boolean
}

export type Captured = { pixels: Pixels; trouble?: never } | { trouble: FrameTrouble; pixels?: never }

export interface DashboardPage {
  open: OpenPage
  devtools: CDPSession
  /** Never throws for what a page does: that is a trouble. Throws when it is stopped. */
  capture(job: PageJob): Promise<Captured>
  /** What the page is now; nothing where it cannot be looked at. */
  look(job: Pick<PageJob, 'url' | 'parties'>): Promise<Look | undefined>
  /** Cut out of the window, in pixels of the page; nothing for all of it. */
  cutOf(capture: Pick<Capture, 'crop' | 'zoom'>): Promise<Box | undefined>
  /** Hides what is to be hidden, also where the page has drawn it since. */
  tidy(job: PageJob): Promise<void>
  lastNewsAt(): number
  loadedAt(): number | undefined
  close(): Promise<void>
}

export interface DashboardPageOptions {
  clock: () => Date
  /** Milliseconds of a clock that only goes forward. */
  monotonic: () => number
  stop: AbortSignal
}

const LOOK_AGAIN_MILLIS = 500
/** A page that is none by two looks, so far apart, is none. */
const SURE_MILLIS = 900
/** Beside what the dashboard is given to draw itself. */
const OPENING_SECONDS = 15
/** A page that was at rest before is given this to be so again. */
const AGAIN_MILLIS = 2_000
const CANVAS_MILLIS = 3_000
const SHOT_MILLIS = 15_000
/** How often a page may go elsewhere while its picture is taken. */
const MOST_TRIES = 4
const MOST_PRESSES = 3
/** Longer than any code is good for: after it the same digits are figures of the dashboard. */
const CODE_KNOWN_MILLIS = 180_000

export async function openDashboardPage(
  connection: OpenConnection,
  { clock, monotonic, stop }: DashboardPageOptions,
): Promise<DashboardPage> {
  const open = await connection.openPage()
  const { page } = open
  const devtools = await connection.context.newCDPSession(page)
  const network = hearNetwork(page, monotonic)
  let shown: { url: string; steps: string; loadedAt: number; areStepsDone: boolean } | undefined
  /** The document that was found to be the dashboard, and whether it was seen at rest. */
  let found: string | undefined
  let wasAtRest = false
  let presses = 0
  /** What steps have typed, and until when no picture may show it. */
  const typed = new Map<string, number>()
  function remember(value: string, secret: 'password' | 'code'): void {
    typed.set(value, secret === 'code' ? monotonic() + CODE_KNOWN_MILLIS : Infinity)
  }
  /** By a step here, or in a dialog in front of any page of the context, which gives it to all. */
  async function troubleOfShown(): Promise<FrameTrouble | undefined> {
    for (const [value, until] of typed) if (until <= monotonic()) typed.delete(value)
    if (!(await showsAny(page, [...typed.keys(), ...connection.givenInDialogs]))) return undefined
    return typed.size > 0 ? 'step_failed' : 'not_the_dashboard'
  }

  async function size({ viewport, zoom, scale, colors }: Capture): Promise<void> {
    // As a browser zooms: the page has less room, and each of its pixels is drawn larger.
    await devtools.send('Emulation.setDeviceMetricsOverride', {
      width: Math.round(viewport.width / zoom),
      height: Math.round(viewport.height / zoom),
      deviceScaleFactor: scale * zoom,
      mobile: false,
    })
    await page.emulateMedia({ colorScheme: colors, reducedMotion: 'reduce' })
  }

  async function load(job: PageJob): Promise<FrameTrouble | undefined> {
    const steps = JSON.stringify(job.capture.steps)
    if (!job.reload && shown?.url === job.url && shown.steps === steps) return undefined
    found = undefined
    wasAtRest = false
    presses = 0
    shown = undefined
    const openIt = () => openUrl(page, job.url, () => connection.refusedHosts())
    const opened = await openIt()
    if (opened !== 'opened') return opened
    const trouble = await passDialog({ connection, open, job, openAgain: openIt })
    if (trouble !== undefined) return trouble
    shown = { url: job.url, steps, loadedAt: monotonic(), areStepsDone: false }
    return undefined
  }

  async function look({ url, parties }: Pick<PageJob, 'url' | 'parties'>, selectors: readonly string[] = []) {
    const waitedSeconds = shown === undefined ? 0 : (monotonic() - shown.loadedAt) / 1000
    return lookAtPage({ open, devtools, parties, url, selectors, waitedSeconds, found, now: clock() })
  }

  /** Looks until it is the dashboard, or surely none. */
  async function waitForDashboard(job: PageJob): Promise<Look | FrameTrouble> {
    const endsAt = monotonic() + (job.capture.waitSeconds + OPENING_SECONDS) * 1000
    let noneSince: { trouble: FrameTrouble; at: number } | undefined
    for (;;) {
      stop.throwIfAborted()
      const seen = await look(job)
      const { judgement } = seen
      const now = monotonic()
      if (judgement.is === 'dashboard') {
        found = seen.document
        return seen
      }
      if (judgement.is === 'not_yet') noneSince = undefined
      else if (noneSince?.trouble !== judgement.trouble) noneSince = { trouble: judgement.trouble, at: now }
      else if (now - noneSince.at >= SURE_MILLIS) return judgement.trouble
      if (now >= endsAt) return judgement.trouble
      await sleep(LOOK_AGAIN_MILLIS)
    }
  }

  const hiddenIn = ({ capture, parties }: PageJob) => [...parties.pack.hide, ...capture.hide]

  async function tidy(job: PageJob): Promise<void> {
    const { cookieNoticesAway } = job.capture
    const mayPress = presses < MOST_PRESSES
    const done = await tidyPage(page, { hide: hiddenIn(job), noticesAway: cookieNoticesAway, mayPress })
    presses += done.pressed
    // A notice that takes its answer goes by itself; one that stays is hidden at the next call.
    if (done.pressed > 0) await sleep(300)
  }

  /** At rest, or waited for long enough. Only what the dashboard names itself is missed when it does not come. */
  async function waitUntilDrawn(job: PageJob): Promise<FrameTrouble | undefined> {
    const { waitFor, waitSeconds } = job.capture
    const began = monotonic()
    const endsAt = began + waitSeconds * 1000
    for (;;) {
      stop.throwIfAborted()
      await tidy(job)
      const now = monotonic()
      const named = waitFor === undefined ? undefined : await findInPage(page, waitFor)
      const isNamedThere = named !== undefined && (await named.isVisible().catch(() => false))
      if (waitFor !== undefined && isNamedThere) break
      if (waitFor === undefined) {
        const busy = await busyWith(page)
        // Many a canvas is for what may come, and stays empty.
        const isOver = (busy === 'canvas' || busy === 'chart') && now - began > CANVAS_MILLIS
        const isAtRest = (busy === undefined || isOver) && (wasAtRest || network.isQuiet())
        if (isAtRest || (wasAtRest && now - began > AGAIN_MILLIS)) break
      }
      if (now >= endsAt) {
        if (waitFor !== undefined) return 'took_too_long'
        break
      }
      await sleep(150)
    }
    wasAtRest = true
    return undefined
  }

  async function cutOf({ crop, zoom }: Pick<Capture, 'crop' | 'zoom'>): Promise<Box | undefined> {
    if (crop === undefined) return undefined
    const element = crop.selector === undefined ? undefined : await findInPage(page, crop.selector)
    const box = await element?.boundingBox().catch(() => null)
    if (element !== undefined && box !== undefined && box !== null && box.width >= 1 && box.height >= 1) {
      const window = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }))
      const isInside =
        box.x >= 0 && box.y >= 0 && box.x + box.width <= window.width && box.y + box.height <= window.height
      if (isInside) return box
      await element.evaluate((node) => {
        if (node instanceof Element)
          node.scrollIntoView({ block: 'start', inline: 'start', behavior: 'instant' })
      })
      const scrolled = await element.boundingBox()
      if (scrolled !== null) return scrolled
    }
    const { rectangle } = crop
    if (rectangle === undefined) return undefined
    return {
      x: rectangle.x / zoom,
      y: rectangle.y / zoom,
      width: rectangle.width / zoom,
      height: rectangle.height / zoom,
    }
  }

  async function shoot(job: PageJob): Promise<Captured> {
    const { capture } = job
    const cut = await cutOf(capture)
    const asked = devtools.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true })
    asked.catch(() => {}) // when it comes too late
    const { promise: tooLate, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => reject(new Error('the picture did not come in time')), SHOT_MILLIS)
    const { data } = await Promise.race([asked, tooLate]).finally(() => clearTimeout(timer))
    const factor = capture.scale * capture.zoom
    const pixels = await readPixels(
      Buffer.from(data, 'base64'),
      cut === undefined
        ? undefined
        : { x: cut.x * factor, y: cut.y * factor, width: cut.width * factor, height: cut.height * factor },
    )
    if (pixels === undefined || isBlank(pixels)) return { trouble: 'blank' }
    return { pixels }
  }

  async function captureOnce(job: PageJob): Promise<Captured | 'went_on'> {
    const before = await waitForDashboard(job)
    if (typeof before === 'string') return { trouble: before }
    if (shown?.areStepsDone === false) {
      // What they press is what a person sees, and not a notice in front of it.
      await tidy(job)
      const { parties, askSecret } = job
      const done = await doSteps({
        page,
        parties,
        capture: job.capture,
        askSecret,
        remember,
        monotonic,
        stop,
      })
      if (done !== 'done') return { trouble: done }
      shown.areStepsDone = true
      if (job.capture.steps.length > 0) return 'went_on'
    }
    const late = await waitUntilDrawn(job)
    if (late !== undefined) return { trouble: late }
    const shownBefore = await troubleOfShown()
    if (shownBefore !== undefined) return { trouble: shownBefore }
    const captured = await shoot(job)
    // A page that writes what was typed into it is in no picture, before and after it was taken.
    const shownAfter = await troubleOfShown()
    if (shownAfter !== undefined) return { trouble: shownAfter }
    // What it is now, it need not have been a moment ago: only a document that is the dashboard on both sides is shown.
    const after = await look(job)
    if (after.document !== before.document || after.judgement.is !== 'dashboard') return 'went_on'
    return captured
  }

  async function capture(job: PageJob): Promise<Captured> {
    const { viewport, scale } = job.capture
    if (viewport.width * viewport.height * scale * scale > MOST_PIXELS) return { trouble: 'too_large' }
    try {
      await size(job.capture)
      const trouble = await load(job)
      if (trouble !== undefined) return { trouble }
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        const captured = await captureOnce(job)
        if (captured !== 'went_on') return captured
      }
      const { judgement } = await look(job)
      return { trouble: judgement.is === 'dashboard' ? 'took_too_long' : judgement.trouble }
    } catch {
      stop.throwIfAborted()
      // Its words may hold what stands on the page.
      return { trouble: 'page_failed' }
    }
  }

  return {
    open,
    devtools,
    capture,
    look: (job) => look(job).catch(() => undefined),
    cutOf,
    tidy: (job) => tidy(job).catch(() => {}),
    lastNewsAt: () => network.lastNewsAt(),
    loadedAt: () => shown?.loadedAt,
    async close() {
      network.stop()
      await open.close()
    },
  }
}
