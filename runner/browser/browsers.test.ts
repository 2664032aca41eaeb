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
