// All stand-ins behind one port of loopback, with and without TLS, told apart by the name that the browser asks for.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createSocketServer, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TLSSocket } from 'node:tls'
import { html, type Reply, type StandInRequest } from './pages.ts'
import { selfSigned } from './self-signed.ts'
import type { StandIn } from './stand-in.ts'
import {
  isSwitch,
  makeWorld,
  type SessionLimits,
  type StandInAccount,
  type Switch,
  type World,
} from './world.ts'

export interface StandIns {
  port: number
  /** As it is now: `reset` begins a new one. */
  readonly world: World
  reset(turned?: readonly Switch[], sessionLimits?: SessionLimits): void
  /** For a browser that is to meet the stand-ins under the services' own names, and nothing else. */
  browserArguments: string[]
  close(): Promise<void>
}

export interface StandInsOptions {
  turned?: readonly Switch[]
  now?: () => number
  sessionLimits?: SessionLimits
  /** How long each answer takes, as from a service that is far away. */
  answerAfterMs?: number
}

export async function startStandIns(
  services: readonly StandIn[],
  account: StandInAccount,
  { turned = [], now = Date.now, sessionLimits = {}, answerAfterMs = 0 }: StandInsOptions = {},
): Promise<StandIns> {
  let world = makeWorld(account, now, sessionLimits)
  const reset = (wanted: readonly Switch[] = [], limits = sessionLimits) => {
    world = makeWorld(account, now, limits)
    world.turn(wanted)
  }
  reset(turned)
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    void answer(request, response, { services, world, answerAfterMs })
  }
  const plain = createServer(handle)
  const hosts = services.flatMap((service) => service.hosts)
  const secure = createTlsServer(selfSigned(hosts, Date.now()), handle)
  const sockets = new Set<Socket>()
  const front = createSocketServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
    socket.once('readable', () => {
      const head = socket.read() as Buffer | null
      if (head === null) return
      socket.unshift(head)
      // A TLS record of a handshake begins with 22 (RFC 8446, section 5.1).
      ;(head[0] === 22 ? secure : plain).emit('connection', socket)
    })
  })
  front.listen(0, '127.0.0.1')
  await once(front, 'listening')
  const { port } = front.address() as AddressInfo
  return {
    port,
    get world() {
      return world
    },
    reset,
    browserArguments: [`--host-resolver-rules=MAP * 127.0.0.1:${port}`, '--ignore-certificate-errors'],
    async close() {
      for (const socket of sockets) socket.destroy()
      front.close()
      await once(front, 'close')
    },
  }
}

/** More than any form of a sign-in. */
const MOST_BODY_BYTES = 64_000

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { services, world, answerAfterMs }: { services: readonly StandIn[]; world: World; answerAfterMs: number },
): Promise<void> {
  const isSecure = (request.socket as Partial<TLSSocket>).encrypted === true
  const host = request.headers.host ?? ''
  const url = new URL(request.url ?? '/', `${isSecure ? 'https' : 'http'}://${host}`)
  const wanted = url.searchParams.get('with')
  if (wanted !== null) world.turn(wanted.split(',').filter(isSwitch))
  const asked: StandInRequest = {
    method: request.method ?? 'GET',
    host: url.hostname,
    origin: url.origin,
    path: url.pathname,
    query: url.searchParams,
    form: new URLSearchParams(await readBody(request)),
    cookies: readCookies(request.headers.cookie ?? ''),
  }
  const service = services.find(({ hosts }) => hosts.some((pattern) => isHost(pattern, url.hostname)))
  const reply =
    service === undefined ? html('Not here', '<p>No stand-in.</p>', 404) : replyOf(service, asked, world)
  if (answerAfterMs > 0) await sleep(answerAfterMs)
  response.writeHead(reply.status, { ...reply.headers, date: new Date(world.serviceNow()).toUTCString() })
  response.end(reply.body)
}

function replyOf(service: StandIn, asked: StandInRequest, world: World): Reply {
  // A browser asks for it by itself, and no sign-in begins with that.
  if (asked.path === '/favicon.ico') return html('None', '', 404)
  if (world.has('down')) return html('Error', '<h1>The service is not available</h1>', 503)
  return service.answer(asked, world)
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > MOST_BODY_BYTES) break
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

const readCookies = (header: string): Map<string, string> =>
  new Map(
    header.split('; ').map((pair) => {
      const at = pair.indexOf('=')
      return [pair.slice(0, at), pair.slice(at + 1)] as const
    }),
  )

const isHost = (pattern: string, host: string): boolean =>
  pattern === host || (pattern.startsWith('*.') && host.endsWith(pattern.slice(1)))
