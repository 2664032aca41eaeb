// Attack: a sign-in where a dashboard should be. The session has ended and the service answers with its form, with a 200 at
// the dashboard's own address; the page turns into one between look and picture; a notice lies over it; it stands in a
// frame, behind the way to another site, or is hidden by what is hidden for the picture. None of it is ever a picture.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Browsers } from '../browser/browsers.ts'
import { loginAt, openTestPlace, until, type TestPlace } from '../testing/captures.ts'
import { openSite, type Site } from '../testing/site.ts'
import { openTestBrowsers } from '../testing/test-browsers.ts'

const login = `<form id="login"><h1>Sign in</h1><label>E-mail <input name=email></label><label>Password <input type=password name=password></label><button>Sign in</button></form>`
const numbers = `<h1>Open tickets</h1><p>Seventeen are open, four are new, and two have waited for a week.</p><a href="/out">Log out</a>`
const html = (body: string) => `<!doctype html><title>Desk</title><body>${body}`

let site: Site
let other: Site
let browsers: Browsers
let place: TestPlace
let isSignedOut = false

beforeAll(async () => {
  other = await openSite({ default: html(`<h1>Our login</h1>${login}`) })
  site = await openSite({
    '/login-with-200': html(login),
    '/dashboard': (_, answer) =>
      answer.writeHead(200, { 'content-type': 'text/html' }).end(html(isSignedOut ? login : numbers)),
    '/under-a-notice': html(
      `${login}<div style="position:fixed;inset:0;background:#fff"><p>We use cookies, for you and for all of us.</p><button>Reject all</button></div>`,
    ),
    '/in-a-frame': html(`${numbers}<iframe src="${other.origin}/" width=400 height=300></iframe>`),
    '/other-site': (_, answer) => answer.writeHead(302, { location: `${other.origin}/authorize` }).end(),
    '/code': html(
      '<form><h1>Two-step verification</h1><label>Enter the 6-digit code from your authenticator app <input name=otp autocomplete=one-time-code maxlength=6></label><button>Verify</button></form>',
    ),
    '/link': html(
      '<h1>Welcome to Desk</h1><p>The best desk there is.</p><a href="/login-with-200">Sign in</a>',
    ),
    '/expired': html('<h1>Your session has expired</h1><p>Reload to go on.</p>'),
    '/unknown': (_, answer) =>
      answer.writeHead(401, { 'content-type': 'text/html' }).end(html('<p>Who is there?</p>')),
    '/start': (_, answer) => answer.writeHead(302, { location: '/' }).end(),
    '/': html(numbers),
  })
  browsers = await openTestBrowsers([site.place, other.place])
})
afterAll(async () => {
  await browsers.close()
  await Promise.all([site.close(), other.close()])
})
beforeEach(async () => {
  isSignedOut = false
  place = await openTestPlace(browsers, loginAt(`${site.origin}/`))
})
afterEach(() => place.close())

describe('instead of the dashboard comes', () => {
  test.each([
    ['/login-with-200', 'its sign-in, with a 200', 'signed_out'],
    ['/under-a-notice', 'its sign-in, under a notice about cookies', 'signed_out'],
    ['/code', 'the page for the code', 'signed_out'],
    ['/link', 'a page with the way in', 'signed_out'],
    ['/expired', 'a page that says that the session is over', 'signed_out'],
    ['/unknown', 'an answer that does not know who asks', 'signed_out'],
    ['/in-a-frame', 'a sign-in in a frame of another site', 'signed_out'],
    ['/other-site', 'the sign-in of another site', 'signed_out'],
    ['/start', 'the first page of the service', 'not_the_dashboard'],
  ])('%s: %s', async (path, _, trouble) => {
    expect(await place.capture(`${site.origin}${path}`)).toEqual({ trouble })
  })

  test('a sign-in that is hidden with the rest of the page', async () => {
    const hide = ['#login', 'form', 'input', 'label', 'body > *']
    expect(await place.capture(`${site.origin}/login-with-200`, { hide })).toEqual({ trouble: 'signed_out' })
  })

  test('a sign-in, after the session has ended, when the page is loaded anew', async () => {
    const url = `${site.origin}/dashboard`
    expect(await place.capture(url)).toHaveProperty('pixels')
    isSignedOut = true
    expect(await place.capture(url, {}, true)).toEqual({ trouble: 'signed_out' })
  })

  test('a sign-in in the page of somebody without a login', async () => {
    await place.close()
    place = await openTestPlace(browsers)
    expect(await place.capture(`${site.origin}/login-with-200`)).toEqual({ trouble: 'not_the_dashboard' })
  })
})

describe('the page turns into a sign-in under the picture', () => {
  /** Does something to the page when its picture is asked for, before it is taken. */
  function beforePicture(doIt: () => Promise<unknown>): void {
    const { devtools } = place.page
    const send = devtools.send.bind(devtools)
    devtools.send = async (method: never, params: never) => {
      if (method === 'Page.captureScreenshot') await doIt()
      return send(method, params)
    }
  }

  test('in the same document', async () => {
    const { page } = place.page.open
    beforePicture(() =>
      page.evaluate((form) => {
        document.body.innerHTML = form
      }, login),
    )
    expect(await place.capture(`${site.origin}/dashboard`)).toEqual({ trouble: 'signed_out' })
  })

  test('in another one, which is gone again when it is looked at', async () => {
    const { page } = place.page.open
    let times = 0
    beforePicture(async () => {
      times += 1
      await page.goto(`${site.origin}/login-with-200`)
      setTimeout(() => void page.goto(`${site.origin}/dashboard`).catch(() => {}), 30)
    })
    expect(await place.capture(`${site.origin}/dashboard`)).not.toHaveProperty('pixels')
    expect(times).toBeGreaterThan(1)
  })
})

describe('a page that is not a good neighbour', () => {
  test('opens windows and dialogs, and its picture comes all the same', async () => {
    const { page } = place.page.open
    expect(await place.capture(`${site.origin}/dashboard`)).toHaveProperty('pixels')
    const before = place.connection.context.pages().length
    await page.evaluate(() => {
      for (let count = 0; count < 5; count += 1) open('/login-with-200')
      setInterval(() => alert('look'), 50)
    })
    expect(await place.capture(`${site.origin}/dashboard`)).toHaveProperty('pixels')
    await expect.poll(() => place.connection.context.pages().length).toBe(before)
  })

  test('crashes, and the page of another place goes on', async () => {
    const neighbour = await openTestPlace(browsers, undefined, '2')
    expect(await neighbour.capture(`${site.origin}/dashboard`)).toHaveProperty('pixels')
    expect(await place.capture(`${site.origin}/dashboard`)).toHaveProperty('pixels')
    let ended = false
    void place.page.open.whenEnded.then(() => (ended = true))
    await place.page.devtools.send('Page.crash').catch(() => {})
    await until(() => ended)
    expect(await place.capture(`${site.origin}/dashboard`)).toEqual({ trouble: 'page_failed' })
    expect(place.connection.isAlive()).toBe(true)
    expect(await neighbour.capture(`${site.origin}/dashboard`)).toHaveProperty('pixels')
    await neighbour.close()
  })
})
