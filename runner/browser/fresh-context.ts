// A place in a browser that nobody has used: a context of its own with one empty page, which has its own pass through the
// egress proxy.
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core'
import { passPage, type EgressProxy, type Pass } from './egress-proxy.ts'
import type { SavedSession } from './session.ts'

export interface FreshOptions {
  browser: Browser
  proxy: EgressProxy
  /** The browser runs elsewhere, and does not know the proxy yet. */
  isRemote: boolean
  session?: SavedSession | undefined
  /** Nothing where each page is given its own size. */
  viewport: { width: number; height: number } | null
}

export interface FreshContext {
  context: BrowserContext
  page: Page
  pass: Pass
  /** Of the page. */
  devtools: CDPSession
  close(): Promise<void>
}

const navigationLimitMs = 45_000
const actionLimitMs = 15_000

export async function openFresh(options: FreshOptions): Promise<FreshContext> {
  const { browser, proxy, session, isRemote, viewport } = options
  const pass = proxy.issuePass()
  let context: BrowserContext | undefined
  async function close(): Promise<void> {
    pass.withdraw()
    await context?.close().catch(() => {}) // it has gone with its browser
  }
  try {
    context = await browser.newContext({
      acceptDownloads: false,
      locale: 'en-US',
      viewport,
      ...(session === undefined ? {} : { storageState: session.storage }),
      ...(isRemote ? { proxy: { server: proxy.address, bypass: '<-loopback>' } } : {}),
    })
    context.setDefaultTimeout(actionLimitMs)
    context.setDefaultNavigationTimeout(navigationLimitMs)
    // Everything that a page could ask a person for is refused.
    await context.grantPermissions([])
    const page = await context.newPage()
    const devtools = await context.newCDPSession(page)
    await handInPass(devtools, pass)
    return { context, page, pass, devtools, close }
  } catch (error) {
    await close()
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
