// Codes of connections per second beside a bare node:http server: `node bench/codes/run.ts [--quick] [--save]`, after
// `npm ci --ignore-scripts` in bench/. README.md beside this file says what is measured.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startEmbeddedPostgres } from '../../server/database/embedded-postgres.ts'
import { saveFigures } from '../markdown.ts'
import {
  cpuMsBetween,
  cpuMsOf,
  cpuMsOfEach,
  findPostgresProcesses,
  loadCore,
  pinMyself,
  startProgram,
  stopAll,
  type Program,
} from '../sign-in/processes.ts'
import { displayNames, enter, type Contestant, type Kind } from './contestants.ts'
import type { Job, Outcome } from './load.ts'
import { describeConditions, report, type TurnFigures } from './report.ts'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
    clients: { type: 'string' },
    organizations: { type: 'string', default: '1,100' },
    contestants: { type: 'string', default: 'countersign,bare' },
    rounds: { type: 'string' },
    profile: { type: 'string' },
  },
})

const isQuick = options.quick
const rounds = Number(options.rounds ?? (isQuick ? 1 : 5))
const clientCounts = (options.clients ?? (isQuick ? '8' : '1,8,32')).split(',').map(Number)
const organizationCounts = options.organizations.split(',').map(Number)
const kinds = options.contestants.split(',') as Kind[]
const turn = isQuick ? { mostMs: 1_000, most: 2_000 } : { mostMs: 2_000, most: 4_000 }
const connections = isQuick ? 4_000 : 12_000

const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
const say = (sentence: string) => process.stderr.write(`${sentence}\n`)
const startedAt = performance.now()

pinMyself(loadCore)
const postgres = await startEmbeddedPostgres({ dataDir: folder, say, maxConnections: 100 })
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stopAll().then(() => postgres.stop()))
}
try {
  await bench()
} finally {
  await stopAll()
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function bench(): Promise<void> {
  const load = startProgram({
    args: [join(import.meta.dirname, 'load.ts')],
    core: loadCore,
    logFile: join(folder, 'load.log'),
  })
  const figures: TurnFigures[] = []
  // One after the other, so that the servers of one do not lie in the caches of the other.
  for (const organizations of organizationCounts) {
    say(`Filling the tables of ${organizations} organizations …`)
    const contestants: Contestant[] = []
    for (const kind of kinds) {
      const flags =
        kind === 'countersign' && options.profile !== undefined
          ? ['--cpu-prof', `--cpu-prof-dir=${options.profile}`]
          : []
      const size = { organizations, connections }
      contestants.push(await enter({ folder, socketDir: postgres.connection.host }, kind, size, flags))
    }
    say('Warming up …')
    // Until the code that runs is the one that V8 has optimized.
    for (let times = 0; times < (isQuick ? 1 : 3); times += 1) {
      for (const contestant of contestants) await measure(load, contestant, 8)
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const clients of clientCounts) {
        // Each starts first in turn, so that nobody always follows the same neighbour.
        const order = round % 2 === 0 ? contestants : contestants.toReversed()
        for (const contestant of order) {
          const measured = await measure(load, contestant, clients)
          figures.push({ round, organizations, clients, name: contestant.name, ...measured })
          say(
            `round ${round + 1}, ${organizations} organizations, ${clients} clients, ${contestant.name}: ` +
              `${measured.perSecond.toFixed(0)} per second, p50 ${measured.p50Ms.toFixed(2)} ms, CPU µs: ` +
              `server ${(measured.cpuMs * 1000).toFixed(0)}, PostgreSQL ${(measured.databaseCpuMs * 1000).toFixed(0)}`,
          )
        }
      }
    }
    for (const contestant of contestants) await contestant.end()
  }
  const seconds = (performance.now() - startedAt) / 1000
  const names = { ours: displayNames.countersign, bare: displayNames.bare }
  const text = `${describeConditions({ rounds, connections, seconds, isQuick })}\n${report(figures, names)}`
  process.stdout.write(`${text}\n`)
  if (options.save) saveFigures(join(import.meta.dirname, 'README.md'), text)
}

async function measure(load: Program, contestant: Contestant, clients: number) {
  const { port, program, organizations } = contestant
  const numbers = await contestant.takeTurn(turn.most)
  await untilTurnFits()
  const job: Job = { port, clients, mostMs: turn.mostMs, numbers, organizations }
  const readCpuMs = () => ({ server: cpuMsOf(program.pid), database: cpuMsOfEach(findPostgresProcesses()) })
  const before = readCpuMs()
  const { count, seconds, p50Ms, p99Ms } = await load.ask<Outcome>({ job })
  const after = readCpuMs()
  return {
    perSecond: count / seconds,
    p50Ms,
    p99Ms,
    cpuMs: (after.server - before.server) / count,
    databaseCpuMs: cpuMsBetween(before.database, after.database) / count,
  }
}

/** In the last seconds of a step an answer waits for the next one: a turn lies where none does. */
async function untilTurnFits(): Promise<void> {
  const STEP_MS = 30_000
  const LEFT_MS = 6_000
  const intoStepMs = Date.now() % STEP_MS
  if (intoStepMs + turn.mostMs + LEFT_MS > STEP_MS) await sleep(STEP_MS - intoStepMs + 50)
}
