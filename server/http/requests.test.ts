// What the server takes and what it refuses, before any feature looks at it; every refusal is a problem of the table.
import { connect } from 'node:net'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { errors, type ErrorCode } from '../../contract/errors.ts'
import { ADMIN, startTestApp, type Answer, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string

beforeAll(async () => {
  app = await startTestApp()
  admin = await app.setUp()
})
afterAll(() => app.close())

function expectProblem(answer: Answer, code: ErrorCode): void {
  expect(answer.body).toMatchObject({
    type: `/api#${code}`,
    title: errors[code].sentence,
    status: errors[code].status,
    code,
  })
  expect(answer.status).toBe(errors[code].status)
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
}

describe('a body', () => {
  const send = (body: string, type: string) =>
    app.post('/api/v1/sign-in', body, { headers: { 'content-type': type } })

  test.each([
    ['text/plain', JSON.stringify(ADMIN)],
    ['application/x-www-form-urlencoded', 'email=a%40b&password=c'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['application/xml', '<a/>'],
    ['application/json+evil', JSON.stringify(ADMIN)],
    ['application/jsonp', JSON.stringify(ADMIN)],
    ['text/json', JSON.stringify(ADMIN)],
    ['text/plain; application/json', JSON.stringify(ADMIN)],
  ])('as %s is refused', async (type, body) => {
    expectProblem(await send(body, type), 'request.not_json')
  })

  test('as JSON is taken, with a charset or without', async () => {
    for (const type of ['application/json', 'application/json; charset=utf-8', 'Application/JSON']) {
      expect((await send(JSON.stringify(ADMIN), type)).status).toBe(200)
    }
  })

  test('without a content type is refused, and so is none where one is needed', async () => {
    const response = await app.app.inject({ method: 'POST', url: '/api/v1/sign-in', payload: 'x' })
    expect(response.statusCode).toBe(415)
    const empty = await app.app.inject({ method: 'POST', url: '/api/v1/sign-in' })
    expect(empty.statusCode).toBe(400)
    expect(empty.json()).toMatchObject({ code: 'request.invalid' })
  })

  test.each([
    ['cut off', '{"email":'],
    ['no JSON', 'hello'],
    ['with something behind it', `${JSON.stringify(ADMIN)}{}`],
    ['a list', '[]'],
    ['null', 'null'],
    ['a text', '"text"'],
    ['a number', '0'],
    ['nested 30,000 deep', '['.repeat(30_000) + ']'.repeat(30_000)],
    ['with __proto__', `{"__proto__":{"email":"a@b.example","password":"x"}}`],
    ['with __proto__ further in', `{"email":{"__proto__":{"toString":1}},"password":"x"}`],
    ['with __proto__ spelt otherwise', `{"\\u005f_proto__":{"email":"a@b.example"},"password":"x"}`],
    ['with constructor.prototype', `{"constructor":{"prototype":{"isAdmin":true}}}`],
  ])('that is %s is refused', async (_, body) => {
    expectProblem(await send(body, 'application/json'), 'request.invalid')
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
  })

  test('larger than 64 KiB is refused before it is read to its end', async () => {
    const body = JSON.stringify({ ...ADMIN, more: 'a'.repeat(64 * 1024) })
    expectProblem(await send(body, 'application/json'), 'request.too_large')
  })

  test('of another form is told field by field, in words, without repeating what was sent', async () => {
    const body = { email: 'not-an-address', password: 12345678, client: 'toaster' }
    const answer = await app.post('/api/v1/sign-in', body)
    expectProblem(answer, 'request.invalid')
    const fields = answer.body.fields as { path: string; message: string }[]
    expect(fields.map(({ path }) => path).sort()).toEqual(['client', 'email', 'password'])
    expect(fields.find(({ path }) => path === 'email')?.message).toBe(
      'Type an e-mail address, like name@example.com.',
    )
    expect(JSON.stringify(answer.body)).not.toMatch(/not-an-address|12345678|toaster/)
  })

  test.each([
    ['a list', ['admin@northwind.example', 'evil@evil.example']],
    ['an object', { $ne: null }],
    ['nothing', null],
    ['too long', `${'a'.repeat(250)}@b.example`],
    ['two addresses', 'a@b.example,c@d.example'],
    ['a line break', 'a@b.example\nbcc:c@d.example'],
    ['half of a surrogate pair', 'a\ud800@b.example'],
    ['a direction override', 'a\u202e@b.example'],
    ['a NUL', 'a\0@b.example'],
  ])('with %s for an address is refused', async (_, email) => {
    expectProblem(await app.post('/api/v1/sign-in', { email, password: 'x' }), 'request.invalid')
  })

  test('with fields that the contract does not know is taken without them', async () => {
    const answer = await app.post('/api/v1/sign-in', { ...ADMIN, role: 'admin', step: 'done', userId: 1 })
    expect(answer.status).toBe(200)
    expect(answer.body.step).toBe('done')
  })
})

describe('an address', () => {
  test.each(['/api/v1/nothing', '/api/v2/me', '/api/v1/me/', '/API/v1/me', '/api/v1//me', '/.env', '/x'])(
    'that is none, like %s, is told as such',
    async (path) => expectProblem(await app.get(path, { cookie: admin }), 'request.no_such_path'),
  )

  test('that cannot be decoded is refused', async () => {
    expectProblem(await app.get('/api/v1/users/%zz', { cookie: admin }), 'request.invalid')
    expectProblem(await app.get('/%c0%ae', { cookie: admin }), 'request.invalid')
  })

  test('with an id that is none is refused before the database is asked', async () => {
    for (const id of ['1', "' OR 1=1--", '..%2f..', '%00', '01a207a2-5990-75fa-a584-cbdb99aed8eg']) {
      const answer = await app.get(`/api/v1/users/${encodeURIComponent(id)}`, { cookie: admin })
      expectProblem(answer, 'request.invalid')
    }
    expectProblem(
      await app.get(`/api/v1/users/${'a'.repeat(300)}`, { cookie: admin }),
      'request.no_such_path',
    )
  })

  test.each([
    'search=%00',
    'after=AA',
    'after=',
    'limit=0',
    'limit=201',
    'limit=1.5',
    'limit=x',
    'limit=1&limit=2',
    'search=a&search=b',
    'search[]=a',
    `search=${'a'.repeat(101)}`,
  ])('with the query %s never ends as a failure of ours', async (query) => {
    const answer = await app.get(`/api/v1/users?${query}`, { cookie: admin })
    expect([200, 400]).toContain(answer.status)
  })

  test('with a NUL in the query is refused, as the database could not hold it', async () => {
    expectProblem(await app.get('/api/v1/users?search=%00', { cookie: admin }), 'request.invalid')
    expectProblem(await app.get('/api/v1/users?after=AA', { cookie: admin }), 'request.invalid')
  })
})

describe('a method', () => {
  test.each([
    ['PUT', '/api/v1/me', 'GET, DELETE'],
    ['OPTIONS', '/api/v1/me', 'GET, DELETE'],
    ['HEAD', '/api/v1/me', 'GET, DELETE'],
    ['TRACE', '/api/v1/me', 'GET, DELETE'],
    ['GET', '/api/v1/sign-in', 'POST'],
    ['DELETE', '/healthz', 'GET'],
    ['PUT', '/api/v1/users/01a207a2-5990-75fa-a584-cbdb99aed8ef', 'GET, PATCH, DELETE'],
    ['POST', '/api/v1/me/authenticators', 'GET'],
  ])('%s at %s is refused, with those that are allowed', async (method, path, allowed) => {
    const answer = await app.request(method, path)
    expect(answer.status).toBe(405)
    expect(answer.headers.allow).toBe(allowed)
    // An answer to HEAD has no body.
    if (method !== 'HEAD') expectProblem(answer, 'request.method_not_allowed')
  })

  test('is the one of the request line, whatever a header, the query or the body says', async () => {
    const headers = {
      'x-http-method-override': 'DELETE',
      'x-http-method': 'DELETE',
      'x-method-override': 'DELETE',
    }
    const answer = await app.get('/api/v1/me?_method=DELETE', { cookie: admin, headers })
    expect(answer.status).toBe(200)
    const posted = await app.post('/api/v1/session', { _method: 'DELETE' }, { cookie: admin, headers })
    expectProblem(posted, 'request.method_not_allowed')
    expect((await app.get('/api/v1/me', { cookie: admin })).status).toBe(200)
  })
})

describe('a request id', () => {
  test('stands in the problem, in a header and in the log, and is not what the client would like it to be', async () => {
    const wish = 'forged-id-of-the-client'
    const answer = await app.get('/api/v1/me', { headers: { 'x-request-id': wish, 'request-id': wish } })
    const { requestId } = answer.body as { requestId: string }
    expect(requestId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/)
    expect(answer.headers['x-request-id']).toBe(requestId)
    expect(app.logs.at(-1)).toContain(requestId)
    expect(app.logs.join('')).not.toContain(wish)
  })
})

test('the log says of each request who it was, and of a refusal why and from where; of nobody a name', async () => {
  const cookie = admin
  const { body: me } = await app.get('/api/v1/me', { cookie })
  const lineOf = async (ask: () => Promise<unknown>): Promise<Record<string, unknown>> => {
    app.logs.length = 0
    await ask()
    return JSON.parse(app.logs.at(-1) ?? '{}') as Record<string, unknown>
  }
  const read = await lineOf(() => app.get('/api/v1/me', { cookie }))
  expect(read).toMatchObject({ route: '/api/v1/me', status: 200, account: me.account.id })
  expect(read).not.toHaveProperty('address')
  const refused = await lineOf(() => app.get('/api/v1/organizations', { cookie }))
  expect(refused).toMatchObject({ status: 403, code: 'access.operator_required', address: '127.0.0.1' })
  const guessed = await lineOf(() =>
    app.post('/api/v1/sign-in', { email: 'x@y.example', password: 'wrong one' }),
  )
  expect(guessed).toMatchObject({ status: 401, code: 'sign_in.refused', address: '127.0.0.1' })
  expect(JSON.stringify([read, refused, guessed])).not.toMatch(/@|wrong one/)
})

test('bytes that are no HTTP get a 400 and an end, and nothing of them comes back', async () => {
  await app.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.app.server.address() as { port: number }
  for (const bytes of [
    'canary4711 / HTTP/1.1\r\n\r\n',
    'GET / HTTP/1.1\r\nhost: a\r\ncanary4711\r\n\r\n',
    'POST /api/v1/sign-in HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\ncanary4711',
    `GET / HTTP/1.1\r\nhost: a\r\nx: ${'canary4711'.repeat(4_000)}\r\n\r\n`,
  ]) {
    const socket = connect(port, '127.0.0.1')
    let heard = ''
    socket.on('data', (chunk) => (heard += chunk.toString()))
    // The server may end the connection while we are still sending.
    socket.on('error', () => undefined)
    socket.write(bytes)
    await once(socket, 'close')
    expect(heard).toMatch(/^HTTP\/1\.1 4(00|31) /)
    expect(heard).not.toContain('canary4711')
  }
  expect(app.logs.join('')).not.toContain('canary4711')
})
