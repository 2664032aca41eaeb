// A dashboard that crashes, in a browser of its own: what is seen there says little of its neighbours, who go on in theirs.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Browsers, OpenConnectionOptions } from '../browser/browsers.ts'
import { loginAt, sessionOf } from '../testing/captures.ts'
import { dashboardId, fakePlace, type FakePlace } from '../testing/fake-places.ts'
import { holdHere } from '../testing/hold-here.ts'
import { openSite, type Site } from '../testing/site.ts'
import { openTestBrowsers } from '../testing/test-browsers.ts'
import type { HoldPlaceOptions } from './hold-place.ts'

const WAIT = { timeout: 40_000, interval: 50 }

let site: Site
let browsers: Browsers
let stop: AbortController
let held: Promise<void> | undefined
/** Contexts that were opened, by whether they are apart. */
let opened: { apart: number; together: number }
/** What the session is called that the service takes. */
let good = 'good'

const page = (body: string) =>
  `<!doctype html><title>Desk</title><h1>Open tickets</h1>${body}<a href="/out">Log out</a>`
const form = '<!doctype html><h1>Sign in</h1><form><input name=email><input type=password></form>'

beforeAll(async () => {
  site = await openSite({
    '/steady': page('<p>Seventeen tickets are open.</p>'),
    '/heavy': page(
      '<p>It keeps a hundred megabytes.</p><script>window.kept = Array.from({ length: 100 }, () => new Uint8Array(1048576).fill(1))</script>',
    ),
    '/asks': form,
    '/kept': ({ headers }, answer) => {
      const isIn = headers.cookie?.includes(`session=${good}`) === true
      answer.writeHead(200, { 'content-type': 'text/html' }).end(isIn ? page('<p>Yours alone.</p>') : form)
    },
    // As services do that give another session now and then, and take the old one no more.
    '/renews': (_, answer) => {
      good = 'renewed'
      answer
        .writeHead(200, { 'content-type': 'text/html', 'set-cookie': 'session=renewed; Path=/' })
        .end(page('<p>Seventeen tickets are open.</p>'))
    },
  })
})
afterAll(() => site.close())
beforeEach(async () => {
  good = 'good'
  opened = { apart: 0, together: 0 }
  stop = new AbortController()
  browsers = await openTestBrowsers([site.place])
})
afterEach(async () => {
  stop.abort()
  await held
  await browsers.close()
})

const at = (path: string): string => `${site.origin}${path}`

/** The first dashboard has crashed before. */
function hold(fake: FakePlace, more: Partial<HoldPlaceOptions> = {}): Promise<void> {
  const seen: Pick<Browsers, 'openConnection'> = {
    openConnection(options: OpenConnectionOptions) {
      opened[options.isApart === true ? 'apart' : 'together'] += 1
      return browsers.openConnection(options)
    },
  }
  const crashes = { note: () => {}, isApart: (id: string) => id === dashboardId(1) }
  held = holdHere(fake, { browsers: seen, stop: stop.signal, crashes, ...more })
  return held
}

describe('a sign-in that only the browser of one dashboard shows', () => {
  test('is none where the session goes on in the others: that is what it gets, and its picture comes', async () => {
    const fake = fakePlace(loginAt(at('/'), { session: sessionOf('good') }))
    fake.want({ url: at('/renews') }, dashboardId(2))
    void hold(fake)
    await expect.poll(() => fake.frames.length, WAIT).toBe(1)
    fake.want({ url: at('/kept') })
    await expect.poll(() => fake.frames.length, WAIT).toBe(2)
    expect(fake.troubles).toEqual([])
    expect(opened).toEqual({ apart: 2, together: 1 })
  })

  test('and not the others, ends no place: it is told of that dashboard, and they go on', async () => {
    const fake = fakePlace(loginAt(at('/'), { session: sessionOf('good') }))
    fake.want({ url: at('/kept') }, dashboardId(2))
    void hold(fake)
    await expect.poll(() => fake.frames.length, WAIT).toBe(1)
    fake.want({ url: at('/asks') })
    await expect.poll(() => fake.troubles.map(({ trouble }) => trouble), WAIT).toEqual(['not_the_dashboard'])
    fake.want({ url: at('/kept'), asked: 1 }, dashboardId(2))
    await expect.poll(() => fake.frames.at(-1)?.asked, WAIT).toBe(1)
  })

  test('ends the place where no other could say it', async () => {
    const fake = fakePlace(loginAt(at('/'), { session: sessionOf('gone') }))
    fake.want({ url: at('/kept') })
    await hold(fake)
    expect(fake.troubles.map(({ trouble }) => trouble)).toEqual(['signed_out'])
  })
})

test('the browser that has grown heavy is opened anew, and what the others have stays', async () => {
  const fake = fakePlace()
  fake.want({ url: at('/heavy'), refreshSeconds: 5 })
  fake.want({ url: at('/steady'), refreshSeconds: 5 }, dashboardId(2))
  const contextLimits = { youngMillis: 0, weighEveryMillis: 100, heavyMegabytes: 90, heavyPageMegabytes: 0 }
  void hold(fake, { contextLimits })
  await expect.poll(() => opened.apart, WAIT).toBeGreaterThan(1)
  expect(opened.together).toBe(1)
  expect(fake.troubles).toEqual([])
})
