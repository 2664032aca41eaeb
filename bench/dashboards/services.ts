// What the bench looks at: an application behind a login, whose dashboard shows other numbers each time that it is asked for,
// and a page that changes its colour and says when.
import { randomBytes, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { plainApplication } from '../../runner/testing/stand-ins/services/on-site.ts'
import type { StandIn } from '../../runner/testing/stand-ins/stand-in.ts'
import { startStandIns, type StandIns } from '../../runner/testing/stand-ins/start-stand-ins.ts'
import type { StandInAccount } from '../../runner/testing/stand-ins/world.ts'

export interface Service {
  standIns: StandIns
  account: StandInAccount
  url: string
}

const changing: StandIn = {
  hosts: ['127.0.0.1'],
  answer(request, world) {
    const reply = plainApplication.answer(request, world)
    if (!reply.body.includes('Open orders')) return reply
    return { ...reply, body: reply.body.replace('</body>', `${drawDashboard()}</body>`) }
  },
}

/** Each is a service of its own, with an account of its own. */
export async function startServices(
  count: number,
  { answerAfterMs = 0, changes = true }: { answerAfterMs?: number; changes?: boolean } = {},
): Promise<Service[]> {
  const service = changes ? changing : { ...plainApplication, hosts: ['127.0.0.1'] }
  return Promise.all(
    Array.from({ length: count }, async () => {
      const account = {
        name: 'wall@northwind.example',
        password: 'copper meadow basket 41',
        secret: randomBytes(20),
      }
      const standIns = await startStandIns([service], account, { answerAfterMs })
      return { standIns, account, url: `http://127.0.0.1:${standIns.port}/` }
    }),
  )
}

/** What a wall usually shows: figures, a chart, and a list, other ones each time. */
function drawDashboard(): string {
  const tiles = Array.from(
    { length: 6 },
    (_, at) => `<div class="tile"><b>${randomInt(10_000)}</b>Queue ${at + 1}</div>`,
  )
  const bars = Array.from({ length: 48 }, (_, at) => {
    const height = randomInt(20, 380)
    return `<rect x="${at * 34}" y="${400 - height}" width="26" height="${height}" fill="hsl(${at * 7} 60% 45%)"/>`
  })
  const rows = Array.from(
    { length: 14 },
    (_, at) => `<tr><td>Order ${at + 1}</td><td>${randomInt(100_000)}</td><td>${randomInt(24)} h</td></tr>`,
  )
  return `<style>body{max-width:none;margin:1rem 2rem}.tiles{display:flex;gap:1rem}.tile{flex:1;background:#eef2f7;padding:1rem}
.tile b{display:block;font-size:3rem}table{width:100%}td{padding:.3rem;border-bottom:1px solid #ddd}</style>
<div class="tiles">${tiles.join('')}</div><svg width="1640" height="400">${bars.join('')}</svg><table>${rows.join('')}</table>
<script>setInterval(()=>{for(const one of document.querySelectorAll('b'))one.textContent=Math.floor(Math.random()*10000)},4000)</script>`
}

/** So far apart that a JPEG leaves no doubt which one it is. */
export const colors = [
  [200, 30, 30],
  [30, 160, 60],
  [30, 60, 200],
  [220, 200, 30],
  [150, 30, 180],
  [30, 180, 190],
] as const

export interface ColorChange {
  /** Of `colors`. */
  color: number
  /** Milliseconds since 1970, by the clock of this machine. */
  at: number
}

export interface ColorPage {
  url: string
  port: number
  changes: ColorChange[]
  close(): Promise<void>
}

/** Changes by itself at moments that nobody can know, and tells each; nothing else on it changes. */
export async function startColorPage(leastMs: number, mostMs: number): Promise<ColorPage> {
  const changes: ColorChange[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (url.pathname === '/changed') {
      changes.push({ color: Number(url.searchParams.get('color')), at: Number(url.searchParams.get('at')) })
      response.writeHead(204).end()
      return
    }
    if (url.pathname !== '/') {
      response.writeHead(404).end()
      return
    }
    const script = `const colors=${JSON.stringify(colors)};let color=${changes.at(-1)?.color ?? 0};
const paint=()=>{document.body.style.background='rgb('+colors[color].join()+')'};paint();
const change=()=>{color=(color+1)%colors.length;paint();fetch('/changed?color='+color+'&at='+Date.now());
setTimeout(change,${leastMs}+Math.random()*${mostMs - leastMs})};setTimeout(change,${mostMs});`
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
    response.end(`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Line</title>
<style>body{font:40px sans-serif;margin:3rem;color:#fff}</style></head><body><h1>Assembly line</h1>
<p>Open orders, by the hour</p><script>${script}</script></body></html>`)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    changes,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
