// The figures as Markdown: medians of the rounds, ratios of turns that were neighbours, and whether the target is met.
import { cpus, totalmem } from 'node:os'
import { percentOf, round, table } from '../markdown.ts'
import { median } from '../sign-in/figures.ts'
import { canPin } from '../sign-in/processes.ts'

export interface TurnFigures {
  round: number
  organizations: number
  /** Connections over HTTP at a time. */
  clients: number
  name: string
  perSecond: number
  p50Ms: number
  p99Ms: number
  /** CPU time of the server, all threads, for each code; and of all processes of PostgreSQL. */
  cpuMs: number
  databaseCpuMs: number
}

interface Names {
  ours: string
  bare: string
}

const TARGET = 0.5

export function describeConditions(run: {
  rounds: number
  connections: number
  seconds: number
  isQuick: boolean
}): string {
  const [cpu] = cpus()
  return [
    `- ${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version.slice(1)}, embedded PostgreSQL with fsync on, over its Unix socket`,
    `- ${canPin ? 'server on core 0, load and PostgreSQL on core 1 (taskset)' : 'not pinned to cores: taskset is not there'}`,
    `- ${run.connections} connections with a secret each; ${run.rounds} round${run.rounds === 1 ? '' : 's'}, medians; ${(run.seconds / 60).toFixed(1)} minutes in all`,
    ...(run.isQuick ? ['- a quick run: too short for figures to keep'] : []),
    '',
  ].join('\n')
}

export function report(figures: readonly TurnFigures[], { ours, bare }: Names): string {
  const groups = [...Map.groupBy(figures, (one) => `${one.organizations} ${one.clients}`).values()]
  const middle = (group: readonly TurnFigures[], name: string, of: (one: TurnFigures) => number): string =>
    round(median(group.filter((one) => one.name === name).map(of)))
  const pair = (
    group: readonly TurnFigures[],
    name: string,
    separator: string,
    first: (one: TurnFigures) => number,
    second: (one: TurnFigures) => number,
  ): string => `${middle(group, name, first)}${separator}${middle(group, name, second)}`
  const rows = groups.map((group) => {
    const perSecond = (name: string) => middle(group, name, (one) => one.perSecond)
    const latency = (name: string) =>
      pair(
        group,
        name,
        ' / ',
        (one) => one.p50Ms,
        (one) => one.p99Ms,
      )
    const cpu = (name: string) =>
      pair(
        group,
        name,
        ' + ',
        (one) => one.cpuMs,
        (one) => one.databaseCpuMs,
      )
    return [
      titleOf(group),
      perSecond(ours),
      perSecond(bare),
      percentOf(ratioOf(group, { ours, bare })),
      latency(ours),
      latency(bare),
      cpu(ours),
      cpu(bare),
    ]
  })
  const head = [
    'organizations, clients',
    `${ours}, per second`,
    `${bare}, per second`,
    'of bare',
    `${ours}, p50 / p99 ms`,
    `${bare}, p50 / p99 ms`,
    `${ours}, CPU ms: server + PostgreSQL`,
    `${bare}, CPU ms`,
  ]
  const lowest = Math.min(...groups.map((group) => ratioOf(group, { ours, bare })))
  const verdict = `${lowest >= TARGET ? 'met' : '**not met**'}: at least half of the bare server, ${percentOf(lowest)} where it is lowest`
  return `${table(head, rows)}\n### Target\n\n- ${verdict}\n`
}

function titleOf([first]: readonly TurnFigures[]): string {
  return first === undefined ? '' : `${first.organizations}, ${first.clients}`
}

/** The median over rounds, because neighbours share the weather. */
function ratioOf(group: readonly TurnFigures[], { ours, bare }: Names): number {
  const of = (name: string, round: number) =>
    group.find((one) => one.name === name && one.round === round)?.perSecond ?? Number.NaN
  const rounds = [...new Set(group.map((one) => one.round))]
  return median(rounds.map((round) => of(ours, round) / of(bare, round)))
}
