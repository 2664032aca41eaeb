// One embedded PostgreSQL per data folder: a kernel lock (flock) on a file in it, which also says who holds it.
//
// The kernel lets go when the last copy of the descriptor is closed. The database's processes inherit one, so
// the lock outlives a parent that was killed for exactly as long as the database does: no stale locks, no
// guessing from process ids that somebody else got meanwhile, and it holds between containers that share a disk.
import { spawnSync } from 'node:child_process'
import { closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { EmbeddedPostgresError, explainFileError } from './embedded-error.ts'

/** Who holds the lock, written into the lock file for the one who is refused and for the next start. */
export interface LockRecord {
  pid: number
  /** When that process started, in the system's own notation: with the pid it names one process for good. */
  processStart: string
  runDir?: string
}

export interface DataFolderLock {
  fd: number
  /** False where the system has no `flock` command: then only the record and PostgreSQL's own check guard. */
  isKernelLock: boolean
  previous: LockRecord | undefined
  record(runDir: string): void
  release(): void
}

const patienceMs = 10_000
const retryMs = 40

/**
 * Takes the lock. Refuses at once when a living process holds it; waits at most 10 s when only the database of
 * a killed process is left, which is shutting down.
 */
export async function lockDataFolder(
  dataDir: string,
  say: (sentence: string) => void,
): Promise<DataFolderLock> {
  const path = join(dataDir, 'postgres.lock')
  const fd = openLockFile(path, dataDir)
  try {
    let waitedMs = 0
    for (;;) {
      const attempt = tryFlock(fd)
      const holder = readRecord(path)
      const holderLives = holder !== undefined && isAlive(holder)
      if (attempt === 'unavailable' ? !holderLives : attempt === 'taken') {
        return takeOver(fd, attempt === 'taken', holder, path)
      }
      if (holderLives) throw alreadyRunning(dataDir, holder.pid)
      if (waitedMs >= patienceMs) throw stillHeld(dataDir, holder)
      if (waitedMs === retryMs * 5) say('Waiting for the database of an earlier start to shut down …')
      await sleep(retryMs)
      waitedMs += retryMs
    }
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

/** The run folder of the embedded PostgreSQL that is running on this data folder now; nothing when none is. */
export function findRunning(dataDir: string): { runDir: string } | undefined {
  const holder = readRecord(join(dataDir, 'postgres.lock'))
  if (holder?.runDir === undefined || !isAlive(holder)) return undefined
  return { runDir: holder.runDir }
}

function takeOver(
  fd: number,
  isKernelLock: boolean,
  previous: LockRecord | undefined,
  path: string,
): DataFolderLock {
  const self = { pid: process.pid, processStart: processStart(process.pid) ?? '' }
  const write = (record: LockRecord | Record<string, never>) => {
    try {
      ftruncateSync(fd)
      writeSync(fd, JSON.stringify(record) + '\n', 0)
    } catch (error) {
      throw explainFileError(error, 'write', path)
    }
  }
  write(self)
  return {
    fd,
    isKernelLock,
    previous,
    record: (runDir) => write({ ...self, runDir }),
    release: () => {
      try {
        write({})
      } catch {
        // A full disk must not keep us from letting go; the record of a dead process counts for nothing.
      }
      closeSync(fd)
    },
  }
}

function openLockFile(path: string, dataDir: string): number {
  try {
    return openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600)
  } catch (error) {
    throw explainFileError(error, 'write into', dataDir)
  }
}

// Node has no call for flock(2). A child that locks an inherited descriptor locks the open file that we share
// with it, and the lock stays with us when the child has gone.
function tryFlock(fd: number): 'taken' | 'held' | 'unavailable' {
  const child = spawnSync('flock', ['-n', '-x', '3'], { stdio: ['ignore', 'ignore', 'ignore', fd] })
  if (child.status === 0) return 'taken'
  // Any other status is a file system without such locks.
  return child.status === 1 ? 'held' : 'unavailable'
}

function readRecord(path: string): LockRecord | undefined {
  try {
    const record: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof record !== 'object' || record === null) return undefined
    const { pid, processStart, runDir } = record as Partial<Record<keyof LockRecord, unknown>>
    if (typeof pid !== 'number' || typeof processStart !== 'string') return undefined
    return { pid, processStart, ...(typeof runDir === 'string' ? { runDir } : {}) }
  } catch {
    return undefined // empty, or being written at this moment
  }
}

function isAlive({ pid, processStart: startThen }: LockRecord): boolean {
  const startNow = processStart(pid)
  return startNow !== undefined && startNow === startThen
}

/** When the process with this id started; nothing when there is none. */
export function processStart(pid: number): string | undefined {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
      // proc(5): field 22; the second field is the name in brackets, which may hold spaces and brackets.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return fields[0] === 'Z' ? undefined : fields[19]
    } catch {
      return undefined
    }
  }
  const ps = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env: { LC_ALL: 'C' } })
  return ps.stdout?.trim() || undefined
}

function alreadyRunning(dataDir: string, pid: number): EmbeddedPostgresError {
  const sentence =
    pid === process.pid
      ? `The database in ${dataDir} already runs in this process (${pid}).`
      : `Countersign already runs on ${dataDir}: process ${pid} has its database open. Stop that one first (kill ${pid}), or choose another folder with COUNTERSIGN_DATA_DIR.`
  return new EmbeddedPostgresError('already_running', sentence)
}

function stillHeld(dataDir: string, holder: LockRecord | undefined): EmbeddedPostgresError {
  const who = holder === undefined ? 'another process' : `an earlier start (process ${holder.pid}, now gone)`
  const sentence = `The database in ${dataDir} is still open: ${who} has left a PostgreSQL that did not shut down within ${patienceMs / 1000} s. Try again in a moment, or look for it with: fuser ${join(dataDir, 'postgres.lock')}`
  return new EmbeddedPostgresError('already_running', sentence)
}
