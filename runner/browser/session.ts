// What a browser knows of a signed-in person, as plain JSON: cookies, local storage, session storage, IndexedDB. Whoever
// has it is signed in: it leaves the runner sealed, and stands in no log.
import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import { ok } from './egress-answers.ts'

type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>

export interface SavedSession {
  version: 1
  /** Cookies (those that end with the browser too), local storage and IndexedDB, as Playwright has them. */
  storage: StorageState
  /** Session storage of the page, by origin. */
  tab: { origin: string; items: [name: string, value: string][] }[]
}

/** A service that keeps more in a browser than this is signed in to anew after a restart. */
export const sessionLimitBytes = 8 * 1024 * 1024

/** Nothing when it is larger than the limit: half a session is worse than none. */
export async function saveSession(
  context: BrowserContext,
  page: Page,
  limitBytes = sessionLimitBytes,
): Promise<SavedSession | undefined> {
  const storage = await context.storageState({ indexedDB: true })
  const saved: SavedSession = { version: 1, storage, tab: await readSessionStorage(page) }
  return Buffer.byteLength(JSON.stringify(saved)) > limitBytes ? undefined : saved
}

async function readSessionStorage(page: Page): Promise<SavedSession['tab']> {
  const main = httpOrigin(page.url())
  const found = new Map<string, [string, string][]>()
  for (const frame of page.frames()) {
    const origin = httpOrigin(frame.url())
    // Another site's frame has a storage of its own within this page, which cannot be given back from outside.
    if (origin === undefined || origin !== main || found.has(origin)) continue
    // A page may have locked it, by a sandbox or by hand.
    const items = await frame.evaluate(() => Object.entries(sessionStorage)).catch(() => [])
    if (items.length > 0) found.set(origin, items)
  }
  return [...found].map(([origin, items]) => ({ origin, items }))
}

/**
 * Puts session storage into a fresh page: at each origin stands, for a moment, an empty page of ours. Everything else was
 * given when the context was made.
 */
export async function restoreTab(page: Page, devtools: CDPSession, saved: SavedSession): Promise<void> {
  if (saved.tab.length === 0) return
  const onPaused = ({ requestId }: { requestId: string }): void => {
    const answer = { requestId, responseCode: ok, responseHeaders: emptyPage, body: '' }
    // The page may be gone by now.
    devtools.send('Fetch.fulfillRequest', answer).catch(() => {})
  }
  devtools.on('Fetch.requestPaused', onPaused)
  await devtools.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] })
  for (const { origin, items } of saved.tab) {
    if (httpOrigin(origin) !== origin) continue
    await page.goto(`${origin}/`)
    await page.evaluate((items) => {
      for (const [name, value] of items) sessionStorage.setItem(name, value)
    }, items)
  }
  devtools.off('Fetch.requestPaused', onPaused)
  await devtools.send('Fetch.disable')
}

const emptyPage = [
  { name: 'content-type', value: 'text/html' },
  { name: 'cache-control', value: 'no-store' },
]

/** What of a saved session is not in the context: names alone, never values. Empty when all came back. */
export async function missingAfterRestore(
  context: BrowserContext,
  saved: SavedSession,
  now: Date,
): Promise<string[]> {
  const restored = await context.storageState({ indexedDB: true })
  const cookieName = ({ domain, path, name }: StorageState['cookies'][number]) =>
    `cookie ${name} of ${domain}${path}`
  const isLasting = ({ expires }: StorageState['cookies'][number]) =>
    expires === -1 || expires * 1000 > now.getTime()
  const has = new Set([...restored.cookies.map(cookieName), ...restored.origins.flatMap(storedNames)])
  const wanted = [
    ...saved.storage.cookies.filter(isLasting).map(cookieName),
    ...saved.storage.origins.flatMap(storedNames),
  ]
  return wanted.filter((name) => !has.has(name))
}

function storedNames(origin: StorageState['origins'][number]): string[] {
  const databases = 'indexedDB' in origin && Array.isArray(origin.indexedDB) ? origin.indexedDB : []
  return [
    ...origin.localStorage.map(({ name }) => `local storage ${name} of ${origin.origin}`),
    ...databases.map((database: { name: string }) => `IndexedDB ${database.name} of ${origin.origin}`),
  ]
}

function httpOrigin(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const { protocol, origin } = new URL(url)
  return protocol === 'https:' || protocol === 'http:' ? origin : undefined
}
