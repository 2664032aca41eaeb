// The figures as Markdown: medians of the rounds, ratios within rounds, and whether the target is met.
import { cpus, totalmem } from 'node:os'
import { round as threeDigits, table } from '../markdown.ts'
import { median } from '../sign-in/figures.ts'
import type { MemoryRow } from './memory.ts'

export interface Turn {
  isBrowserThere: boolean
  answerAfterMs: number
  round: number
  robotMs: number
  scriptMs: number
}

const TARGET = 1.3

interface Run {
  turns: readonly Turn[]
  memory: readonly MemoryRow[]
  rounds: number
  seconds: number
  isQuick: boolean
}

export function report({ turns, memory, rounds, seconds, isQuick }: Run): string {
  const groups = [...Map.groupBy(turns, (one) => `${one.isBrowserThere} ${one.answerAfterMs}`).values()]
  const ratioOf = (group: readonly Turn[]) => median(group.map(({ robotMs, scriptMs }) => robotMs / scriptMs))
  const rows = groups.map((group) => [
    `${group[0]?.isBrowserThere === true ? 'there' : 'started'}, ${group[0]?.answerAfterMs ?? 0} ms`,
    threeDigits(median(group.map(({ robotMs }) => robotMs))),
    threeDigits(median(group.map(({ scriptMs }) => scriptMs))),
    `${ratioOf(group).toFixed(2)} ×`,
  ])
  const judged = turns.filter(({ isBrowserThere, answerAfterMs }) => isBrowserThere && answerAfterMs > 0)
  const times = ratioOf(judged)
  const [first, last] = [memory[0], memory.at(-1)]
  const further = (of: (row: MemoryRow) => number) =>
    first === undefined || last === undefined
      ? NaN
      : (of(last) - of(first)) / Math.max(1, last.connections - first.connections)
  const [cpu] = cpus()
  return [
    `- ${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version.slice(1)}, not pinned`,
    `- ${rounds} rounds (three where the browser is started), medians; ${(seconds / 60).toFixed(1)} minutes in all`,
    ...(isQuick ? ['- a quick run: too short for figures to keep'] : []),
    '',
    '### Milliseconds from asking to signed in',
    '',
    table(['browser, the service answers after', 'Countersign', 'by hand', 'times'], rows),
    '### Memory of all processes of the browser, MiB (PSS)',
    '',
    table(
      ['connections', 'Countersign', 'plain Playwright'],
      [
        ...memory.map(({ connections, robotMib, scriptMib }) => [
          String(connections),
          threeDigits(robotMib),
          threeDigits(scriptMib),
        ]),
        [
          'each further',
          threeDigits(further((row) => row.robotMib)),
          threeDigits(further((row) => row.scriptMib)),
        ],
      ],
    ),
    '### Target',
    '',
    judged.length === 0
      ? '- not judged: no service that is as far away as services are'
      : `- ${times <= TARGET ? 'met' : '**not met**'}: within ${TARGET} times the script by hand, ${times.toFixed(2)} times at a service that answers after ${judged[0]?.answerAfterMs ?? 0} ms`,
    '',
  ].join('\n')
}
