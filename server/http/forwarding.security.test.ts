// Forwarding headers that anybody can write: believed only from a proxy that the operator named.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addUser } from '../testing/people.ts'
import { ADMIN, BASE_URL, startTestApp, type TestApp } from '../testing/test-app.ts'

const proxy = '10.0.0.5'
const stranger = '198.51.100.7'

const claims = (address: string): Record<string, string> => ({
  'x-forwarded-for': address,
  'x-real-ip': address,
  forwarded: `for=${address};host=evil.example;proto=https`,
  'x-forwarded-host': 'evil.example',
  'x-forwarded-proto': 'https',
  'cf-connecting-ip': address,
  'true-client-ip': address,
  'x-client-ip': address,
  'x-forwarded-user': ADMIN.email,
  'remote-user': ADMIN.email,
  'x-original-url': '/api/v1/users',
  'x-rewrite-url': '/api/v1/users',
  'x-debug': '1',
})

/** The address that the newest session was counted under. */
async function lastAddress(app: TestApp): Promise<string> {
  const row = await app.database.query
    .selectFrom('sessions')
    .select('address')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  return row.address
}

describe('no proxy is trusted', () => {
  let app: TestApp
  let admin: string
  beforeAll(async () => {
    app = await startTestApp()
    admin = await app.setUp()
  })
  afterAll(() => app.close())

  test('the address of the connection counts, whatever the headers claim', async () => {
    app.advance(1)
    const answer = await app.post('/api/v1/sign-in', ADMIN, {
      remoteAddress: stranger,
      headers: claims('127.0.0.1'),
    })
    expect(answer.status).toBe(200)
    expect(await lastAddress(app)).toBe(stranger)
  })

  test('a guesser is slowed down, though every guess claims another address', async () => {
    const person = await addUser(app, admin)
    const codes: string[] = []
    for (let guess = 0; guess < 7; guess += 1) {
      const body = { email: person.email, password: `guess ${guess}` }
      const headers = claims(`203.0.113.${guess}`)
      codes.push((await app.post('/api/v1/sign-in', body, { remoteAddress: stranger, headers })).body.code)
    }
    expect(codes.at(-1)).toBe('sign_in.too_many_attempts')
  })

  test('nobody is let in, and nothing is led elsewhere, by a header', async () => {
    expect((await app.get('/api/v1/me', { headers: claims('127.0.0.1') })).status).toBe(401)
    expect((await app.get('/healthz', { headers: claims('127.0.0.1') })).body).toEqual({ status: 'ok' })
  })

  test('102: the link of an invitation leads to the base URL, whatever host the request names', async () => {
    for (const [turn, host] of ['evil.example', '127.0.0.1:8400@evil.example', 'localhost:8400'].entries()) {
      const answer = await app.post(
        '/api/v1/users',
        { email: `invited-${turn}@northwind.example` },
        { cookie: admin, headers: { ...claims('127.0.0.1'), host } },
      )
      expect(answer.body.invitation.url).toMatch(new RegExp(`^${BASE_URL}/invitation#[\\w-]{43}$`))
    }
  })

  test('102: neither do the host of the request or a forwarding header make another site an allowed one', async () => {
    const headers = { ...claims('127.0.0.1'), host: 'evil.example', origin: 'http://evil.example' }
    const answer = await app.post('/api/v1/sign-in', ADMIN, { headers })
    expect(answer.body.code).toBe('request.foreign_origin')
  })
})

describe('a proxy is trusted', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp({ env: { COUNTERSIGN_TRUSTED_PROXIES: '10.0.0.0/24,fd00::/8' } })
    await app.setUp()
  })
  afterAll(() => app.close())

  const signInFrom = async (remoteAddress: string, forwardedFor: string): Promise<string> => {
    app.advance(1)
    const headers = { 'x-forwarded-for': forwardedFor }
    expect((await app.post('/api/v1/sign-in', ADMIN, { remoteAddress, headers })).status).toBe(200)
    return lastAddress(app)
  }

  test('the address that it saw counts', async () => {
    expect(await signInFrom(proxy, stranger)).toBe(stranger)
    expect(await signInFrom('fd00::1', stranger)).toBe(stranger)
    expect(await signInFrom('::ffff:10.0.0.5', stranger)).toBe(stranger)
  })

  test('what the client wrote before the proxy added its own does not count', async () => {
    expect(await signInFrom(proxy, `127.0.0.1, ${stranger}`)).toBe(stranger)
    expect(await signInFrom(proxy, `10.0.0.9, ${stranger}, 10.0.0.6`)).toBe(stranger)
  })

  test('somebody else who writes the header is the one who counts', async () => {
    expect(await signInFrom(stranger, '127.0.0.1')).toBe(stranger)
    expect(await signInFrom('10.0.1.5', '127.0.0.1')).toBe('10.0.1.5')
  })
})
