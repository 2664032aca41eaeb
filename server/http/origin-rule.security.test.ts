// Another site makes a browser send requests here, with the victim's cookie or to sign the victim in: none is taken.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { contract } from '../../contract/contract.ts'
import { addUser, type Person } from '../testing/people.ts'
import { ADMIN, BASE_URL, SETUP_TOKEN, startTestApp, type Answer, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
let victim: Person
let cookie: string

beforeAll(async () => {
  app = await startTestApp()
  admin = await app.setUp()
})
afterAll(() => app.close())
beforeEach(async () => {
  victim = await addUser(app, admin)
  const signedIn = await app.post('/api/v1/sign-in', { email: victim.email, password: victim.password })
  cookie = signedIn.cookie ?? ''
})

/** As a browser would: the cookie goes along, and the origin is what the browser says it is. */
function browserPost(path: string, headers: Record<string, string>, body: unknown = {}): Promise<Answer> {
  return app.post(path, body, { headers: { cookie: `countersign_session=${cookie}`, ...headers } })
}

const writes = Object.keys(contract)
  .filter((key) => !key.startsWith('GET '))
  .map((key) => key.split(' ') as [string, string])
const anyId = '01a207a2-5990-75fa-a584-cbdb99aed8ef'

const foreign = [
  ['another site', { origin: 'https://evil.example' }],
  ['a page without an origin of its own (sandboxed frame, data: URL)', { origin: 'null' }],
  ['the same host with another port', { origin: 'http://127.0.0.1:8401' }],
  ['the same host over another scheme', { origin: 'https://127.0.0.1:8400' }],
  ['another name of this machine', { origin: 'http://localhost:8400' }],
  ['a host that begins with ours', { origin: 'http://127.0.0.1:8400.evil.example' }],
  ['our origin and another one', { origin: `${BASE_URL}, https://evil.example` }],
  ['our origin with a slash behind it', { origin: `${BASE_URL}/` }],
  ['no origin at all', {}],
  ['no origin, and another site', { 'sec-fetch-site': 'cross-site' }],
  ['no origin, and a sister host', { 'sec-fetch-site': 'same-site' }],
  ['no origin, and typed into the address bar', { 'sec-fetch-site': 'none' }],
  ['no origin, and a referrer of ours', { referer: `${BASE_URL}/profile` }],
  ['an origin named like an extension', { origin: 'chrome-extension://abcdefghijklmnop' }],
] as [string, Record<string, string>][]

test.each(foreign)('a write with the cookie from %s is refused, at every route', async (_, headers) => {
  for (const [method, pattern] of writes) {
    const answer = await app.request(method, pattern.replace('{id}', anyId), {
      body: {},
      headers: { cookie: `countersign_session=${cookie}`, ...headers },
    })
    expect(answer, `${method} ${pattern}`).toMatchObject({
      status: 403,
      body: { code: 'request.foreign_origin' },
    })
  }
})

describe('the same writes go through', () => {
  test('from our own pages', async () => {
    const answer = await browserPost('/api/v1/me/authenticators/totp', { origin: BASE_URL })
    expect(answer.status).toBe(201)
  })

  test('from our own pages in a browser that sends no origin with them', async () => {
    const headers = { 'sec-fetch-site': 'same-origin' }
    expect((await browserPost('/api/v1/me/authenticators/totp', headers)).status).toBe(201)
  })

  test('with a bearer token, from anywhere: a browser sends none by itself', async () => {
    const { body } = await app.post('/api/v1/sign-in', { ...ADMIN, client: 'cli' })
    const answer = await app.post(
      '/api/v1/me/authenticators/totp',
      {},
      { token: body.session.token, headers: { origin: 'https://anything.example' } },
    )
    expect(answer.status).toBe(201)
  })

  test('but not with the cookie behind an Authorization header of another kind', async () => {
    const headers = { authorization: 'Basic dXNlcjpwYXNz', origin: 'https://evil.example' }
    expect((await browserPost('/api/v1/me/authenticators/totp', headers)).status).toBe(401)
  })
})

test('66: another site turns two-factor off with a form, a GET, text/plain or a method override', async () => {
  const path = '/api/v1/me/second-factor/disable'
  const evil = { origin: 'https://evil.example' }
  const form = { ...evil, 'content-type': 'application/x-www-form-urlencoded' }
  expect((await browserPost(path, form, 'password=x')).status).toBe(403)
  expect(
    (await browserPost(path, { ...evil, 'content-type': 'text/plain' }, '{"password":"x"}')).status,
  ).toBe(403)
  expect((await app.get(path, { cookie })).status).toBe(405)
  const override = { origin: BASE_URL, 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' }
  expect((await browserPost(`/api/v1/me/authenticators/${anyId}?_method=DELETE`, override)).status).toBe(405)
  // Even from our own origin a form is no way in: the body has to be JSON.
  const own = { origin: BASE_URL, 'content-type': 'application/x-www-form-urlencoded' }
  expect((await browserPost(path, own, 'password=x')).status).toBe(415)
})

test('67: another site adds an app, renews the recovery codes, or reads what an <img> or fetch() may ask for', async () => {
  const evil = { origin: 'https://evil.example' }
  for (const path of [
    '/api/v1/me/authenticators/totp',
    '/api/v1/me/authenticators/passkey',
    '/api/v1/me/authenticators/passkey/confirm',
    '/api/v1/me/recovery-codes',
  ]) {
    expect((await browserPost(path, evil)).status).toBe(403)
    expect((await app.get(path, { cookie })).status).toBe(405)
  }
  // A fetch() with credentials asks first; nobody says yes.
  const preflight = await app.request('OPTIONS', '/api/v1/me/authenticators/totp', {
    headers: {
      ...evil,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    },
  })
  expect(preflight.status).toBe(405)
  expect(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
})

describe('68: another site signs the victim in to an account of the attacker', () => {
  const signIn = (headers: Record<string, string>) => app.post('/api/v1/sign-in', ADMIN, { headers })

  test.each([
    ['with an origin', { origin: 'https://evil.example' }],
    ['from a sandboxed frame', { origin: 'null' }],
    ['without an origin', { 'sec-fetch-site': 'cross-site' }],
    ['from a sister host', { 'sec-fetch-site': 'same-site' }],
  ] as [string, Record<string, string>][])(
    '%s: refused before the password is looked at',
    async (_, headers) => {
      const answer = await signIn(headers)
      expect(answer).toMatchObject({
        status: 403,
        body: { code: 'request.foreign_origin' },
        cookie: undefined,
      })
    },
  )

  test.each([
    ['our own page', { origin: BASE_URL, 'sec-fetch-site': 'same-origin' }],
    ['a program', {}],
    ['our extension in Chrome', { origin: 'chrome-extension://abcdefghijklmnop', 'sec-fetch-site': 'none' }],
    ['our extension in Firefox', { origin: 'moz-extension://2f1c1d0e-0000-4000-8000-000000000000' }],
  ] as [string, Record<string, string>][])('%s may sign in', async (_, headers) => {
    expect((await signIn(headers)).status).toBe(200)
  })

  test('nor does another site set the installation up', async () => {
    const fresh = await startTestApp()
    try {
      const body = { token: SETUP_TOKEN, organizationName: 'Evil', ...ADMIN }
      const answer = await fresh.post('/api/v1/setup', body, { headers: { origin: 'https://evil.example' } })
      expect(answer.status).toBe(403)
      expect((await fresh.get('/api/v1/setup')).body).toEqual({ needed: true })
    } finally {
      await fresh.close()
    }
  })
})
