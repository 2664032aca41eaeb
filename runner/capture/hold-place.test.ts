// A place in a real browser, with a server in memory: its dashboards, what changes them, and what befalls its pages.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import sharp from 'sharp'
import type { Browsers } from '../browser/browsers.ts'
import type { OpenConnection } from '../browser/open-connection.ts'
import type { PlacesApi } from '../places-api.ts'
import { captureOf, loginAt, openTestPlace, sessionOf, until } from '../testing/captures.ts'
import { dashboardId, fakePlace, type FakePlace } from '../testing/fake-places.ts'
import { holdHere } from '../testing/hold-here.ts'
import { openSite, type Site } from '../testing/site.ts'
import { openTestBrowsers } from '../testing/test-browsers.ts'
import { openCrashRecord, type CrashRecord } from './crash-record.ts'
import type { HoldPlaceOptions, SignedOut } from './hold-place.ts'
import { openWeights } from './weights.ts'

const WAIT = { timeout: 40_000, interval: 50 }

let site: Site
let browsers: Browsers
let stop: AbortController
let memory: number
let signedOut: Map<string, SignedOut>
const holding: Promise<void>[] = []
let isSignedIn = true
/** Called when `/takes-it-along` is there. */
let onLoaded = (): Promise<void> => Promise.resolve()

const page = (body: string) =>
  `<!doctype html><title>Desk</title><body style="font:20px sans-serif"><h1>Open tickets</h1>${body}<a href="/out">Log out</a>`

beforeAll(async () => {
  let count = 0
  site = await openSite({
    '/steady': page('<p>Seventeen tickets are open.</p>'),
    '/counts': (_, answer) =>
      answer.writeHead(200, { 'content-type': 'text/html' }).end(page(`<p>Visit number ${(count += 1)}</p>`)),
    '/moves': page('<p id=at>0</p><script>let n=0;setInterval(() => { at.textContent = ++n }, 300)</script>'),
    '/heavy': page(
      '<p>It keeps a hundred megabytes.</p><script>window.kept = Array.from({ length: 100 }, () => new Uint8Array(1048576).fill(1))</script>',
    ),
    '/takes-it-along': page('<script>fetch("/loaded")</script>'),
    '/loaded': (_, answer) => {
      answer.end()
      void onLoaded()
    },
    '/crashes': page('<p>It was well a moment ago.</p>'),
    '/kept': (request, answer) => {
      const isIn = isSignedIn && request.headers.cookie?.includes('session=good') === true
      const form =
        '<h1>Sign in</h1><form><input name=email><input type=password><button>Sign in</button></form>'
      answer
        .writeHead(200, {
          'content-type': 'text/html',
          ...(isIn ? { 'set-cookie': 'seen=yes; Max-Age=600' } : {}),
        })
        .end(isIn ? page('<p>Yours alone.</p>') : form)
    },
  })
})
afterAll(() => site.close())
beforeEach(async () => {
  isSignedIn = true
  memory = Infinity
  stop = new AbortController()
  signedOut = new Map()
  browsers = await openTestBrowsers([site.place])
})
afterEach(async () => {
  stop.abort()
  await Promise.all(holding.splice(0))
  await browsers.close()
})

function hold(fake: FakePlace, more: Partial<HoldPlaceOptions> = {}): Promise<void> {
  const held = holdHere(fake, {
    browsers,
    memoryLeft: () => memory,
    signedOut,
    stop: stop.signal,
    ...more,
  })
  holding.push(held)
  return held
}

/** The browsers, and each context that was opened in them. */
function watchContexts() {
  const contexts: OpenConnection[] = []
  /** Those of them that are in a browser of their own. */
  const apart: OpenConnection[] = []
  const seen: Pick<Browsers, 'openConnection'> = {
    async openConnection(options) {
      const opened = await browsers.openConnection(options)
      contexts.push(opened)
      if (options.isApart === true) apart.push(opened)
      return opened
    },
  }
  return { contexts, apart, seen }
}

async function crashPage(connection: OpenConnection | undefined, url: string): Promise<void> {
  const page = connection?.context.pages().find((one) => one.url() === url)
  if (page === undefined) throw new Error('no page')
  const devtools = await page.context().newCDPSession(page)
  const whenCrashed = page.waitForEvent('crash')
  devtools.send('Page.crash').catch(() => {})
  await whenCrashed
}

/** As over a network on which nothing is heard of what was not asked for. */
function slowly(ask: PlacesApi['placeWork']): PlacesApi['placeWork'] {
  return async (id, revision, signal) => {
    if (revision === 0) return ask(id, revision, signal)
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    throw new Error('nothing was heard')
  }
}

const at = (path: string): string => `${site.origin}${path}`
describe('a place', () => {
  test('makes a picture of each of its dashboards, in the formats that are wanted', async () => {
    const fake = fakePlace()
    fake.want({ url: at('/steady'), formats: ['avif', 'webp', 'jpeg'] })
    fake.want({ url: at('/moves') }, dashboardId(2))
    void hold(fake)
    await expect.poll(() => new Set(fake.frames.map(({ dashboard }) => dashboard)).size, WAIT).toBe(2)
    const frame = fake.frames.find(({ dashboard }) => dashboard === dashboardId(1))
    expect([frame?.width, frame?.height]).toEqual([640, 480])
    const kinds = Object.entries(frame?.pictures ?? {})
      .toSorted(([one], [other]) => one.localeCompare(other))
      .map(async ([name, data]) => {
        const { format, width } = await sharp(Buffer.from(data ?? '', 'base64')).metadata()
        return [name, format, width]
      })
    expect(await Promise.all(kinds)).toEqual([
      ['avif', 'heif', 640],
      ['jpeg', 'jpeg', 640],
      ['thumbnail', 'jpeg', 480],
      ['webp', 'webp', 640],
    ])
  })

  test('tells a picture that is the same without its bytes, and loads anew when it is asked', async () => {
    const fake = fakePlace()
    fake.want({ url: at('/steady') })
    fake.want({ url: at('/counts') }, dashboardId(2))
    void hold(fake)
    await expect.poll(() => fake.frames.length, WAIT).toBe(2)
    fake.want({ url: at('/steady'), asked: 1 })
    fake.want({ url: at('/counts'), asked: 1 }, dashboardId(2))
    await expect.poll(() => fake.frames.filter(({ asked }) => asked === 1).length, WAIT).toBe(2)
    const [same, other] = [1, 2].map((number) =>
      fake.frames.filter(({ dashboard }) => dashboard === dashboardId(number)),
    )
    expect(same?.map(({ pictures }) => pictures !== undefined)).toEqual([true, false])
    expect(other?.map(({ pictures }) => pictures !== undefined)).toEqual([true, true])
  })

  test('makes a picture at once when a dashboard is changed, and none when it is taken away', async () => {
    const fake = fakePlace()
    fake.want({ url: at('/steady') })
    void hold(fake)
    await expect.poll(() => fake.frames.length, WAIT).toBe(1)
    fake.want({ url: at('/steady'), capture: captureOf({ viewport: { width: 800, height: 600 } }) })
    await expect.poll(() => fake.frames.at(-1)?.width, WAIT).toBe(800)
    fake.leave(dashboardId(1))
    fake.want({ url: at('/moves') }, dashboardId(2))
    await expect.poll(() => fake.frames.at(-1)?.dashboard, WAIT).toBe(dashboardId(2))
  })

  test('previews what is being changed, and says why there is none', async () => {
    const fake = fakePlace()
    void hold(fake)
    fake.preview({ id: 'a', url: at('/steady'), capture: { zoom: 2 } })
    await expect.poll(() => fake.previews.get('a')?.width, WAIT).toBe(640)
    fake.preview({ id: 'b', url: at('/nowhere-at-all') })
    await expect.poll(() => fake.previews.get('b')?.trouble, WAIT).toBe('error_page')
  })

  test('shows a live dashboard as it changes while somebody looks', async () => {
    const fake = fakePlace()
    fake.want({ url: at('/moves'), isLive: true, isWatched: true, refreshSeconds: 30 })
    void hold(fake)
    await expect.poll(() => fake.live.length, WAIT).toBeGreaterThan(4)
    expect(new Set(fake.live.map(({ picture }) => picture)).size).toBe(fake.live.length)
    const { format, width } = await sharp(Buffer.from(fake.live[0]?.picture ?? '', 'base64')).metadata()
    expect([format, width]).toEqual(['jpeg', 640])
    fake.want({ url: at('/moves'), isWatched: false })
    fake.want({ url: at('/steady') }, dashboardId(2))
    await expect.poll(() => fake.frames.at(-1)?.dashboard, WAIT).toBe(dashboardId(2))
    const before = fake.live.length
    fake.want({ url: at('/steady'), asked: 1 }, dashboardId(2))
    await expect.poll(() => fake.frames.at(-1)?.asked, WAIT).toBe(1)
    expect(fake.live.length - before).toBeLessThanOrEqual(1)
  })
})

describe('a session', () => {
  test('is used, and given back with what the service added when the runner ends', async () => {
    const fake = fakePlace(loginAt(at('/'), { session: sessionOf('good') }))
    fake.want({ url: at('/kept') })
    const held = hold(fake)
    await expect.poll(() => fake.frames.length, WAIT).toBe(1)
    stop.abort()
    await held
    expect(fake.ends).toBe(1)
    expect(fake.sessions).toHaveLength(1)
    expect(fake.sessions[0]?.session).toContain('"seen"')
    expect(browsers.count().connections).toBe(0)
  })

  test('that has ended is told, ends the place, and is not given back; no picture is made', async () => {
    const fake = fakePlace(loginAt(at('/'), { session: sessionOf('gone') }))
    fake.want({ url: at('/kept') })
    await hold(fake)
    expect(fake.troubles.map(({ trouble }) => trouble)).toEqual(['signed_out'])
    expect(fake.frames).toEqual([])
    expect(fake.sessions).toEqual([])
  })

  test('that a sign-in does not bring back is not asked for without end', async () => {
    const told: string[] = []
    for (let times = 0; times < 3; times += 1) {
      const fake = fakePlace(loginAt(at('/'), { session: sessionOf('gone') }))
      fake.want({ url: at('/kept') })
      const held = hold(fake)
      await expect.poll(() => fake.troubles.length, WAIT).toBe(1)
      told.push(fake.troubles[0]?.trouble ?? '')
      fake.giveBack()
      await held
    }
    expect(told).toEqual(['signed_out', 'signed_out', 'not_the_dashboard'])
  })

  test('goes on in a new context when the old one is old', async () => {
    const fake = fakePlace(loginAt(at('/'), { session: sessionOf('good') }))
    fake.want({ url: at('/kept'), refreshSeconds: 5 })
    void hold(fake, { contextLimits: { oldMillis: 4_000 } })
    await expect.poll(() => fake.sessions.length, WAIT).toBeGreaterThan(0)
    const before = fake.frames.length
    await expect.poll(() => fake.frames.length, WAIT).toBeGreaterThan(before)
    expect(fake.troubles).toEqual([])
  })
})

describe('the memory of a context', () => {
  const grown = { youngMillis: 0, weighEveryMillis: 100, heavyPageMegabytes: 0 }

  test('is what its own pages hold, and none of its neighbours’', async () => {
    const [heavy, light] = [
      await openTestPlace(browsers, undefined, '1'),
      await openTestPlace(browsers, undefined, '2'),
    ]
    for (const { page } of [heavy, light]) await page.open.page.goto(at('/steady'))
    const before = [await heavy.connection.heapMegabytes(), await light.connection.heapMegabytes()]
    await heavy.page.open.page.goto(at('/heavy'))
    const after = [await heavy.connection.heapMegabytes(), await light.connection.heapMegabytes()]
    expect((after[0] ?? 0) - (before[0] ?? 0)).toBeGreaterThan(80)
    expect(Math.abs((after[1] ?? 0) - (before[1] ?? 0))).toBeLessThan(20)
    await heavy.close()
    await light.close()
  })

  test('when it is too much: it is opened anew, the frames go on, and its neighbour’s stays', async () => {
    const [heavy, light] = [watchContexts(), watchContexts()]
    const [fake, neighbour] = [fakePlace(), fakePlace(loginAt(at('/')))]
    const limits = { contextLimits: { ...grown, heavyMegabytes: 90 } }
    fake.want({ url: at('/heavy'), refreshSeconds: 5 })
    neighbour.want({ url: at('/steady'), refreshSeconds: 5 })
    void hold(fake, { browsers: heavy.seen, ...limits })
    void hold(neighbour, { browsers: light.seen, ...limits })
    await expect.poll(() => heavy.contexts.length, WAIT).toBeGreaterThan(1)
    const before = [fake.frames.length, neighbour.frames.length]
    await expect.poll(() => fake.frames.length, WAIT).toBeGreaterThan(before[0] ?? 0)
    await expect.poll(() => neighbour.frames.length, WAIT).toBeGreaterThan(before[1] ?? 0)
    expect([fake.troubles, neighbour.troubles]).toEqual([[], []])
    expect(light.contexts).toHaveLength(1)
  })

  test('where little is left: the heaviest goes first, and alone', async () => {
    const [heavy, light] = [watchContexts(), watchContexts()]
    const [fake, neighbour] = [fakePlace(), fakePlace(loginAt(at('/')))]
    neighbour.place.id = '00000000-0000-4000-8000-0000000000ac'
    const weights = openWeights()
    const megabytes = new Map<string, number>()
    const shared: Partial<HoldPlaceOptions> = {
      contextLimits: grown,
      weights: {
        ...weights,
        note(place, weight) {
          megabytes.set(place, weight.megabytes)
          weights.note(place, weight)
        },
      },
    }
    fake.want({ url: at('/heavy'), refreshSeconds: 5 })
    neighbour.want({ url: at('/steady'), refreshSeconds: 5 })
    void hold(fake, { browsers: heavy.seen, ...shared })
    void hold(neighbour, { browsers: light.seen, ...shared })
    await expect.poll(() => megabytes.get(fake.place.id), WAIT).toBeGreaterThan(90)
    await expect.poll(() => neighbour.frames.length, WAIT).toBeGreaterThan(0)
    memory = 400
    await expect.poll(() => heavy.contexts.length, WAIT).toBe(2)
    const before = neighbour.frames.length
    await expect.poll(() => neighbour.frames.length, WAIT).toBeGreaterThan(before)
    expect(light.contexts).toHaveLength(1)
    expect([fake.troubles, neighbour.troubles]).toEqual([[], []])
  })
})

describe('when something ends', () => {
  test('the place that is lost: its context closes, and nothing more is told', async () => {
    const fake = fakePlace(loginAt(at('/'), { session: sessionOf('good') }))
    fake.want({ url: at('/kept') })
    const held = hold(fake)
    await expect.poll(() => fake.frames.length, WAIT).toBe(1)
    fake.lose()
    await held
    expect(browsers.count().connections).toBe(0)
    expect([fake.sessions.length, fake.ends, fake.frames.length]).toEqual([0, 0, 1])
  })

  test('its context, because the connection signs in: that one is left alone', async () => {
    const fake = fakePlace(loginAt(at('/'), { session: sessionOf('good') }))
    fake.want({ url: at('/kept') })
    const { contexts, seen } = watchContexts()
    // The server says that the place is lost only when it is asked.
    const api = { ...fake.api, placeWork: slowly((...asked) => fake.api.placeWork(...asked)) }
    const held = hold(fake, { api, browsers: seen })
    await expect.poll(() => fake.frames.length, WAIT).toBe(1)
    fake.lose()
    const { organization, connection } = fake.place
    const signIn = await browsers.openConnection({
      organizationId: organization,
      connectionId: connection?.id ?? '',
    })
    await held
    expect(contexts).toHaveLength(1)
    expect(signIn.isAlive()).toBe(true)
    await signIn.close()
  })

  test('a context whose browser never says that it has ended: the place is given back all the same', async () => {
    const fake = fakePlace()
    fake.want({ url: at('/steady') })
    const silent: Pick<Browsers, 'openConnection'> = {
      async openConnection(options) {
        const opened = await browsers.openConnection(options)
        return { ...opened, close: () => new Promise<void>(() => {}) }
      },
    }
    const held = hold(fake, { browsers: silent })
    await expect.poll(() => fake.frames.length, WAIT).toBe(1)
    stop.abort()
    await held
    expect(fake.ends).toBe(1)
  })

  test('the page of one dashboard: it costs that one a round, and the other none', async () => {
    const { contexts, seen } = watchContexts()
    const fake = fakePlace()
    fake.want({ url: at('/crashes'), refreshSeconds: 60 })
    fake.want({ url: at('/steady') }, dashboardId(2))
    void hold(fake, { browsers: seen })
    await expect.poll(() => fake.frames.length, WAIT).toBe(2)
    await crashPage(contexts[0], at('/crashes'))
    for (const number of [1, 2]) {
      fake.want({ url: at(number === 1 ? '/crashes' : '/steady'), asked: 1 }, dashboardId(number))
    }
    await expect.poll(() => fake.frames.filter(({ asked }) => asked === 1).length, WAIT).toBe(2)
    expect(contexts).toHaveLength(1)
  })

  test('the browser, twice by one dashboard: it gets one of its own, in which it ends alone; changed, it comes back', async () => {
    const { contexts, apart, seen } = watchContexts()
    const crashes = openCrashRecord()
    const fake = fakePlace()
    const neighbour = fakePlace(loginAt(at('/')))
    neighbour.want({ url: at('/steady') })
    void hold(neighbour, { browsers: seen, crashes })
    await expect.poll(() => neighbour.frames.length, WAIT).toBe(1)
    let crashed = 0
    onLoaded = async () => {
      const isThere = (one: OpenConnection) =>
        one.isAlive() && one.context.pages().some((page) => page.url() === at('/takes-it-along'))
      await until(() => contexts.some(isThere))
      const one = contexts.find(isThere)
      const devtools = await one?.context.browser()?.newBrowserCDPSession()
      devtools?.send('Browser.crash').catch(() => {})
      await one?.whenEnded
      crashed += 1
    }
    fake.want({ url: at('/takes-it-along') })
    void hold(fake, { browsers: seen, crashes })
    for (const times of [1, 2, 3]) {
      await expect.poll(() => crashed, WAIT).toBe(times)
      await expect.poll(() => fake.troubles.length, WAIT).toBe(times)
      if (times === 3) break
      expect(apart).toEqual([])
      fake.want({ url: at('/takes-it-along'), asked: times })
    }
    expect(apart).toHaveLength(1)
    const others = contexts.filter((one) => one.isAlive())
    expect(others).toHaveLength(2)
    neighbour.want({ url: at('/steady'), asked: 1 })
    await expect.poll(() => neighbour.frames.at(-1)?.asked, WAIT).toBe(1)
    expect(others.map((one) => one.isAlive())).toEqual([true, true])
    fake.want({ url: at('/steady'), asked: 3 })
    await expect.poll(() => fake.frames.length, WAIT).toBe(1)
    expect(apart).toHaveLength(1)
    expect(browsers.count().browsers).toBe(1)
  })

  test('its page, twice: it goes on in a browser of its own, and comes back to the others a day later', async () => {
    const { contexts, apart, seen } = watchContexts()
    const fake = fakePlace()
    let later = 0
    const record = openCrashRecord()
    const crashes: CrashRecord = {
      note: (id, looks, now) => record.note(id, looks, now + later),
      isApart: (id, looks, now) => record.isApart(id, looks, now + later),
    }
    fake.want({ url: at('/crashes'), refreshSeconds: 60 })
    void hold(fake, { browsers: seen, crashes })
    for (const asked of [0, 1]) {
      await expect.poll(() => fake.frames.at(-1)?.asked, WAIT).toBe(asked)
      await crashPage(contexts[0], at('/crashes'))
      fake.want({ url: at('/crashes'), asked: asked + 1 })
    }
    await expect.poll(() => fake.frames.at(-1)?.asked, WAIT).toBe(2)
    expect(apart).toHaveLength(1)
    expect(browsers.count()).toEqual({ browsers: 2, connections: 2 })
    later = 86_400_000
    fake.want({ url: at('/crashes'), asked: 3 })
    await expect.poll(() => fake.frames.at(-1)?.asked, WAIT).toBe(3)
    await expect.poll(() => browsers.count(), WAIT).toEqual({ browsers: 1, connections: 1 })
    expect(contexts).toHaveLength(2)
  })

  test('the browser: the place is opened again in another one', async () => {
    const fake = fakePlace()
    fake.want({ url: at('/steady') })
    const { contexts, seen } = watchContexts()
    void hold(fake, { browsers: seen })
    await expect.poll(() => fake.frames.length, WAIT).toBe(1)
    const devtools = await contexts[0]?.context.browser()?.newBrowserCDPSession()
    devtools?.send('Browser.crash').catch(() => {})
    await contexts[0]?.whenEnded
    fake.want({ url: at('/steady'), asked: 1 })
    await expect.poll(() => fake.frames.at(-1)?.asked, WAIT).toBe(1)
    expect(contexts.length).toBeGreaterThan(1)
  })

  test('the memory: it is told, and no browser is opened', async () => {
    memory = 100
    const fake = fakePlace()
    fake.want({ url: at('/steady') })
    const held = hold(fake)
    await expect.poll(() => fake.troubles.at(-1)?.trouble, WAIT).toBe('no_room')
    expect(browsers.count().browsers).toBe(0)
    stop.abort()
    await held
  })
})
