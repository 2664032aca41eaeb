// Memory: a fresh server as operators start it, on all cores, and what it holds after so many full sign-ins.
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Contestant } from './contestants.ts'
import { measure } from './measure.ts'
import { findPostgresProcesses, memoryMbOf, type Program } from './processes.ts'

export interface Memory {
  signIns: number
  perSecond: number
  freshMb: number
  afterMb: number
  restedMb: number
  peakMb: number
  databaseMb: number
}

const AT_A_TIME = 1_000

export async function measureMemory(
  load: Program,
  ours: Contestant,
  signIns: number,
  say: (sentence: string) => void,
): Promise<Memory> {
  say(`Memory over ${signIns} sign-ins …`)
  await ours.restart({})
  const freshMb = memoryMbOf(ours.program.pid).now
  const startedAt = performance.now()
  let done = 0
  while (done < signIns) {
    const most = Math.min(AT_A_TIME, signIns - done)
    done += (await measure(load, ours, 'full', 8, { mostMs: 120_000, most })).count
  }
  const seconds = (performance.now() - startedAt) / 1000
  const { now: afterMb, peak: peakMb } = memoryMbOf(ours.program.pid)
  await sleep(5_000)
  return {
    signIns: done,
    perSecond: done / seconds,
    freshMb,
    afterMb,
    restedMb: memoryMbOf(ours.program.pid).now,
    peakMb,
    databaseMb: memoryOfPostgresMb(),
  }
}

/** All processes of the embedded PostgreSQL; what they share is counted once (PSS). */
function memoryOfPostgresMb(): number {
  let kib = 0
  for (const pid of findPostgresProcesses()) {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    kib += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0)
  }
  return (kib * 1024) / 1e6
}
