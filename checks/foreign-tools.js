// Programs that are not ours and not from npm, which some tests compare with: found, or installed by apt where we may.
import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runCommand } from './run-command.js'

/**
 * @typedef {object} ForeignTool
 * @property {string} name
 * @property {readonly string[]} packages Debian's, the first one that there is
 * @property {() => boolean} isThere
 */

/** The path of a program, or undefined. */
export function findProgram(/** @type {string} */ name) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

const DEBIAN_POSTGRES = '/usr/lib/postgresql'
const OLDEST_SUPPORTED_MAJOR = 15

function hasDebianPostgres() {
  if (!existsSync(DEBIAN_POSTGRES)) return false
  return readdirSync(DEBIAN_POSTGRES).some(
    (major) =>
      Number(major) >= OLDEST_SUPPORTED_MAJOR && existsSync(join(DEBIAN_POSTGRES, major, 'bin/postgres')),
  )
}

/** @type {Record<'oathtool' | 'zbarimg' | 'postgresql' | 'nginx', ForeignTool>} */
export const foreignTools = {
  oathtool: {
    name: 'oathtool',
    packages: ['oathtool'],
    isThere: () => findProgram('oathtool') !== undefined,
  },
  zbarimg: {
    name: 'zbarimg',
    packages: ['zbar-tools'],
    isThere: () => findProgram('zbarimg') !== undefined,
  },
  postgresql: {
    name: "Debian's PostgreSQL",
    packages: ['postgresql-15', 'postgresql'],
    isThere: hasDebianPostgres,
  },
  nginx: {
    name: 'nginx',
    packages: ['nginx-light', 'nginx'],
    isThere: () => findProgram('nginx') !== undefined,
  },
}

/**
 * For `it.runIf(hasTool('oathtool'))`: a test that cannot run for want of a program is named as not run at the end.
 * Where CI is set it throws: there the program must be.
 *
 * @param {keyof typeof foreignTools} key
 */
export function hasTool(key) {
  const tool = foreignTools[key]
  const isThere = tool.isThere()
  if (!isThere && isCi()) throw new Error(`${tool.name} is not installed, and in CI every check must run`)
  return isThere
}

export function isCi() {
  return ![undefined, '', 'false', '0'].includes(process.env.CI)
}

/** Whether we may install packages: Debian or a child of it, and root. */
export function canInstall() {
  return process.getuid?.() === 0 && findProgram('apt-get') !== undefined && findProgram('dpkg') !== undefined
}

const aptEnv = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' }
let areListsFresh = false

/**
 * Installs the first package of the list that can be installed.
 *
 * @param {readonly string[]} packages
 * @param {(sentence: string) => void} say
 */
export async function installPackage(packages, say, extra = /** @type {readonly string[]} */ ([])) {
  if (!areListsFresh) {
    say('Reading the lists of packages (apt-get update) …')
    await runCommand('apt-get', ['update', '-q'], { env: aptEnv })
    areListsFresh = true
  }
  for (const name of packages) {
    say(`Installing ${[name, ...extra].join(', ')} (apt-get) …`)
    const options = ['install', '-y', '-q', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120']
    const { exitCode, output } = await runCommand('apt-get', [...options, name, ...extra], { env: aptEnv })
    if (exitCode === 0) return
    say(`  that did not work: ${output.trim().split('\n').at(-1) ?? `exit code ${exitCode}`}`)
  }
}

/** Makes sure of a tool where that is possible, and tells whether it is there. */
export async function ensureTool(
  /** @type {ForeignTool} */ tool,
  /** @type {(sentence: string) => void} */ say,
) {
  if (tool.isThere() || !canInstall()) return tool.isThere()
  if (tool === foreignTools.postgresql) await withoutDatabaseService(() => installPackage(tool.packages, say))
  else if (tool === foreignTools.nginx) await withoutServices(() => installPackage(tool.packages, say))
  else await installPackage(tool.packages, say)
  return tool.isThere()
}

/** The package would start it as a service, at port 80: only the program is wanted. */
async function withoutServices(/** @type {() => Promise<void>} */ install) {
  const file = '/usr/sbin/policy-rc.d'
  if (existsSync(file)) return install()
  writeFileSync(file, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    await install()
  } finally {
    rmSync(file, { force: true })
  }
}

/** The package would make a database cluster and start it as a service: only its programs are wanted. */
async function withoutDatabaseService(/** @type {() => Promise<void>} */ install) {
  const folder = '/etc/postgresql-common/createcluster.d'
  const file = join(folder, 'countersign-checks.conf')
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, 'create_main_cluster = false\n')
  try {
    await install()
  } finally {
    rmSync(file, { force: true })
  }
}
