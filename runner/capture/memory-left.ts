// How much memory is left, of the machine and of the group that the system put us in: a page more must not end all others.
import { readFileSync } from 'node:fs'

/** A browser, and the first page in it. */
export const LEAST_FOR_A_BROWSER = 500
/** A page that is opened takes some hundred megabytes before anybody can say how many. */
export const LEAST_FOR_A_PAGE = 350
/** Pictures that move are given up first. */
export const LEAST_FOR_LIVE = 500
/** A context that is opened anew has let go of what its pages gathered. */
export const LEAST_FOR_OLD_CONTEXT = 450

const MEGABYTE = 1024 * 1024

export type ReadText = (path: string) => string | undefined

/** In megabytes; Infinity where the system does not say. */
export function memoryLeft(read: ReadText = readOrNothing): number {
  const [, kilobytes] = /^MemAvailable:\s+(\d+) kB$/m.exec(read('/proc/meminfo') ?? '') ?? []
  const ofMachine = kilobytes === undefined ? Infinity : Number(kilobytes) / 1024
  return Math.min(ofMachine, leftInGroup(read))
}

/** The system says what is used with what it could do without: files that were read. */
function leftInGroup(read: ReadText): number {
  const path = /^0::(\/\S*)$/m.exec(read('/proc/self/cgroup') ?? '')?.[1] ?? '/'
  let least = Infinity
  // Each group above may be the one with the limit. In a container our own is seen as the root.
  for (let at = path.replace(/\/$/, ''); ; at = at.slice(0, at.lastIndexOf('/'))) {
    const folder = `/sys/fs/cgroup${at}`
    least = Math.min(
      least,
      left(read, `${folder}/memory.max`, `${folder}/memory.current`, `${folder}/memory.stat`),
    )
    if (at === '') break
  }
  const old = '/sys/fs/cgroup/memory'
  return Math.min(
    least,
    left(read, `${old}/memory.limit_in_bytes`, `${old}/memory.usage_in_bytes`, `${old}/memory.stat`),
  )
}

function left(read: ReadText, limitAt: string, usedAt: string, statAt: string): number {
  const [limit, used] = [Number(read(limitAt)?.trim() ?? NaN), Number(read(usedAt)?.trim() ?? NaN)]
  // "max" is no number, and no limit.
  if (Number.isNaN(limit) || Number.isNaN(used)) return Infinity
  const [, files] = /^(?:total_)?inactive_file (\d+)$/m.exec(read(statAt) ?? '') ?? []
  return (limit - used + Number(files ?? 0)) / MEGABYTE
}

function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined // elsewhere than on Linux, or not ours to read
  }
}
