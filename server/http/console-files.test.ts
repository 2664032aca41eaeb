// The console's files and pages: what the address bar can lead to, and what it cannot.
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { appPath, pages } from '../../contract/pages.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
const folder = mkdtempSync(join(tmpdir(), 'countersign-console-'))
const here = { host: '127.0.0.1:8400' }
const asPage = { accept: 'text/html,application/xhtml+xml', ...here }
const addresses = ['', appPath].flatMap((below) =>
  pages.map((page) => `${below}${page.replace(/:\w+/, 'something')}`),
)

beforeAll(async () => {
  mkdirSync(join(folder, 'console', 'assets'), { recursive: true })
  writeFileSync(join(folder, 'secret.txt'), 'beside the console')
  writeFileSync(join(folder, 'console', 'index.html'), '<!doctype html><title>the console</title>')
  writeFileSync(join(folder, 'console', '.hidden'), 'hidden')
  writeFileSync(join(folder, 'console', 'manifest.webmanifest'), '{}')
  writeFileSync(join(folder, 'console', 'assets', 'main-4f2a.js'), 'export {}')
  writeFileSync(join(folder, 'console', 'assets', 'main-4f2a.js.br'), 'brotli')
  symlinkSync(join(folder, 'secret.txt'), join(folder, 'console', 'assets', 'link.txt'))
  app = await startTestApp({ consoleDir: join(folder, 'console') })
})
afterAll(async () => {
  await app.close()
  await rm(folder, { recursive: true })
})

test('a file goes out as it was compressed at the build, to whoever takes it so', async () => {
  const url = '/assets/main-4f2a.js'
  const small = await app.get(url, { headers: { 'accept-encoding': 'gzip, br' } })
  expect(small).toMatchObject({ status: 200, body: 'brotli' })
  expect(small.headers).toMatchObject({ 'content-encoding': 'br', vary: 'accept-encoding' })
  expect(small.headers['content-type']).toContain('javascript')
  const plain = await app.get(url)
  expect(plain).toMatchObject({ status: 200, body: 'export {}' })
  expect(plain.headers).not.toHaveProperty('content-encoding')
})

describe('a page', () => {
  test.each(addresses)('%s is the console, for GET and for HEAD', async (path) => {
    const answer = await app.get(path, { headers: asPage })
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(answer.body).toContain('the console')
    const head = await app.request('HEAD', path, { headers: here })
    expect(head).toMatchObject({ status: 200, body: '' })
  })

  test.each(addresses)(
    '%s by another name of this machine leads to the base URL, where the cookie is',
    async (path) => {
      for (const host of ['localhost:8400', '127.0.0.1:9999', '[::1]:8400']) {
        const answer = await app.get(`${path}?next=https://evil.example`, { headers: { ...asPage, host } })
        expect(answer.status).toBe(307)
        expect(answer.headers.location).toBe(`http://127.0.0.1:8400${path}`)
      }
    },
  )

  test('the app begins behind its slash, where its worker may look after it', async () => {
    const answer = await app.get('/app', { headers: asPage })
    expect(answer.status).toBe(308)
    expect(answer.headers.location).toBe('/app/')
  })

  test('by a name that is not this machine is left to the proxy in front: no header leads a browser elsewhere', async () => {
    for (const host of ['evil.example', 'login.internal', '127.0.0.1:8400@evil.example']) {
      const answer = await app.get('/sign-in', {
        headers: { ...asPage, host, 'x-forwarded-host': 'evil.example' },
      })
      expect(answer.status).toBe(200)
      expect(answer.headers).not.toHaveProperty('location')
    }
  })

  test('that is none gets the console with status 404, so that a person reads words; a program gets a problem', async () => {
    const answer = await app.get('/nothing/here', { headers: asPage })
    expect(answer.status).toBe(404)
    expect(answer.body).toContain('the console')
    const program = await app.get('/nothing/here', { headers: here })
    expect(program).toMatchObject({ status: 404, body: { code: 'request.no_such_path' } })
    const api = await app.get('/api/v1/nothing', { headers: asPage })
    expect(api).toMatchObject({ status: 404, body: { code: 'request.no_such_path' } })
    const post = await app.post('/sign-in', {}, { headers: asPage })
    expect(post).toMatchObject({ status: 404, body: { code: 'request.no_such_path' } })
  })
})

describe('a file', () => {
  test('is served with its type, and an unchanged one is not sent again', async () => {
    const answer = await app.get('/assets/main-4f2a.js')
    expect(answer).toMatchObject({ status: 200, body: 'export {}' })
    expect(answer.headers['content-type']).toContain('javascript')
    const again = await app.get('/assets/main-4f2a.js', {
      headers: { 'if-none-match': String(answer.headers.etag) },
    })
    expect(again).toMatchObject({ status: 304, body: '' })
    expect((await app.get('/manifest.webmanifest')).status).toBe(200)
  })

  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/assets/....//....//secret.txt',
    '//secret.txt',
    '/%2fetc%2fpasswd',
    '/assets/main-4f2a.js%00.txt',
    '/.hidden',
    '/assets/',
    '/assets',
    '//',
  ])('%s leads nowhere', async (path) => {
    const answer = await app.get(path, { headers: here })
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
    expect(answer.body).toMatchObject({ code: expect.stringMatching(/^request\./) })
  })
})

test('without a built console only the API answers', async () => {
  const bare = await startTestApp()
  try {
    expect((await bare.get('/sign-in', { headers: asPage })).body.code).toBe('request.no_such_path')
    expect((await bare.get('/healthz')).status).toBe(200)
  } finally {
    await bare.close()
  }
})
