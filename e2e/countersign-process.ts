// A real `countersign` as a child process, with flags and variables of its own, and its end by signal or by force.
import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient, type Client } from '../contract/client.ts'
import { killWhenWeEnd } from './process-tree.ts'

export const SETUP_TOKEN = 'setup-token-of-the-tests'

const root = resolve(import.meta.dirname, '..')
const cli = resolve(root, 'cli/countersign.js')
// The first start of a clone builds the console.
const startLimitMs = 100_000

export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
}

export interface CountersignProcess {
  baseUrl: string
  port: number
  pid: number
  /** Both streams as they came. */
  output(): string
  /** What was written as JSON lines. */
  logs(): Record<string, unknown>[]
  whenExited: Promise<Exit>
  /** SIGTERM, and how it ended. */
  stop(): Promise<Exit>
  /** SIGKILL; resolves once it is gone. */
  kill(): Promise<Exit>
  /** The typed client, with a bearer token or without. */
  client(token?: string): Client
}

export interface ProcessOptions {
  /** Where it works and keeps its files; a folder that the caller removes. */
  dataDir: string
  command?: 'start' | 'server'
  /** Free unless told. */
  port?: number
  /** `''` lets the server make and print one. */
  setupToken?: string
  env?: Record<string, string>
}

/** Starts it without waiting for anything: for a start that is to fail, or to be broken off. */
export async function spawnCountersign(options: ProcessOptions): Promise<CountersignProcess> {
  const port = options.port ?? (await findFreePort())
  const setupToken = options.setupToken ?? SETUP_TOKEN
  const child = spawn(process.execPath, [cli, options.command ?? 'server'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Only what an operator's shell would hold: the test runner's own variables change how Node and libraries behave.
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: process.env.TMPDIR,
      COUNTERSIGN_LISTEN: `127.0.0.1:${port}`,
      COUNTERSIGN_DATA_DIR: options.dataDir,
      COUNTERSIGN_RUNNER: 'off',
      ...(setupToken === '' ? {} : { COUNTERSIGN_SETUP_TOKEN: setupToken }),
      ...options.env,
    },
  })
  const { pid } = child
  if (pid === undefined) throw new Error(`${process.execPath} cannot be started`)
  const letGo = killWhenWeEnd(pid)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  }
  const whenExited = new Promise<Exit>((done) => {
    // `close` comes when the streams have ended too: nothing that it said is missed.
    child.on('exit', letGo)
    child.on('close', (code, signal) => done({ code, signal }))
  })
  const end = (signal: NodeJS.Signals): Promise<Exit> => {
    child.kill(signal)
    return whenExited
  }
  const baseUrl = `http://127.0.0.1:${port}`
  return {
    baseUrl,
    port,
    pid,
    output: () => output,
    logs: () =>
      output
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    whenExited,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    client: (token) =>
      createClient({ baseUrl, fetch, ...(token === undefined ? {} : { token: () => token }) }),
  }
}

/** Starts it and waits until it is ready. What it said is in the error when it does not come to that. */
export async function startCountersign(options: ProcessOptions): Promise<CountersignProcess> {
  const server = await spawnCountersign(options)
  await untilReady(server)
  return server
}

export async function untilReady(server: CountersignProcess): Promise<void> {
  const state = { hasExited: false }
  void server.whenExited.then(() => (state.hasExited = true))
  const giveUpAt = performance.now() + startLimitMs
  while (!(await isReady(server.baseUrl))) {
    if (state.hasExited) throw new Error(`countersign ended instead of starting:\n${server.output()}`)
    if (performance.now() > giveUpAt) {
      await server.kill()
      throw new Error(`countersign did not become ready; it said:\n${server.output()}`)
    }
    await sleep(5)
  }
}

async function isReady(baseUrl: string): Promise<boolean> {
  try {
    const response = await fetch(`${baseUrl}/readyz`)
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}

/**
 * A port of the loopback address that nobody listens on now. It is none of those that systems give to whoever connects: so
 * nobody takes it until the server has it, or while that is started again; and hardly another test, which draws one, too.
 */
export async function findFreePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = randomInt(20_000, 30_000)
    if (await isFree(port)) return port
  }
  throw new Error('there is no free port')
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer()
    probe.on('error', () => done(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)))
  })
}
