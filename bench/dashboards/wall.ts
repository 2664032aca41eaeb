// Countersign as somebody uses it for a wall: a server with its runner, connections that sign in, dashboards, and a screen in a
// browser of its own.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError, type Answer, type Client } from '../../contract/client.ts'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../../e2e/browser.ts'
import {
  findFreePort,
  SETUP_TOKEN,
  startCountersign,
  type CountersignProcess,
} from '../../e2e/countersign-process.ts'
import { encodeBase32 } from '../../otp/base32.ts'
import { processesBelow } from '../processes-below.ts'
import type { Service } from './services.ts'

const admin = { email: 'ada@northwind.example', password: 'lantern orchard violin 27' }

export type Dashboard = Answer<'GET /api/v1/dashboards/{id}'>

export interface Wall {
  server: CountersignProcess
  client: Client
  addConnection(service: Service): Promise<string>
  removeConnection(id: string): Promise<void>
  /** Asks for a sign-in, and does not wait for it. */
  signIn(id: string): Promise<void>
  /** On a connection, or of a public page. */
  addDashboard(url: string, options: { connection?: string; refresh: number | 'live' }): Promise<string>
  read(id: string): Promise<Dashboard>
  all(): Promise<Dashboard[]>
  /** Until there is a frame; throws after the time, with the trouble. */
  waitForFrame(id: string, mostMs: number): Promise<void>
  /** The runner's process, and those of its browser. */
  runner(): { runner: number; browser: number[] }
  stop(): Promise<void>
}

const PAUSE_MS = 10

export async function startWall(options: {
  browser: string
  allow: readonly string[]
  /** What screens call it where something stands between them. */
  seenAs?: string
  port?: number
}): Promise<Wall> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 })
  let server: CountersignProcess
  try {
    server = await startCountersign({
      dataDir: join(folder, 'data'),
      port: options.port ?? (await findFreePort()),
      env: {
        COUNTERSIGN_RUNNER: 'on',
        COUNTERSIGN_RUNNER_ALLOW: options.allow.join(','),
        COUNTERSIGN_BROWSER: options.browser,
        ...(options.seenAs === undefined ? {} : { COUNTERSIGN_BASE_URL: options.seenAs }),
      },
    })
  } catch (error) {
    remove()
    throw error
  }
  await server.client().call('POST /api/v1/setup', {
    body: { token: SETUP_TOKEN, organizationName: 'Northwind', ...admin },
  })
  const { session } = await server
    .client()
    .call('POST /api/v1/sign-in', { body: { ...admin, client: 'cli' } })
  const client = server.client(session?.token ?? '')
  const read = (id: string): Promise<Dashboard> =>
    client.call('GET /api/v1/dashboards/{id}', { params: { id } })

  return {
    server,
    client,
    read,
    async addConnection({ url, account }) {
      const body = {
        service: 'any',
        name: 'Wall',
        url,
        username: account.name,
        password: account.password,
        secret: encodeBase32(account.secret),
      }
      return (await client.call('POST /api/v1/connections', { body })).id
    },
    async removeConnection(id) {
      await client.call('DELETE /api/v1/connections/{id}', { params: { id } })
    },
    async signIn(id) {
      // A runner that has just started is there when it has asked for work.
      for (let tries = 0; ; tries += 1) {
        try {
          await client.call('POST /api/v1/connections/{id}/sign-in', { params: { id } })
          return
        } catch (error) {
          const isEarly = error instanceof ApiError && error.code === 'connection.no_runner'
          if (!isEarly || tries >= 300) throw error
          await sleep(100)
        }
      }
    },
    async addDashboard(url, { connection, refresh }) {
      const body = { name: 'Orders', url, refresh, ...(connection === undefined ? {} : { connection }) }
      return (await client.call('POST /api/v1/dashboards', { body })).id
    },
    async all() {
      const found: Dashboard[] = []
      for (let after: string | undefined; ;) {
        const query = { limit: 200, ...(after === undefined ? {} : { after }) }
        const { items, next } = await client.call('GET /api/v1/dashboards', { query })
        found.push(...items)
        if (next === undefined) return found
        after = next
      }
    },
    async waitForFrame(id, mostMs) {
      const giveUpAt = performance.now() + mostMs
      for (;;) {
        const { frame, trouble } = await read(id)
        if (frame !== undefined) return
        if (performance.now() > giveUpAt) throw new Error(`no frame: ${trouble ?? 'nothing was told'}`)
        await sleep(PAUSE_MS)
      }
    },
    runner() {
      const below = processesBelow(server.pid)
      const browser = below.filter(({ kind }) => kind === 'browser').map(({ pid }) => pid)
      const runner = below.find(({ kind, pid }) => kind === 'node' && processesBelow(pid).length > 0)?.pid
      return { runner: runner ?? 0, browser }
    },
    async stop() {
      await server.stop()
      remove()
    },
  }
}

export interface ScreenInBrowser {
  page: Page
  close(): Promise<void>
}

/** A Chromium with the page of screens, paired, that shows one dashboard. */
export async function openScreen(wall: Wall, address: string, dashboard: string): Promise<ScreenInBrowser> {
  const browser: Browser = await openBrowser()
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 } })
    const page = await context.newPage()
    await page.goto(`${address}/screen`)
    const code = (await page.locator('.code').textContent())?.replace(' ', '') ?? ''
    await wall.client.call('POST /api/v1/screens', {
      body: { pairingCode: code, name: 'Hall', shows: { kind: 'dashboard', dashboard } },
    })
    await page.locator('.layer.front img').waitFor({ timeout: 60_000 })
    return { page, close: () => browser.close() }
  } catch (error) {
    await browser.close()
    throw error
  }
}
