#!/usr/bin/env -S node --single-threaded-gc --v8-pool-size=1
// The `countersign` command. Plain JavaScript, because it may be started by a Node too old for the rest: then it
// starts itself again with the Node 24 that came by npm.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureConsoleBuilt, ensureInstalled, findNode24, GroundError, noNode } from './ground.js'
import { isNewEnoughNode, nodeFlags, packageRoot } from './ground.js'

// Tells the child that its parent is this launcher, whose death it has to follow.
const launchedMark = 'LAUNCHED_BY_COUNTERSIGN'

const args = process.argv.slice(2)
const [command] = args
// `countersign runner` is one; with a word behind it, it is about those that there are.
const isRunnerItself = command === 'runner' && (args.length === 1 || args[1]?.startsWith('--') === true)
const asksForWords = args.includes('--help') || args.includes('--version')

/** @param {string} sentence */
function say(sentence) {
  process.stdout.write(`${sentence}\n`)
}

if (args.includes('--version')) {
  const { version } = /** @type {{ version: string }} */ (
    JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))
  )
  say(`countersign ${version}`)
} else {
  try {
    const isStart = command === 'start' && !asksForWords && process.env[launchedMark] === undefined
    if (isStart) await ensureInstalled(say)
    if (isStart) await ensureConsoleBuilt(say)
    if (isStart) endWithNpm()
    process.exitCode = isNewEnoughNode ? await runHere() : await runWithNewerNode()
  } catch (error) {
    if (!(error instanceof GroundError)) throw error
    process.stderr.write(`countersign: ${error.message}\n`)
    process.exitCode = 1
  }
}

// `npm start` gives our signals to its shell, and when npm or the shell is killed nobody tells us: we would run on
// unseen. A process that has lost its parent gets another one.
function endWithNpm() {
  if (process.env['npm_lifecycle_event'] !== 'start') return
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, 500)
  watch.unref()
}

async function runHere() {
  if (process.env[launchedMark] !== undefined) followTheLauncher()
  const { stripOwnTypes } = await import('./strip-types.js')
  // Inside the package, where whoever could change it could change the program too; the shared folder for temporary
  // files would be no such place.
  stripOwnTypes(packageRoot, join(packageRoot, 'node_modules', '.cache', 'countersign-stripped'))
  const main = new URL(isRunnerItself ? '../runner/main.ts' : '../server/main.ts', import.meta.url).href
  const { runCommand } = /** @type {{ runCommand: (args: string[]) => Promise<number> }} */ (
    await import(main)
  )
  return runCommand(args)
}

// The channel closes when the launcher ends in whatever way, SIGKILL included.
function followTheLauncher() {
  delete process.env[launchedMark]
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.channel?.unref()
}

/** @returns {Promise<number>} */
function runWithNewerNode() {
  const node = findNode24()
  // A Node that calls itself 24 and is older would start itself for ever.
  if (node === undefined || process.env[launchedMark] !== undefined) throw new GroundError(noNode())
  const child = spawn(node, [...nodeFlags, fileURLToPath(import.meta.url), ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, [launchedMark]: String(process.pid) },
  })
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal))
  }
  return new Promise((resolve, reject) => {
    child.on('error', (error) => {
      reject(new GroundError(`Node 24 (${node}) does not run on this machine: ${error.message}. ${noNode()}`))
    })
    child.on('exit', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    )
  })
}
