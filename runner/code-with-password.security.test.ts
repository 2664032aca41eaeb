// A service that takes the code right behind the password, in one field, as FreeIPA and privacyIDEA can: typed there once,
// and not at all where either of them does not belong.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { JoinedPack } from '../contract/service-pack.ts'
import type { Browsers } from './browser/browsers.ts'
import { packOnDisk } from './testing/packs-on-disk.ts'
import { signInHere, type SignedInHere } from './testing/sign-in-here.ts'
import { openSite, type Site } from './testing/site.ts'
import { openTestBrowsers } from './testing/test-browsers.ts'

const login = { username: 'wall', password: 'copper meadow basket 41' }

let browsers: Browsers
let service: Site
let sent: Record<string, string>[]
/** The codes that are right, each once. */
let codes: string[]

const page = (error: string): string =>
  `<!doctype html><title>Log in</title><h1>Log in</h1><p role="alert">${error}</p><form method="post" action="/login">
  <label>Username <input name="user" autocomplete="username"></label>
  <label>Password or password and one-time code <input name="secret" type="password"></label><button>Log in</button></form>`

beforeAll(async () => {
  service = await openSite({
    '/login': (request, answer) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        const form = Object.fromEntries(new URLSearchParams(body))
        sent.push(form)
        const isRight = codes.some((code) => form['secret'] === `${login.password}${code}`)
        if (isRight) answer.writeHead(303, { location: '/', 'set-cookie': 'in=1' }).end()
        else answer.writeHead(200, { 'content-type': 'text/html' }).end(page('Login incorrect.'))
      })
    },
    '/': (request, answer) =>
      answer
        .writeHead(200, { 'content-type': 'text/html' })
        .end(
          request.headers.cookie?.includes('in=1') === true
            ? '<h1>Hosts</h1><p>Hosts up: 41. Hosts down: 0.</p><a href="/logout">Log out</a>'
            : page(''),
        ),
  })
  browsers = await openTestBrowsers([service.place])
})
beforeEach(() => {
  sent = []
  codes = ['287082']
})
afterAll(async () => {
  await browsers.close()
  await service.close()
})

function attempt({ code = '287082', hasSecret = true, codeWithPassword = true } = {}): Promise<SignedInHere> {
  const pack: JoinedPack = { ...packOnDisk('any'), codeWithPassword }
  return signInHere({
    browsers,
    pack,
    password: login.password,
    nextCode: () => Promise.resolve(code),
    connection: {
      url: `${service.origin}/`,
      username: login.username,
      hasPassword: true,
      hasSecret,
      signInOrigins: [],
    },
  })
}

test('the code is typed right behind the password, and the page is signed in', async () => {
  const end = await attempt()
  expect(end.cause).toBeUndefined()
  expect(sent).toEqual([{ user: login.username, secret: `${login.password}287082` }])
  expect(end.asked.map(([what]) => what)).toEqual(['username', 'password', 'code'])
  expect(end.steps[0]).toMatchObject({ what: 'typed_password_and_code' })
})

test('refused, neither of them is typed again: it may have been the password', async () => {
  const end = await attempt({ code: '000000' })
  expect(end.cause).toBe('wrong_password')
  expect(sent).toHaveLength(1)
})

test('an account without a secret types its password alone', async () => {
  codes = ['']
  const end = await attempt({ hasSecret: false })
  expect(end.cause).toBeUndefined()
  expect(sent).toEqual([{ user: login.username, secret: login.password }])
})

test('without the word of the pack no code is asked for', async () => {
  codes = ['']
  const end = await attempt({ codeWithPassword: false })
  expect(end.asked.map(([what]) => what)).toEqual(['username', 'password'])
})
