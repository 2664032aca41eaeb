// The web's session cookie: what stands beside its value, on plain http on this machine and over https elsewhere.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADMIN, SETUP_TOKEN, startTestApp, type TestApp } from '../testing/test-app.ts'

const setup = { token: SETUP_TOKEN, organizationName: 'Northwind', ...ADMIN }

function attributesOf(header: unknown): { nameAndValue: string; attributes: string[] } {
  // The first of two: beside it goes the cookie of the device.
  const [nameAndValue = '', ...attributes] = String([header].flat()[0]).split('; ')
  return { nameAndValue, attributes: attributes.sort() }
}

describe('on plain http on this machine', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp({ env: { COUNTERSIGN_SESSION_HOURS: '2' } })
  })
  afterAll(() => app.close())

  test('scripts cannot read it, other sites do not send it along, and it ends with the session', async () => {
    const { headers } = await app.post('/api/v1/setup', setup)
    const { nameAndValue, attributes } = attributesOf(headers['set-cookie'])
    expect(nameAndValue).toMatch(/^countersign_session=[\w-]{43}$/)
    expect(attributes).toEqual([
      `Expires=${new Date(app.now().getTime() + 2 * 3_600_000).toUTCString()}`,
      'HttpOnly',
      'Path=/',
      'SameSite=Lax',
    ])
  })

  test('is taken back at the end, with the same attributes', async () => {
    const { cookie } = await app.post('/api/v1/sign-in', ADMIN)
    const { headers } = await app.request('DELETE', '/api/v1/session', { cookie })
    const { nameAndValue, attributes } = attributesOf(headers['set-cookie'])
    expect(nameAndValue).toBe('countersign_session=')
    expect(attributes).toEqual([
      'Expires=Thu, 01 Jan 1970 00:00:00 GMT',
      'HttpOnly',
      'Max-Age=0',
      'Path=/',
      'SameSite=Lax',
    ])
  })

  test('is set by nothing but a finished sign-in', async () => {
    const answers = [
      await app.post('/api/v1/sign-in', { ...ADMIN, password: 'wrong' }),
      await app.post('/api/v1/sign-in', { ...ADMIN, client: 'mobile' }),
      await app.get('/api/v1/me'),
      await app.get('/api/v1/setup'),
      await app.get('/healthz'),
    ]
    for (const { headers } of answers) expect(headers).not.toHaveProperty('set-cookie')
  })
})

describe('over https', () => {
  const baseUrl = 'https://login.northwind.example'
  const name = '__Host-countersign_session'
  let app: TestApp
  let value: string
  beforeAll(async () => {
    app = await startTestApp({ env: { COUNTERSIGN_BASE_URL: baseUrl } })
    const answer = await app.post('/api/v1/setup', setup, { headers: { origin: baseUrl } })
    value = answer.cookie ?? ''
    const { nameAndValue, attributes } = attributesOf(answer.headers['set-cookie'])
    expect(nameAndValue).toMatch(new RegExp(`^${name}=[\\w-]{43}$`))
    // The __Host- prefix holds only with Secure, with Path=/ and without a Domain.
    expect(attributes.map((one) => one.replace(/=.*GMT$/, ''))).toEqual([
      'Expires',
      'HttpOnly',
      'Path=/',
      'SameSite=Lax',
      'Secure',
    ])
  })
  afterAll(() => app.close())

  const me = (cookie: string) => app.get('/api/v1/me', { headers: { cookie } })

  test('belongs to this host alone: a cookie without the prefix, which a sister host could set, is no session', async () => {
    expect((await me(`${name}=${value}`)).status).toBe(200)
    expect((await me(`countersign_session=${value}`)).status).toBe(401)
    expect((await me(`__Secure-countersign_session=${value}`)).status).toBe(401)
    expect((await me(`__host-countersign_session=${value}`)).status).toBe(401)
  })

  test('is taken back under its full name', async () => {
    const headers = { cookie: `${name}=${value}`, origin: baseUrl }
    const answer = await app.request('DELETE', '/api/v1/session', { headers })
    expect(answer.status).toBe(204)
    const { nameAndValue, attributes } = attributesOf(answer.headers['set-cookie'])
    expect(nameAndValue).toBe(`${name}=`)
    expect(attributes).toContain('Secure')
    expect((await me(`${name}=${value}`)).status).toBe(401)
  })

  test('is Secure however the request says it came', async () => {
    const headers = { origin: baseUrl, 'x-forwarded-proto': 'http', forwarded: 'proto=http' }
    const answer = await app.post('/api/v1/sign-in', ADMIN, { headers })
    expect(String(answer.headers['set-cookie'])).toContain('; Secure')
  })
})
