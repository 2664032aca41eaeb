// The files of the embedded database: made by initdb in one piece or not at all, recognised, handed to PostgreSQL.
import { spawn } from 'node:child_process'
import { chmodSync, chownSync, closeSync, constants, existsSync, fsyncSync, lchownSync } from 'node:fs'
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { PostgresBinaries } from './embedded-binaries.ts'
import { EmbeddedPostgresError, explainDatabaseOutput, explainFileError } from './embedded-error.ts'
import { isReachableByAll } from './embedded-run-folder.ts'
import type { DatabaseUser } from './embedded-user.ts'

/** Where PostgreSQL's child processes find the data folder's descriptor; see openCluster. */
export const clusterFd = 3

/**
 * A descriptor of the folder, and the path under which PostgreSQL is to use it.
 *
 * On Linux that is /proc/self/fd/3: following it does not walk the path, so the database's user may own a folder
 * below one that only root can enter, and neither its length nor its letters matter. PostgreSQL forks its
 * processes and never closes the descriptor, so the path holds in all of them.
 */
export function openCluster(clusterDir: string, user: DatabaseUser): { fd: number; path: string } {
  const fd = openSync(clusterDir, constants.O_RDONLY | constants.O_DIRECTORY)
  if (process.platform === 'linux' && existsSync('/proc/self/fd')) {
    return { fd, path: `/proc/self/fd/${clusterFd}` }
  }
  if (user.isOther && !isReachableByAll(dirname(clusterDir))) {
    closeSync(fd)
    const sentence = `PostgreSQL runs as ${user.name}, who cannot reach ${clusterDir}: allow everybody to pass through the folders above it (chmod o+x), start Countersign as an ordinary user, or choose another folder with COUNTERSIGN_DATA_DIR.`
    throw new EmbeddedPostgresError('no_access', sentence)
  }
  return { fd, path: clusterDir }
}

/**
 * Makes sure that `clusterDir` holds a database of this PostgreSQL, making one where there is none.
 *
 * `lockFd` goes to initdb as descriptor 4: should we be killed, the folder stays locked until initdb has ended too,
 * and the next start does not clear away files that are still being written.
 */
export async function ensureCluster(
  clusterDir: string,
  binaries: PostgresBinaries,
  user: DatabaseUser,
  lockFd: number,
  say: (sentence: string) => void,
): Promise<void> {
  removeUnfinished(clusterDir)
  if (holdsSomething(clusterDir)) {
    checkVersion(clusterDir, binaries)
    takeBackFromRoot(clusterDir, user)
    return
  }
  say(`Making a new database in ${clusterDir} …`)
  await makeCluster(clusterDir, binaries, user, lockFd)
}

async function makeCluster(
  clusterDir: string,
  binaries: PostgresBinaries,
  user: DatabaseUser,
  lockFd: number,
): Promise<void> {
  const parent = dirname(clusterDir)
  const fresh = makeFreshFolder(clusterDir, user)
  try {
    const { fd, path } = openCluster(fresh, user)
    try {
      await runInitdb(binaries, user, [fd, lockFd], path, clusterDir)
    } finally {
      closeSync(fd)
    }
    // An empty folder of that name may be replaced; one that was filled meanwhile may not, and rename refuses.
    renameSync(fresh, clusterDir)
    syncFolder(parent)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    throw error instanceof EmbeddedPostgresError ? error : explainFileError(error, 'make', clusterDir)
  }
}

function makeFreshFolder(clusterDir: string, user: DatabaseUser): string {
  try {
    const fresh = mkdtempSync(`${clusterDir}.new-`)
    if (user.isOther) chownSync(fresh, user.uid, user.gid)
    return fresh
  } catch (error) {
    throw explainFileError(error, 'write into', dirname(clusterDir))
  }
}

function runInitdb(
  binaries: PostgresBinaries,
  user: DatabaseUser,
  inherited: [clusterFd: number, lockFd: number],
  path: string,
  clusterDir: string,
): Promise<void> {
  const child = spawn(binaries.initdb, ['-D', path, ...initdbArguments(binaries.majorVersion)], {
    cwd: '/',
    env: binaries.env,
    stdio: ['ignore', 'pipe', 'pipe', ...inherited],
    ...(user.isOther ? { uid: user.uid, gid: user.gid } : {}),
  })
  let output = ''
  child.stdout?.on('data', (chunk) => (output += String(chunk)))
  child.stderr?.on('data', (chunk) => (output += String(chunk)))
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(explainFileError(error, 'run', binaries.initdb)))
    child.on('close', (status) => {
      if (status === 0) resolve()
      else reject(explainDatabaseOutput(output, 'make its files in', clusterDir))
    })
  })
}

function initdbArguments(majorVersion: number): string[] {
  // Sorting and upper case must not depend on the C library of the machine, or an index breaks when it changes.
  const locale =
    majorVersion >= 17
      ? ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
      : [process.platform === 'darwin' ? '--locale=C' : '--locale=C.UTF-8']
  return [
    '--username=postgres',
    '--encoding=UTF8',
    ...locale,
    '--auth-local=peer',
    '--auth-host=reject',
    '--data-checksums',
    '--no-instructions',
  ]
}

function removeUnfinished(clusterDir: string): void {
  const parent = dirname(clusterDir)
  for (const name of readdirSync(parent)) {
    if (name.startsWith(`${basename(clusterDir)}.new-`)) {
      rmSync(join(parent, name), { recursive: true, force: true })
    }
  }
}

function holdsSomething(clusterDir: string): boolean {
  const stat = lstatSync(clusterDir, { throwIfNoEntry: false })
  if (stat === undefined) return false
  try {
    return readdirSync(clusterDir).length > 0
  } catch (error) {
    throw explainFileError(error, 'read', clusterDir)
  }
}

function checkVersion(clusterDir: string, { majorVersion }: PostgresBinaries): void {
  let made: string
  try {
    made = readFileSync(join(clusterDir, 'PG_VERSION'), 'utf8').trim()
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      throw explainFileError(error, 'read', clusterDir)
    }
    const sentence = `${clusterDir} holds files, but no PostgreSQL database: move them away, or choose another folder with COUNTERSIGN_DATA_DIR.`
    throw new EmbeddedPostgresError('other_version', sentence, { cause: error })
  }
  if (made === String(majorVersion)) return
  const sentence = `The database in ${clusterDir} was made by PostgreSQL ${made}, and this version of Countersign brings PostgreSQL ${majorVersion}, which cannot read it: use the version of Countersign that made it, or run PostgreSQL ${made} on it and set COUNTERSIGN_DATABASE_URL.`
  throw new EmbeddedPostgresError('other_version', sentence)
}

// A backup that root copied back belongs to root, whom PostgreSQL refuses.
function takeBackFromRoot(clusterDir: string, user: DatabaseUser): void {
  if (!user.isOther || lstatSync(clusterDir).uid !== 0) return
  const give = (path: string) => {
    lchownSync(path, user.uid, user.gid)
    const stat = lstatSync(path)
    if (stat.isDirectory()) for (const name of readdirSync(path)) give(join(path, name))
  }
  give(clusterDir)
  chmodSync(clusterDir, 0o700)
}

function syncFolder(path: string): void {
  const fd = openSync(path, constants.O_RDONLY)
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** The data folder itself, closed to everybody else. */
export function makeDataFolder(dataDir: string): void {
  try {
    // Without /proc the database's user has to walk through it (macOS, root).
    const mode = process.platform === 'linux' ? 0o700 : 0o711
    mkdirSync(dataDir, { recursive: true, mode })
  } catch (error) {
    throw explainFileError(error, 'make', dataDir)
  }
}
