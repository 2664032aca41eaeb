// Pictures over HTTP: which format is answered, and when nothing is.
import Fastify from 'fastify'
import { describe, expect, test } from 'vitest'
import { bestFormat, sendPicture, type Picture } from './send-picture.ts'

const bytes = Buffer.from('a picture')
const kept: Picture = {
  bytes,
  format: 'webp',
  etag: 'abc.webp',
  lastModified: new Date('2026-11-27T09:41:00.700Z'),
  cacheControl: 'private, no-cache',
  variesByAccept: true,
}

async function answerOf(picture: Buffer | Picture, headers: Record<string, string> = {}) {
  const app = Fastify()
  app.get('/picture', (request, reply) => sendPicture(request, reply, picture))
  const answer = await app.inject({ method: 'GET', url: '/picture', headers })
  await app.close()
  return answer
}

test('bytes alone are a JPEG, and may be kept by nobody', async () => {
  const { headers, rawPayload } = await answerOf(bytes)
  expect(headers['content-type']).toBe('image/jpeg')
  expect(headers['etag']).toBeUndefined()
  expect(rawPayload).toEqual(bytes)
})

test('a picture says what it is, which one, and from when', async () => {
  const { statusCode, headers } = await answerOf(kept)
  expect(statusCode).toBe(200)
  expect(headers).toMatchObject({
    'content-type': 'image/webp',
    etag: '"abc.webp"',
    'last-modified': 'Fri, 27 Nov 2026 09:41:00 GMT',
    'cache-control': 'private, no-cache',
    vary: 'accept',
  })
})

test.each([
  { 'if-none-match': '"abc.webp"' },
  { 'if-none-match': 'W/"abc.webp"' },
  { 'if-none-match': '"other", "abc.webp"' },
  { 'if-modified-since': 'Fri, 27 Nov 2026 09:41:00 GMT' },
])('whoever has it is sent nothing: %j', async (headers) => {
  const answer = await answerOf(kept, headers)
  expect(answer.statusCode).toBe(304)
  expect(answer.rawPayload).toHaveLength(0)
  expect(answer.headers['etag']).toBe('"abc.webp"')
})

test.each([
  { 'if-none-match': '"another.webp"' },
  { 'if-none-match': '"another.webp"', 'if-modified-since': 'Fri, 27 Nov 2026 10:00:00 GMT' },
  { 'if-modified-since': 'Fri, 27 Nov 2026 09:40:59 GMT' },
  { 'if-modified-since': 'yesterday' },
])('whoever has another one is sent this one: %j', async (headers) => {
  expect((await answerOf(kept, headers)).statusCode).toBe(200)
})

describe('the format', () => {
  const chrome = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8'
  test.each([
    [chrome, ['jpeg', 'webp', 'avif'], 'avif'],
    [chrome, ['jpeg', 'webp'], 'webp'],
    [chrome, ['jpeg'], 'jpeg'],
    ['image/webp,*/*', ['jpeg', 'webp', 'avif'], 'webp'],
    ['image/avif;q=0, image/webp;q=0.4', ['jpeg', 'webp', 'avif'], 'webp'],
    ['*/*', ['jpeg', 'webp', 'avif'], 'jpeg'],
    ['', ['jpeg', 'avif'], 'jpeg'],
  ] as const)('of %j, with %j there, is %s', (accept, there, best) => {
    expect(bestFormat(accept, there)).toBe(best)
  })
})
