// Session storage of several sites: a sign-in went over an identity provider, or stands in a frame of another site. Both
// come back in a fresh browser, and nobody is asked for anything for it.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openSite, type Site } from '../testing/site.ts'
import { openTestBrowsers } from '../testing/test-browsers.ts'
import type { Browsers } from './browsers.ts'
import type { OpenConnection } from './open-connection.ts'
import type { SavedSession } from './session.ts'

let site: Site
let browsers: Browsers
/** The same server by another name: another site to the browser. */
let provider: string

const keep = (value: string): string => `<script>sessionStorage.setItem('who', '${value}')</script>`

beforeAll(async () => {
  const page = (html: string) => html
  site = await openSite({
    '/': page('<h1>plain</h1>'),
    '/app': (_, answer) => answer.writeHead(303, { location: `${provider}/sign-in` }).end(),
    '/sign-in': (_, answer) =>
      answer
        .writeHead(200, { 'content-type': 'text/html' })
        .end(`${keep('at the provider')}<script>location.href = '${site.origin}/in'</script>`),
    '/in': page(`${keep('at the service')}<h1>in</h1>`),
    '/with-frame': (_, answer) =>
      answer
        .writeHead(200, { 'content-type': 'text/html' })
        .end(`<h1>in</h1><iframe src="${provider}/frame"></iframe>`),
    '/frame': page(keep('in the frame')),
    '/with-worker': page('<script>navigator.serviceWorker.register("/worker.js")</script>'),
    '/worker.js': (_, answer) =>
      answer.writeHead(200, { 'content-type': 'text/javascript' }).end(
        `addEventListener('fetch', (event) => event.respondWith(new Response('<script>sessionStorage.clear()</script>', { headers: { 'content-type': 'text/html' } })))
addEventListener('activate', (event) => event.waitUntil(clients.claim()))`,
      ),
    '/says-goodbye': page(
      `${keep('until the page is left')}<script>addEventListener('pagehide', () => {
        sessionStorage.clear()
        navigator.sendBeacon('/signed-out')
      })</script>`,
    ),
  })
  provider = `http://localhost:${site.port}`
  browsers = await openTestBrowsers([site.place, `localhost:${site.port}`])
})
beforeEach(() => {
  site.asked.length = 0
})
afterAll(async () => {
  await browsers.close()
  await site.close()
})

const open = (session?: SavedSession): Promise<OpenConnection> =>
  browsers.openConnection({ organizationId: 'a', connectionId: '1', session })

/** As it is kept: as text. */
const kept = async (connection: OpenConnection): Promise<SavedSession> => {
  const saved = await connection.saveSession()
  await connection.close()
  return JSON.parse(JSON.stringify(saved)) as SavedSession
}

const who = () => sessionStorage.getItem('who')

test('what the identity provider put there on the way is there again', async () => {
  const first = await open()
  await first.page.goto(`${site.origin}/app`)
  await first.page.waitForURL(/\/in$/)
  const session = await kept(first)
  site.asked.length = 0
  const second = await open(session)
  expect(site.asked).toEqual([])
  await second.page.goto(`${site.origin}/`)
  expect(await second.page.evaluate(who)).toBe('at the service')
  await second.page.goto(`${provider}/`)
  expect(await second.page.evaluate(who)).toBe('at the provider')
  // Once more, by a visit that never came by there.
  const third = await open(await kept(second))
  await third.page.goto(`${site.origin}/`)
  const fourth = await open(await kept(third))
  await fourth.page.goto(`${provider}/`)
  expect(await fourth.page.evaluate(who)).toBe('at the provider')
  await fourth.close()
})

test('what a frame of another site has is given to that frame, and not to the site itself', async () => {
  const first = await open()
  await first.page.goto(`${site.origin}/with-frame`)
  const session = await kept(first)
  expect(session.tab).toEqual([{ origin: provider, within: site.origin, items: [['who', 'in the frame']] }])
  const second = await open(session)
  const frameOf = ({ page }: OpenConnection) =>
    page.frames().find((frame) => frame.url().startsWith(provider))
  await second.page.goto(`${site.origin}/`)
  await second.page.evaluate((src) => {
    const frame = document.createElement('iframe')
    frame.src = `${src}/`
    document.body.append(frame)
    return new Promise((resolve) => frame.addEventListener('load', resolve))
  }, provider)
  expect(await frameOf(second)?.evaluate(who)).toBe('in the frame')
  await second.page.goto(`${provider}/`)
  expect(await second.page.evaluate(who)).toBeNull()
  await second.close()
})

test('a worker of the site does not come between', async () => {
  const first = await open()
  await first.page.goto(`${provider}/with-worker`)
  await first.page.evaluate(async () => {
    await navigator.serviceWorker.ready
    sessionStorage.setItem('who', 'beside a worker')
  })
  await first.page.goto(`${site.origin}/`)
  const { tab } = await kept(first)
  expect(tab).toEqual([{ origin: provider, items: [['who', 'beside a worker']] }])
})

test('a page that signs out when it is left is read before that, and its word does not reach the service', async () => {
  const first = await open()
  await first.page.goto(`${provider}/in`)
  await first.page.goto(`${site.origin}/says-goodbye`)
  const { tab } = await kept(first)
  expect(tab).toContainEqual({ origin: site.origin, items: [['who', 'until the page is left']] })
  expect(site.asked).not.toContain('POST /signed-out')
})

test('a saved place that is none is passed over', async () => {
  const tab = ['file:///etc/passwd', 'javascript:alert(1)', 'http://x/path', 'chrome://version'].map(
    (origin) => ({
      origin,
      items: [['who', 'nobody'] as [string, string]],
    }),
  )
  const connection = await open({ version: 1, storage: { cookies: [], origins: [] }, tab })
  expect(connection.isAlive()).toBe(true)
  expect(connection.page.url()).toBe('about:blank')
  await connection.close()
})

test('a connection has one place in the browser: what is opened anew ends what was open', async () => {
  const first = await open()
  const [second, third] = await Promise.all([open(), open()])
  expect(await first.whenEnded).toBe('closed')
  expect([second, third].filter((one) => one.isAlive())).toHaveLength(1)
  expect(browsers.count().connections).toBe(1)
  await Promise.all([second.close(), third.close()])
})
