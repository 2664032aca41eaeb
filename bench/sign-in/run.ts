// The sign-in beside a bare node:http server, Better Auth and the Argon2id ceiling: `node bench/sign-in/run.ts
// [--quick] [--save]`, after `npm ci --ignore-scripts` in bench/. README.md beside this file says what is measured.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbeddedPostgres } from '../../server/database/embedded-postgres.ts'
import { enter, type Contestant, type Ground, type Kind } from './contestants.ts'
import { rows, type Row } from './load.ts'
import { measure, type Figures, type Limits } from './measure.ts'
import { measureMemory } from './memory.ts'
import { describeConditions, report, saveReport, type RoundFigures } from './report.ts'
import { fileOf, hashThreads, loadCore, pinMyself, serverCore, startProgram, stopAll } from './processes.ts'
import { measureScale } from './scale.ts'
import { measureTail } from './tail.ts'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
    rows: { type: 'string', default: rows.join(',') },
    connections: { type: 'string' },
    contestants: { type: 'string', default: 'countersign,bare,better-auth,better-auth-own-hash' },
    rounds: { type: 'string' },
    parts: { type: 'string', default: 'table,memory,tail,scale' },
    postgres: { type: 'string', default: 'load-core' },
    profile: { type: 'string' },
  },
})

const isQuick = options.quick
const rounds = Number(options.rounds ?? (isQuick ? 1 : 3))
const connectionCounts = (options.connections ?? (isQuick ? '8' : '1,8,32')).split(',').map(Number)
const chosenRows = rows.filter((row) => options.rows.split(',').includes(row))
const kinds = options.contestants.split(',') as Kind[]
const parts = options.parts.split(',')
const size = isQuick ? { accounts: 5_000, people: 5_000 } : { accounts: 20_000, people: 20_000 }

/** Passwords and sessions end by the time; the rows that spend a challenge each, by their count. */
const limitsOf = (row: Row): Limits => {
  const mostMs = isQuick ? 500 : 2_000
  if (row === 'password' || row === 'full') return { mostMs, most: isQuick ? 200 : 600 }
  if (row === 'session') return { mostMs, most: 1_000_000 }
  return { mostMs, most: isQuick ? 800 : 4_000 }
}

/**
 * Before a turn of session checks is timed: in the half minute without a request V8 dropped what it had optimized, of every
 * contestant, and it takes a second or two to be there again.
 */
const leadIn: Limits = { mostMs: isQuick ? 200 : 2_000, most: 1_000_000 }

const warmUpOf = (row: Row): Limits => {
  if (row === 'password' || row === 'full') return { mostMs: 15_000, most: 2_000 }
  if (row === 'session') return { mostMs: 12_000, most: 100_000 }
  return { mostMs: 3_000, most: 4_000 }
}

const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
const say = (sentence: string) => process.stderr.write(`${sentence}\n`)
const startedAt = performance.now()

// What is started takes the cores of its parent; PostgreSQL may have both, if it is so told.
const isPostgresPinned = options.postgres !== 'all-cores'
if (isPostgresPinned) pinMyself(loadCore)
const postgres = await startEmbeddedPostgres({ dataDir: folder, say, maxConnections: 100 })
pinMyself(loadCore)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stopAll().then(() => postgres.stop()))
}
try {
  await bench({ folder, socketDir: postgres.connection.host })
} finally {
  await stopAll()
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function bench(ground: Ground): Promise<void> {
  const load = startProgram({
    args: [fileOf('load.ts')],
    core: loadCore,
    logFile: join(folder, 'load.log'),
  })
  const ceiling = startProgram({
    args: [fileOf('hash-ceiling.ts')],
    env: { UV_THREADPOOL_SIZE: hashThreads },
    core: serverCore,
    logFile: join(folder, 'ceiling.log'),
  })
  const contestants: Contestant[] = []
  for (const kind of kinds) {
    say(`Filling the tables of ${kind} …`)
    const flags =
      kind === 'countersign' && options.profile !== undefined
        ? ['--cpu-prof', `--cpu-prof-dir=${options.profile}`]
        : []
    contestants.push(await enter(ground, kind, `bench_${kind.replaceAll('-', '_')}`, size, flags))
  }

  const ceilings: number[] = []
  const figures: RoundFigures[] = []
  if (parts.includes('table')) {
    await warmUp()
    for (let round = 0; round < rounds; round += 1) {
      ceilings.push(await ceiling.ask<number>({ mostMs: isQuick ? 1_000 : 2_000 }))
      for (const connections of connectionCounts) await measureRound(round, connections)
    }
  }
  const [ours] = contestants
  const memory =
    parts.includes('memory') && ours !== undefined
      ? await measureMemory(load, ours, isQuick ? 300 : 10_000, say)
      : undefined
  for (const contestant of contestants) await contestant.end()
  const tail = parts.includes('tail')
    ? await measureTail(ground, load, {
        size,
        rounds: isQuick ? 2 : 9,
        leadIn,
        limits: limitsOf('session'),
        say,
      })
    : undefined
  const scale = parts.includes('scale')
    ? await measureScale(ground, load, { isQuick, rounds: isQuick ? 2 : 5, say })
    : undefined
  const seconds = (performance.now() - startedAt) / 1000
  const text = `${describeConditions({ rounds, size, seconds, isQuick, isPostgresPinned })}\n${report({ figures, ceilings, memory, tail, scale })}`
  process.stdout.write(`${text}\n`)
  if (options.save) saveReport(text)

  /**
   * Until the code that runs is the one that V8 has optimized: thousands of times, where that is quick. What is quickest
   * grew quicker still over the first hundred thousand.
   */
  async function warmUp(): Promise<void> {
    say('Warming up …')
    for (const contestant of contestants) {
      for (const row of rows) {
        const limits = isQuick ? { mostMs: 700, most: 1_000 } : warmUpOf(row)
        await measure(load, contestant, row, 8, limits)
      }
    }
  }

  async function measureRound(round: number, connections: number): Promise<void> {
    for (const row of chosenRows) {
      // Each starts first in turn, so that nobody always follows the same neighbour.
      const order = contestants.map((_, index) => contestants[(index + round) % contestants.length]!)
      for (const contestant of order) {
        if (row === 'session') await measure(load, contestant, row, connections, leadIn)
        const measured: Figures = await measure(load, contestant, row, connections, limitsOf(row))
        figures.push({ round, row, connections, name: contestant.name, ...measured })
        say(
          `round ${round + 1}, ${connections} connections, ${row}, ${contestant.name}: ` +
            `${measured.perSecond.toFixed(0)} per second, p50 ${measured.p50Ms.toFixed(2)} ms, p99 ${measured.p99Ms.toFixed(2)} ms, ` +
            `CPU µs: server ${(measured.cpuMs * 1000).toFixed(0)}, ` +
            `PostgreSQL ${(measured.databaseCpuMs * 1000).toFixed(0)}, load ${(measured.loadCpuMs * 1000).toFixed(0)}`,
        )
      }
    }
  }
}
