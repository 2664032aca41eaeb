// The built extension in a real Chromium, beside the stand-ins of services: its button is pressed as a person presses it.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { chromium, type Browser, type BrowserContext, type CDPSession, type Page } from 'playwright-core'
import { findChromium, quietArguments } from './browser.ts'

const root = resolve(import.meta.dirname, '..')

export interface ExtensionBrowser {
  context: BrowserContext
  /** Presses the button while this page is looked at; the popup that opens. */
  pressButton(page: Page): Promise<Page>
  /** The same where no popup stays open. */
  pressButtonAlone(page: Page): Promise<void>
  close(): Promise<void>
}

/**
 * Builds the extension as `npm run build` does, and loads it. No test can answer the question of the browser whether it
 * may reach a host: that leave is given beforehand, for the Countersign and for nothing else.
 *
 * @param hosts where the services are that are met by their own names: all of them at this port of loopback
 */
export async function openExtension(
  countersign: string,
  hosts: { names: readonly string[]; port: number },
): Promise<ExtensionBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-extension-'))
  const built = join(folder, 'built')
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const mode = ['--mode', 'chromium', '--outDir', built, '--logLevel', 'warn']
  await promisify(execFile)(process.execPath, [vite, 'build', 'extension', ...mode], {
    cwd: root,
    // The test runner's own variables would make another build of it.
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
  })
  const manifestFile = join(built, 'manifest.json')
  const manifest = JSON.parse(await readFile(manifestFile, 'utf8')) as Record<string, unknown>
  const { protocol, hostname } = new URL(countersign)
  await writeFile(
    manifestFile,
    JSON.stringify({ ...manifest, host_permissions: [`${protocol}//${hostname}/*`] }),
  )

  const rules = [
    ...hosts.names.map((name) => `MAP ${name} 127.0.0.1:${hosts.port}`),
    'MAP * ~NOTFOUND',
    'EXCLUDE 127.0.0.1',
    'EXCLUDE localhost',
  ]
  const profile = join(folder, 'profile')
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium(),
    ignoreDefaultArgs: ['--disable-extensions'],
    args: [
      ...quietArguments,
      '--enable-unsafe-extension-debugging',
      '--remote-debugging-port=0',
      `--host-resolver-rules=${rules.join(', ')}`,
      '--ignore-certificate-errors',
    ],
    locale: 'en-US',
  })
  context.setDefaultTimeout(25_000)
  const devtools = await browserDevtools(context)
  const { id: extensionId } = await devtools.send('Extensions.loadUnpacked', { path: built })

  let beside: Browser | undefined

  /** A popup begins as a target of no kind, and is seen only by whoever connects when it is a page. */
  async function findPopup(): Promise<Page> {
    const [port = ''] = (await readFile(join(profile, 'DevToolsActivePort'), 'utf8')).split('\n')
    for (const giveUpAt = Date.now() + 20_000; Date.now() < giveUpAt;) {
      await beside?.close()
      beside = await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
      const [seen] = beside.contexts()
      seen?.setDefaultTimeout(25_000)
      // With nobody to listen, whoever is connected answers the questions of a page at once.
      seen?.on('dialog', () => undefined)
      for (const page of seen?.pages() ?? []) {
        if (!page.url().startsWith(`chrome-extension://${extensionId}/`)) continue
        if (await isPopup(page)) return page
      }
    }
    throw new Error('The button was pressed, and no popup has opened.')
  }

  async function pressButtonAlone(page: Page): Promise<void> {
    await page.bringToFront()
    // The tab is one thing for the devtools, and the page in it another.
    const { targetInfos } = await devtools.send('Target.getTargets', { filter: [{ type: 'tab' }] })
    const tabs = targetInfos.filter(({ url }) => url === page.url())
    const [tab] = tabs
    if (tab === undefined || tabs.length > 1) throw new Error(`${tabs.length} tabs show ${page.url()}`)
    await devtools.send('Extensions.triggerAction', { id: extensionId, targetId: tab.targetId })
  }

  return {
    context,
    async pressButton(page) {
      await pressButtonAlone(page)
      return findPopup()
    },
    pressButtonAlone,
    async close() {
      await beside?.close()
      await context.close()
      await rm(folder, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 })
    },
  }
}

/** A tab of the extension may be open as well, or just be closing. */
async function isPopup(page: Page): Promise<boolean> {
  try {
    await page.locator('h1').waitFor()
    return (await page.locator('body').getAttribute('data-place')) === 'popup'
  } catch (error) {
    if (page.isClosed()) return false
    throw error
  }
}

function browserDevtools(context: BrowserContext): Promise<CDPSession> {
  const browser = context.browser()
  if (browser === null) throw new Error('A browser with a profile of its own has no devtools of its own.')
  return browser.newBrowserCDPSession()
}
