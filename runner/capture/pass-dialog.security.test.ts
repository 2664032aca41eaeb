// Attack: a browser's own dialog (HTTP Basic or Digest) in front of a dashboard. Another site shows the same one, on the way
// to the dashboard, in a frame of it or for a picture in it, and would have the login. And the login is wrong by now: every
// dashboard, at every look, would give it once more, until the service locks the account.
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ApiError } from '../../contract/client.ts'
import { errors } from '../../contract/errors.ts'
import type { Browsers } from '../browser/browsers.ts'
import type { PlacesApi } from '../places-api.ts'
import { loginAt } from '../testing/captures.ts'
import { dashboardId, fakePlace, type FakePlace } from '../testing/fake-places.ts'
import {
  answerLogins,
  foreign,
  guard,
  login,
  openGuardedSitesForTests,
  ours,
  site,
  theirs,
} from '../testing/guarded-sites.ts'
import { holdHere } from '../testing/hold-here.ts'
import { openTestBrowsers } from '../testing/test-browsers.ts'

const WAIT = { timeout: 40_000, interval: 50 }
const numbers = '<!doctype html><title>Desk</title><h1>Open tickets</h1><p>128 are open, and 3 are late.</p>'

let browsers: Browsers
let stop: AbortController
let held: Promise<void> | undefined

openGuardedSitesForTests(numbers)
beforeEach(async () => {
  stop = new AbortController()
  browsers = await openTestBrowsers([site.place, foreign.place])
})
afterEach(async () => {
  stop.abort()
  await held
  await browsers.close()
})

interface Wish {
  password?: string
  api?: Partial<PlacesApi>
  isPublic?: boolean
}

function hold({ password = login.password, api = {}, isPublic = false }: Wish = {}): FakePlace {
  const connection = loginAt(`${site.origin}/`, { username: login.username, hasSecret: false })
  const fake = fakePlace(isPublic ? undefined : connection)
  fake.secrets = { password }
  held = holdHere(fake, { api: { ...fake.api, ...api }, browsers, stop: stop.signal })
  return fake
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

const troubleOf = (fake: FakePlace, number: number) =>
  fake.troubles.findLast(({ dashboard }) => dashboard === dashboardId(number))?.trouble

describe('the dialog of the connection’s own origin', () => {
  test.each(['basic', 'digest'] as const)(
    '%s: is answered once for all its dashboards, and their pictures come',
    async (scheme) => {
      guard({ scheme })
      const fake = hold()
      for (const number of [1, 2, 3])
        fake.want({ url: `${site.origin}/board/${number}` }, dashboardId(number))
      await expect.poll(() => new Set(fake.frames.map(({ dashboard }) => dashboard)).size, WAIT).toBe(3)
      expect(fake.secretsAsked).toMatchObject([
        { secret: 'password', origin: site.origin, isForDialog: true },
      ])
      expect(fake.troubles).toEqual([])
      expect(ours.tally.wrong).toBe(0)
      // Nothing is kept of it, or it would be visited as a session is.
      stop.abort()
      await held
      expect(fake.sessions).toEqual([])
    },
  )

  test.each(['basic', 'digest'] as const)(
    '%s: a wrong login is given once, whoever asks and however often it is looked at',
    async (scheme) => {
      guard({ scheme, refusal: '<h1>401 Unauthorized</h1>' })
      const fake = hold({ password: 'not the right one' })
      for (const number of [1, 2, 3])
        fake.want({ url: `${site.origin}/board/${number}` }, dashboardId(number))
      await expect
        .poll(() => [1, 2, 3].map((number) => troubleOf(fake, number)), WAIT)
        .toEqual(['login_refused', 'login_refused', 'login_refused'])
      const before = fake.troubles.length
      fake.want({ url: `${site.origin}/board/1`, asked: 1 })
      await expect.poll(() => fake.troubles.length, WAIT).toBeGreaterThan(before)
      expect(ours.tally).toEqual({ right: 0, wrong: 1 })
      expect(fake.secretsAsked).toHaveLength(1)
      expect(fake.frames).toEqual([])
    },
  )

  test('a login that is changed at the service while its dashboard is shown is not typed again', async () => {
    const fake = hold()
    fake.want({ url: `${site.origin}/board` })
    await expect.poll(() => fake.frames.length, WAIT).toBe(1)
    guard({ password: 'another one since today' })
    fake.want({ url: `${site.origin}/board`, asked: 1 })
    await expect.poll(() => troubleOf(fake, 1), WAIT).toBe('login_refused')
    expect(fake.secretsAsked).toHaveLength(1)
    // The browser gave what it remembered.
    expect(ours.tally.wrong).toBe(1)
  })

  test('is not answered where the server does not hand the password out', async () => {
    const { sentence: title, status } = errors['lease.password_given']
    const refused = new ApiError({ type: '', title, status, code: 'lease.password_given', requestId: '' })
    const fake = hold({ api: { placePassword: () => Promise.reject(refused) } })
    fake.want({ url: `${site.origin}/board` })
    await expect.poll(() => troubleOf(fake, 1), WAIT).toBe('login_refused')
    expect(ours.tally).toEqual({ right: 0, wrong: 0 })
  })
})

describe('what was given in it', () => {
  /** `/echo` shows what it was sent, as pages for finding faults do. */
  function echo(shown: (authorization: string) => string): void {
    answerLogins((request, response, guarded) => {
      if (request.url !== '/echo') return guarded.answer(request, response)
      const sent = shown(request.headers.authorization ?? '')
      response.writeHead(200, { 'content-type': 'text/html' })
      response.end(`<!doctype html><title>Desk</title><h1>What was sent</h1><p>${sent}</p>`)
    })
  }
  const passwordIn = (authorization: string): string =>
    Buffer.from(authorization.slice('Basic '.length), 'base64').toString().split(':')[1] ?? ''

  test.each([
    ['its header', (authorization: string) => authorization],
    ['the password', passwordIn],
  ])('is in no picture of a page that shows %s, whichever page has met the dialog', async (_, shown) => {
    echo(shown)
    const fake = hold()
    fake.want({ url: `${site.origin}/board` })
    await expect.poll(() => fake.frames.length, WAIT).toBe(1)
    fake.want({ url: `${site.origin}/echo` }, dashboardId(2))
    await expect.poll(() => troubleOf(fake, 2), WAIT).toBe('not_the_dashboard')
    fake.preview({ id: 'a', url: `${site.origin}/echo` })
    await expect.poll(() => fake.previews.get('a')?.trouble, WAIT).toBe('not_the_dashboard')
    expect(fake.secretsAsked).toHaveLength(1)
    expect(fake.frames.map(({ dashboard }) => dashboard)).toEqual([dashboardId(1)])
  })

  test('could be in a picture that moves: such a dashboard is shown in stills', async () => {
    const fake = hold()
    fake.want({ url: `${site.origin}/board`, isLive: true, isWatched: true })
    await expect.poll(() => fake.frames.length, WAIT).toBe(1)
    fake.want({ url: `${site.origin}/board`, asked: 1 })
    await expect.poll(() => fake.frames.length, WAIT).toBe(2)
    expect(fake.live).toEqual([])
  })

  test('is not given a second time where no answer came to it: the service may have counted it', async () => {
    answerLogins((_, response) => response.destroy())
    const fake = hold()
    fake.want({ url: `${site.origin}/board` })
    await expect.poll(() => troubleOf(fake, 1), WAIT).toBe('unreachable')
    // It has counted, and refuses by now what the browser remembers.
    guard({ password: 'another one since today' })
    fake.want({ url: `${site.origin}/board`, asked: 1 })
    await expect.poll(() => troubleOf(fake, 1), WAIT).toBe('login_refused')
    expect(fake.secretsAsked).toHaveLength(1)
  })

  test('opens no form behind it: that is not the dashboard, and no sign-in would help', async () => {
    guard({ page: '<h1>Sign in</h1><form><input name=email><input type=password></form>' })
    const fake = hold()
    fake.want({ url: `${site.origin}/board` })
    await expect.poll(() => fake.troubles.length, WAIT).toBe(1)
    expect(troubleOf(fake, 1)).toBe('not_the_dashboard')
  })

  test('and refused is told of the dashboard that was looked at, and not of what it was changed to meanwhile', async () => {
    const fake: FakePlace = hold({
      api: {
        async placePassword() {
          fake.want({ url: `${site.origin}/other`, asked: 7 })
          await sleep(500)
          return 'not the right one'
        },
      },
    })
    fake.want({ url: `${site.origin}/board` })
    await expect.poll(() => fake.troubles.length, WAIT).toBeGreaterThan(0)
    expect(fake.troubles[0]).toMatchObject({ asked: 0, trouble: 'login_refused', realm: hashOf('The wall') })
  })
})

describe('135: the dialog of another site', () => {
  test('to which the way to a dashboard leads gets nothing, and nothing is asked for it', async () => {
    const fake = hold()
    fake.want({ url: `${site.origin}/leads-away` })
    await expect.poll(() => troubleOf(fake, 1), WAIT).toBe('not_the_dashboard')
    expect(fake.secretsAsked).toEqual([])
    expect([ours.tally, theirs.tally]).toEqual([
      { right: 0, wrong: 0 },
      { right: 0, wrong: 0 },
    ])
  })

  test('to which a dashboard leads once it has the login gets nothing', async () => {
    answerLogins((_, response) => response.writeHead(302, { location: `${foreign.origin}/` }).end())
    const fake = hold()
    fake.want({ url: `${site.origin}/board` })
    await expect.poll(() => fake.troubles.length, WAIT).toBeGreaterThan(0)
    expect(fake.secretsAsked.map(({ origin }) => origin)).toEqual([site.origin])
    expect(theirs.tally).toEqual({ right: 0, wrong: 0 })
    expect(fake.frames).toEqual([])
  })

  test.each([
    ['in a frame', (origin: string) => `<iframe src="${origin}/frame"></iframe>`],
    ['for a picture', (origin: string) => `<img src="${origin}/picture.png">`],
    ['for what a script fetches', (origin: string) => `<script>fetch('${origin}/data')</script>`],
  ])('%s of a dashboard gets nothing', async (_, inPage) => {
    foreign.asked.length = 0
    guard({ page: `${numbers}${inPage(foreign.origin)}` })
    const fake = hold()
    fake.want({ url: `${site.origin}/board` })
    await expect.poll(() => foreign.asked.some((line) => line.startsWith('GET ')), WAIT).toBe(true)
    // What it would be given comes with the next thing that is asked for there.
    await sleep(1_000)
    expect(theirs.tally).toEqual({ right: 0, wrong: 0 })
  })

  test('in front of a public page is a page that is none', async () => {
    const fake = hold({ isPublic: true })
    fake.want({ url: `${site.origin}/board` })
    await expect.poll(() => troubleOf(fake, 1), WAIT).toBe('not_the_dashboard')
    expect(fake.secretsAsked).toEqual([])
  })
})
