// A thousand accounts beside a million: the same server on two databases, by turns.
import { enter, type Ground } from './contestants.ts'
import { median } from './figures.ts'
import { measure, type Figures } from './measure.ts'
import type { Program } from './processes.ts'

export interface ScaleRow {
  row: 'full' | 'code'
  connections: number
  small: { p50Ms: number; p99Ms: number }
  large: { p50Ms: number; p99Ms: number }
  ratio: number
}

export interface Scale {
  smallAccounts: number
  largeAccounts: number
  fillSeconds: number
  rows: ScaleRow[]
}

export async function measureScale(
  ground: Ground,
  load: Program,
  { isQuick, rounds, say }: { isQuick: boolean; rounds: number; say: (sentence: string) => void },
): Promise<Scale> {
  const smallAccounts = 1_000
  const largeAccounts = isQuick ? 20_000 : 1_000_000
  say(`Filling the tables with ${largeAccounts} accounts …`)
  const startedAt = performance.now()
  const large = await enter(ground, 'countersign', 'large', { accounts: largeAccounts, people: 20_000 })
  const fillSeconds = (performance.now() - startedAt) / 1000
  const small = await enter(ground, 'countersign', 'small', {
    accounts: smallAccounts,
    people: smallAccounts,
  })
  // A thousand people can give a thousand codes in a minute.
  const limits = { mostMs: 2_000, most: isQuick ? 60 : 90 }
  const both = [small, large]
  for (const one of both) await measure(load, one, 'full', 8, { mostMs: 2_000, most: 100 })
  const figures: { row: ScaleRow['row']; connections: number; small: Figures; large: Figures }[] = []
  for (let round = 0; round < rounds; round += 1) {
    for (const connections of [1, 8]) {
      for (const row of ['full', 'code'] as const) {
        const inOrder = round % 2 === 0 ? both : both.toReversed()
        const measured = new Map<unknown, Figures>()
        for (const one of inOrder) {
          measured.set(one, await measure(load, one, row, connections, limits))
        }
        figures.push({ row, connections, small: measured.get(small)!, large: measured.get(large)! })
      }
    }
  }
  for (const one of both) await one.end()
  const rows = [1, 8].flatMap((connections) =>
    (['full', 'code'] as const).map((row) => {
      const own = figures.filter((one) => one.row === row && one.connections === connections)
      const of = (size: 'small' | 'large') => ({
        p50Ms: median(own.map((one) => one[size].p50Ms)),
        p99Ms: median(own.map((one) => one[size].p99Ms)),
      })
      const ratio = median(own.map((one) => one.large.p50Ms / one.small.p50Ms))
      return { row, connections, small: of('small'), large: of('large'), ratio }
    }),
  )
  return { smallAccounts, largeAccounts, fillSeconds, rows }
}
