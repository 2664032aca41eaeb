// What an embedded PostgreSQL that was killed leaves in its folder: postmaster.pid, naming a process that is gone.
import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { EmbeddedPostgresError } from './embedded-error.ts'
import { processStart } from './embedded-lock.ts'

const patienceMs = 10_000

/**
 * Removes postmaster.pid. PostgreSQL itself would refuse to start when the process id in it now belongs to some
 * other process of the same user. Call it only while holding the folder's lock, which no process of an earlier
 * server of ours holds any more then. A PostgreSQL that somebody started on the folder by hand is refused.
 */
export function forgetEarlierServer(clusterDir: string): void {
  const pid = serverPid(clusterDir)
  if (pid === undefined) return
  if (worksIn(pid, clusterDir)) {
    const sentence = `Another PostgreSQL (process ${pid}) has ${clusterDir} open: stop it, or choose another folder with COUNTERSIGN_DATA_DIR.`
    throw new EmbeddedPostgresError('already_running', sentence)
  }
  rmSync(join(clusterDir, 'postmaster.pid'), { force: true })
}

/** Without a lock of the kernel: gives the database of a killed parent at most 10 s to shut down. */
export async function waitForEarlierServer(clusterDir: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += 50) {
    const pid = serverPid(clusterDir)
    if (pid === undefined || processStart(pid) === undefined) return
    await sleep(50)
  }
}

function serverPid(clusterDir: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8'), 10)
    return Number.isNaN(pid) ? undefined : pid
  } catch {
    return undefined
  }
}

// A server's working directory is its data folder. Where that cannot be seen (another user's process, no /proc),
// it is not one: only the folder's owner can run PostgreSQL on it, and that is who we are or could become.
function worksIn(pid: number, clusterDir: string): boolean {
  try {
    const theirs = statSync(`/proc/${pid}/cwd`)
    const ours = statSync(clusterDir)
    return theirs.dev === ours.dev && theirs.ino === ours.ino
  } catch {
    return false
  }
}
