// The one way out of the browser: an HTTP proxy on the loopback address that decides, for every connection, whether the
// address that it is about to dial may be reached. Redirects, frames, WebSockets and workers all come through here.
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { pipeline, type Duplex } from 'node:stream'
import { dial, resolveBySystem, type Dialled, type DialOptions, type Resolve } from '../../reach/dial.ts'
import { answerPassPage, refuse, refusedHeader, statusLine, type Answer } from './egress-answers.ts'
import { canonicalHost, type Allowed, type OwnPlace, type Refusal } from '../../reach/reachable.ts'

export interface EgressProxyOptions {
  allowed: Allowed
  /** Never reached, whatever is allowed: where the server itself listens. */
  own: readonly OwnPlace[]
  resolve?: Resolve
  /** Loopback, unless the browser is on another machine. */
  listenOn?: string
  dialLimitMs?: number
  idleLimitMs?: number
  onRefused?: (host: string, why: Refusal) => void
}

export interface EgressProxy {
  /** `http://host:port` */
  address: string
  /** What one connection passes with. Without it, nothing passes: other programs of this machine know the port too. */
  issuePass(): Pass
  close(): Promise<void>
}

export interface Pass {
  username: string
  password: string
  /** Hosts that were asked for with this pass and refused, each once, in the order of their first refusal. */
  refusedHosts(): string[]
  refusedCount(): number
  /** Ends what is open with it; nothing passes with it any more. */
  withdraw(): void
}

/** A page of ours behind the proxy and nowhere else, at which the browser learns the pass of a context. */
export const passPage = 'http://pass.countersign.invalid/'

interface Holder {
  password: Buffer
  refused: Map<string, number>
  agent: Agent
  open: Set<Socket | Duplex>
}

const openLimit = 512
const keptRefusedHosts = 200

export async function openEgressProxy(options: EgressProxyOptions): Promise<EgressProxy> {
  const idleLimitMs = options.idleLimitMs ?? 15 * 60_000
  const dialOptions: DialOptions = {
    allowed: options.allowed,
    own: options.own,
    resolve: options.resolve ?? resolveBySystem,
    limitMs: options.dialLimitMs ?? 15_000,
  }
  const holders = new Map<string, Holder>()
  const server = createServer({ maxHeaderSize: 64 * 1024, keepAliveTimeout: 30_000, requestTimeout: 0 })

  function holderOf(message: IncomingMessage): Holder | undefined {
    const [, encoded = ''] = /^basic (.+)$/i.exec(message.headers['proxy-authorization'] ?? '') ?? []
    const [username = '', password = ''] = Buffer.from(encoded, 'base64').toString('latin1').split(':')
    const holder = holders.get(username)
    const given = Buffer.from(password, 'latin1')
    const isRight = holder?.password.length === given.length && timingSafeEqual(holder.password, given)
    return isRight ? holder : undefined
  }

  async function open(holder: Holder, host: string, port: number): Promise<Dialled> {
    const dialled = await dial(host, port, dialOptions)
    if ('refused' in dialled) noteRefusal(holder, host, dialled.refused)
    if (!('socket' in dialled)) return dialled
    const { socket } = dialled
    socket.setTimeout(idleLimitMs, () => socket.destroy())
    keep(holder, socket)
    return dialled
  }

  function noteRefusal(holder: Holder, asked: string, why: Refusal): void {
    const host = canonicalHost(asked) ?? asked
    if (holder.refused.has(host) || holder.refused.size < keptRefusedHosts) {
      holder.refused.set(host, (holder.refused.get(host) ?? 0) + 1)
    }
    options.onRefused?.(host, why)
  }

  async function tunnel(message: IncomingMessage, client: Duplex, head: Buffer): Promise<void> {
    const holder = holderOf(message)
    if (holder === undefined) return void client.end(statusLine('unknown'))
    if (holder.open.size >= openLimit) return void client.end(statusLine('busy'))
    const [, host, port] = /^(\[[^\]]+\]|[^:]+):(\d{1,5})$/.exec(message.url ?? '') ?? []
    if (host === undefined) return void client.end(statusLine('unreadable'))
    keep(holder, client)
    const dialled = await open(holder, host, Number(port))
    if (!('socket' in dialled)) return void client.end(statusLine(answerTo(dialled)))
    const { socket } = dialled
    if (client.destroyed) return void socket.destroy()
    client.write('HTTP/1.1 200 Connection established\r\n\r\n')
    socket.write(head)
    pipeline(client, socket, () => {})
    pipeline(socket, client, () => {})
  }

  function forward(message: IncomingMessage, answer: ServerResponse): void {
    const holder = holderOf(message)
    if (holder === undefined) return refuse(answer, 'unknown')
    if (message.url === passPage) return answerPassPage(answer)
    const target = readTarget(message.url ?? '')
    if (target === undefined) return refuse(answer, 'unreadable')
    const upstream = request({
      agent: holder.agent,
      host: target.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: Number(target.port === '' ? 80 : target.port),
      method: message.method ?? 'GET',
      path: `${target.pathname}${target.search}`,
      headers: endToEnd(message),
      setHost: false,
    })
    upstream.setTimeout(idleLimitMs, () => upstream.destroy())
    upstream.on('response', (response) => {
      answer.writeHead(response.statusCode ?? 0, response.statusMessage, endToEnd(response))
      pipeline(response, answer, () => {})
    })
    upstream.on('error', (error) => {
      if (answer.headersSent) answer.destroy()
      else refuse(answer, error instanceof NotDialled ? answerTo(error.outcome) : 'failed')
    })
    answer.on('close', () => upstream.destroy())
    pipeline(message, upstream, () => {})
  }

  server.on('request', forward)
  server.on('connect', (message, client, head) => {
    client.on('error', () => {})
    tunnel(message, client, head).catch(() => client.destroy())
  })
  server.on('clientError', (_, socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, options.listenOn ?? '127.0.0.1', resolve)
  })
  const { address, port } = server.address() as AddressInfo

  function issuePass(): Pass {
    const username = randomBytes(9).toString('base64url')
    const password = randomBytes(32).toString('base64url')
    const agent = new Agent({ keepAlive: true, maxSockets: 32, maxFreeSockets: 8 })
    const holder: Holder = { password: Buffer.from(password), refused: new Map(), agent, open: new Set() }
    agent.createConnection = ({ host, port }, callback) => {
      void openForAgent(holder, host ?? '', Number(port), callback)
      return undefined
    }
    holders.set(username, holder)
    return {
      username,
      password,
      refusedHosts: () => [...holder.refused.keys()],
      refusedCount: () => [...holder.refused.values()].reduce((sum, count) => sum + count, 0),
      withdraw() {
        holders.delete(username)
        agent.destroy()
        for (const socket of holder.open) socket.destroy()
      },
    }
  }

  async function openForAgent(holder: Holder, host: string, port: number, done: Opened): Promise<void> {
    const dialled = await open(holder, host, port).catch(() => ({ failed: 'no_answer' as const }))
    if ('socket' in dialled) done?.(null, dialled.socket)
    // Node's types want a socket beside the error; it looks at the error alone.
    else done?.(new NotDialled(dialled), undefined as unknown as Duplex)
  }

  return {
    address: `http://${address.includes(':') ? `[${address}]` : address}:${port}`,
    issuePass,
    async close() {
      for (const { agent, open } of holders.values()) {
        agent.destroy()
        for (const socket of open) socket.destroy()
      }
      holders.clear()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Opened = ((error: Error | null, socket: Duplex) => void) | undefined

class NotDialled extends Error {
  readonly outcome: Exclude<Dialled, { socket: Socket }>

  constructor(outcome: Exclude<Dialled, { socket: Socket }>) {
    super('not dialled')
    this.outcome = outcome
  }
}

function keep(holder: Holder, socket: Socket | Duplex): void {
  holder.open.add(socket)
  socket.once('close', () => holder.open.delete(socket))
  socket.on('error', () => {})
}

function readTarget(url: string): URL | undefined {
  if (!URL.canParse(url)) return undefined
  const target = new URL(url)
  return target.protocol === 'http:' ? target : undefined
}

/** RFC 9110 section 7.6.1. What is said to the proxy, the pass above all, ends there; and its own word is its alone. */
function endToEnd(message: IncomingMessage): string[] {
  const named = (message.headers.connection ?? '').toLowerCase().split(',')
  const dropped = new Set([...hopByHop, ...named.map((name) => name.trim())])
  const kept: string[] = []
  for (let at = 0; at + 1 < message.rawHeaders.length; at += 2) {
    const [name = '', value = ''] = message.rawHeaders.slice(at, at + 2)
    if (!dropped.has(name.toLowerCase())) kept.push(name, value)
  }
  return kept
}

const hopByHop = [
  refusedHeader,
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

function answerTo(outcome: { refused: Refusal } | { failed: string }): Answer {
  return 'refused' in outcome ? 'refused' : 'failed'
}
