// A thousand screens on one server: their event streams, pictures and reports, with dashboards that change each minute; what the
// server and its database take for it, and how long a new picture takes to be on all of them.
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import sharp from 'sharp'
import { createClient, type Client } from '../../contract/client.ts'
import { startEmbeddedPostgres } from '../../server/database/embedded-postgres.ts'
import { tokenOf, idOf } from '../codes/stored-secrets.ts'
import { fillTables } from '../codes/tables.ts'
import { makeDatabase } from '../sign-in/contestants.ts'
import { percentile } from '../sign-in/figures.ts'
import {
  cpuMsBetween,
  cpuMsOf,
  cpuMsOfEach,
  findFreePort,
  findPostgresProcesses,
  loadCore,
  memoryMbOf,
  serverCore,
  startProgram,
  waitUntilItAnswers,
  type Program,
} from '../sign-in/processes.ts'
import { makeKeyFile } from '../sign-in/tables-of-countersign.ts'
import type { Arrivals, Counts, Job } from './screens-load.ts'

export interface ManyScreens {
  screens: number
  dashboards: number
  refreshSeconds: number
  heldSeconds: number
  /** From the first that comes until all have their program: as after a power cut. */
  connectSeconds: number
  /** Parts of one core. */
  serverCores: number
  databaseCores: number
  emptyMb: number
  heldMb: number
  peakMb: number
  /** From the moment in which the runner gives a picture until a screen has it. */
  p50Ms: number
  p99Ms: number
  pictures: number
  reports: number
  failures: number
}

const organizationId = idOf('organization', 1)
const RAMP_MS = 5_000
const CONNECT_SECONDS = 90
const RENEW_MS = 10_000

export interface ManyScreensOptions {
  screens: number
  dashboards: number
  refreshSeconds: number
  holdSeconds: number
  profile?: string | undefined
  say: (sentence: string) => void
}

export async function measureManyScreens(options: ManyScreensOptions): Promise<ManyScreens> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
  const postgres = await startEmbeddedPostgres({ dataDir: folder, say: options.say, maxConnections: 100 })
  const programs: Program[] = []
  try {
    return await measure(options, { folder, socketDir: postgres.connection.host, programs })
  } finally {
    for (const program of programs.toReversed()) await program.stop()
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(
  options: ManyScreensOptions,
  { folder, socketDir, programs }: { folder: string; socketDir: string; programs: Program[] },
): Promise<ManyScreens> {
  const { screens, dashboards, refreshSeconds, holdSeconds, say } = options
  const url = `postgres://countersign@localhost/bench_screens?host=${encodeURIComponent(socketDir)}`
  const superuser = await makeDatabase({ folder, socketDir }, 'bench_screens')
  const keyFile = join(folder, 'screens.keys')
  await fillTables({ url, superuser, organizations: 1, connections: 1, vault: makeKeyFile(keyFile) })
  const runnerToken = await addRunner(superuser)
  const port = await findFreePort()
  const server = startProgram({
    args: [
      ...(options.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profile}`]),
      join(import.meta.dirname, '../../cli/countersign.js'),
      'server',
    ],
    env: {
      COUNTERSIGN_LISTEN: `127.0.0.1:${port}`,
      COUNTERSIGN_DATABASE_URL: url,
      COUNTERSIGN_KEY_FILE: keyFile,
      COUNTERSIGN_DATA_DIR: folder,
      COUNTERSIGN_RUNNER: 'off',
    },
    logFile: join(folder, 'screens.log'),
    core: serverCore,
  })
  programs.push(server)
  const baseUrl = `http://127.0.0.1:${port}`
  await waitUntilItAnswers(`${baseUrl}/readyz`, server)
  const client = (token: string): Client => createClient({ baseUrl, fetch, token: () => token })
  const ids: string[] = []
  for (let number = 1; number <= dashboards; number += 1) {
    const body = { name: `Board ${number}`, url: `https://board.example/${number}`, refresh: refreshSeconds }
    ids.push((await client(tokenOf(1)).call('POST /api/v1/dashboards', { body })).id)
  }
  const tokens = await addScreens(superuser, screens, ids)
  await superuser.query('VACUUM ANALYZE')
  const runner = await startGiving(client(runnerToken), ids, superuser)
  try {
    for (const id of ids) await runner.give(id)
    await sleep(1_000)
    const emptyMb = memoryMbOf(server.pid).now

    const load = startProgram({
      args: [join(import.meta.dirname, 'screens-load.ts')],
      core: loadCore,
      logFile: join(folder, 'load.log'),
    })
    programs.push(load)
    const read = () => load.ask<{ counts: Counts; arrivals: Arrivals }>({ read: true })
    const job: Job = { port, tokens, rampMs: RAMP_MS }
    const startedAt = performance.now()
    await load.ask({ job })
    for (;;) {
      const { counts } = await read()
      if (counts.connected === screens && counts.pictures >= screens) break
      if (performance.now() - startedAt > CONNECT_SECONDS * 1000) {
        throw new Error(`only ${counts.connected} of ${screens} screens came: ${JSON.stringify(counts)}`)
      }
      await sleep(100)
    }
    const connectSeconds = (performance.now() - startedAt) / 1000
    say(`${screens} screens are there after ${connectSeconds.toFixed(1)} s`)
    await read()

    const given = new Map<string, number>()
    const before = await read()
    const cpu = () => ({ server: cpuMsOf(server.pid), database: cpuMsOfEach(findPostgresProcesses()) })
    const cpuBefore = cpu()
    const heldFrom = performance.now()
    // Each dashboard changes once in its refresh, one after the other, as dashboards do.
    for (let turn = 0; performance.now() - heldFrom < holdSeconds * 1000; turn += 1) {
      const at = Date.now()
      given.set(await runner.give(ids[turn % ids.length] ?? ''), at)
      const next = ((turn + 1) * refreshSeconds * 1000) / ids.length
      await sleep(Math.max(0, Math.min(heldFrom + next, heldFrom + holdSeconds * 1000) - performance.now()))
    }
    const heldSeconds = (performance.now() - heldFrom) / 1000
    const cpuAfter = cpu()
    const { now: heldMb, peak: peakMb } = memoryMbOf(server.pid)
    await sleep(3_000)
    const after = await read()
    await load.ask({ end: true })
    const delays = [...given]
      .flatMap(([address, at]) => (after.arrivals[address] ?? []).map((arrived) => arrived - at))
      .sort((a, b) => a - b)
    const figures = {
      screens,
      dashboards,
      refreshSeconds,
      heldSeconds,
      connectSeconds,
      serverCores: (cpuAfter.server - cpuBefore.server) / 1000 / heldSeconds,
      databaseCores: cpuMsBetween(cpuBefore.database, cpuAfter.database) / 1000 / heldSeconds,
      emptyMb,
      heldMb,
      peakMb,
      p50Ms: percentile(delays, 50),
      p99Ms: percentile(delays, 99),
      pictures: after.counts.pictures - before.counts.pictures,
      reports: after.counts.reports - before.counts.reports,
      failures: after.counts.failures,
    }
    say(
      `held ${heldSeconds.toFixed(0)} s: server ${(figures.serverCores * 100).toFixed(0)} % of a core, ` +
        `database ${(figures.databaseCores * 100).toFixed(0)} %, ${heldMb.toFixed(0)} MB, ` +
        `picture p99 ${figures.p99Ms.toFixed(0)} ms, ${figures.failures} failures`,
    )
    return figures
  } finally {
    await runner.stop()
    await superuser.end()
  }
}

/** Makes pictures that are really other ones, and keeps the place while it does. */
async function startGiving(runner: Client, ids: readonly string[], superuser: pg.Client) {
  await runner.call('POST /api/v1/runner/leases', { body: { version: '1', most: 0, waitSeconds: 0 } })
  const { items } = await runner.call('POST /api/v1/runner/places', { body: { version: '1', most: 1 } })
  const [place] = items
  if (place === undefined) throw new Error('there is no place to be had')
  const params = { id: place.id }
  const work = () =>
    runner.call('POST /api/v1/runner/places/{id}/work', { params, body: { revision: 0, waitSeconds: 0 } })
  const { dashboards } = await work()
  const asked = new Map(dashboards.map((one) => [one.id, one.asked]))
  if (dashboards.length !== ids.length) throw new Error('not all dashboards are in the place')
  const renewing = setInterval(() => void work().catch(() => {}), RENEW_MS)
  const pictures = await drawPictures()
  let number = 0
  return {
    /** @returns the address of the picture */
    async give(dashboard: string): Promise<string> {
      number += 1
      const { jpeg, thumbnail } = pictures[number % pictures.length] ?? { jpeg: '', thumbnail: '' }
      const hash = createHash('sha256').update(String(number)).digest('hex')
      const body = {
        dashboard,
        asked: asked.get(dashboard) ?? 0,
        hash,
        width: 1920,
        height: 1080,
        pictures: { jpeg, thumbnail },
      }
      await runner.call('POST /api/v1/runner/places/{id}/frames', { params, body })
      const found = `SELECT address FROM frames WHERE organization_id = $1 AND dashboard_id = $2`
      const { rows } = await superuser.query<{ address: string }>(found, [organizationId, dashboard])
      return rows[0]?.address ?? ''
    },
    async stop(): Promise<void> {
      clearInterval(renewing)
      await runner
        .call('POST /api/v1/runner/places/{id}/end', { params, body: { restSeconds: 0 } })
        .catch(() => {})
    },
  }
}

/** A hundred kilobytes each, as pictures of dashboards are. */
async function drawPictures(): Promise<{ jpeg: string; thumbnail: string }[]> {
  return Promise.all(
    Array.from({ length: 4 }, async (_, at) => {
      const bars = Array.from({ length: 120 }, (__, bar) => {
        const height = 40 + ((bar * 37 + at * 211) % 900)
        return `<rect x="${bar * 16}" y="${1080 - height}" width="12" height="${height}" fill="hsl(${bar * 3} 60% 45%)"/>`
      })
      const svg = Buffer.from(
        `<svg xmlns="http://www.w3.org/2000/svg" width="1920" height="1080"><rect width="1920" height="1080" fill="#fff"/>${bars.join('')}</svg>`,
      )
      const jpeg = await sharp(svg).jpeg({ quality: 82 }).toBuffer()
      const thumbnail = await sharp(svg).resize({ width: 480 }).jpeg({ quality: 72 }).toBuffer()
      return { jpeg: jpeg.toString('base64'), thumbnail: thumbnail.toString('base64') }
    }),
  )
}

async function addRunner(superuser: pg.Client): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await superuser.query(
    `INSERT INTO runners (id, organization_id, name, is_beside_server, token_hash, created_at)
     VALUES ('019bb00a-0000-7000-8000-000000000001', NULL, 'Bench', false, $1, now())`,
    [createHash('sha256').update(token).digest()],
  )
  return token
}

/** Paired, each with a token; the dashboards go round. Their tokens. */
async function addScreens(
  superuser: pg.Client,
  screens: number,
  dashboards: readonly string[],
): Promise<string[]> {
  const tokens = Array.from({ length: screens }, () => randomBytes(32).toString('base64url'))
  await superuser.query(
    `INSERT INTO screens (organization_id, id, name, tags, dashboard_id, token_hash, token_since, paired_at, paired_by,
       user_agent, address)
     SELECT $1, ('019bb00b-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'Screen ' || n, '{}', d, t, now(), now(),
       $2, 'Bench', '127.0.0.1'
     FROM unnest($3::bytea[], $4::uuid[]) WITH ORDINALITY AS list (t, d, n)`,
    [
      organizationId,
      idOf('account', 1),
      tokens.map((token) => createHash('sha256').update(token).digest()),
      tokens.map((_, at) => dashboards[at % dashboards.length]),
    ],
  )
  return tokens
}
