// Attack: an admin of an organization has alerts sent to addresses inside the operator's network, by name, by redirect,
// or by a receiver that keeps the line, and reads or holds up what is there (SSRF; ASVS 15.3.2).
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { readAllowed } from '../../reach/reachable.ts'
import { postWebhook, type PostOptions } from './post-webhook.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** A program inside, which counts who comes. */
async function listen(answer: (path: string) => [number, Record<string, string>?] | 'nothing') {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    const given = answer(request.url ?? '')
    if (given !== 'nothing') response.writeHead(...given).end('inside')
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { seen, port: (server.address() as AddressInfo).port }
}

const options = (allow: string[], more: Partial<PostOptions> = {}): PostOptions => ({
  headers: { 'content-type': 'application/json' },
  body: '{}',
  allowed: readAllowed(allow),
  own: [],
  resolve: () => Promise.resolve(['127.0.0.1']),
  limitMs: 5_000,
  ...more,
})

test.each(['127.0.0.1', 'localhost', '0x7f.1', '[::ffff:127.0.0.1]', 'inside.example'])(
  'nobody is dialled at %s',
  async (host) => {
    const inside = await listen(() => [200])
    const url = new URL(`http://${host}:${inside.port}/`)
    expect(await postWebhook(url, options([]))).toEqual({ problem: 'refused_address' })
    expect(inside.seen).toEqual([])
  },
)

test('the addresses that give away a cloud account are refused, whatever the operator allowed', async () => {
  const url = new URL('http://169.254.169.254/latest/meta-data')
  expect(await postWebhook(url, options(['169.254.0.0/16']))).toEqual({ problem: 'refused_address' })
})

test('this very server is refused, whatever the operator allowed', async () => {
  const inside = await listen(() => [200])
  const own = [{ address: '127.0.0.1', port: inside.port }]
  const url = new URL(`http://127.0.0.1:${inside.port}/`)
  expect(await postWebhook(url, options(['127.0.0.1'], { own }))).toEqual({ problem: 'refused_address' })
  expect(inside.seen).toEqual([])
})

test('what the operator allowed is dialled, and a redirect from there leads nowhere', async () => {
  const secret = await listen(() => [200])
  const open = await listen(() => [302, { location: `http://127.0.0.1:${secret.port}/` }])
  const url = new URL(`http://receiver.example:${open.port}/hook?x=1`)
  expect(await postWebhook(url, options([`receiver.example:${open.port}`]))).toEqual({ status: 302 })
  expect(open.seen).toEqual(['POST /hook?x=1'])
  expect(secret.seen).toEqual([])
})

test('a receiver that never answers is left', async () => {
  const silent = await listen(() => 'nothing')
  const url = new URL(`http://127.0.0.1:${silent.port}/`)
  const posted = await postWebhook(url, options(['127.0.0.1'], { limitMs: 200 }))
  expect(posted).toEqual({ problem: 'too_slow' })
})

test('a name server that is slow and a receiver that is slow are not waited for one after the other', async () => {
  const slow = createServer((_, response) => void setTimeout(() => response.writeHead(200).end(), 700))
  servers.push(slow)
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve))
  const { port } = slow.address() as AddressInfo
  const resolve = async () => {
    await new Promise((after) => setTimeout(after, 700))
    return ['127.0.0.1']
  }
  const url = new URL(`http://receiver.example:${port}/`)
  const posted = await postWebhook(url, options([`receiver.example:${port}`], { resolve, limitMs: 1_000 }))
  expect(posted).toEqual({ problem: 'too_slow' })
})
