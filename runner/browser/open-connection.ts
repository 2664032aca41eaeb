// One connection's place in a browser: what is seen of its pages, in which they find nothing to ask a person for, and when
// it ends.
import type { BrowserContext, Page, Response } from 'playwright-core'
import { openFresh, type FreshContext, type FreshOptions } from './fresh-context.ts'
import { heapMegabytes } from './heap-size.ts'
import { openServerDates, type ServerDate } from './server-date.ts'
import { dialogOf, type LoginDialog } from './login-dialog.ts'
import { watchAnswers, type PageLimits } from './watchdog.ts'
import { missingAfterRestore, readSession, saveSession, type SavedSession } from './session.ts'
import { restoreTab, watchPlaces } from './tab-storage.ts'

export interface OpenConnection {
  context: BrowserContext
  /** Of the connection, from its beginning to its end. */
  page: Page
  /** A further page beside it, with the tab's own storage of the session that was given; it ends apart from the others. */
  openPage(): Promise<OpenPage>
  /** The sign-in window while there is one that is followed, else `page`. */
  activePage(): Page
  /** Hosts that the page wanted and the egress proxy refused. */
  refusedHosts(): string[]
  /** HTTP status of the last document of the active page. */
  lastStatus(): number | undefined
  /** What the browser would ask for instead of the active page. */
  loginDialog(): Promise<LoginDialog | undefined>
  /** Those that pages beside the first one have answered, by origin and realm: the browser remembers what was taken. */
  answeredDialogs: Map<string, Promise<'taken' | 'refused' | 'not_given'>>
  /** What they were given, as a page could write it: no picture of any page may show it. */
  givenInDialogs: Set<string>
  /** Of the active page's own origin. */
  serverDate(): ServerDate | undefined
  /** Names of what was in the given session and did not come back; empty when all did. */
  missingFromSession: readonly string[]
  /** Nothing when it is larger than what is kept. The last thing before it is closed: the page may be left for it. */
  saveSession(): Promise<SavedSession | undefined>
  /** The same of the pages beside the first one, which stay as they are. */
  readSession(): Promise<SavedSession | undefined>
  /** What its pages hold of memory, without pictures. */
  heapMegabytes(): Promise<number>
  isAlive(): boolean
  /** Resolves when it is over, with why. */
  whenEnded: Promise<ConnectionEnd>
  close(): Promise<void>
}

/** A page beside the first one, watched as that is. */
export interface OpenPage {
  page: Page
  /** HTTP status of its last document. */
  lastStatus(): number | undefined
  loginDialog(): Promise<LoginDialog | undefined>
  /** Resolves when it is over, with why. */
  whenEnded: Promise<ConnectionEnd>
  close(): Promise<void>
}

/** `page_ended`: too much memory, too busy, or a fault of its own. `browser_ended` took its neighbours along. */
export type ConnectionEnd = 'closed' | 'page_ended' | 'browser_ended' | 'left_the_web'

export interface ContextOptions extends FreshOptions {
  session: SavedSession | undefined
  /** A window that the page opens is followed, and not closed. */
  followsWindows: boolean
  limits: PageLimits
  clock: () => Date
}

/** @param fresh a place that was made before; it is this connection's from now on */
export async function openContext(options: ContextOptions, fresh?: FreshContext): Promise<OpenConnection> {
  const { session, clock } = options
  const place = fresh ?? (await openFresh(options))
  const { context, page } = place
  try {
    if (session !== undefined) await restoreTab(page, session.tab)
    const missing = session === undefined ? [] : await missingAfterRestore(context, session, clock())
    return watchConnection(place, missing, options)
  } catch (error) {
    await place.close()
    throw error
  }
}

function watchConnection(
  { context, page, pass, devtools }: FreshContext,
  missingFromSession: readonly string[],
  { browser, followsWindows, clock, limits, session }: ContextOptions,
): OpenConnection {
  const dates = openServerDates(clock)
  const documents = new WeakMap<Page, Response>()
  const places = watchPlaces(page, session?.tab ?? [])
  let window: Page | undefined
  /** Pages that we asked for, and how many are on their way: until they are there, nobody knows whose a new one is. */
  const own = new WeakSet<Page>()
  const coming = new Set<Promise<unknown>>()
  let ended: ConnectionEnd | undefined
  let tellEnd: (end: ConnectionEnd) => void = () => {}
  const contextEnded = new Promise<ConnectionEnd>((resolve) => (tellEnd = resolve))

  const stopWatching = watchAnswers(devtools, limits, () => end('page_ended'))

  function end(why: ConnectionEnd): void {
    if (ended !== undefined) return
    ended = why
    pass.withdraw()
    stopWatching()
    tellEnd(why)
    context.close().catch(() => {}) // it has gone with its browser
  }

  function guard(one: Page, onCrash: () => void, onLeft: () => void): void {
    // With somebody who listens and chooses nothing, no window of the browser opens for it.
    one.on('filechooser', () => {})
    one.on('dialog', (dialog) => {
      // To stay on a page that wants to be left would be the answer that hangs.
      const answer = dialog.type() === 'beforeunload' ? dialog.accept() : dialog.dismiss()
      answer.catch(() => {})
    })
    one.on('framenavigated', (frame) => {
      if (frame === one.mainFrame() && !isWebPage(frame.url())) onLeft()
    })
    one.on('crash', onCrash)
  }

  guard(
    page,
    () => end('page_ended'),
    () => end('left_the_web'),
  )
  page.on('close', () => {
    // Pages are told of the end of their browser one by one, and it a moment later.
    setImmediate(() => end(browser.isConnected() ? 'page_ended' : 'browser_ended'))
  })
  browser.on('disconnected', () => end('browser_ended'))
  context.on('page', (opened) => {
    if (coming.size === 0) return takeWindow(opened)
    void Promise.allSettled(coming).then(() => (own.has(opened) ? undefined : takeWindow(opened)))
  })

  function takeWindow(opened: Page): void {
    if (own.has(opened)) return
    if (!followsWindows || window !== undefined) return void opened.close().catch(() => {})
    guard(
      opened,
      () => void opened.close().catch(() => {}),
      () => end('left_the_web'),
    )
    window = opened
    opened.on('close', () => (window = undefined))
  }

  async function openPage(): Promise<OpenPage> {
    const opening = context.newPage().then((opened) => {
      own.add(opened)
      return opened
    })
    coming.add(opening)
    const opened = await opening.finally(() => coming.delete(opening))
    const { promise: whenEnded, resolve } = Promise.withResolvers<ConnectionEnd>()
    const finish = (why: ConnectionEnd): void => {
      stopWatchingIt()
      resolve(why)
      opened.close().catch(() => {}) // it may have gone already
    }
    let stopWatchingIt: () => void = () => {}
    opened.on('close', () =>
      setImmediate(() => finish(browser.isConnected() ? 'page_ended' : 'browser_ended')),
    )
    // With its context, before that closes it.
    void contextEnded.then((why) => finish(why === 'browser_ended' ? why : 'closed'))
    guard(
      opened,
      () => finish('page_ended'),
      () => finish('left_the_web'),
    )
    const devtools = await context.newCDPSession(opened)
    stopWatchingIt = watchAnswers(devtools, limits, () => finish('page_ended'))
    if (session !== undefined) await restoreTab(opened, session.tab)
    return {
      page: opened,
      lastStatus: () => documents.get(opened)?.status(),
      loginDialog: () => dialogIn(opened),
      whenEnded,
      async close() {
        finish('closed')
        await opened.close().catch(() => {})
      },
    }
  }

  async function dialogIn(one: Page): Promise<LoginDialog | undefined> {
    const response = documents.get(one)
    return response === undefined ? undefined : dialogOf(response)
  }

  context.on('response', (response) => {
    dates.note(response)
    const page = pageOf(response)
    if (page !== undefined) documents.set(page, response)
  })

  const activePage = () => window ?? page
  return {
    context,
    page,
    openPage,
    activePage,
    refusedHosts: () => pass.refusedHosts(),
    lastStatus: () => documents.get(activePage())?.status(),
    loginDialog: () => dialogIn(activePage()),
    answeredDialogs: new Map(),
    givenInDialogs: new Set(),
    serverDate: () => dates.of(originOf(activePage().url())),
    missingFromSession,
    saveSession: () => saveSession(context, page, { places: places(), beforeLeaving: () => pass.withdraw() }),
    readSession: () =>
      readSession(
        context,
        context.pages().filter((one) => own.has(one)),
        session?.tab ?? [],
      ),
    heapMegabytes: () => heapMegabytes(context),
    isAlive: () => ended === undefined && browser.isConnected(),
    whenEnded: contextEnded,
    async close() {
      end('closed')
      await context.close().catch(() => {})
    },
  }
}

/** Empty pages and the browser's own error page are where a page of the web comes from and goes to. */
function isWebPage(url: string): boolean {
  return /^(https?:|about:|chrome-error:|blob:https?:|data:|$)/.test(url)
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'null'
}

/** Whose document it is. Nothing for what belongs to a frame in it, a worker, or a window that is not there yet. */
function pageOf(response: Response): Page | undefined {
  if (!response.request().isNavigationRequest()) return undefined
  try {
    const frame = response.frame()
    return frame.parentFrame() === null ? frame.page() : undefined
  } catch {
    return undefined // Playwright says by throwing that there is no frame
  }
}
