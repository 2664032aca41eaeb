// One dashboard in a place, over the contexts that come and go: its page, what was last seen there, and what the server is told.
import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError } from '../../contract/client.ts'
import type { FrameTrouble } from '../../contract/frames.ts'
import { hashOfRealm } from '../browser/login-dialog.ts'
import type { OpenConnection } from '../browser/open-connection.ts'
import { isLeaseLost } from '../server-api.ts'
import type { CapturePlace, Frame, PlacesApi, WantedDashboard } from '../places-api.ts'
import { openDashboardPage, type DashboardPage } from './dashboard-page.ts'
import type { CrashRecord } from './crash-record.ts'
import { packPixels, type Pixels } from './encode.ts'
import { showLive } from './live.ts'
import { LEAST_FOR_A_PAGE, LEAST_FOR_LIVE } from './memory-left.ts'
import { partiesOf } from './place-pack.ts'
import { askSecretOf } from './type-secret.ts'
import { dueAt, mustReload, refreshesItself, type Looked } from './when-due.ts'

export interface KeptOptions {
  api: PlacesApi
  place: CapturePlace
  clock: () => Date
  /** Milliseconds of a clock that only goes forward. */
  monotonic: () => number
  /** From 0 up to and without 1. */
  chance: () => number
  /** In megabytes. */
  memoryLeft: () => number
  /** Kept over the places of one runner. */
  crashes: CrashRecord
  /** The place is lost or given back. */
  over: AbortSignal
}

export interface KeptDashboard {
  /** By the clock that only goes forward. */
  dueAt(): number
  /** What the server wants of it from now on. */
  want(wanted: WantedDashboard): void
  /** It has crashed before: to be looked at in a browser of its own. */
  isApart(): boolean
  /**
   * One look, and what came of it told, unless it is `signed_out`: that ends the place, and is left to whoever holds it.
   *
   * @param where why there is no context to look in, or that
   */
  look(where: OpenConnection | FrameTrouble): Promise<FrameTrouble | 'frame'>
  /** What came of the last look. */
  tell(trouble: FrameTrouble): Promise<void>
  /** Why there is none. */
  tellUnseen(trouble: FrameTrouble): Promise<void>
  /** Shows it as it changes, while somebody looks and there is room. */
  live(): void
  /** When a look last found the dashboard. */
  goodAt(): number
  /** Its page is closed, or went with its context. */
  closePage(): Promise<void>
}

/** Its page failed twice in a row: it is left alone, and the others go on. */
const FAILURES_BEFORE_REST = 2
const FAILURE_REST_MILLIS = 300_000
/** A page that has crashed says so a moment after what was asked of it has failed. */
const CRASH_TOLD_MILLIS = 250
/** A page that is looked at so seldom is not kept open in between. */
const OPEN_FOR_SECONDS = 1_800
const LIVE_AGAIN_MILLIS = 3_000

const typesSecret = ({ capture }: WantedDashboard): boolean =>
  capture.steps.some((step) => step.do === 'type_secret' && step.secret !== 'username')

/** Changed, it is another page. */
const looksOf = ({ url, capture }: WantedDashboard): string => JSON.stringify([url, capture])

export function keepDashboard(first: WantedDashboard, options: KeptOptions): KeptDashboard {
  const { api, place, monotonic, memoryLeft, crashes, over } = options
  let wanted = first
  let looked: Looked = { troubles: 0, asked: 0 }
  let page: DashboardPage | undefined
  let openedIn: OpenConnection | undefined
  let isLooking = false
  let hash = first.hash
  let goodAt = -Infinity
  let failures = 0
  let restUntil = -Infinity
  let chance = options.chance()
  let isDueNow = false
  let casting: AbortController | undefined
  let castEndedAt = -Infinity
  begin()

  /** A frame that another runner made a moment ago is not made again before its time. */
  function begin(): void {
    if (first.takenAt === undefined) return
    const ageSeconds = (options.clock().getTime() - Date.parse(first.takenAt)) / 1000
    if (ageSeconds < 0 || ageSeconds >= first.refreshSeconds) return
    looked = { ...looked, lookedAt: monotonic() - ageSeconds * 1000, asked: first.asked }
  }

  const jobOf = (reload: boolean) => ({
    url: wanted.url,
    capture: wanted.capture,
    parties: partiesOf(place, wanted.url),
    askSecret: askSecretOf(api, place, wanted.id),
    reload,
  })

  const isApart = (): boolean => crashes.isApart(wanted.id, looksOf(wanted), monotonic())

  async function look(where: OpenConnection | FrameTrouble): Promise<FrameTrouble | 'frame'> {
    const { asked } = wanted
    const began = monotonic()
    const wasApart = isApart()
    isLooking = true
    const outcome = await captureNow(where, asked).catch((error: unknown): FrameTrouble => {
      if (isLeaseLost(error)) throw error
      over.throwIfAborted()
      return 'page_failed'
    })
    if (outcome === 'page_failed') await Promise.race([page?.open.whenEnded, sleep(CRASH_TOLD_MILLIS)])
    isLooking = false
    const isGood = outcome === 'frame'
    isDueNow = false
    chance = options.chance()
    const { trouble: _, ...before } = looked
    looked = {
      ...before,
      lookedAt: began,
      asked,
      troubles: isGood ? 0 : before.troubles + 1,
      ...(isGood ? {} : { trouble: outcome }),
    }
    if (outcome === 'page_failed') {
      await closePage()
      // In a browser of its own it begins anew.
      failures = isApart() && !wasApart ? 0 : failures + 1
      if (failures >= FAILURES_BEFORE_REST) restUntil = monotonic() + FAILURE_REST_MILLIS
    } else failures = 0
    if (isGood) goodAt = monotonic()
    else if (outcome !== 'signed_out') await tell(outcome)
    if (wanted.refreshSeconds > OPEN_FOR_SECONDS) await closePage()
    return outcome
  }

  async function captureNow(
    where: OpenConnection | FrameTrouble,
    asked: number,
  ): Promise<FrameTrouble | 'frame'> {
    if (typeof where === 'string') return where
    if (openedIn !== where) await closePage()
    if (page === undefined) {
      if (memoryLeft() < LEAST_FOR_A_PAGE) return 'no_room'
      page = await openDashboardPage(where, { ...options, stop: over })
      openedIn = where
      const opened = page
      void opened.open.whenEnded.then((why) => {
        if (page === opened) page = undefined
        // Of all the pages of a browser that ended, those that were at work may have ended it.
        const hasCrashed = why === 'page_ended' || (why === 'browser_ended' && isLooking)
        if (hasCrashed && !over.aborted) crashes.note(wanted.id, looksOf(wanted), monotonic())
      })
    }
    const own = page
    const newsAt = own.lastNewsAt()
    const now = monotonic()
    const known = refreshesItself(looked, newsAt, now)
    looked = { ...looked, ...(known === undefined ? {} : { refreshesItself: known }) }
    const captured = await own.capture(jobOf(mustReload(looked, wanted, newsAt, now)))
    const loadedAt = own.loadedAt()
    if (loadedAt !== undefined) looked = { ...looked, loadedAt }
    if (captured.pixels === undefined) return captured.trouble
    if (captured.pixels.hash !== hash) looked = { ...looked, changedAt: monotonic() }
    return giveFrame(captured.pixels, asked)
  }

  async function giveFrame(pixels: Pixels, asked: number): Promise<FrameTrouble | 'frame'> {
    const { width, height } = pixels
    const frame: Frame = { dashboard: wanted.id, asked, hash: pixels.hash, width, height }
    if (pixels.hash === hash) {
      const { isKept } = await patiently(() => api.giveFrame(place.id, frame))
      if (isKept) return 'frame'
    }
    const packed = await packPixels(pixels, wanted.formats)
    if (packed === undefined) return 'too_large'
    const { jpeg, webp, avif } = packed.pictures
    const pictures = {
      jpeg: jpeg.toString('base64'),
      thumbnail: packed.thumbnail.toString('base64'),
      ...(webp === undefined ? {} : { webp: webp.toString('base64') }),
      ...(avif === undefined ? {} : { avif: avif.toString('base64') }),
    }
    await patiently(() => api.giveFrame(place.id, { ...frame, pictures }))
    hash = pixels.hash
    return 'frame'
  }

  /** A server that is away for a moment costs no frame. */
  async function patiently<Answered>(ask: () => Promise<Answered>): Promise<Answered> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await ask()
      } catch (error) {
        if (tries === 4 || error instanceof ApiError) throw error
        await sleep(500 * 2 ** tries, undefined, { signal: over })
      }
    }
  }

  /** Of what was asked for when it was looked at: what is wanted since, nobody has seen yet. */
  async function tell(trouble: FrameTrouble, { asked }: { asked: number } = looked): Promise<void> {
    const dialog = trouble === 'login_refused' ? await page?.open.loginDialog() : undefined
    const told = { dashboard: wanted.id, asked, trouble }
    await patiently(() =>
      api.tellTrouble(place.id, dialog === undefined ? told : { ...told, realm: hashOfRealm(dialog) }),
    )
  }

  /** Each still is looked through for what was typed; of a cast nobody could say what it shows in between. */
  const mayShowSecret = (): boolean => typesSecret(wanted) || (openedIn?.givenInDialogs.size ?? 0) > 0

  function live(): void {
    const isWanted =
      wanted.isLive && wanted.isWatched && looked.trouble === undefined && goodAt > 0 && !mayShowSecret()
    const hasRoom = memoryLeft() >= LEAST_FOR_LIVE
    if (!isWanted || !hasRoom || page === undefined) return casting?.abort()
    if (casting !== undefined || monotonic() - castEndedAt < LIVE_AGAIN_MILLIS) return
    const cast = new AbortController()
    casting = cast
    void showLive({
      api,
      place: place.id,
      dashboard: wanted.id,
      page,
      job: jobOf(false),
      monotonic,
      stop: AbortSignal.any([cast.signal, over]),
    }).then((ended) => {
      casting = undefined
      castEndedAt = monotonic()
      // Stills say what it is instead.
      if (ended === 'not_the_dashboard' || ended === 'failed') isDueNow = true
    })
  }

  async function closePage(): Promise<void> {
    casting?.abort()
    const closing = page
    page = undefined
    await closing?.close().catch(() => {})
  }

  return {
    isApart,
    dueAt: () => Math.max(isDueNow ? 0 : dueAt(looked, wanted, chance), restUntil),
    want(next) {
      if (looksOf(next) !== looksOf(wanted)) {
        isDueNow = true
        restUntil = -Infinity
        casting?.abort()
      }
      if (next.asked > looked.asked) restUntil = -Infinity
      wanted = next
    },
    look,
    tell: (trouble) => tell(trouble),
    tellUnseen: (trouble) => tell(trouble, wanted),
    live,
    goodAt: () => goodAt,
    closePage,
  }
}
