// A site puts the browser's own dialog before its page. The login is given to the connection's own origin, once; another
// site that shows the same dialog, on the way, in a frame or for a picture, is given nothing.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
import { packOnDisk } from '../testing/packs-on-disk.ts'
import { signInHere, type SignedInHere } from '../testing/sign-in-here.ts'
import { openTestBrowsers } from '../testing/test-browsers.ts'
import type { Browsers } from './browsers.ts'

const dashboard = '<h1>Orders</h1><p>Open orders: 128. Late: 3. This week is going well.</p>'

let browsers: Browsers

openGuardedSitesForTests(dashboard)
beforeAll(async () => {
  browsers = await openTestBrowsers([site.place, foreign.place])
})
afterAll(() => browsers.close())

const attempt = (
  path = '/',
  more: { password?: string; hasPassword?: boolean; signInOrigins?: string[] } = {},
) =>
  signInHere({
    browsers,
    pack: packOnDisk('any'),
    password: more.password ?? login.password,
    connection: {
      url: `${site.origin}${path}`,
      username: login.username,
      hasPassword: more.hasPassword ?? true,
      hasSecret: false,
      signInOrigins: more.signInOrigins ?? [],
    },
  })

const nothingForThem = ({ asked }: SignedInHere): void => {
  expect(theirs.tally).toEqual({ right: 0, wrong: 0 })
  expect(asked.filter(([, origin]) => origin !== site.origin)).toEqual([])
}

describe('the dialog of the connection’s own origin', () => {
  test.each(['basic', 'digest'] as const)('%s: is answered, and the page comes', async (scheme) => {
    guard({ scheme })
    const end = await attempt()
    expect(end).toMatchObject({ hasTyped: true, isAskedEachTime: true })
    expect(end.cause).toBeUndefined()
    expect(end.text).toContain('Open orders: 128')
    expect(end.steps.map(({ what, page, host }) => [what, page, host])).toEqual([
      ['typed_username_and_password', 'any.dialog', site.place],
      ['signed_in', 'any.signed_in', site.place],
    ])
    expect(end.asked).toEqual([
      ['username', site.origin],
      ['password', site.origin],
    ])
    expect(ours.tally.wrong).toBe(0)
  })

  test.each([
    { scheme: 'basic', refusal: '' },
    { scheme: 'basic', refusal: '<h1>401</h1><form><input name="user"><input type="password"></form>' },
    { scheme: 'digest', refusal: '<h1>Unauthorized</h1>' },
  ] as const)(
    '$scheme: a wrong password is given once, and that is the end ($refusal)',
    async ({ scheme, refusal }) => {
      guard({ scheme, refusal })
      const end = await attempt('/', { password: 'not the right one' })
      expect(end.cause).toBe('wrong_password')
      expect(ours.tally).toEqual({ right: 0, wrong: 1 })
      expect(end.asked.filter(([what]) => what === 'password')).toHaveLength(1)
    },
  )

  test('without a password in keeping, is not answered', async () => {
    expect((await attempt('/', { hasPassword: false })).cause).toBe('no_password')
    expect(ours.tally).toEqual({ right: 0, wrong: 0 })
  })

  test('of a kind that is no dialog (Negotiate) is no wrong password, and gets nothing', async () => {
    guard({ scheme: 'negotiate', refusal: '<h1>No ticket</h1>' })
    const end = await attempt()
    expect(end.cause).toBe('not_allowed_there')
    expect(end.asked).toEqual([])
  })
})

describe('135: the dialog of another site', () => {
  test('to which the service leads: nothing is given, also where it was named as one to sign in at', async () => {
    for (const signInOrigins of [[], [foreign.origin]]) {
      const end = await attempt('/leads-away', { signInOrigins })
      expect(end.cause).toBe('foreign_page')
      nothingForThem(end)
    }
  })

  test('to which the service leads once it has the login', async () => {
    answerLogins((_, response) => response.writeHead(302, { location: `${foreign.origin}/` }).end())
    const end = await attempt()
    expect(end.cause).toBe('foreign_page')
    nothingForThem(end)
  })

  test.each([
    ['in a frame', (origin: string) => `<iframe src="${origin}/frame"></iframe>`],
    ['for a picture', (origin: string) => `<img src="${origin}/picture.png">`],
    ['for a script', (origin: string) => `<script src="${origin}/script.js"></script>`],
    ['for what a script fetches', (origin: string) => `<script>fetch('${origin}/data')</script>`],
  ])('%s of the page', async (_, inPage) => {
    guard({ page: `${dashboard}${inPage(foreign.origin)}` })
    const end = await attempt()
    expect(end.cause).toBeUndefined()
    expect(foreign.asked.some((line) => line.startsWith('GET '))).toBe(true)
    nothingForThem(end)
    foreign.asked.length = 0
  })
})
