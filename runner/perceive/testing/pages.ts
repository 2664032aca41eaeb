// A real Chromium, and pages of the test's own in it, each served at an address of its own.
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'
import { chromium, type BrowserContextOptions, type Page } from 'playwright-core'

const programs = ['chromium', 'google-chrome-stable', 'google-chrome', 'chromium-browser']

export interface Pages {
  /** Opens the html in a fresh window; further paths are what its frames load. */
  open(
    html: string,
    more?: { paths?: Record<string, string>; options?: BrowserContextOptions },
  ): Promise<Page>
  /** The same server by its other name, which to a browser is another site. */
  otherSite: string
  site: string
  close(): Promise<void>
}

export async function openPages(): Promise<Pages> {
  const served = new Map<string, string>()
  const server = createServer((request, response) => {
    const body = served.get(new URL(request.url ?? '/', 'http://127.0.0.1').pathname)
    response
      .writeHead(body === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' })
      .end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const site = `http://127.0.0.1:${port}`
  const browser = await chromium.launch({
    executablePath: browserPath(),
    args: [
      '--disable-dev-shm-usage',
      '--site-per-process',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  })
  return {
    site,
    otherSite: `http://localhost:${port}`,
    async open(html, { paths = {}, options = {} } = {}) {
      served.clear()
      served.set('/', html)
      for (const [path, body] of Object.entries(paths)) served.set(path, body)
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
      const page = await context.newPage()
      await page.goto(`${site}/`)
      return page
    },
    async close() {
      await browser.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function browserPath(): string {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const found = [
    process.env.COUNTERSIGN_TEST_BROWSER,
    ...programs.flatMap((name) => folders.map((folder) => join(folder, name))),
  ].find((path) => path !== undefined && path !== '' && existsSync(path))
  if (found === undefined) throw new Error('There is no Chromium: npm test gets one.')
  return found
}
