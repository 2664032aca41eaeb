// For tests of the command: runs it as a person would, in a process of its own, and waits for what it says.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

export const command = fileURLToPath(new URL('../countersign.js', import.meta.url))

/**
 * A Node older than 24 on this machine, with which people start us.
 *
 * @returns {string | undefined}
 */
export function findOlderNode() {
  const candidates = ['/usr/bin/node', '/usr/local/bin/node', process.env['OLDER_NODE'] ?? '']
  return candidates.find((node) => {
    if (!existsSync(node)) return false
    const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' })
    return Number(/^v(\d+)/.exec(stdout ?? '')?.[1] ?? 99) < 24
  })
}

/** @param {Record<string, string>} [extra] */
export function cleanEnv(extra = {}) {
  return { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', ...extra }
}

/**
 * @typedef {object} Running
 * @property {import('node:child_process').ChildProcess} child
 * @property {number} pid
 * @property {() => string} output everything written so far
 * @property {(pattern: RegExp) => Promise<string>} says waits for a line; fails when the process ends before
 * @property {Promise<{ code: number | null, signal: NodeJS.Signals | null }>} ended
 */

/**
 * @param {string[]} args
 * @param {{ node?: string, script?: string, env?: Record<string, string>, cwd?: string }} [options]
 * @returns {Running}
 */
export function run(args, { node = process.execPath, script = command, env = {}, cwd = '/' } = {}) {
  return watch(spawn(node, [script, ...args], { cwd, env: cleanEnv(env), stdio: ['ignore', 'pipe', 'pipe'] }))
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Running}
 */
export function watch(child) {
  let output = ''
  let hasEnded = false
  child.stdout?.on('data', (chunk) => (output += String(chunk)))
  child.stderr?.on('data', (chunk) => (output += String(chunk)))
  const ended = once(child, 'close').then(([code, signal]) => {
    hasEnded = true
    return {
      code: /** @type {number | null} */ (code),
      signal: /** @type {NodeJS.Signals | null} */ (signal),
    }
  })
  /** @param {RegExp} pattern */
  async function says(pattern) {
    for (;;) {
      const match = pattern.exec(output)
      if (match !== null) return match[1] ?? match[0]
      if (hasEnded) throw new Error(`it ended without saying ${pattern}; it said:\n${output}`)
      await pause()
    }
  }
  return { child, pid: child.pid ?? 0, output: () => output, says, ended }
}

/** A port that nobody listens on at this moment. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

/**
 * The processes of a database below this folder: each has a descriptor of its folder as its working directory.
 *
 * @param {string} dataDir
 * @returns {number[]}
 */
export function databaseProcesses(dataDir) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && workingDir(name) === `${dataDir}/postgres`)
    .map(Number)
}

/** @param {string} pid */
function workingDir(pid) {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined // it has ended, or is somebody else's
  }
}

export function pause(milliseconds = 20) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
