// A process of its own that is so many screens: each with its cookie, its event stream, its pictures and its reports, asked as
// the page of screens asks them.
import { Agent, request, type IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Job {
  port: number
  tokens: string[]
  /** All of them come within so long. */
  rampMs: number
}

export interface Counts {
  /** Screens whose event stream is open, and that have had a program. */
  connected: number
  programs: number
  ages: number
  pictures: number
  reports: number
  failures: number
  bytes: number
}

/** When screens had a picture: milliseconds since 1970, by the address of the picture. */
export type Arrivals = Record<string, number[]>

interface Program {
  items: { dashboard: string; frame?: { address: string } }[]
}

const REPORT_MS = 20_000
const AGAIN_MS = 1_000

const counts: Counts = { connected: 0, programs: 0, ages: 0, pictures: 0, reports: 0, failures: 0, bytes: 0 }
const arrivals = new Map<string, number[]>()
const state = { isOver: false }

process.on('message', ({ id, ...message }: { id: number; job?: Job; read?: boolean; end?: boolean }) => {
  if (message.job !== undefined) begin(message.job)
  if (message.end === true) state.isOver = true
  process.send?.({ id, outcome: { counts, arrivals: Object.fromEntries(arrivals) } })
  if (message.read === true) arrivals.clear()
})

function begin({ port, tokens, rampMs }: Job): void {
  for (const [index, token] of tokens.entries()) {
    const one = { port, token, agent: new Agent({ keepAlive: true, maxSockets: 6 }) }
    void live(one, (index / tokens.length) * rampMs)
  }
}

interface Screen {
  port: number
  token: string
  agent: Agent
  showing?: { dashboard: string; address: string; since: number }
}

/** As the page does: asks once, tells of itself, listens, and comes back when the line breaks. */
async function live(screen: Screen, afterMs: number): Promise<void> {
  await sleep(afterMs)
  const reports = setInterval(() => void report(screen).catch(fail), REPORT_MS)
  while (!state.isOver) {
    try {
      const answer = await ask(screen, 'GET', '/api/v1/screen')
      await take(screen, JSON.parse((await bodyOf(answer)).toString()) as Program)
      await report(screen)
      await listen(screen)
    } catch {
      fail()
    }
    if (!state.isOver) await sleep(AGAIN_MS * (0.5 + Math.random()))
  }
  clearInterval(reports)
  screen.agent.destroy()
}

function fail(): void {
  if (!state.isOver) counts.failures += 1
}

async function listen(screen: Screen): Promise<void> {
  const answer = await ask(screen, 'GET', '/api/v1/screen/events', undefined, 'text/event-stream')
  counts.connected += 1
  try {
    let text = ''
    for await (const piece of answer as AsyncIterable<Buffer>) {
      counts.bytes += piece.length
      text += piece.toString('utf8')
      const events = text.split('\n\n')
      text = events.pop() ?? ''
      for (const event of events) {
        const data = event.startsWith('data: ') ? event.slice('data: '.length) : undefined
        if (data === undefined) continue
        const said = JSON.parse(data) as Program | { seen: unknown }
        if ('seen' in said) counts.ages += 1
        else void take(screen, said).catch(fail)
      }
      if (state.isOver) return
    }
  } finally {
    counts.connected -= 1
    answer.destroy()
  }
}

async function take(screen: Screen, { items }: Program): Promise<void> {
  counts.programs += 1
  const [item] = items
  if (item?.frame === undefined || item.frame.address === screen.showing?.address) return
  const { dashboard, frame } = item
  screen.showing = { dashboard, address: frame.address, since: Date.now() }
  const answer = await ask(screen, 'GET', `/api/v1/screen/frames/${frame.address}.jpeg`, undefined, 'image/*')
  counts.bytes += (await bodyOf(answer)).length
  counts.pictures += 1
  arrivals.set(frame.address, [...(arrivals.get(frame.address) ?? []), Date.now()])
}

async function report(screen: Screen): Promise<void> {
  const { showing } = screen
  const body = {
    width: 1920,
    height: 1080,
    pixelRatio: 1,
    takes: ['webp', 'jpeg'],
    ...(showing === undefined
      ? {}
      : {
          showing: {
            dashboard: showing.dashboard,
            address: showing.address,
            forSeconds: Math.round((Date.now() - showing.since) / 1000),
          },
        }),
    played: [],
    troubles: [],
  }
  await bodyOf(await ask(screen, 'POST', '/api/v1/screen/reports', JSON.stringify(body)))
  counts.reports += 1
}

/** With the headers that a Chromium sends. */
function ask(
  { port, token, agent }: Screen,
  method: string,
  path: string,
  body?: string,
  accept = '*/*',
): Promise<IncomingMessage> {
  const origin = `http://127.0.0.1:${port}`
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port,
        agent,
        method,
        path,
        headers: {
          accept,
          cookie: `countersign_screen=${token}`,
          'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/138.0.0.0 Safari/537.36',
          'accept-encoding': 'gzip, deflate, br, zstd',
          'accept-language': 'en-US,en;q=0.9',
          'sec-fetch-site': 'same-origin',
          ...(body === undefined
            ? {}
            : { origin, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
        },
      },
      (answer) => {
        if ((answer.statusCode ?? 500) < 300) return resolve(answer)
        answer.resume()
        reject(new Error(`${path}: ${answer.statusCode ?? 0}`))
      },
    )
    asked.on('error', reject)
    asked.end(body)
  })
}

async function bodyOf(answer: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of answer as AsyncIterable<Buffer>) pieces.push(piece)
  return Buffer.concat(pieces)
}
