// The figures of each part as Markdown, with whether its target is met.
import { cpus, totalmem } from 'node:os'
import { round, table } from '../markdown.ts'
import { median } from '../sign-in/figures.ts'
import { canPin } from '../sign-in/processes.ts'
import type { CapacityPoint } from './capacity.ts'
import type { FirstFrame } from './first-frame.ts'
import type { LiveDelays } from './live.ts'
import type { ManyScreens } from './many-screens.ts'
import type { MemoryRow } from './memory.ts'
import type { QuietScreen } from './quiet-screen.ts'

export function describeConditions(seconds: number, isQuick: boolean): string {
  const [cpu] = cpus()
  return [
    `- ${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version.slice(1)}; ${(seconds / 60).toFixed(1)} minutes`,
    ...(isQuick ? ['- a quick run: too short for figures to keep'] : []),
    '',
    '',
  ].join('\n')
}

const verdict = (isMet: boolean, sentence: string): string =>
  `- ${isMet ? 'met' : '**not met**'}: ${sentence}\n`

export function reportFirstFrames(turns: readonly FirstFrame[]): string {
  const groups = [...Map.groupBy(turns, (one) => `${one.isBrowserThere} ${one.answerAfterMs}`).values()]
  const rows = groups.map((group) => [
    `${group[0]?.isBrowserThere === true ? 'there' : 'started'}, ${group[0]?.answerAfterMs ?? 0} ms`,
    round(median(group.map(({ signInMs }) => signInMs))),
    round(median(group.map(({ frameMs }) => frameMs))),
    round(Math.max(...group.map(({ frameMs }) => frameMs))),
    String(group.length),
  ])
  return table(
    [
      'browser, the service answers after',
      'the service has signed in, ms',
      'first frame, ms',
      'slowest, ms',
      'turns',
    ],
    rows,
  )
}

export function reportMemory(rows: readonly MemoryRow[]): string {
  const [first, last] = [rows[0], rows.at(-1)]
  const further = (of: (row: MemoryRow) => number): string =>
    first === undefined || last === undefined
      ? '–'
      : round((of(last) - of(first)) / Math.max(1, last.dashboards - first.dashboards))
  const columns: ((row: MemoryRow) => number)[] = [
    (row) => row.oneConnection.browser,
    (row) => row.oneConnection.runner,
    (row) => row.ownConnections.browser,
    (row) => row.ownConnections.runner,
  ]
  return table(
    ['dashboards', 'on one connection: browser', 'runner', 'each on its own: browser', 'runner'],
    [
      ...rows.map((row) => [String(row.dashboards), ...columns.map((of) => round(of(row)))]),
      ['each further', ...columns.map(further)],
    ],
  )
}

export function reportCapacity(points: readonly CapacityPoint[], limitSeconds: number): string {
  const rows = points.map((point) => [
    String(point.dashboards),
    String(point.connections),
    round(point.oldestSeconds.p50),
    round(point.oldestSeconds.p95),
    round(point.oldestSeconds.most),
    String(point.tooOld),
    round(point.framesPerMinute),
    round(point.cores.browser),
    round(point.cores.runner),
    round(point.cores.server + point.cores.database),
    round((point.browserMib + point.runnerMib) / 1024),
    Object.entries(point.troubles)
      .map(([trouble, count]) => `${trouble} ${count}`)
      .join(', ') || 'none',
  ])
  const carried = points.filter(({ tooOld }) => tooOld === 0).map(({ dashboards }) => dashboards)
  const [point] = points
  const most = `the most that it carried of these with no frame older than ${limitSeconds} s: ${Math.max(0, ...carried)}`
  return `${table(
    [
      'dashboards',
      'connections',
      'oldest frame, s: p50',
      'p95',
      'most',
      'too old',
      'frames a minute',
      'cores: browser',
      'runner',
      'server and database',
      'memory of browser and runner, GiB',
      'troubles',
    ],
    rows,
  )}
- refresh ${point?.refreshSeconds ?? 0} s, each row held for ${round(Math.min(...points.map(({ heldSeconds }) => heldSeconds)) / 60)} minutes
- ${most}
`
}

const MOST_BYTES = 1024

export function reportQuietScreen(quiet: QuietScreen): string {
  return `${table(
    ['bytes a minute', 'over HTTP, headers and all'],
    [
      ['to the screen', round(quiet.toScreenPerMinute)],
      ['from the screen', round(quiet.fromScreenPerMinute)],
    ],
  )}
- one dashboard, looked at every ${quiet.refreshSeconds} s; counted for ${round(quiet.seconds / 60)} minutes
${verdict(quiet.toScreenPerMinute < MOST_BYTES, `under 1 KB a minute to the screen, ${quiet.toScreenPerMinute.toFixed(0)} bytes`)}`
}

const MOST_LIVE_MS = 1_000

export function reportLive(live: LiveDelays): string {
  return `${table(
    ['changes', 'p50, ms', 'p95, ms', 'slowest, ms', 'never seen'],
    [[String(live.changes), round(live.p50Ms), round(live.p95Ms), round(live.mostMs), String(live.missed)]],
  )}
${verdict(live.p95Ms < MOST_LIVE_MS, `p95 under a second, ${live.p95Ms.toFixed(0)} ms`)}`
}

export function reportManyScreens(many: ManyScreens): string {
  return `${table(
    ['what', `${many.screens} screens`],
    [
      ['all have their program and picture after, s', round(many.connectSeconds)],
      ['CPU of the server, of one core', `${(many.serverCores * 100).toFixed(0)} %`],
      ['CPU of PostgreSQL', `${(many.databaseCores * 100).toFixed(0)} %`],
      ['memory of the server before, MB (RSS)', round(many.emptyMb)],
      ['with them, MB', round(many.heldMb)],
      ['at its highest, MB', round(many.peakMb)],
      ['a new picture is on a screen after, ms: p50', round(many.p50Ms)],
      ['p99', round(many.p99Ms)],
      ['pictures sent', String(many.pictures)],
      ['reports taken', String(many.reports)],
      ['requests that failed', String(many.failures)],
    ],
  )}
- ${many.dashboards} dashboards, each another picture every ${many.refreshSeconds} s; held for ${round(many.heldSeconds / 60)} minutes
- ${canPin ? 'server on core 0, screens and PostgreSQL on core 1 (taskset)' : 'not pinned to cores: taskset is not there'}
`
}
