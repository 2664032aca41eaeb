// Runs a command to its end and keeps what it wrote, for a check that shows it only when something is wrong.
import { spawn } from 'node:child_process'

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()

/** What we started must not outlive us: told to end, we pass it on. */
function endWithChildren() {
  for (const child of running) child.kill('SIGTERM')
  process.exit(143)
}

/** @typedef {{ exitCode: number, output: string, stdout: string }} Ended `exitCode` is never 0 when it was ended by a signal */

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, limitMs?: number }} [options] `limitMs`: it is ended after that time
 * @returns {Promise<Ended>} also when there is no such command
 */
export function runCommand(command, args, { cwd, env = process.env, limitMs = 60 * 60_000 } = {}) {
  return new Promise((done) => {
    if (running.size === 0) process.once('SIGTERM', endWithChildren)
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    running.add(child)
    const forget = () => {
      clearTimeout(limit)
      running.delete(child)
      if (running.size === 0) process.off('SIGTERM', endWithChildren)
    }
    let output = ''
    let stdout = ''
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      output += text
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text))
    let wasTooLong = false
    const limit = setTimeout(() => {
      wasTooLong = true
      child.kill('SIGTERM')
      setTimeout(() => child.kill('SIGKILL'), 10_000).unref()
    }, limitMs)
    child.on('error', (error) => {
      forget()
      done({ exitCode: 127, output: `${output}${error.message}\n`, stdout })
    })
    child.on('close', (code, signal) => {
      forget()
      if (wasTooLong) output += `\nended after ${Math.round(limitMs / 60_000)} minutes\n`
      else if (signal !== null) output += `\nended by ${signal}\n`
      done({ exitCode: wasTooLong ? 124 : (code ?? 128), output, stdout })
    })
  })
}

/**
 * Runs a command with our own terminal; the signals of a person's Ctrl+C reach it by itself, as it is of our group.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<number>} its exit code
 */
export function runInOurPlace(command, args, env = process.env) {
  const child = spawn(command, args, { env, stdio: 'inherit' })
  const pass = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal)
  process.on('SIGTERM', pass)
  // The child ends on its own; we stay for its exit code.
  process.on('SIGINT', () => undefined)
  return new Promise((done, fail) => {
    child.on('error', fail)
    child.on('close', (code, signal) => done(signal === null ? (code ?? 1) : 128))
  })
}
