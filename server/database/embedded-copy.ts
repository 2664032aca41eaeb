// A copy of PostgreSQL's programs for a database user who cannot reach the npm package (a clone below /root).
//
// Only root gets here. The copy lies where nobody but root can put or change anything, so that it cannot be
// planted, and is compared with the package by names and sizes before each use.
import { chmodSync, copyFileSync, lstatSync, mkdirSync, mkdtempSync } from 'node:fs'
import { readdirSync, renameSync, rmSync, statSync, type Dirent } from 'node:fs'
import { dirname, join } from 'node:path'

const abandonedAfterMs = 3_600_000

/**
 * Tries the kept copy, makes it where it is missing, and falls back to one inside the run's own folder where the
 * cache cannot be written. `use` says whether the copy works by returning something.
 */
export function findUsableCopy<Result>(
  source: string,
  name: string,
  runDir: string,
  say: (sentence: string) => void,
  use: (root: string) => Result | undefined,
  cacheDir = '/var/cache/countersign',
): Result | undefined {
  const kept = keepCopy(source, join(cacheDir, name), say)
  const result = kept === undefined ? undefined : use(kept)
  if (result !== undefined) return result
  const fresh = join(runDir, 'postgresql')
  try {
    copyPrograms(source, fresh)
  } catch {
    return undefined
  }
  return use(fresh)
}

function keepCopy(source: string, target: string, say: (sentence: string) => void): string | undefined {
  const cacheDir = dirname(target)
  try {
    mkdirSync(cacheDir, { recursive: true, mode: 0o755 })
    if (!belongsToRootAlone(cacheDir)) return undefined
    if (isSameTree(source, target)) return target
    say(`Copying PostgreSQL's programs to ${target}, because its user cannot reach ${source} …`)
    removeAbandoned(cacheDir)
    const fresh = mkdtempSync(`${target}.new-`)
    try {
      copyPrograms(source, fresh)
      putInPlace(fresh, source, target)
    } finally {
      rmSync(fresh, { recursive: true, force: true })
    }
    return target
  } catch {
    return undefined // a full or read-only disk: the caller makes a copy for this run
  }
}

// Another start may have put the same copy there meanwhile and be using it: a good one is never taken away.
function putInPlace(fresh: string, source: string, target: string): void {
  try {
    renameSync(fresh, target) // works only where there is nothing, or an empty folder
  } catch (error) {
    if (isSameTree(source, target)) return
    const broken = mkdtempSync(`${target}.old-`)
    renameSync(target, join(broken, 'copy'))
    rmSync(broken, { recursive: true, force: true })
    renameSync(fresh, target)
    if (!isSameTree(source, target)) throw error
  }
}

// Half copies of starts that were killed, which nobody can be working on any more.
function removeAbandoned(cacheDir: string): void {
  for (const name of readdirSync(cacheDir)) {
    if (!/\.(new|old)-\w{6}$/.test(name)) continue
    const path = join(cacheDir, name)
    if (Date.now() - statSync(path).mtimeMs > abandonedAfterMs) rmSync(path, { recursive: true, force: true })
  }
}

function belongsToRootAlone(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    const stat = lstatSync(at)
    if (!stat.isDirectory() || stat.uid !== 0 || (stat.mode & 0o022) !== 0) return false
    if (at === dirname(at)) return true
  }
}

function copyPrograms(source: string, target: string): void {
  mkdirSync(target, { recursive: true })
  // Explicit modes: the umask of whoever started us must not lock the database's user out.
  chmodSync(target, 0o755)
  for (const entry of readdirSync(source, { withFileTypes: true })) {
    const from = join(source, entry.name)
    const to = join(target, entry.name)
    if (entry.isDirectory()) copyPrograms(from, to)
    else if (isNeeded(entry)) {
      copyFileSync(from, to)
      chmodSync(to, 0o755)
    }
  }
}

function isSameTree(source: string, copy: string): boolean {
  try {
    return readdirSync(source, { withFileTypes: true }).every((entry) => {
      const from = join(source, entry.name)
      const to = join(copy, entry.name)
      if (entry.isDirectory()) return isSameTree(from, to)
      return !isNeeded(entry) || lstatSync(to).size === statSync(from).size
    })
  } catch {
    return false
  }
}

// The aliases that the package's install script makes are made anew for each run; static libraries serve nobody.
function isNeeded(entry: Dirent): boolean {
  return entry.isFile() && !entry.name.endsWith('.a')
}
