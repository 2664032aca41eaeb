// A session that is saved and given to a fresh browser: the service sees the one who signed in.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSite, type Site } from '../testing/site.ts'
import { openTestBrowsers } from '../testing/test-browsers.ts'
import type { Browsers } from './browsers.ts'
import { cookiesLastSeconds, saveSession, withoutWhatEnds, type SavedSession } from './session.ts'

let site: Site
let browsers: Browsers

beforeAll(async () => {
  site = await openSite({
    '/': (request, answer) => {
      const isNew = !String(request.headers.cookie).includes('ends_with_the_browser')
      answer.writeHead(200, {
        'content-type': 'text/html',
        ...(isNew ? { 'set-cookie': ['ends_with_the_browser=1; HttpOnly', 'lasts=2; Max-Age=86400'] } : {}),
      })
      answer.end('<h1>home</h1>')
    },
  })
  browsers = await openTestBrowsers([site.place])
})

afterAll(async () => {
  await browsers.close()
  await site.close()
})

it('keeps cookies, local storage, session storage and IndexedDB', async () => {
  const first = await browsers.openConnection({ organizationId: 'a', connectionId: '1' })
  await first.page.goto(`${site.origin}/`)
  await first.page.evaluate(signInEverywhere)
  const saved = await first.saveSession()
  await first.close()

  // As it is kept: as text.
  const session = JSON.parse(JSON.stringify(saved)) as NonNullable<typeof saved>
  const second = await browsers.openConnection({ organizationId: 'a', connectionId: '1', session })
  expect(second.missingFromSession).toEqual([])
  site.asked.length = 0
  await second.page.goto(`${site.origin}/`)
  const cookies = await second.context.cookies()
  expect(cookies.map(({ name }) => name).sort()).toEqual(['ends_with_the_browser', 'lasts'])
  expect(await second.page.evaluate(whoIsSignedIn)).toEqual({
    local: 'local value',
    tab: 'tab value',
    database: { token: 'database value' },
  })
  await second.close()
})

it('asks the service for nothing while it is restored', async () => {
  const first = await browsers.openConnection({ organizationId: 'a', connectionId: '1' })
  await first.page.goto(`${site.origin}/`)
  await first.page.evaluate(signInEverywhere)
  const session = await first.saveSession()
  await first.close()
  site.asked.length = 0
  const second = await browsers.openConnection({ organizationId: 'a', connectionId: '1', session })
  expect(site.asked).toEqual([])
  await second.close()
})

it('that is larger than the limit is not saved', async () => {
  const connection = await browsers.openConnection({ organizationId: 'a', connectionId: '1' })
  await connection.page.goto(`${site.origin}/`)
  await connection.page.evaluate(() => localStorage.setItem('large', 'x'.repeat(20_000)))
  expect(await saveSession(connection.context, connection.page, { limitBytes: 10_000 })).toBeUndefined()
  expect(await saveSession(connection.context, connection.page, { limitBytes: 100_000 })).toBeDefined()
  await connection.close()
})

it('says by name what did not come back, and no value', async () => {
  const session = {
    version: 1 as const,
    storage: {
      cookies: [
        {
          name: 'ended_long_ago',
          value: 'canary',
          domain: '127.0.0.1',
          path: '/',
          expires: 1,
          httpOnly: true,
          secure: false,
          sameSite: 'Lax' as const,
        },
      ],
      origins: [],
    },
    tab: [],
  }
  const open = await openTestBrowsers([], { clock: () => new Date(0) })
  const connection = await open.openConnection({ organizationId: 'a', connectionId: '1', session })
  // By the clock of the test it should be there.
  expect(connection.missingFromSession).toEqual(['cookie ended_long_ago of 127.0.0.1/'])
  await open.close()
})

describe('cookies that end', () => {
  const now = new Date('2026-11-23T09:00:00Z')
  const cookie = (name: string, lastsSeconds: number, more: object = {}) => ({
    name,
    value: name,
    domain: 'board.example',
    path: '/',
    expires: lastsSeconds === -1 ? -1 : now.getTime() / 1000 + lastsSeconds,
    httpOnly: true,
    secure: true,
    sameSite: 'Lax' as const,
    ...more,
  })
  const holding = (...cookies: ReturnType<typeof cookie>[]): SavedSession => ({
    version: 1,
    storage: { cookies, origins: [] },
    tab: [],
  })
  const url = 'https://board.example/wall'

  it('before the next visit are left behind; those of this browser, and those that last, are not', () => {
    const saved = holding(cookie('ends', 600), cookie('lasts', 7200), cookie('of_the_browser', -1))
    const { cookies } = withoutWhatEnds(saved, new Date(now.getTime() + 1_080_000)).storage
    expect(cookies.map(({ name }) => name)).toEqual(['lasts', 'of_the_browser'])
  })

  it('count where the service gave them to this visit, to be read by it alone', () => {
    const saved = holding(
      cookie('session', 3600),
      cookie('of_a_script', 60, { httpOnly: false }),
      cookie('of_another', 60, { domain: 'ads.example' }),
      cookie('of_the_browser', -1),
      cookie('there_before', 300),
    )
    const given = holding(cookie('there_before', 300), cookie('session', 1800))
    expect(cookiesLastSeconds(saved, { given, url, now })).toBe(3600)
    expect(cookiesLastSeconds(saved, { given: undefined, url, now })).toBe(300)
    expect(cookiesLastSeconds(given, { given, url, now })).toBeUndefined()
  })

  it('are those of its own host and of the domains above it', () => {
    const last = (domain: string) =>
      cookiesLastSeconds(holding(cookie('session', 600, { domain })), { given: undefined, url, now })
    expect(['.board.example', '.example', 'example', 'other.example', '.oard.example'].map(last)).toEqual([
      600,
      600,
      undefined,
      undefined,
      undefined,
    ])
  })
})

async function signInEverywhere(): Promise<void> {
  localStorage.setItem('who', 'local value')
  sessionStorage.setItem('who', 'tab value')
  const opening = indexedDB.open('accounts', 1)
  opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore('tokens'))
  await new Promise((resolve) => opening.addEventListener('success', resolve))
  const write = opening.result.transaction('tokens', 'readwrite')
  write.objectStore('tokens').put({ token: 'database value' }, 'who')
  await new Promise((resolve) => write.addEventListener('complete', resolve))
  opening.result.close()
}

async function whoIsSignedIn(): Promise<unknown> {
  const opening = indexedDB.open('accounts')
  await new Promise((resolve) => opening.addEventListener('success', resolve))
  const read = opening.result.transaction('tokens').objectStore('tokens').get('who')
  await new Promise((resolve) => read.addEventListener('success', resolve))
  return {
    local: localStorage.getItem('who'),
    tab: sessionStorage.getItem('who'),
    database: read.result as unknown,
  }
}
