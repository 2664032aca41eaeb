// The attacks: read a stored password or secret in anything that the server says, ask for codes without the right to,
// from another organization, or by moving what is sealed to a row of one's own.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { decodeBase32 } from '../../otp/base32.ts'
import { secretFingerprint } from '../codes/secret-fingerprint.ts'
import { addConnection, proveAgain, type TestConnection } from '../testing/connections.ts'
import { addOtherOrganization } from '../testing/other-organization.ts'
import { addSignedInOperator, addUser, beginSignIn, signInAdmin } from '../testing/people.ts'
import { codeOf, startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
let connection: TestConnection
beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
})
beforeEach(async () => {
  app.advance(60)
  admin = await signInAdmin(app)
  connection = await addConnection(app, admin)
})
afterAll(() => app.close())

const sql = (text: string, values: unknown[] = []) => app.database.pool.query(text, values)
const ask = (id: string, cookie = admin) => app.get(`/api/v1/connections/${id}/code`, { cookie })

test('no answer, log line or audit event holds the password, the secret, a code or how long they are', async () => {
  const { id, password, secret } = connection
  const path = `/api/v1/connections/${id}`
  const as = { cookie: admin }
  const handedOut = await ask(id)
  const answers = [
    await app.get('/api/v1/connections', as),
    await app.get(path, as),
    await app.request('PATCH', path, { ...as, body: { password, secret, name: 'Renamed' } }),
    await app.request('PATCH', path, { ...as, body: { password, secret: `${secret}!` } }),
    await app.request('PATCH', path, { ...as, body: { password: `${password}${'x'.repeat(2000)}`, secret } }),
    await app.post('/api/v1/connections', { password, secret }, as),
    await app.get('/api/v1/audit-events', as),
    await app.get('/api/v1/audit-events/export', as),
  ]
  const told = [...answers.map(({ body }) => JSON.stringify(body)), ...app.logs].join('\n')
  const bytes = Buffer.from(decodeBase32(secret))
  for (const spelling of [password, secret, bytes.toString('hex'), bytes.toString('base64')]) {
    expect(told).not.toContain(spelling)
  }
  expect(told).not.toMatch(new RegExp(`"${String(handedOut.body.code)}"`))
  const shown = (await app.get(path, as)).body as object
  const names =
    'createdAt createdBy hasPassword hasSecret id may name secret service signInOrigins state url username'
  expect(Object.keys(shown).toSorted()).toEqual(names.split(' '))
  expect(shown).toMatchObject({ secret: { digits: 6, periodSeconds: 30, algorithm: 'SHA1' } })
})

test('two passwords and secrets of one length and of another look the same from outside', async () => {
  const long = await addConnection(app, admin, { password: 'x'.repeat(900) })
  const shape = async (id: string) => {
    const { body, headers } = await app.get(`/api/v1/connections/${id}`, { cookie: admin })
    return [Object.keys(body as object), headers['content-length']]
  }
  expect(await shape(long.id)).toEqual(await shape(connection.id))
})

describe('137: whoever may not have a code', () => {
  test('an agent and the help desk, whatever they ask, and an admin without a fresh proof', async () => {
    const agent = await addUser(app, admin)
    const helper = await addUser(app, admin)
    const isHelpDesk = { isHelpDesk: true }
    await app.request('PATCH', `/api/v1/users/${helper.id}`, { cookie: admin, body: isHelpDesk })
    const path = `/api/v1/connections/${connection.id}`
    const operator = await addSignedInOperator(app, 'oona@operators.example')
    const cookies = [(await beginSignIn(app, agent)).cookie, (await beginSignIn(app, helper)).cookie]
    for (const cookie of [...cookies, operator.cookie]) {
      for (const [method, url] of [
        ['POST', '/api/v1/connections'],
        ['PATCH', path],
        ['DELETE', path],
        ['GET', `${path}/grants`],
        ['POST', `${path}/grants`],
        ['DELETE', `${path}/grants/${agent.id}`],
      ] as const) {
        const answer = await app.request(method, url, { cookie, ...(method === 'GET' ? {} : { body: {} }) })
        expect(answer, `${method} ${url}`).toMatchObject({
          status: 403,
          body: { code: 'access.admin_required' },
        })
      }
      expect((await app.get('/api/v1/connections', { cookie })).body).toEqual({ items: [] })
      for (const url of [path, `${path}/code`]) {
        const answer = await app.get(url, { cookie })
        expect(answer, url).toMatchObject({ status: 404, body: { code: 'connection.not_found' } })
        // As of an id that nobody has: which connections there are is told to nobody who may not use them.
        const unknown = await app.get(url.replace(connection.id, randomUUID()), { cookie })
        expect({ ...unknown.body, requestId: '' }).toEqual({ ...answer.body, requestId: '' })
      }
    }
    app.advance(11 * 60)
    expect((await ask(connection.id)).body.code).toBe('access.step_up_required')
    await proveAgain(app, admin)
    expect((await ask(connection.id)).status).toBe(200)
  })

  test('none of those who were refused spent a step or left an event', async () => {
    const agent = await addUser(app, admin)
    const { cookie } = await beginSignIn(app, agent)
    for (let times = 0; times < 5; times += 1) await ask(connection.id, cookie)
    await app.post(
      `/api/v1/connections/${connection.id}/grants`,
      { accountId: agent.id, may: 'use' },
      { cookie: admin },
    )
    expect((await ask(connection.id, cookie)).body.code).toBe('connection.reveal_not_granted')
    const { rows } = await sql(
      `SELECT 1 FROM audit_events WHERE action = 'code.revealed' AND facts->>'connection' = $1`,
      [connection.id],
    )
    expect(rows).toEqual([])
    expect((await ask(connection.id)).body.code).toBe(codeOf(connection.secret, app.now()))
  })
})

test('a page of another site sends an admin’s browser to a code: it is refused, and no step is spent', async () => {
  const path = `/api/v1/connections/${connection.id}/code`
  const cookie = `countersign_session=${admin}`
  for (const headers of [
    { cookie, 'sec-fetch-site': 'cross-site' },
    { cookie, 'sec-fetch-site': 'same-site' },
    { cookie, origin: 'https://evil.example' },
    { cookie, origin: 'null' },
  ] as Record<string, string>[]) {
    const answer = await app.get(path, { headers })
    expect(answer).toMatchObject({ status: 403, body: { code: 'request.foreign_origin' } })
  }
  // Our own pages name themselves or nothing, and get the code of now.
  const answer = await app.get(path, { headers: { cookie, 'sec-fetch-site': 'same-origin' } })
  expect(answer.body.code).toBe(codeOf(connection.secret, app.now()))
})

describe('135: the login is led to a page of somebody else', () => {
  const path = () => `/api/v1/connections/${connection.id}`
  const change = (body: object) => app.request('PATCH', path(), { cookie: admin, body })
  const evil = 'https://evil.example'

  test.each([
    ['the url', { url: `${evil}/` }],
    ['the sign-in origins', { signInOrigins: [evil] }],
    ['the service, whose pack names origins', { service: 'zendesk' }],
    ['any of them among other things', { name: 'x', username: 'x', password: 'x', signInOrigins: [evil] }],
  ])(
    'by whoever finds an open session, through %s: a fresh proof is asked, and nothing changes',
    async (_, body) => {
      const before = (await app.get(path(), { cookie: admin })).body
      app.advance(11 * 60)
      expect((await change(body)).body.code).toBe('access.step_up_required')
      expect((await app.get(path(), { cookie: admin })).body).toEqual(before)
      await proveAgain(app, admin)
      expect((await change(body)).body).toMatchObject({ hasPassword: true })
    },
  )

  test.each([
    'https://*.example.com',
    'https://login.example.com/sso',
    'https://login.example.com?next=x',
    'https://login.example.com@evil.example',
    'https://login.example.com\\@evil.example',
    'https://evil.example%2f.example.com',
    'https://löwe.example',
    'https://login.example.com.',
    'ftp://login.example.com',
    'javascript:alert(1)',
    'data:text/html,x',
    'null',
    'login.example.com',
    'https://',
    'https://a.example:99999',
    '',
  ])('as an origin that is none, or not one: %s', async (origin) => {
    const refused = await change({ signInOrigins: [origin] })
    expect(refused).toMatchObject({ status: 400, body: { code: 'request.invalid' } })
    expect(refused.body.fields[0].path).toBe('signInOrigins.0')
  })

  test('over http, where anybody on the way reads it, while the address itself has https', async () => {
    const http = { signInOrigins: ['http://login.example.com'] }
    const refusal = { status: 400, body: { code: 'connection.origin_not_https' } }
    expect(await change(http)).toMatchObject(refusal)
    const login = { service: 'any', name: 'x', url: 'https://wall.example/', username: 'x', password: 'x' }
    expect(await app.post('/api/v1/connections', { ...login, ...http }, { cookie: admin })).toMatchObject(
      refusal,
    )
    // Beside an address with http it may, and then the address cannot become https under it.
    expect((await change({ url: 'HTTP://wall.internal/', ...http })).body).toMatchObject(http)
    expect(await change({ url: 'https://wall.example/' })).toMatchObject(refusal)
    expect((await change({ url: 'https://wall.example/', signInOrigins: [] })).status).toBe(200)
  })

  test('over http, by two changes of which each alone would be right', async () => {
    await change({ url: 'http://wall.internal/' })
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all([
        change({ url: 'https://wall.example/' }),
        change({ signInOrigins: ['http://login.example.com'] }),
      ])
      expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['200', '400'])
      await change({ url: 'http://wall.internal/', signInOrigins: [] })
    }
  })
})

describe('136: another organization', () => {
  test('finds nothing by the id, changes nothing, and is given no code', async () => {
    const other = await addOtherOrganization(app)
    const password = 'copper meadow basket 41'
    await sql('UPDATE accounts SET enrolled_at = NULL WHERE id = $1', [other.accountId])
    const { cookie } = await beginSignIn(app, { email: other.email, password })
    const path = `/api/v1/connections/${connection.id}`
    for (const [method, url, body] of [
      ['GET', path, undefined],
      ['PATCH', path, { url: 'https://southwind.example/', password: null }],
      ['DELETE', path, {}],
      ['GET', `${path}/code`, undefined],
    ] as const) {
      const answer = await app.request(method, url, { cookie, body })
      expect(answer).toMatchObject({ status: 404, body: { code: 'connection.not_found' } })
      // It says what it says of an id that nobody has: which ids there are is not told.
      const unknown = await app.request(method, url.replace(connection.id, randomUUID()), { cookie, body })
      expect({ ...unknown.body, requestId: '' }).toEqual({ ...answer.body, requestId: '' })
    }
    expect((await app.get('/api/v1/connections', { cookie })).body).toEqual({ items: [] })

    // Who writes to the database carries the row over: there it opens for nobody.
    const before = await sealFailures()
    await sql('UPDATE connections SET organization_id = $2 WHERE id = $1', [
      connection.id,
      other.organizationId,
    ])
    const moved = await app.get(`${path}/code`, { cookie })
    expect(moved).toMatchObject({ status: 409, body: { code: 'connection.secret_does_not_open' } })
    expect(await sealFailures()).toBe(before + 1)
  })

  test('with the same key has steps of its own: it neither holds ours up nor learns that we have it', async () => {
    await ask(connection.id)
    const { rows } = await sql('SELECT secret_fingerprint AS bytes FROM code_steps')
    const known = (rows as { bytes: Buffer }[]).map(({ bytes }) => bytes.toString('hex'))
    const secret = Buffer.from(decodeBase32(connection.secret))
    const { rows: ours } = await sql('SELECT organization_id AS id FROM connections WHERE id = $1', [
      connection.id,
    ])
    const hexIn = (id: string) => secretFingerprint(app.services.vault, id, secret).toString('hex')
    expect(known).toContain(hexIn((ours as { id: string }[])[0]?.id ?? ''))
    expect(known).not.toContain(hexIn(randomUUID()))
  })
})

async function sealFailures(): Promise<number> {
  const { body } = await app.get('/metrics')
  return Number(/^countersign_seal_failures_total (\d+)$/m.exec(body as string)?.[1])
}

describe('147: what is sealed, moved by somebody who may write to the database', () => {
  test.each([
    ['the secret of another connection', 'sealed_secret'],
    ['the password of another connection, to be told as a code', 'sealed_password'],
  ])('%s opens nowhere else, and it is told', async (_, column) => {
    const own = await addConnection(app, admin)
    await sql(
      `UPDATE connections SET sealed_secret = (SELECT ${column} FROM connections WHERE id = $1) WHERE id = $2`,
      [connection.id, own.id],
    )
    const before = await sealFailures()
    expect(await ask(own.id)).toMatchObject({
      status: 409,
      body: { code: 'connection.secret_does_not_open' },
    })
    expect(await sealFailures()).toBe(before + 1)
    const reported = app.logs.filter((line) => line.includes('a sealed value does not open')).at(-1)
    expect(JSON.parse(reported ?? '')).toMatchObject({ table: 'connections', column: 'sealed_secret' })
    // The other one is not spoilt by it.
    expect((await ask(connection.id)).body.code).toBe(codeOf(connection.secret, app.now()))
  })

  test('a password in the place of the secret of its own row does not open either', async () => {
    await sql('UPDATE connections SET sealed_secret = sealed_password WHERE id = $1', [connection.id])
    expect((await ask(connection.id)).body.code).toBe('connection.secret_does_not_open')
  })

  test.each(['secret_period_seconds = 29', 'secret_digits = 8', `secret_algorithm = 'SHA256'`])(
    'a secret with %s, which makes other codes of it, does not open: the code of a day to come is told to nobody',
    async (change) => {
      await sql(`UPDATE connections SET ${change} WHERE id = $1`, [connection.id])
      expect((await ask(connection.id)).body.code).toBe('connection.secret_does_not_open')
    },
  )

  test('one bit of a secret is changed: no code, and entering it again helps', async () => {
    const flipped = `set_byte(sealed_secret, length(sealed_secret) - 1, get_byte(sealed_secret, length(sealed_secret) - 1) # 1)`
    await sql(`UPDATE connections SET sealed_secret = ${flipped} WHERE id = $1`, [connection.id])
    expect((await ask(connection.id)).body.code).toBe('connection.secret_does_not_open')
    const body = { secret: connection.secret }
    await app.request('PATCH', `/api/v1/connections/${connection.id}`, { cookie: admin, body })
    expect((await ask(connection.id)).status).toBe(200)
  })
})
