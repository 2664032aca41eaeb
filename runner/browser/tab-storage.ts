// The session storage of a tab: of every site that it went through, and of the frames of other sites in it. Playwright keeps
// all the rest; this is apart for each tab, and in it for each site in whose pages a frame stands.
import type { Frame, Page } from 'playwright-core'

export interface TabPlace {
  origin: string
  /** Of a frame: the origin of the page that it stood in. Browsers keep its storage apart for each of those. */
  within?: string
}

export interface TabStorage extends TabPlace {
  items: [name: string, value: string][]
}

/** Pages of advertisements have frames in great number. */
const mostPlaces = 40

/** Which sites a tab went through. To be begun before the first of them. */
export function watchPlaces(page: Page, before: readonly TabPlace[]): () => TabPlace[] {
  const places = new Map(before.map((place) => [keyOf(place), place]))
  page.on('framenavigated', (frame) => {
    const origin = httpOrigin(frame.url())
    if (origin === undefined || frame !== page.mainFrame()) return
    if (places.size < mostPlaces) places.set(keyOf({ origin }), { origin })
  })
  return () => [...places.values()]
}

/**
 * What is on the page is read as it stands. For the other places the page is left, and nothing is asked of a service.
 *
 * @param beforeLeaving to close every way out: a page may sign out when it is left
 */
export async function readTab(
  page: Page,
  places: readonly TabPlace[],
  beforeLeaving: () => void,
): Promise<TabStorage[]> {
  const found = new Map<string, TabStorage>()
  const main = httpOrigin(page.url())
  for (const frame of page.frames()) {
    const place = placeOf(frame, main)
    if (place === undefined || found.has(keyOf(place)) || found.size >= mostPlaces) continue
    found.set(keyOf(place), { ...place, items: await itemsOf(frame) })
  }
  const others = places.filter((place) => !found.has(keyOf(place)))
  if (others.length > 0) beforeLeaving()
  await standAt(page, others, async (frame, place) => {
    found.set(keyOf(place), { ...place, items: await itemsOf(frame) })
  })
  return [...found.values()].filter(({ items }) => items.length > 0)
}

/** Puts it into a fresh page. */
export async function restoreTab(page: Page, saved: readonly TabStorage[]): Promise<void> {
  await standAt(page, saved, (frame, { items }) =>
    frame.evaluate((items) => {
      for (const [name, value] of items) sessionStorage.setItem(name, value)
    }, items),
  )
}

/** At each place stands, for a moment, an empty page of ours. */
async function standAt<Place extends TabPlace>(
  page: Page,
  places: readonly Place[],
  visit: (frame: Frame, place: Place) => Promise<unknown>,
): Promise<void> {
  const readable = places.filter(({ origin, within = origin }) => isOrigin(origin) && isOrigin(within))
  if (readable.length === 0) return
  let frames: string[] = []
  // A worker of the site would answer before us, with the site's own page.
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.enable')
  await devtools.send('Network.setBypassServiceWorker', { bypass: true })
  await page.route('**/*', (route) => {
    const isPage = route.request().frame() === page.mainFrame()
    const body = isPage ? frames.map((origin) => `<iframe src="${origin}/"></iframe>`).join('') : ''
    return route.fulfill({ contentType: 'text/html', headers: { 'cache-control': 'no-store' }, body })
  })
  try {
    for (const top of new Set(readable.map(({ origin, within = origin }) => within))) {
      const here = readable.filter(({ origin, within = origin }) => within === top)
      frames = here.filter(({ within }) => within !== undefined).map(({ origin }) => origin)
      await page.goto(`${top}/`)
      for (const place of here) {
        const isHere = (frame: Frame) =>
          httpOrigin(frame.url()) === place.origin &&
          (frame === page.mainFrame()) === (place.within === undefined)
        const frame = page.frames().find(isHere)
        if (frame !== undefined) await visit(frame, place)
      }
    }
    await page.goto('about:blank')
  } finally {
    await page.unroute('**/*')
    await devtools.detach()
  }
}

function placeOf(frame: Frame, main: string | undefined): TabPlace | undefined {
  const origin = httpOrigin(frame.url())
  if (origin === undefined || main === undefined) return undefined
  return origin === main ? { origin } : { origin, within: main }
}

/** A page may have locked it, by a sandbox or by hand. */
const itemsOf = (frame: Frame): Promise<[string, string][]> =>
  frame.evaluate(() => Object.entries(sessionStorage)).catch(() => [])

const keyOf = ({ origin, within = '' }: TabPlace): string => `${within} ${origin}`

const isOrigin = (origin: string): boolean => httpOrigin(origin) === origin

function httpOrigin(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const { protocol, origin } = new URL(url)
  return protocol === 'https:' || protocol === 'http:' ? origin : undefined
}
