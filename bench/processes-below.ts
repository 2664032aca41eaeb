// The processes below one, by what they are, and what each of them takes: memory by the kernel's count, and CPU time.
import { readdirSync, readFileSync } from 'node:fs'

export interface Below {
  pid: number
  kind: 'browser' | 'node' | 'postgres' | 'other'
}

export function processesBelow(pid: number): Below[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? parentOf(name) : undefined
    if (parent !== undefined) parents.set(Number(name), parent)
  }
  const isBelow = (one: number | undefined, depth = 0): boolean =>
    one !== undefined && depth < 64 && (one === pid || isBelow(parents.get(one), depth + 1))
  return [...parents.keys()]
    .filter((one) => one !== pid && isBelow(one))
    .map((one) => ({ pid: one, kind: kindOf(one) }))
}

function kindOf(pid: number): Below['kind'] {
  const name = readIfThere(`/proc/${pid}/comm`)?.trim() ?? ''
  if (/chrom|headless_shell/i.test(name)) return 'browser'
  if (name.startsWith('postgres')) return 'postgres'
  return /^(node|MainThread)/.test(name) ? 'node' : 'other'
}

function parentOf(pid: string): number | undefined {
  const status = readIfThere(`/proc/${pid}/status`)
  return status === undefined ? undefined : Number(/^PPid:\s+(\d+)/m.exec(status)?.[1])
}

/** KiB: what is its alone, and its part of what it shares. */
export function pssKibOf(pid: number): number {
  return Number(/^Pss:\s+(\d+)/m.exec(readIfThere(`/proc/${pid}/smaps_rollup`) ?? '')?.[1] ?? 0)
}

export function rssKibOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readIfThere(`/proc/${pid}/status`) ?? '')?.[1] ?? 0)
}

/** What the kernel counts in: hundredths of a second, wherever Linux runs Node. */
const TICK_MS = 10

/** CPU time so far, with threads that ended. */
export function cpuMsOfProcess(pid: number): number {
  const fields = (readIfThere(`/proc/${pid}/stat`) ?? '').replace(/^.*\) /s, '').split(' ')
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS
}

/** A process may end while it is looked at. */
function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
