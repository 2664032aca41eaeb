// Attack 150: a page that a cache in between takes for a picture or a style sheet, so that it keeps somebody's data.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let cookie: string

beforeAll(async () => {
  app = await startTestApp()
  cookie = await app.setUp()
})
afterAll(() => app.close())

const disguises = [
  '/x.css',
  '/x.png',
  ';.png',
  ';x.css',
  '.css',
  '%0a.css',
  '%0d%0ax.js',
  '%00.png',
  '%2fx.css',
  '?x.css',
  '#x.css',
  '/..%2fx.css',
  '//x.css',
  '%3bx.ico',
]
const paths = [
  '/api/v1/me',
  '/api/v1/users',
  '/api/v1/me/authenticators',
  '/api/v1/me/export',
  '/api/v1/sign-ins',
]

test.each(paths)(
  '150: %s dressed up as a file gives nobody’s data, and is kept by no cache',
  async (path) => {
    for (const disguise of disguises) {
      const answer = await app.get(path + disguise, { cookie })
      // What stands behind "?" or "#" is no part of the path: that is the answer itself.
      if (!/^[?#]/.test(disguise)) expect([400, 404, 405], path + disguise).toContain(answer.status)
      expect(answer.headers['cache-control'], path + disguise).toBe('no-store')
      expect(String(answer.headers['content-type']), path + disguise).toMatch(/json/)
    }
  },
)
