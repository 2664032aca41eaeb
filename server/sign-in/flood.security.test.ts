// Attack 55: make the server hash until it does nothing else: passwords of a megabyte, 200 sign-ins at once. Hashing is
// bounded; who is beyond the bound is told when to come back, and whoever needs no hash is not held up.
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  createPasswordHasher,
  currentHashParameters,
  type PasswordHasher,
} from '../passwords/password-hash.ts'
import {
  addEnrolledUser,
  addUser,
  beginSignIn,
  signInFully,
  type EnrolledPerson,
  type Person,
} from '../testing/people.ts'
import { codeOf, startTestApp, type TestApp } from '../testing/test-app.ts'

const WORKERS = 2
const QUEUE = 8

let app: TestApp
let hasher: PasswordHasher
let person: Person
let enrolled: EnrolledPerson

beforeAll(async () => {
  hasher = createPasswordHasher({ parameters: currentHashParameters, workers: WORKERS, queueLimit: QUEUE })
  app = await startTestApp({ hasher })
  const admin = await app.setUp()
  person = await addUser(app, admin)
  enrolled = await addEnrolledUser(app, admin)
})
afterAll(() => app.close())

describe('55: long passwords', () => {
  const email = 'long@northwind.example'

  test('55: a megabyte is refused before it is read, and nothing is hashed', async () => {
    const before = hasher.stats()
    const answer = await app.post('/api/v1/sign-in', { email, password: 'x'.repeat(1_000_000) })
    expect(answer.status).toBe(413)
    expect(answer.body.code).toBe('request.too_large')
    expect(hasher.stats()).toEqual(before)
  })

  test('55: without a length that says so, it is refused all the same', async () => {
    const before = hasher.stats()
    const body = JSON.stringify({ email, password: 'x'.repeat(1_000_000) })
    const address = await app.app.listen({ host: '127.0.0.1', port: 0 })
    const status = await new Promise<number | 'closed'>((resolve) => {
      const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' }
      const sent = request(`${address}/api/v1/sign-in`, { method: 'POST', headers }, (answer) => {
        answer.resume()
        resolve(answer.statusCode ?? 0)
      })
      // The server may close the connection before all of it was sent.
      sent.on('error', () => resolve('closed'))
      sent.end(body)
    })
    expect(status).toBeOneOf([413, 'closed'])
    expect(hasher.stats()).toEqual(before)
  })

  test('55: what is packed is not unpacked', async () => {
    const answer = await app.post('/api/v1/sign-in', '\u001f\u008b', {
      headers: { 'content-encoding': 'gzip' },
    })
    expect(answer.status).toBe(400)
  })

  test('55: longer than any password can be is refused by its form; the longest there can be is taken', async () => {
    const tooLong = await app.post('/api/v1/sign-in', { email, password: 'x'.repeat(1025) })
    expect(tooLong.body.code).toBe('request.invalid')
    // One character that Unicode spells out as eighteen.
    const swelling = await app.post('/api/v1/sign-in', { email, password: '\ufdfa'.repeat(1024) })
    expect(swelling.body.code).toBe('sign_in.refused')

    const password = Array.from({ length: 64 }, (_, index) => `p${index + 100}`).join('')
    expect(password).toHaveLength(256)
    const { cookie } = await beginSignIn(app, {
      email: 'admin@northwind.example',
      password: 'lantern orchard violin 27',
    })
    const long = await addUser(app, cookie ?? '', { password })
    expect((await beginSignIn(app, long)).step).toBe('done')
  })
})

describe('55: 200 sign-ins at once', () => {
  test('55: so many are hashed as may wait, the others are told to come back; nobody is refused or counted', async () => {
    const { email, password } = person
    const seen = { running: 0, waiting: 0 }
    const answers = await Promise.all(
      Array.from({ length: 200 }, async () => {
        const answer = await app.post('/api/v1/sign-in', { email, password })
        const { running, waiting } = hasher.stats()
        seen.running = Math.max(seen.running, running)
        seen.waiting = Math.max(seen.waiting, waiting)
        return answer
      }),
    )
    const done = answers.filter((answer) => answer.status === 200)
    const busy = answers.filter((answer) => answer.status === 503)
    expect(done.length + busy.length).toBe(200)
    expect(done.length).toBeGreaterThanOrEqual(WORKERS + QUEUE)
    expect(busy.length).toBeGreaterThan(0)
    for (const answer of busy) {
      expect(answer.body.code).toBe('server.busy')
      expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1)
      expect(answer.cookie).toBeUndefined()
    }
    for (const answer of done) expect(answer.body.step).toBe('done')
    expect(seen.running).toBeLessThanOrEqual(WORKERS)
    expect(seen.waiting).toBeLessThanOrEqual(QUEUE)
    // Being busy is no failure of theirs.
    expect((await beginSignIn(app, person)).step).toBe('done')
  })

  test('55: for unknown names it is the same: no other answer, no other queue', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        app.post(
          '/api/v1/sign-in',
          { email: `unknown-${index}@northwind.example`, password: 'not the password 99' },
          { remoteAddress: `198.18.55.${index + 1}` },
        ),
      ),
    )
    const told = answers.map((answer) => answer.body.code)
    expect(new Set(told)).toEqual(new Set(['sign_in.refused', 'server.busy']))
    expect(hasher.stats()).toMatchObject({ running: 0, waiting: 0 })
  })

  test('55: meanwhile whoever is signed in works on, and whoever has given the password gives the code', async () => {
    const cookie = await signInFully(app, enrolled)
    app.advance(30)
    const { challenge } = await beginSignIn(app, enrolled)
    const { email, password } = person
    const flood = Promise.all(
      Array.from({ length: 200 }, () => app.post('/api/v1/sign-in', { email, password })),
    )
    expect((await app.get('/api/v1/me', { cookie })).status).toBe(200)
    const code = codeOf(enrolled.secret, app.now())
    expect((await app.post('/api/v1/sign-in/totp', { challenge, code })).status).toBe(200)
    expect((await app.get('/healthz')).status).toBe(200)
    await flood
  })
})
