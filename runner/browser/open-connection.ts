// One connection's place in a browser: a context of its own, with a pass of its own through the egress proxy, in which
// pages find nothing to ask a person for.
import type { Browser, BrowserContext, CDPSession, Page, Response } from 'playwright-core'
import { passPage, type EgressProxy, type Pass } from './egress-proxy.ts'
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
  /** Of the active page's own origin. */
  serverDate(): ServerDate | undefined
  /** Names of what was in the given session and did not come back; empty when all did. */
  missingFromSession: readonly string[]
  /** Nothing when it is larger than what is kept. The last thing before it is closed: the page may be left for it. */
  saveSession(): Promise<SavedSession | undefined>
  /** The same of the pages beside the first one, which stay as they are. */
  readSession(): Promise<SavedSession | undefined>
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

export interface ContextOptions {
  browser: Browser
  proxy: EgressProxy
  /** The browser runs elsewhere, and does not know the proxy yet. */
  isRemote: boolean
  session: SavedSession | undefined
  /** A window that the page opens is followed, and not closed. */
  followsWindows: boolean
  /** Nothing where each page is given its own size. */
  viewport: { width: number; height: number } | null
  limits: PageLimits
  clock: () => Date
}

const navigationLimitMs = 45_000
const actionLimitMs = 15_000

export async function openContext(options: ContextOptions): Promise<OpenConnection> {
  const { browser, proxy, session, clock } = options
  const pass = proxy.issuePass()
  let context: BrowserContext | undefined
  try {
    context = await browser.newContext({
      acceptDownloads: false,
      locale: 'en-US',
      viewport: options.viewport,
      ...(session === undefined ? {} : { storageState: session.storage }),
      ...(options.isRemote ? { proxy: { server: proxy.address, bypass: '<-loopback>' } } : {}),
    })
    context.setDefaultTimeout(actionLimitMs)
    context.setDefaultNavigationTimeout(navigationLimitMs)
    // Everything that a page could ask a person for is refused.
    await context.grantPermissions([])
    const page = await context.newPage()
    const devtools = await context.newCDPSession(page)
    await handInPass(devtools, pass)
    await devtools.detach()
    if (session !== undefined) await restoreTab(page, session.tab)
    const missing = session === undefined ? [] : await missingAfterRestore(context, session, clock())
    return await watchConnection(context, page, pass, missing, options)
  } catch (error) {
    pass.withdraw()
    await context?.close().catch(() => {})
    throw error
  }
}

/**
 * The browser is told the pass once, at an address that only the proxy has, and then gives it by itself, for WebSockets
 * and workers too. To answer at every request instead would hold up each of them, and switch the browser's cache off.
 */
async function handInPass(devtools: CDPSession, pass: Pass): Promise<void> {
  const onPaused = ({ requestId }: { requestId: string }): void => {
    devtools.send('Fetch.continueRequest', { requestId }).catch(() => {})
  }
  const onAsked = ({ requestId, authChallenge }: AskedForPass): void => {
    const { username, password } = pass
    const answer =
      authChallenge.source === 'Proxy'
        ? { response: 'ProvideCredentials' as const, username, password }
        : { response: 'CancelAuth' as const }
    devtools.send('Fetch.continueWithAuth', { requestId, authChallengeResponse: answer }).catch(() => {})
  }
  devtools.on('Fetch.requestPaused', onPaused)
  devtools.on('Fetch.authRequired', onAsked)
  await devtools.send('Fetch.enable', { handleAuthRequests: true, patterns: [{ urlPattern: '*' }] })
  const { errorText } = await devtools.send('Page.navigate', { url: passPage })
  devtools.off('Fetch.requestPaused', onPaused)
  devtools.off('Fetch.authRequired', onAsked)
  await devtools.send('Fetch.disable')
  // What the browser says of an answer without content. A refusal would be a page, or another error.
  if (errorText !== 'net::ERR_ABORTED') throw new Error('the egress proxy does not let this browser pass')
}

interface AskedForPass {
  requestId: string
  authChallenge: { source?: 'Server' | 'Proxy' }
}

async function watchConnection(
  context: BrowserContext,
  page: Page,
  pass: Pass,
  missingFromSession: readonly string[],
  { browser, followsWindows, clock, limits, session }: ContextOptions,
): Promise<OpenConnection> {
  const dates = openServerDates(clock)
  const documents = new WeakMap<Page, Response>()
  const places = watchPlaces(page, session?.tab ?? [])
  let window: Page | undefined
  /** Pages that we asked for, and how many are on their way: until they are there, nobody knows whose a new one is. */
  const own = new WeakSet<Page>()
  const coming = new Set<Promise<unknown>>()
  let ended: ConnectionEnd | undefined
  let tellEnd: (end: ConnectionEnd) => void = () => {}
  const whenEnded = new Promise<ConnectionEnd>((resolve) => (tellEnd = resolve))

  const stopWatching = await watchAnswers(context, page, limits, () => end('page_ended'))

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
    guard(
      opened,
      () => finish('page_ended'),
      () => finish('left_the_web'),
    )
    stopWatchingIt = await watchAnswers(context, opened, limits, () => finish('page_ended'))
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
    serverDate: () => dates.of(originOf(activePage().url())),
    missingFromSession,
    saveSession: () => saveSession(context, page, { places: places(), beforeLeaving: () => pass.withdraw() }),
    readSession: () =>
      readSession(
        context,
        context.pages().filter((one) => own.has(one)),
        session?.tab ?? [],
      ),
    isAlive: () => ended === undefined && browser.isConnected(),
    whenEnded,
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
