// Memory: a fresh server as operators start it, on all cores, and what it holds after so many full sign-ins.
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Contestant } from './contestants.ts'
import { measure } from './measure.ts'
import { findPostgresProcesses, memoryMibOf, type Program } from './processes.ts'

export interface Memory {
  signIns: number
  perSecond: number
  freshMib: number
  afterMib: number
  restedMib: number
  peakMib: number
  databaseMib: number
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
  const freshMib = memoryMibOf(ours.program.pid).now
  const startedAt = performance.now()
  let done = 0
  while (done < signIns) {
    const most = Math.min(AT_A_TIME, signIns - done)
    done += (await measure(load, ours, 'full', 8, { mostMs: 120_000, most })).count
  }
  const seconds = (performance.now() - startedAt) / 1000
  const { now: afterMib, peak: peakMib } = memoryMibOf(ours.program.pid)
  await sleep(5_000)
  return {
    signIns: done,
    perSecond: done / seconds,
    freshMib,
    afterMib,
    restedMib: memoryMibOf(ours.program.pid).now,
    peakMib,
    databaseMib: memoryOfPostgresMib(),
  }
}

/** All processes of the embedded PostgreSQL; what they share is counted once (PSS). */
function memoryOfPostgresMib(): number {
  let kib = 0
  for (const pid of findPostgresProcesses()) {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    kib += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0)
  }
  return kib / 1024
}
