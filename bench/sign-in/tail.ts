// The slowest session checks of a hundred, with the bare server beside and nobody else: what waits for a core says
// nothing about a server, and every process that is there makes it wait more often.
import { enter, type Ground } from './contestants.ts'
import { median } from './figures.ts'
import { measure, type Limits } from './measure.ts'
import type { Program } from './processes.ts'

export interface TailRow {
  name: string
  p50Ms: number
  p99Ms: number
  /** The p99 of the best round, and of the worst. */
  bestMs: number
  worstMs: number
}

export interface Tail {
  connections: number
  rounds: number
  rows: TailRow[]
}

export async function measureTail(
  ground: Ground,
  load: Program,
  {
    size,
    rounds,
    leadIn,
    limits,
    say,
  }: {
    size: { accounts: number; people: number }
    rounds: number
    leadIn: Limits
    limits: Limits
    say: (sentence: string) => void
  },
): Promise<Tail> {
  const connections = 32
  say(`The tail of the session check over ${rounds} rounds …`)
  const both = [
    await enter(ground, 'countersign', 'tail', size),
    await enter(ground, 'bare', 'tail_bare', size),
  ]
  for (const one of both) {
    // Opens the sessions that are checked.
    await measure(load, one, 'code', 8, { mostMs: 3_000, most: 2_000 })
    await measure(load, one, 'session', connections, { mostMs: 5 * leadIn.mostMs, most: leadIn.most })
  }
  const figures: { name: string; p50Ms: number; p99Ms: number }[] = []
  for (let round = 0; round < rounds; round += 1) {
    for (const one of round % 2 === 0 ? both : both.toReversed()) {
      await measure(load, one, 'session', connections, leadIn)
      const { p50Ms, p99Ms } = await measure(load, one, 'session', connections, limits)
      figures.push({ name: one.name, p50Ms, p99Ms })
      say(`round ${round + 1}, ${one.name}: p50 ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms`)
    }
  }
  for (const one of both) await one.end()
  const rows = both.map(({ name }) => {
    const own = figures.filter((one) => one.name === name)
    const tails = own.map((one) => one.p99Ms)
    return {
      name,
      p50Ms: median(own.map((one) => one.p50Ms)),
      p99Ms: median(tails),
      bestMs: Math.min(...tails),
      worstMs: Math.max(...tails),
    }
  })
  return { connections, rounds, rows }
}
