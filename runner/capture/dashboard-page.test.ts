// Pictures of pages in a real browser: their size, what is hidden, cut out, waited for and done before.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Browsers } from '../browser/browsers.ts'
import { colorAt, hasColor, openTestPlace, type TestPlace } from '../testing/captures.ts'
import { openSite, type Site } from '../testing/site.ts'
import { openTestBrowsers } from '../testing/test-browsers.ts'

const RED = [220, 20, 20] as const
const GREEN = [20, 160, 40] as const
const BLUE = [20, 40, 200] as const
const css = ([red, green, blue]: readonly number[]) => `rgb(${red} ${green} ${blue})`
const tile = (id: string, color: readonly number[], more = '') =>
  `<div id="${id}" class="tile" style="width:120px;height:80px;background:${css(color)};${more}">17</div>`
const page = (body: string, head = '') =>
  `<!doctype html><title>Numbers</title><style>body{margin:0;background:#fff;font:16px sans-serif}</style>${head}<h1>Open tickets</h1><p>There are many numbers on this page, and each of them is right.</p>${body}`

let site: Site
let browsers: Browsers
let place: TestPlace

const pages: Record<string, string> = {
  '/tiles': page(
    `${tile('red', RED)}${tile('green', GREEN)}<x-card></x-card><iframe src="/inner" style="border:0;width:200px;height:100px"></iframe><script>
      customElements.define('x-card', class extends HTMLElement { constructor() { super(); this.attachShadow({mode:'open'}).innerHTML = '<div class="deep" style="width:60px;height:60px;background:${css(BLUE)}"></div>' } })
      document.adoptedStyleSheets = []
    </script>`,
  ),
  '/inner': `<body style="margin:0"><div class="in-frame" style="width:50px;height:50px;background:rgb(200 0 200)"></div>`,
  '/scheme': page(
    `<style>#c{width:99px;height:99px;background:${css(RED)}}@media (prefers-color-scheme:dark){#c{background:${css(BLUE)}}}</style><div id=c></div>`,
  ),
  '/late': page(
    `<div class="loading-spinner" style="width:40px;height:40px;background:#888"></div><div id=at></div><script>setTimeout(() => { document.querySelector('.loading-spinner').remove(); at.innerHTML = ${JSON.stringify(tile('done', GREEN))} }, 900)</script>`,
  ),
  '/named': page(
    `<div id=at></div><script>setTimeout(() => { at.innerHTML = ${JSON.stringify(tile('done', GREEN))} }, 1500)</script>`,
  ),
  '/never': page('<p>here it is</p>'),
  '/steps': page(
    `<button onclick="panel.style.background='${css(GREEN)}'" style="width:90px;height:30px">Second tab</button><input aria-label="Filter" oninput="typed.style.background = this.value === 'north' ? '${css(BLUE)}' : 'white'"><div id=panel style="width:99px;height:50px"></div><div id=typed style="width:99px;height:50px"></div><div id=scrolls style="height:60px;width:100px;overflow:auto"><div style="height:60px"></div>${tile('below', [200, 0, 200])}</div>`,
  ),
  '/white': '<!doctype html><title>Numbers</title><body style="background:white">',
  '/broken': page('<p>x</p>'),
  '/notice': page(
    `${tile('red', RED)}<div style="position:fixed;inset:auto 0 0 0;height:200px;background:${css(BLUE)}" id=notice><p>We use cookies and other tracking technologies.</p><button onclick="fetch('/accepted');notice.remove()">Accept all</button><button onclick="fetch('/rejected');notice.remove()">Nur notwendige Cookies</button></div>`,
  ),
  '/notice-without-no': page(
    `${tile('red', RED)}<div id=curtain style="position:fixed;inset:0;background:rgb(0 0 0 / .5)"></div><div role=dialog style="position:fixed;inset:auto 0 0 0;height:200px;background:${css(BLUE)}"><p>Diese Seite verwendet Cookies.</p><button onclick="fetch('/accepted')">OK</button></div>`,
  ),
}

beforeAll(async () => {
  site = await openSite({
    ...pages,
    '/down': (_, answer) => answer.writeHead(503, { 'content-type': 'text/html' }).end(page('<p>oh</p>')),
    '/gone': (_, answer) =>
      answer.writeHead(200, { 'content-type': 'text/html' }).end('<title>x</title><h1>Page not found</h1>'),
  })
  browsers = await openTestBrowsers([site.place])
})
afterAll(async () => {
  await browsers.close()
  await site.close()
})
beforeEach(async () => {
  place = await openTestPlace(browsers)
})
afterEach(() => place.close())

async function shot(path: string, given: object = {}) {
  const { pixels, trouble } = await place.capture(`${site.origin}${path}`, given)
  if (pixels === undefined) throw new Error(`no picture: ${trouble}`)
  return pixels
}

describe('a picture', () => {
  test('has the size of the viewport, times its scale, and the same pixels have the same hash', async () => {
    const one = await shot('/tiles')
    expect([one.width, one.height]).toEqual([640, 480])
    expect((await shot('/tiles')).hash).toBe(one.hash)
    const large = await shot('/tiles', { scale: 2 })
    expect([large.width, large.height]).toEqual([1280, 960])
    expect(large.hash).not.toBe(one.hash)
  })

  test('that is zoomed shows more of the page in the same size', async () => {
    const zoomed = await shot('/tiles', { zoom: 0.5 })
    expect([zoomed.width, zoomed.height]).toEqual([640, 480])
    const inner = await place.page.open.page.evaluate(() => [innerWidth, innerHeight])
    expect(inner).toEqual([1280, 960])
  })

  test('is light or dark as it is wanted', async () => {
    expect(hasColor(await shot('/scheme'), RED)).toBe(true)
    expect(hasColor(await shot('/scheme', { colors: 'dark' }), BLUE)).toBe(true)
  })

  test('leaves out what is hidden: in the page, in shadow roots, in frames, and after a reload', async () => {
    const whole = await shot('/tiles')
    for (const color of [RED, GREEN, BLUE, [200, 0, 200] as const]) expect(hasColor(whole, color)).toBe(true)
    const hide = ['#red', '.deep', '.in-frame', 'no such >> selector']
    for (const reload of [false, true]) {
      const { pixels } = await place.capture(`${site.origin}/tiles`, { hide }, reload)
      if (pixels === undefined) throw new Error('no picture')
      expect(hasColor(pixels, GREEN)).toBe(true)
      for (const color of [RED, BLUE, [200, 0, 200] as const]) expect(hasColor(pixels, color)).toBe(false)
    }
  })

  test('is cut to an element; where there is none, to the rectangle; else it is whole', async () => {
    const rectangle = { x: 10, y: 20, width: 300, height: 200 }
    const cut = await shot('/tiles', { crop: { selector: '#green', rectangle }, scale: 2 })
    expect([cut.width, cut.height]).toEqual([240, 160])
    expect(colorAt(cut, 100, 100)).toEqual([...GREEN])
    const other = await shot('/tiles', { crop: { selector: '#nowhere', rectangle } })
    expect([other.width, other.height]).toEqual([300, 200])
    const none = await shot('/tiles', { crop: { selector: '#nowhere' } })
    expect([none.width, none.height]).toEqual([640, 480])
  })

  test('is taken when the page has drawn itself', async () => {
    expect(hasColor(await shot('/late'), GREEN)).toBe(true)
    expect(hasColor(await shot('/named', { waitFor: '#done' }), GREEN)).toBe(true)
    expect(await place.capture(`${site.origin}/never`, { waitFor: '#done', waitSeconds: 1 })).toEqual({
      trouble: 'took_too_long',
    })
  })
})

describe('steps', () => {
  test('are done once, by any of the names of what is pressed, and not again while the page stays', async () => {
    const steps = [
      { do: 'press', on: { selector: '#was-renamed', role: 'button', name: 'Second tab' } },
      { do: 'type', on: { role: 'textbox', name: 'Filter' }, text: 'north' },
      { do: 'scroll', on: { selector: '#scrolls' }, by: 60 },
    ]
    const done = await shot('/steps', { steps })
    for (const color of [GREEN, BLUE, [200, 0, 200] as const]) expect(hasColor(done, color)).toBe(true)
    await place.page.open.page.evaluate(() => document.querySelector('#panel')?.removeAttribute('style'))
    expect(hasColor(await shot('/steps', { steps }), GREEN)).toBe(false)
  })

  test('that name a place press there, and what is nowhere is told', async () => {
    const button = { x: 40, y: 0 }
    await shot('/steps')
    button.y = await place.page.open.page.evaluate(
      () => Math.round(document.querySelector('button')?.getBoundingClientRect().y ?? 0) + 10,
    )
    const pressed = await shot('/steps', { steps: [{ do: 'press', on: button }] })
    expect(hasColor(pressed, GREEN)).toBe(true)
    const nowhere = { steps: [{ do: 'press', on: { selector: '#nowhere' } }] }
    expect(await place.capture(`${site.origin}/steps`, nowhere)).toEqual({ trouble: 'step_failed' })
  })
})

describe('no picture comes', () => {
  test.each([
    ['/white', 'blank'],
    ['/down', 'error_page'],
    ['/gone', 'error_page'],
  ])('of %s: %s', async (path, trouble) => {
    expect(await place.capture(`${site.origin}${path}`)).toEqual({ trouble })
  })

  test('of an address that is refused, or where nobody answers', async () => {
    expect(await place.capture('http://10.0.0.1/')).toEqual({ trouble: 'address_refused' })
    expect(await place.capture('http://nobody.invalid/')).toMatchObject({ trouble: 'unreachable' })
  })
})

describe('a notice about cookies', () => {
  test('is answered with no, and never with yes', async () => {
    site.asked.length = 0
    const picture = await shot('/notice')
    expect(hasColor(picture, BLUE)).toBe(false)
    expect(hasColor(picture, RED)).toBe(true)
    expect(site.asked).toContain('GET /rejected')
    expect(site.asked).not.toContain('GET /accepted')
  })

  test('that knows no no is hidden, with what it draws over the page', async () => {
    site.asked.length = 0
    const picture = await shot('/notice-without-no')
    expect(hasColor(picture, BLUE)).toBe(false)
    expect(hasColor(picture, RED)).toBe(true)
    expect(site.asked).not.toContain('GET /accepted')
  })

  test('stays where it is to stay', async () => {
    expect(hasColor(await shot('/notice', { cookieNoticesAway: false }), BLUE)).toBe(true)
  })
})
