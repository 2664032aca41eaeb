// A server with one dashboard, whose pictures the test gives, as a runner does: what a screen shows is what it was given.
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { Client } from '../contract/client.ts'
import { openBrowser } from './browser.ts'
import { startCountersign, type CountersignProcess } from './countersign-process.ts'
import { setUp } from './sign-in-by-api.ts'

const cli = resolve(import.meta.dirname, '../cli/countersign.js')

export let server: CountersignProcess
export let browser: Awaited<ReturnType<typeof openBrowser>>
export let admin: Client
/** Its id. */
export let dashboard: string

let dataDir: string
let runner: Client
let lease: string

/** @param refresh of the dashboard, in seconds */
export function openWallForTests(refresh: 60 | 300): void {
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'countersign-e2e-'))
    server = await startCountersign({ dataDir })
    admin = server.client(await setUp(server))
    const added = spawnSync(process.execPath, [cli, 'runner', 'add', 'Hall'], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, COUNTERSIGN_DATA_DIR: dataDir },
      encoding: 'utf8',
    })
    const token = /COUNTERSIGN_RUNNER_TOKEN=(\S+)/.exec(added.stdout)?.[1]
    if (token === undefined) throw new Error(`${added.stdout}${added.stderr}`)
    runner = server.client(token)
    const body = { name: 'Open tickets', url: 'https://board.example/', refresh }
    dashboard = (await admin.call('POST /api/v1/dashboards', { body })).id
    await takePlace()
    browser = await openBrowser()
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await server?.kill()
    await rm(dataDir, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 })
  })
}

/** After it was killed, at the same address. */
export async function startServerAgain(): Promise<void> {
  server = await startCountersign({ dataDir, port: server.port })
  await takePlace()
}

/** The place is free when the lease from before the server was killed has run out, which takes half a minute. */
async function takePlace(): Promise<void> {
  for (let tries = 0; tries < 3; tries += 1) {
    const { items } = await runner.call('POST /api/v1/runner/places', { body: { version: '1', most: 1 } })
    const [place] = items
    if (place !== undefined) return void (lease = place.id)
  }
  throw new Error('The place is not free.')
}

/** What is wanted of the dashboard now. */
export async function readWork() {
  const { dashboards } = await runner.call('POST /api/v1/runner/places/{id}/work', {
    params: { id: lease },
    body: { revision: 0, waitSeconds: 0 },
  })
  const [one] = dashboards
  if (one === undefined) throw new Error('There is no dashboard.')
  return one
}

export interface GivenFrame {
  hash: string
  width: number
  height: number
  pictures: { jpeg: Buffer; thumbnail: Buffer; avif?: Buffer; webp?: Buffer }
}

export async function giveFrame({ pictures, ...frame }: GivenFrame): Promise<void> {
  const { asked } = await readWork()
  const texts = Object.entries(pictures).map(([name, bytes]) => [name, bytes.toString('base64')])
  const body = {
    dashboard,
    asked,
    ...frame,
    pictures: { jpeg: '', thumbnail: '', ...Object.fromEntries(texts) },
  }
  await runner.call('POST /api/v1/runner/places/{id}/frames', { params: { id: lease }, body })
}
