// The server is updated while the app is open on a phone: the open page keeps the files that it was built with, and the next
// start has the new ones. A relay in front of the server makes another version of the worker.
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, request, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, watch, type Watch } from './browser.ts'
import { heading } from './console-steps.ts'
import { findFreePort, startCountersign, type CountersignProcess } from './countersign-process.ts'
import { phoneWindow } from './phone.ts'
import { setUp } from './sign-in-by-api.ts'

const NEW = 'new-version'

let dataDir: string
let server: CountersignProcess
let relay: Server
let browser: Browser
let watched: Watch
let isUpdated = false

/** Hands everything on, and the worker of the app as another version once there is one. */
function openRelay(serverPort: number): Server {
  return createServer((asked, answer) => {
    const { method, url = '/', headers } = asked
    if (isUpdated && url === '/app-worker.js') {
      void fetch(`http://127.0.0.1:${serverPort}${url}`)
        .then((there) => there.text())
        .then((script) => {
          answer.setHeader('content-type', 'text/javascript')
          answer.end(script.replace(/(countersign-shell-.{0,40}?)[0-9a-f]{16}/s, `$1${NEW}`))
        })
      return
    }
    const there = request({ host: '127.0.0.1', port: serverPort, method, path: url, headers }, (back) => {
      answer.writeHead(back.statusCode ?? 500, back.headers)
      back.pipe(answer)
    })
    there.on('error', () => answer.destroy())
    answer.on('close', () => there.destroy())
    asked.pipe(there)
  })
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'countersign-e2e-'))
  const port = await findFreePort()
  const baseUrl = `http://127.0.0.1:${port}`
  server = await startCountersign({ dataDir, command: 'start', env: { COUNTERSIGN_BASE_URL: baseUrl } })
  await setUp(server)
  relay = openRelay(server.port).listen(port, '127.0.0.1')
  browser = await openBrowser()
  watched = watch(browser, baseUrl)
}, 120_000)

afterAll(async () => {
  await browser?.close()
  relay?.closeAllConnections()
  relay?.close()
  await server?.kill()
  await rm(dataDir, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 })
})

async function openApp(page: Page): Promise<void> {
  await page.goto('/app/')
  await heading(page, 'signIn.title').waitFor()
}

const versions = (page: Page): Promise<string[]> => page.evaluate(() => caches.keys())

const isOneWaiting = (page: Page): Promise<boolean> =>
  page.evaluate(async () => (await navigator.serviceWorker.ready).waiting !== null)

test('a new version takes over at the next start, and under no page that is open', async () => {
  const { context, page: first } = await watched.visit(phoneWindow)
  await openApp(first)
  const [old = '', ...others] = await versions(first)
  expect(others).toEqual([])

  isUpdated = true
  const second = await context.newPage()
  await openApp(second)
  await expect.poll(() => isOneWaiting(second)).toBe(true)
  // Loaded anew beside the other one, it stays with the files that both have.
  await second.reload()
  await heading(second, 'signIn.title').waitFor()
  expect((await versions(second)).toSorted()).toEqual([old, `countersign-shell-${NEW}`].toSorted())
  expect(await isOneWaiting(second)).toBe(true)

  await first.close()
  await second.close()
  const next = await context.newPage()
  await openApp(next)
  await expect.poll(() => versions(next)).toEqual([`countersign-shell-${NEW}`])
  // And by a start alone, where the page before was never closed.
  isUpdated = false
  await openApp(next)
  await expect.poll(() => isOneWaiting(next)).toBe(true)
  await next.reload()
  await expect.poll(() => versions(next)).toEqual([old])
  await heading(next, 'signIn.title').waitFor()
  await context.close()
  expect(watched.troubles).toEqual([])
}, 120_000)
