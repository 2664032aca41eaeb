// The files of the app, in a cache for each version: the app comes up without a network, and a page that is open has what it
// was built with until it is closed. Answers of the API are in none of them.
import { appPath } from '../../contract/pages.ts'

declare const self: ServiceWorkerGlobalScope

/** Written in at the build. */
declare const SHELL_FILES: readonly string[]
declare const SHELL_VERSION: string

const PREFIX = 'countersign-shell-'
const NAME = `${PREFIX}${SHELL_VERSION}`
const PAGE = `${appPath}/`
const known = new Set(SHELL_FILES)

/** Fails as a whole where one file does not come: then the version before goes on. */
export async function fillShell(): Promise<void> {
  const cache = await caches.open(NAME)
  // Past the browser's own cache, as only some of their names change with their content.
  const requests = [PAGE, ...SHELL_FILES].map(
    (path) => new Request(path, { cache: 'no-cache', credentials: 'omit' }),
  )
  await cache.addAll(requests)
}

export async function dropOtherShells(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME)
  await Promise.all(others.map((name) => caches.delete(name)))
}

/** The cached answer; nothing where the browser's own way is right. */
export function answerFromShell(request: Request): Promise<Response> | undefined {
  const { pathname } = new URL(request.url)
  if (request.mode === 'navigate') return pathname.startsWith(PAGE) ? fromCache(PAGE, request) : undefined
  return known.has(pathname) ? fromCache(pathname, request) : undefined
}

async function fromCache(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(NAME)
  // A browser that is short of room may have dropped it.
  return (await cache.match(path, { ignoreVary: true })) ?? fetch(request).catch(() => Response.error())
}

/** Takes over from the version before, unless another page of it is open and would lose its files. */
export async function takeOverIfAlone(): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const ours = pages.filter(({ url }) => new URL(url).pathname.startsWith(PAGE))
  if (ours.length <= 1) await self.skipWaiting()
}
