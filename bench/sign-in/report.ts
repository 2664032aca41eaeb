// The figures as Markdown: medians of the rounds, ratios of turns that were neighbours, and which target is met.
import { cpus, totalmem } from 'node:os'
import { percentOf, round, saveFigures, table } from '../markdown.ts'
import { currentHashParameters } from '../../server/passwords/password-hash.ts'
import { displayNames } from './contestants.ts'
import { median } from './figures.ts'
import type { Row } from './load.ts'
import type { Figures } from './measure.ts'
import type { Memory } from './memory.ts'
import { canPin, fileOf } from './processes.ts'
import type { Scale } from './scale.ts'
import type { Tail } from './tail.ts'

export interface RoundFigures extends Figures {
  round: number
  row: Row
  connections: number
  name: string
}

export interface Everything {
  figures: readonly RoundFigures[]
  ceilings: readonly number[]
  memory: Memory | undefined
  tail: Tail | undefined
  scale: Scale | undefined
}

const rowNames: Record<Row, string> = {
  password: 'password step',
  code: 'code step',
  full: 'full sign-in',
  wrong: 'wrong code',
  session: 'session check',
}

const ours = displayNames.countersign
const { bare } = displayNames
const rival = displayNames['better-auth']

export function describeConditions(run: {
  rounds: number
  size: { accounts: number }
  seconds: number
  isQuick: boolean
  isPostgresPinned: boolean
}): string {
  const [cpu] = cpus()
  const { memoryKib, iterations, parallelism } = currentHashParameters
  const pinned = canPin
    ? `server on core 0, load on core 1, PostgreSQL on ${run.isPostgresPinned ? 'core 1 too' : 'both'} (taskset)`
    : 'not pinned to cores: taskset is not there'
  return [
    `- ${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version.slice(1)}, embedded PostgreSQL with fsync on, over its Unix socket`,
    `- ${pinned}`,
    `- Argon2id m=${memoryKib} KiB, t=${iterations}, p=${parallelism}; ${run.size.accounts} accounts; ${run.rounds} round${run.rounds === 1 ? '' : 's'}, medians; ${(run.seconds / 60).toFixed(1)} minutes in all`,
    ...(run.isQuick ? ['- a quick run: too short for figures to keep'] : []),
    '',
  ].join('\n')
}

export function report({ figures, ceilings, memory, tail, scale }: Everything): string {
  const parts: string[] = []
  if (figures.length > 0) parts.push(...reportFigures(figures, ceilings))
  if (memory !== undefined) parts.push(reportMemory(memory))
  if (tail !== undefined) parts.push(reportTail(tail))
  if (scale !== undefined) parts.push(reportScale(scale))
  parts.push(`### Targets\n\n${verdicts({ figures, ceilings, memory, tail, scale }).join('\n')}\n`)
  return parts.join('\n')
}

function reportFigures(figures: readonly RoundFigures[], ceilings: readonly number[]): string[] {
  const names = [...new Set(figures.map((one) => one.name))]
  const groups = [...Map.groupBy(figures, (one) => `${one.row} ${one.connections}`).values()]
  const title = ([first]: readonly RoundFigures[]) =>
    first === undefined ? '' : `${rowNames[first.row]}, ${first.connections}`
  const tableOf = (cell: (group: readonly RoundFigures[], name: string) => string, ratios: boolean) =>
    table(
      ['step, connections', ...names, ...(ratios ? ['of bare', 'times Better Auth'] : [])],
      groups.map((group) => [
        title(group),
        ...names.map((name) => cell(group, name)),
        ...(ratios ? [percentOf(ratio(group, bare)), timesOf(ratio(group, rival))] : []),
      ]),
    )
  return [
    '### Per second\n',
    tableOf((group, name) => round(middle(group, name, (one) => one.perSecond)), true),
    ceilings.length === 0
      ? ''
      : `The ceiling: ${round(median(ceilings))} Argon2id hashes per second on the core of the server.\n`,
    '### Milliseconds: p50 / p99\n',
    tableOf((group, name) => {
      const p50 = middle(group, name, (one) => one.p50Ms)
      const p99 = middle(group, name, (one) => one.p99Ms)
      return `${round(p50)} / ${round(p99)}`
    }, false),
    '### CPU time for each, in milliseconds: server + PostgreSQL + load\n',
    tableOf((group, name) => {
      const cpu = [
        (one: Figures) => one.cpuMs,
        (one: Figures) => one.databaseCpuMs,
        (one: Figures) => one.loadCpuMs,
      ]
      return cpu.map((of) => round(middle(group, name, of))).join(' + ')
    }, false),
  ]
}

/** The median over rounds. */
function middle(group: readonly RoundFigures[], name: string, of: (one: Figures) => number): number {
  return median(group.filter((one) => one.name === name).map(of))
}

/** How many times as many per second as another: the median over rounds, because neighbours share the weather. */
function ratio(group: readonly RoundFigures[], other: string): number {
  const of = (name: string, round: number) =>
    group.find((one) => one.name === name && one.round === round)?.perSecond ?? Number.NaN
  const rounds = [...new Set(group.map((one) => one.round))]
  return median(rounds.map((round) => of(ours, round) / of(other, round)))
}

function reportMemory(memory: Memory): string {
  const mb = (value: number) => `${value.toFixed(0)} MB`
  const rows = [
    ['at start', mb(memory.freshMb)],
    [
      `right after ${memory.signIns} full sign-ins (${round(memory.perSecond)} per second)`,
      mb(memory.afterMb),
    ],
    ['five seconds later', mb(memory.restedMb)],
    ['highest ever, hashes under way included', mb(memory.peakMb)],
    ['the embedded PostgreSQL beside it, all its processes', mb(memory.databaseMb)],
  ]
  return `### Memory of the server process, on all cores\n\n${table(['', 'resident'], rows)}`
}

function reportTail({ connections, rounds, rows }: Tail): string {
  const head = ['', 'p50', 'p99', 'p99 of the best and the worst round']
  const cells = rows.map(({ name, p50Ms, p99Ms, bestMs, worstMs }) => [
    name,
    round(p50Ms),
    round(p99Ms),
    `${round(bestMs)} to ${round(worstMs)}`,
  ])
  const title = `Milliseconds of the session check, ${connections} connections, nobody else there, ${rounds} rounds`
  return `### ${title}\n\n${table(head, cells)}`
}

function reportScale(scale: Scale): string {
  const { smallAccounts, largeAccounts } = scale
  const rows = scale.rows.map(({ row, connections, small, large, ratio }) => [
    `${rowNames[row]}, ${connections}`,
    `${round(small.p50Ms)} / ${round(small.p99Ms)}`,
    `${round(large.p50Ms)} / ${round(large.p99Ms)}`,
    ratio.toFixed(2),
  ])
  const head = ['step, connections', `${smallAccounts} accounts`, `${largeAccounts} accounts`, 'p50, times']
  return `### Milliseconds, p50 / p99, by the number of accounts\n\n${table(head, rows)}`
}

function verdicts({ figures, memory, tail, scale }: Everything): string[] {
  const lines: string[] = []
  const judge = (isMet: boolean, sentence: string) =>
    lines.push(`- ${isMet ? 'met' : '**not met**'}: ${sentence}`)
  const groups = [...Map.groupBy(figures, (one) => `${one.row} ${one.connections}`).values()]
  const worst = (rows: readonly Row[], other: string) =>
    Math.min(
      ...groups
        .filter(([one]) => one !== undefined && rows.includes(one.row))
        .map((group) => ratio(group, other)),
    )
  // What a server can do is seen when it has enough to do: one connection measures the way there and back.
  const most = Math.max(...figures.map((one) => one.connections))
  const busiest = (row: Row) =>
    groups.find(([one]) => one?.row === row && one.connections === most) ?? ([] as RoundFigures[])
  if (figures.length > 0) {
    const full = ratio(busiest('full'), bare)
    judge(
      full >= 0.9,
      `full sign-in at least 90 % of the bare server: ${percentOf(full)} on ${most} connections ` +
        `(${percentOf(worst(['full'], bare))} where it is lowest)`,
    )
    const all = worst(['password', 'code', 'full', 'wrong', 'session'], rival)
    judge(all > 1, `ahead of Better Auth in every row: ${timesOf(all)} where it is closest`)
    const code = ratio(busiest('code'), rival)
    judge(code >= 10, `the code step at least 10 times Better Auth: ${timesOf(code)} on ${most} connections`)
    const session = ratio(busiest('session'), rival)
    judge(
      session >= 10,
      `the session check at least 10 times Better Auth: ${timesOf(session)} on ${most} connections`,
    )
  }
  if (tail !== undefined) {
    const p99MsOf = (name: string) => tail.rows.find((row) => row.name === name)?.p99Ms ?? Number.NaN
    judge(
      p99MsOf(ours) < 5,
      `the session check's p99 under 5 ms on ${tail.connections} connections, nobody else there: ` +
        `${round(p99MsOf(ours))} ms (the bare server's: ${round(p99MsOf(bare))} ms)`,
    )
  }
  if (memory !== undefined) {
    judge(
      memory.afterMb < 150,
      `under 150 MB after ${memory.signIns} sign-ins: ${memory.afterMb.toFixed(0)} MB`,
    )
  }
  if (scale !== undefined) {
    const most = Math.max(...scale.rows.filter(({ row }) => row === 'full').map(({ ratio }) => ratio))
    judge(
      most <= 1.2,
      `sign-in p50 at ${scale.largeAccounts} accounts within 1.2 times that at ${scale.smallAccounts}: ${most.toFixed(2)}`,
    )
  }
  return lines
}

function timesOf(value: number): string {
  return Number.isFinite(value) ? `${value.toFixed(1)} ×` : '–'
}

/** Below the mark of the README beside this file. */
export function saveReport(text: string): void {
  saveFigures(fileOf('README.md'), text)
}
