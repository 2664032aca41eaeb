// Connections by their admins: added, listed, changed and deleted; what was stored is told by its being there alone.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addConnection, proveAgain } from '../testing/connections.ts'
import { signInAdmin } from '../testing/people.ts'
import { startTestApp, type Answer, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
})
beforeEach(async () => {
  admin = await signInAdmin(app)
})
afterAll(() => app.close())

const KEY = 'JBSW Y3DP EHPK 3PXP jbsw y3dp ehpk 3pxp'
const login = {
  service: 'zendesk',
  name: 'Tickets',
  url: 'https://northwind.zendesk.com/agent',
  username: 'wallboard',
  password: 'a stored password',
}
const add = (body: object): Promise<Answer> => app.post('/api/v1/connections', body, { cookie: admin })
const get = (id: string) => app.get(`/api/v1/connections/${id}`, { cookie: admin })
const change = (id: string, body: object) =>
  app.request('PATCH', `/api/v1/connections/${id}`, { cookie: admin, body })
const remove = (id: string) => app.request('DELETE', `/api/v1/connections/${id}`, { cookie: admin })

test('a login without a secret is added, and answers what it is', async () => {
  const added = await add(login)
  expect(added.status).toBe(201)
  const { password: _, ...shown } = login
  expect(added.body).toEqual({
    ...shown,
    signInOrigins: [],
    id: expect.any(String),
    hasPassword: true,
    hasSecret: false,
    state: 'paused',
    may: 'manage',
    createdAt: app.now().toISOString(),
    createdBy: expect.any(String),
  })
  expect((await get(added.body.id)).body).toEqual(added.body)
})

describe('the secret', () => {
  test('is a bare key, in groups and any case', async () => {
    const { body } = await add({ ...login, secret: KEY })
    expect(body).toMatchObject({
      hasSecret: true,
      secret: { digits: 6, periodSeconds: 30, algorithm: 'SHA1' },
    })
  })

  test('is an otpauth:// address with all that it says', async () => {
    const secret =
      'otpauth://totp/Zendesk:wall%40northwind.example?secret=JBSWY3DPEHPK3PXP&digits=8&period=60&algorithm=SHA256&issuer=Zendesk'
    const { body } = await add({ ...login, secret })
    expect(body.secret).toEqual({
      issuer: 'Zendesk',
      account: 'wall@northwind.example',
      digits: 8,
      periodSeconds: 60,
      algorithm: 'SHA256',
    })
  })

  test.each([
    ['counter_based', 'otpauth://hotp/Zendesk:wall?secret=JBSWY3DPEHPK3PXP&counter=1'],
    ['is_a_code', '287082'],
    ['is_a_code', '234567'],
    ['is_a_recovery_code', 'ABCD2345'],
    ['not_a_key', 'JBSWY3DPEHPK3PX1'],
    ['uri_not_understood', 'otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&period=5'],
    ['uri_not_understood', 'otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&period=3600'],
    ['for_microsofts_app', 'phonefactor://activate_account?code=1'],
    ['empty', '   '],
  ])('that is none is told by its name, secret.%s, and not repeated', async (code, secret) => {
    const refused = await add({ ...login, secret })
    expect(refused).toMatchObject({ status: 400, body: { code: `secret.${code}` } })
    expect(JSON.stringify(refused.body)).not.toContain(secret)
  })

  test('is the account that was picked from an export, and no other', async () => {
    const items = [
      { name: 'Jira', login: { username: 'wall', totp: KEY } },
      { name: 'A private one', login: { username: 'me', totp: 'JBSWY3DPEHPK3PXP' } },
    ]
    const files = [Buffer.from(JSON.stringify({ encrypted: false, items })).toString('base64')]
    const { body } = await add({ ...login, secret: { files, pick: 0 } })
    expect(body.secret).toMatchObject({ issuer: 'Jira', account: 'wall' })
    expect((await add({ ...login, secret: { files } })).body.code).toBe('secret.pick_needed')
    expect((await add({ ...login, secret: { files, pick: 2 } })).body.code).toBe('secret.pick_unknown')
  })
})

describe('the url', () => {
  test.each([
    'http://10.0.0.7:3000/d/1?kiosk#top',
    'https://medium.com/@somebody',
    'https://[::1]/',
    'HTTPS://EXAMPLE.COM',
  ])('%s is taken', async (url) => {
    expect((await add({ ...login, url })).status).toBe(201)
  })

  test.each([
    'https://name:password@example.com/',
    'https://name@example.com/',
    'https:\\\\evil.example\\@example.com',
    'https://example.com\\@evil.example/',
    'ftp://example.com/',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'data:text/html,x',
    'chrome://settings',
    'view-source:https://example.com',
    'example.com',
    'https://',
    'https:// example.com/',
  ])('%s is refused', async (url) => {
    const refused = await add({ ...login, url })
    expect(refused).toMatchObject({ status: 400, body: { code: 'request.invalid' } })
    expect(refused.body.fields[0].path).toBe('url')
  })
})

describe('the service', () => {
  test.each(['any', 'microsoft', 'okta'])('%s is taken: there is a pack for it', async (service) => {
    expect((await add({ ...login, service })).body.service).toBe(service)
  })

  test.each(['our-own-2', '9'])(
    '%s could be one, and is refused while there is no pack for it',
    async (service) => {
      expect((await add({ ...login, service })).body.code).toBe('connection.unknown_service')
    },
  )

  test.each(['', 'Any', '-any', 'a b', 'ä', '../any', 'a'.repeat(41)])('“%s” is refused', async (service) => {
    expect((await add({ ...login, service })).body.fields[0].path).toBe('service')
  })
})

describe('the sign-in origins', () => {
  test('are kept as a browser spells them, each once, in the order in which they were named', async () => {
    const named = ['HTTPS://Login.Example.com:443/', 'https://idp.example:8443', 'https://login.example.com']
    const { body } = await add({ ...login, signInOrigins: named })
    expect(body.signInOrigins).toEqual(['https://login.example.com', 'https://idp.example:8443'])
    const changed = await change(body.id, { signInOrigins: ['https://xn--lwe-sna.example'] })
    expect(changed.body.signInOrigins).toEqual(['https://xn--lwe-sna.example'])
    expect((await change(body.id, { name: 'x' })).body.signInOrigins).toEqual(changed.body.signInOrigins)
  })

  test('are at most ten', async () => {
    const named = Array.from({ length: 11 }, (_, index) => `https://login-${index}.example`)
    expect((await add({ ...login, signInOrigins: named })).body.fields[0].path).toBe('signInOrigins')
    expect((await add({ ...login, signInOrigins: named.slice(1) })).status).toBe(201)
  })
})

test('a change touches what it names; null takes the password and the secret away', async () => {
  const { id } = await addConnection(app, admin)
  const before = (await get(id)).body
  expect((await change(id, { name: 'Other floor', service: 'any' })).body).toEqual({
    ...before,
    name: 'Other floor',
    service: 'any',
  })
  const without = await change(id, { password: null, secret: null })
  expect(without.body).toMatchObject({ hasPassword: false, hasSecret: false })
  expect(without.body).not.toHaveProperty('secret')
  const again = await change(id, { password: 'another', secret: KEY })
  expect(again.body).toMatchObject({ hasPassword: true, hasSecret: true, username: before.username })
  expect((await change(id, {})).body).toEqual(again.body)
})

test('a refused secret changes nothing of what came with it', async () => {
  const { id } = await addConnection(app, admin)
  const before = (await get(id)).body
  expect((await change(id, { name: 'Changed', secret: '123456' })).status).toBe(400)
  expect((await get(id)).body).toEqual(before)
})

test('another url, where the password will be typed, asks for a fresh proof; a name does not', async () => {
  const { id } = await addConnection(app, admin)
  app.advance(11 * 60)
  const url = 'https://other.example/'
  expect((await change(id, { url })).body.code).toBe('access.step_up_required')
  expect((await change(id, { name: 'Renamed' })).status).toBe(200)
  await proveAgain(app, admin)
  expect((await change(id, { url })).body.url).toBe(url)
})

test('what is deleted is gone', async () => {
  const { id } = await addConnection(app, admin)
  expect((await remove(id)).status).toBe(204)
  for (const answer of [await get(id), await remove(id), await change(id, { name: 'x' })]) {
    expect(answer).toMatchObject({ status: 404, body: { code: 'connection.not_found' } })
  }
})

test('a list comes in pages, each connection once, in the order in which they were added', async () => {
  const own = await startTestApp()
  const cookie = await own.setUp()
  const ids: string[] = []
  for (let index = 0; index < 5; index += 1) {
    ids.push((await addConnection(own, cookie)).id)
    // Two of them in one moment.
    if (index !== 2) own.advance(1)
  }
  const told: string[] = []
  let query = '?limit=2'
  for (;;) {
    const { body } = await own.get(`/api/v1/connections${query}`, { cookie })
    told.push(...(body.items as { id: string }[]).map(({ id }) => id))
    if (body.next === undefined) break
    query = `?limit=2&after=${body.next}`
  }
  expect(told.toSorted()).toEqual(ids.toSorted())
  expect(told.slice(0, 2)).toEqual(ids.slice(0, 2))
  expect(told.at(-1)).toBe(ids.at(-1))
  expect((await own.get('/api/v1/connections?after=bm8', { cookie })).body.code).toBe('request.invalid')
  await own.close()
})

test('each change is in the audit log, by the fields and never by what stood in them', async () => {
  const { id } = await addConnection(app, admin)
  await change(id, { name: 'Very secret floor', password: 'very secret password' })
  await remove(id)
  const { body } = await app.get('/api/v1/audit-events?action=connection.&limit=3', { cookie: admin })
  expect(
    body.items.map(({ action, facts }: { action: string; facts: object }) => ({ action, facts })),
  ).toEqual([
    { action: 'connection.deleted', facts: { connection: id } },
    { action: 'connection.changed', facts: { connection: id, fields: ['name', 'password'] } },
    { action: 'connection.added', facts: { connection: id, service: 'power-bi' } },
  ])
})
