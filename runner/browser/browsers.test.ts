// The runner's browsers with a real Chromium: a connection opens, is apart from others, and ends with its browser.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestBrowsers } from '../testing/test-browsers.ts'
import { openSite, type Site } from '../testing/site.ts'
import type { Browsers } from './browsers.ts'

let site: Site
let browsers: Browsers

beforeAll(async () => {
  site = await openSite({
    '/': '<title>hello</title><h1>Hello</h1>',
    '/gone': (_, answer) => answer.writeHead(410, { 'content-type': 'text/html' }).end('<h1>gone</h1>'),
    '/slow-clock': (_, answer) =>
      answer
        .writeHead(200, { 'content-type': 'text/html', date: new Date(Date.now() - 40_000).toUTCString() })
        .end('<h1>late</h1>'),
  })
  browsers = await openTestBrowsers([site.place])
})

afterAll(async () => {
  await browsers.close()
  await site.close()
})

describe('a connection', () => {
  it('shows a page that it may reach, with its status', async () => {
    const connection = await browsers.openConnection({ organizationId: 'a', connectionId: '1' })
    await connection.page.goto(`${site.origin}/`)
    expect(await connection.page.title()).toBe('hello')
    expect(connection.lastStatus()).toBe(200)
    await connection.page.goto(`${site.origin}/gone`)
    expect(connection.lastStatus()).toBe(410)
    expect(connection.refusedHosts()).toEqual([])
    expect(connection.isAlive()).toBe(true)
    await connection.close()
    expect(connection.isAlive()).toBe(false)
    expect(await connection.whenEnded).toBe('closed')
  })

  it('knows how far the clock of the service is from ours', async () => {
    const connection = await browsers.openConnection({ organizationId: 'a', connectionId: '1' })
    await connection.page.goto(`${site.origin}/slow-clock`)
    const { offsetMs = 0, answers } = connection.serverDate() ?? {}
    expect(answers).toBe(1)
    expect(Math.abs(offsetMs + 40_000)).toBeLessThan(2_000)
    await connection.close()
  })
})

describe('a browser that nobody uses any more', () => {
  it('takes the next connection of its organization, and none of another', async () => {
    const first = await browsers.openConnection({ organizationId: 'c', connectionId: '1' })
    const browser = first.context.browser()
    await first.close()
    const second = await browsers.openConnection({ organizationId: 'c', connectionId: '2' })
    expect(second.context.browser()).toBe(browser)
    const other = await browsers.openConnection({ organizationId: 'd', connectionId: '1' })
    expect(other.context.browser()).not.toBe(browser)
    await second.close()
    await other.close()
  })

  it('has made a place for the next connection, in which nothing is of the one before', async () => {
    const first = await browsers.openConnection({ organizationId: 'e', connectionId: '1' })
    const browser = first.context.browser()
    const places = () => browser?.contexts().length ?? 0
    const one = places()
    await first.page.goto(`${site.origin}/`)
    await first.page.evaluate(() => {
      document.cookie = 'who=first'
      localStorage.setItem('who', 'first')
      sessionStorage.setItem('who', 'first')
    })
    await first.close()
    await expect.poll(places, { timeout: 20_000 }).toBe(one - 1)
    await expect.poll(places, { timeout: 20_000 }).toBe(one)
    expect(browsers.count().connections).toBe(0)
    const second = await browsers.openConnection({ organizationId: 'e', connectionId: '2' })
    expect(places()).toBe(one)
    await second.page.goto(`${site.origin}/`)
    expect(await second.page.title()).toBe('hello')
    const kept = () => [document.cookie, localStorage.length, sessionStorage.length]
    expect(await second.page.evaluate(kept)).toEqual(['', 0, 0])
    await second.close()
  })

  it('is closed after a while, and at once where it is old', async () => {
    const soon = await openTestBrowsers([site.place], { emptyBrowserMs: 50 })
    const old = await openTestBrowsers([site.place], { emptyBrowserMs: 600_000, oldBrowserMs: 0 })
    for (const some of [soon, old]) {
      const connection = await some.openConnection({ organizationId: 'a', connectionId: '1' })
      await connection.close()
      await expect.poll(() => some.count().browsers, { timeout: 20_000 }).toBe(0)
      await some.close()
    }
  })

  it('keeps nothing of a place where we told it something: what is saved of a session begins empty', async () => {
    const connection = await browsers.openConnection({ organizationId: 'a', connectionId: '1' })
    expect(await connection.saveSession()).toEqual({
      version: 1,
      storage: { cookies: [], origins: [] },
      tab: [],
    })
    expect(connection.page.url()).toBe('about:blank')
    await connection.close()
  })
})

describe('a connection that is apart', () => {
  it('has a browser that is nobody else’s, whose end is its alone, and which ends with it', async () => {
    const apart = { organizationId: 'f', connectionId: '2', isApart: true }
    const neighbour = await browsers.openConnection({ organizationId: 'f', connectionId: '1' })
    const [one, other] = [
      await browsers.openConnection(apart),
      await browsers.openConnection({ ...apart, connectionId: '3' }),
    ]
    const theirs = [neighbour, one, other].map(({ context }) => context.browser())
    expect(new Set(theirs).size).toBe(3)
    const devtools = await one.context.browser()?.newBrowserCDPSession()
    devtools?.send('Browser.crash').catch(() => {})
    expect(await one.whenEnded).toBe('browser_ended')
    await neighbour.page.goto(`${site.origin}/`)
    // The rest after a crash is not that of its neighbours either.
    const another = await browsers.openConnection({ organizationId: 'f', connectionId: '4' })
    expect(another.context.browser()).toBe(neighbour.context.browser())
    const before = browsers.count().browsers
    await other.close()
    await expect.poll(() => browsers.count().browsers, { timeout: 20_000 }).toBe(before - 1)
    await neighbour.close()
    await another.close()
  })
})
