// The headers of every kind of answer: what a browser may do with it, and that nothing keeps it.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADMIN, startTestApp, type Answer, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
const consoleDir = mkdtempSync(join(tmpdir(), 'countersign-console-'))

beforeAll(async () => {
  mkdirSync(join(consoleDir, 'assets'))
  writeFileSync(join(consoleDir, 'index.html'), '<!doctype html><title>Countersign</title>')
  writeFileSync(join(consoleDir, 'assets', 'main-4f2a.js'), 'export {}')
  writeFileSync(join(consoleDir, 'app-worker.js'), '')
  app = await startTestApp({ consoleDir })
  admin = await app.setUp()
})
afterAll(async () => {
  await app.close()
  await rm(consoleDir, { recursive: true })
})

const host = { host: '127.0.0.1:8400' }
const kinds: [string, number, () => Promise<Answer>][] = [
  ['an answer with data', 200, () => app.get('/api/v1/me', { cookie: admin })],
  ['an answer without a session', 401, () => app.get('/api/v1/me')],
  ['a refused sign-in', 401, () => app.post('/api/v1/sign-in', { ...ADMIN, password: 'not this one' })],
  ['a finished sign-in', 200, () => app.post('/api/v1/sign-in', ADMIN)],
  [
    'a foreign origin',
    403,
    () => app.post('/api/v1/sign-in', ADMIN, { headers: { origin: 'https://a.example' } }),
  ],
  [
    'a body of another kind',
    415,
    () => app.post('/api/v1/sign-in', 'x', { headers: { 'content-type': 'text/plain' } }),
  ],
  ['a body that is no JSON', 400, () => app.post('/api/v1/sign-in', '{')],
  ['a body of another form', 400, () => app.post('/api/v1/sign-in', [])],
  ['a body too large', 413, () => app.post('/api/v1/sign-in', { email: 'a'.repeat(70_000) })],
  ['another method', 405, () => app.request('PUT', '/api/v1/me')],
  ['an unknown path of the API', 404, () => app.get('/api/v1/nothing')],
  ['an unknown page', 404, () => app.get('/nothing', { headers: { accept: 'text/html', ...host } })],
  ['an unknown file', 404, () => app.get('/assets/nothing.js')],
  ['a folder', 404, () => app.get('/assets/')],
  ['an address that cannot be read', 400, () => app.get('/api/v1/users/%zz')],
  ['an address out of bounds', 404, () => app.get(`/api/v1/users/${'a'.repeat(200)}`)],
  ['a page of the console', 200, () => app.get('/sign-in', { headers: host })],
  [
    'a page by another name of the host',
    307,
    () => app.get('/sign-in', { headers: { host: 'localhost:8400' } }),
  ],
  ['a page of the app', 200, () => app.get('/app/sign-in', { headers: host })],
  ['a file of the console', 200, () => app.get('/assets/main-4f2a.js')],
  ['the worker of the app', 200, () => app.get('/app-worker.js')],
  ['the reference page', 200, () => app.get('/api')],
  ['the OpenAPI document', 200, () => app.get('/api/v1/openapi.json')],
  ['liveness', 200, () => app.get('/healthz')],
  ['readiness', 200, () => app.get('/readyz')],
  ['metrics', 200, () => app.get('/metrics')],
]

describe.each(kinds)('%s (%i)', (_, status, ask) => {
  test('may not be framed, sniffed, embedded elsewhere or told to others, and runs no script but ours', async () => {
    const answer = await ask()
    expect(answer.status).toBe(status)
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    })
    const policy = directives(answer)
    expect(policy['default-src']).toBe("'none'")
    expect(policy['frame-ancestors']).toBe("'none'")
    expect(policy['script-src'] ?? "'self'").toBe("'self'")
    expect(policy['object-src'] ?? "'none'").toBe("'none'")
    expect(answer.headers).not.toHaveProperty('x-powered-by')
    expect(answer.headers).not.toHaveProperty('server')
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
    // Over plain http on this machine nothing is pinned to https.
    expect(answer.headers).not.toHaveProperty('strict-transport-security')
  })
})

/** The directives of the policy by name; a directive that stood twice would count the first time only. */
function directives({ headers }: Answer): Record<string, string> {
  const parts = String(headers['content-security-policy'])
    .split(';')
    .map((part) => part.trim().split(' '))
  expect(new Set(parts.map(([name]) => name)).size).toBe(parts.length)
  return Object.fromEntries(parts.map(([name = '', ...sources]) => [name, sources.join(' ')]))
}

describe('the content security policy', () => {
  test('lets an answer with data load nothing at all', async () => {
    const policy = directives(await app.get('/api/v1/me', { cookie: admin }))
    expect(policy).toEqual({ 'default-src': "'none'", 'frame-ancestors': "'none'" })
  })

  test('allows neither inline script, nor eval, nor any other host', async () => {
    const policy = directives(await app.get('/sign-in', { headers: host }))
    expect(policy).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self' 'unsafe-inline'",
      'img-src': "'self' data:",
      'font-src': "'self'",
      'connect-src': "'self'",
      'manifest-src': "'self'",
      'worker-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'self'",
      'frame-ancestors': "'none'",
      'object-src': "'none'",
    })
  })
})

describe('caches', () => {
  /** Their names stay when their content changes: kept, and never shown without asking. */
  const askedAnew = ['a page of the console', 'a page of the app', 'an unknown page', 'the worker of the app']
  test.each(kinds)(
    '%s (%i): nothing with data is kept, only what has a hash in its name',
    async (kind, _, ask) => {
      const { headers } = await ask()
      if (kind === 'a file of the console') {
        expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
      } else if (askedAnew.includes(kind)) expect(headers['cache-control']).toBe('no-cache')
      else expect(headers['cache-control']).toBe('no-store')
    },
  )
})

test('over https the browser is told to stay there', async () => {
  const secure = await startTestApp({ env: { COUNTERSIGN_BASE_URL: 'https://login.northwind.example' } })
  try {
    for (const path of ['/healthz', '/api/v1/me', '/nothing', '/api']) {
      const { headers } = await secure.get(path)
      expect(headers['strict-transport-security']).toBe('max-age=63072000; includeSubDomains')
    }
  } finally {
    await secure.close()
  }
})
