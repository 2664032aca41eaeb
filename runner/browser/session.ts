// What a browser knows of a signed-in person, as plain JSON: cookies, local storage, session storage, IndexedDB. Whoever
// has it is signed in: it leaves the runner sealed, and stands in no log.
import type { BrowserContext, Page } from 'playwright-core'
import { readTab, type TabPlace, type TabStorage } from './tab-storage.ts'

type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>
type Cookie = StorageState['cookies'][number]

export interface SavedSession {
  version: 1
  /** Cookies (those that end with the browser too), local storage and IndexedDB, as Playwright has them. */
  storage: StorageState
  /** Session storage of the page, by origin. */
  tab: TabStorage[]
}

/** A service that keeps more in a browser than this is signed in to anew after a restart. */
export const sessionLimitBytes = 8 * 1024 * 1024

/** Nothing when it is larger than the limit: half a session is worse than none. What follows is as `readTab` has it. */
export async function saveSession(
  context: BrowserContext,
  page: Page,
  {
    places = [],
    beforeLeaving = () => {},
    limitBytes = sessionLimitBytes,
  }: { places?: readonly TabPlace[]; beforeLeaving?: () => void; limitBytes?: number } = {},
): Promise<SavedSession | undefined> {
  const storage = await context.storageState({ indexedDB: true })
  const saved: SavedSession = { version: 1, storage, tab: await readTab(page, places, beforeLeaving) }
  return Buffer.byteLength(JSON.stringify(saved)) > limitBytes ? undefined : saved
}

/**
 * The session as it is now, while its pages go on: none of them is left. Of places where none of them is any more, it has what
 * was given.
 */
export async function readSession(
  context: BrowserContext,
  pages: Iterable<Page>,
  given: readonly TabStorage[],
): Promise<SavedSession | undefined> {
  const storage = await context.storageState({ indexedDB: true })
  const read = await Promise.all([...pages].map((page) => readTab(page, [], () => {}).catch(() => [])))
  const places = new Map([...given, ...read.flat()].map((one) => [`${one.within ?? ''} ${one.origin}`, one]))
  const saved: SavedSession = { version: 1, storage, tab: [...places.values()] }
  return Buffer.byteLength(JSON.stringify(saved)) > sessionLimitBytes ? undefined : saved
}

/**
 * The session without the cookies that end before a moment. Where the service needs one of them it asks for a sign-in now,
 * and not when nobody is there to see it; where it does not, nothing is missed.
 */
export function withoutWhatEnds(saved: SavedSession, before: Date): SavedSession {
  const lasts = ({ expires }: Cookie) => expires === -1 || expires * 1000 >= before.getTime()
  return { ...saved, storage: { ...saved.storage, cookies: saved.storage.cookies.filter(lasts) } }
}

/**
 * For how long the shortest of the cookies is good that the service gave to this visit, and that only it can read; nothing
 * where there is none. Those that were there before and stayed as they were say nothing of what a visit brings.
 */
export function cookiesLastSeconds(
  saved: SavedSession,
  { given, url, now }: { given: SavedSession | undefined; url: string; now: Date },
): number | undefined {
  const { hostname } = new URL(url)
  const before = new Set(given?.storage.cookies.map(identityOf))
  const lasting = saved.storage.cookies
    .filter(
      (cookie) =>
        cookie.httpOnly &&
        cookie.expires !== -1 &&
        isSentTo(cookie, hostname) &&
        !before.has(identityOf(cookie)),
    )
    .map(({ expires }) => Math.floor(expires - now.getTime() / 1000))
    .filter((seconds) => seconds > 0)
  return lasting.length === 0 ? undefined : Math.min(...lasting)
}

const identityOf = ({ name, domain, path, value, expires }: Cookie): string =>
  JSON.stringify([name, domain, path, value, Math.floor(expires)])

/** RFC 6265 section 5.1.3: a domain that begins with a dot is that of the hosts below it too. */
const isSentTo = ({ domain }: Cookie, host: string): boolean =>
  domain.startsWith('.') ? host === domain.slice(1) || host.endsWith(domain) : host === domain

/** What of a saved session is not in the context: names alone, never values. Empty when all came back. */
export async function missingAfterRestore(
  context: BrowserContext,
  saved: SavedSession,
  now: Date,
): Promise<string[]> {
  const restored = await context.storageState({ indexedDB: true })
  const cookieName = ({ domain, path, name }: Cookie) => `cookie ${name} of ${domain}${path}`
  const isLasting = ({ expires }: Cookie) => expires === -1 || expires * 1000 > now.getTime()
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
