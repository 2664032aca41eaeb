// A service that signs in by a window of its own, at an identity provider: followed where its pack says so, typed into where
// the origin is one of the connection's, and closed or left alone everywhere else.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { JoinedPack } from '../contract/service-pack.ts'
import type { Browsers } from './browser/browsers.ts'
import { packOnDisk } from './testing/packs-on-disk.ts'
import { signInHere, type SignedInHere } from './testing/sign-in-here.ts'
import { openSite, type Site } from './testing/site.ts'
import { openTestBrowsers } from './testing/test-browsers.ts'

const login = { username: 'wall@northwind.example', password: 'copper meadow basket 41', code: '287082' }

let browsers: Browsers
let service: Site
/** Another site to the browser; what it was sent. */
let provider: Site
let sent: Record<string, string>[]
/** What the window shows before its form. */
let inWindow: string

const html = (answer: ServerResponse, body: string): void => {
  answer.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>Sign in</title>${body}`)
}

const field = (label: string, attributes: string): string => `<label>${label} <input ${attributes}></label>`

const form = (action: string, inside: string): string =>
  `<h1>Sign in</h1><form method="post" action="${action}">${inside}<button>Sign in</button></form>`

async function take(request: IncomingMessage, answer: ServerResponse, next: () => void): Promise<void> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  if (request.method === 'POST') sent.push(Object.fromEntries(new URLSearchParams(body)))
  if (!answer.writableEnded) next()
}

beforeAll(async () => {
  provider = await openSite({
    '/sign-in': (request, answer) =>
      void take(request, answer, () =>
        html(
          answer,
          `${inWindow}${form(
            '/code',
            field('Email', 'name="email" type="email" autocomplete="username"') +
              field('Password', 'name="password" type="password" autocomplete="current-password"'),
          )}`,
        ),
      ),
    '/code': (request, answer) =>
      void take(request, answer, () =>
        html(
          answer,
          form(
            '/done',
            `<p>Enter the code from your authenticator app.</p>${field('Code', 'name="otp" autocomplete="one-time-code"')}`,
          ),
        ),
      ),
    // As such windows do: the word goes to whoever opened it, and it is gone.
    '/done': (request, answer) =>
      void take(request, answer, () =>
        html(answer, '<script>opener.postMessage("signed in", "*"); window.close()</script>'),
      ),
    default: (_, answer) => html(answer, '<h1>Advertisement</h1>'),
  })
  service = await openSite({
    '/session': (_, answer) => answer.writeHead(204, { 'set-cookie': 'session=1; HttpOnly' }).end(),
    '/': (request, answer) =>
      html(
        answer,
        request.headers.cookie?.includes('session=1') === true
          ? '<h1>Orders</h1><p>Open orders: 128. Late: 3.</p><a href="/logout">Sign out</a>'
          : `<h1>Welcome</h1><button type="button" id="go">Sign in</button><script>
              document.getElementById('go').addEventListener('click', () =>
                window.open('${provider.origin}/sign-in', '', 'width=500,height=600'))
              addEventListener('message', async (event) => {
                if (event.origin !== '${provider.origin}') return
                await fetch('/session', { method: 'POST' })
                location.reload()
              })</script>`,
      ),
  })
  browsers = await openTestBrowsers([service.place, provider.place])
})
beforeEach(() => {
  sent = []
  inWindow = ''
  provider.asked.length = 0
})
afterAll(async () => {
  await browsers.close()
  await service.close()
  await provider.close()
})

function attempt({ opensWindow = true, named = true } = {}): Promise<SignedInHere> {
  const pack: JoinedPack = { ...packOnDisk('any'), opensWindow }
  return signInHere({
    browsers,
    pack,
    password: login.password,
    nextCode: () => Promise.resolve(login.code),
    connection: {
      url: `${service.origin}/`,
      username: login.username,
      hasPassword: true,
      hasSecret: true,
      signInOrigins: named ? [provider.origin] : [],
    },
  })
}

test('the window is followed, the login is typed there, and the page behind it is signed in', async () => {
  const end = await attempt()
  expect(end.cause).toBeUndefined()
  expect(sent).toEqual([{ email: login.username, password: login.password }, { otp: login.code }])
  expect(end.asked).toEqual([
    ['username', provider.origin],
    ['password', provider.origin],
    ['code', provider.origin],
  ])
  expect(end.steps.at(-1)).toMatchObject({ what: 'signed_in', host: service.place })
  expect(end.text).toContain('Open orders')
})

test('135: a window of a site that nobody named gets nothing, though its form is the same', async () => {
  const end = await attempt({ named: false })
  expect(end.cause).toBe('foreign_page')
  expect([end.asked, sent]).toEqual([[], []])
})

test('a window that opens another one has that one closed, and goes on', async () => {
  inWindow = '<script>window.open("/advertisement")</script>'
  const end = await attempt()
  expect(end.cause).toBeUndefined()
  expect(sent).toHaveLength(2)
})

test('143: without the word of the pack the window is closed before anything is in it', async () => {
  const end = await attempt({ opensWindow: false })
  expect(end.cause).not.toBeUndefined()
  expect([end.asked, sent]).toEqual([[], []])
})
