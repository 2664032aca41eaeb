// The short-lived folder of one run of the embedded PostgreSQL: its socket, access rules, links to its libraries.
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { EmbeddedPostgresError, useOwnDatabase } from './embedded-error.ts'
import { cannotBecome, isRefusedChange, type DatabaseUser } from './embedded-user.ts'

export interface RunFolder {
  path: string
  /** Holds nothing but the socket: owned by the database's user, closed to everybody else but root. */
  socketDir: string
}

const prefix = 'countersign-'
// sockaddr_un.sun_path holds 104 bytes on macOS (108 on Linux), and the ending zero is one of them.
const socketPathLimitBytes = 103

/**
 * Makes the folder where its path stays short enough for a Unix socket and where the database's user can reach
 * it. Ours (root's) is only the outer folder, so that the database's user cannot change the access rules in it.
 */
export function makeRunFolder(user: DatabaseUser): RunFolder {
  const tried: string[] = []
  for (const base of new Set([tmpdir(), '/tmp', '/var/tmp', '/run', '/dev/shm'])) {
    const reason = whyUnsuitable(base, user)
    if (reason !== undefined) {
      tried.push(`${base}: ${reason}`)
      continue
    }
    let path: string | undefined
    try {
      path = mkdtempSync(join(realpathSync(base), prefix))
      return { path, socketDir: prepare(path, user) }
    } catch (error) {
      if (path !== undefined) removeRunFolder(path)
      if (user.isOther && isRefusedChange(error)) throw cannotBecome(user, error)
      tried.push(`${base}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const sentence = `Found no folder for the database's socket (${tried.join('; ')}): set TMPDIR to a short path that ${user.name} can reach, or ${useOwnDatabase}.`
  throw new EmbeddedPostgresError('no_access', sentence)
}

function prepare(path: string, user: DatabaseUser): string {
  chmodSync(path, user.isOther ? 0o711 : 0o700)
  const socketDir = socketDirOf(path)
  mkdirSync(socketDir, { mode: 0o700 })
  if (user.isOther) chownSync(socketDir, user.uid, user.gid)
  return socketDir
}

export function removeRunFolder(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 2 })
}

/**
 * Removes the folder that a killed run left behind. The path comes from the lock file, so it is only followed
 * when it looks like one of ours: the name, a real folder, owned by us.
 */
export function removeStaleRunFolder(path: string): void {
  if (!basename(path).startsWith(prefix) || basename(path).length !== prefix.length + 6) return
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (stat === undefined || !stat.isDirectory() || stat.uid !== process.getuid?.()) return
  removeRunFolder(path)
}

function whyUnsuitable(base: string, user: DatabaseUser): string | undefined {
  let path: string
  try {
    path = realpathSync(base)
  } catch {
    return 'not there'
  }
  const longest = join(path, `${prefix}XXXXXX`, 's', '.s.PGSQL.5432')
  if (Buffer.byteLength(longest) > socketPathLimitBytes) return 'path too long for a socket'
  if (!isPrivateSpot(path)) return 'others could replace what we put there'
  if (user.isOther && !isReachableByAll(path)) return `${user.name} cannot reach it`
  return undefined
}

// A folder that everybody may write to is only safe with the sticky bit.
function isPrivateSpot(path: string): boolean {
  const { mode } = statSync(path)
  return (mode & 0o022) === 0 || (mode & 0o1000) !== 0
}

/** Whether everybody may walk down to this folder. Access lists are not looked at: they only ever add a yes. */
export function isReachableByAll(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false
    if (at === dirname(at)) return true
  }
}

/** Where the socket of a run folder is. */
export function socketDirOf(runDir: string): string {
  return join(runDir, 's')
}
