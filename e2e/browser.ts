// A real Chromium, and what is watched in it: every address that is asked for, and every complaint of a page.
import { existsSync } from 'node:fs'
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core'
import { findProgram } from '../checks/foreign-tools.js'

const programs = ['chromium', 'google-chrome-stable', 'google-chrome', 'chromium-browser']

/** What our browsers have in common; which hosts they find is said beside it. */
export const quietArguments = [
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // In containers shared memory is small, and root may not have a sandbox. The pages are our own.
  '--disable-dev-shm-usage',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
]

export function findChromium(): string {
  const chosen = process.env.COUNTERSIGN_TEST_BROWSER
  const executablePath = [chosen, ...programs.map((name) => findProgram(name))].find(
    (path) => path !== undefined && path !== '' && existsSync(path),
  )
  if (executablePath === undefined) {
    throw new Error('There is no Chromium: npm test gets one, and COUNTERSIGN_TEST_BROWSER names another.')
  }
  return executablePath
}

/** @param more arguments of this one browser, such as a camera that is none */
export async function openBrowser(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    // Whatever wants to reach another host fails, loudly.
    args: [
      ...quietArguments,
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
      ...more,
    ],
  })
}

export interface Visitor {
  context: BrowserContext
  page: Page
}

export interface Watch {
  /** Opens a window of a person of one's own: cookies and storage are apart. */
  visit(options?: BrowserContextOptions): Promise<Visitor>
  /** Every address that was asked for, and every one that stood in the address bar. */
  addresses: string[]
  /** Requests to other hosts, errors on the console, broken content security policies, exceptions. */
  troubles: string[]
}

/** Watches every window that is opened through it. */
export function watch(browser: Browser, baseUrl: string): Watch {
  const addresses: string[] = []
  const troubles: string[] = []
  const { origin } = new URL(baseUrl)

  async function visit(options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({
      baseURL: baseUrl,
      locale: 'en-US',
      viewport: { width: 1280, height: 800 },
      ...options,
    })
    context.setDefaultTimeout(25_000)
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`policy broken: ${event.effectiveDirective} by ${event.blockedURI}`)
      })
    })
    context.on('request', (request) => {
      const url = new URL(request.url())
      addresses.push(request.url())
      if (!['data:', 'blob:'].includes(url.protocol) && url.origin !== origin) {
        troubles.push(`asked ${request.url()}`)
      }
    })
    context.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText ?? ''
      // What a page asked for just before it was left.
      if (reason !== 'net::ERR_ABORTED') troubles.push(`${request.url()} failed: ${reason}`)
    })
    context.on('console', (message) => {
      // An answer that refuses something is told by the page; the browser notes it as an error all the same.
      const isRefusal = /^Failed to load resource: .* status of 4\d\d /.test(message.text())
      const isOurs = message.location().url.startsWith(`${origin}/api/`)
      if (['error', 'warning'].includes(message.type()) && !(isRefusal && isOurs)) {
        troubles.push(`${message.type()}: ${message.text()} (${message.location().url})`)
      }
    })
    context.on('weberror', (error) => troubles.push(`exception: ${String(error.error().stack)}`))
    const page = await context.newPage()
    page.on('framenavigated', (frame) => addresses.push(frame.url()))
    return { context, page }
  }
  return { visit, addresses, troubles }
}
