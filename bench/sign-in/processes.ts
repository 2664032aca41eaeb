// Processes of the bench: each on the core that it is given, its output in a file, ended when the bench ends.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { openSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Core 0 for the server, core 1 for load and database, where the system can be told so. */
export const canPin =
  process.platform === 'linux' &&
  availableParallelism() > 1 &&
  spawnSync('taskset', ['--version']).status === 0

export const serverCore = 0

/** So many hashes at a time are the most that the cores of the server do; more only push one another out of the cache. */
export const hashThreads = String(canPin ? 1 : availableParallelism())
export const loadCore = 1

/** This process and everything that it starts from now on. */
export function pinMyself(core: number): void {
  if (canPin) spawnSync('taskset', ['-cp', String(core), String(process.pid)])
}

export interface Program {
  child: ChildProcess
  pid: number
  /** Sends a message to a program that answers each by its id. */
  ask<Outcome>(message: object): Promise<Outcome>
  stop(): Promise<void>
}

interface StartOptions {
  args: string[]
  env?: Record<string, string>
  /** Nothing: every core. */
  core?: number
  logFile: string
}

const allCores = `0-${availableParallelism() - 1}`
const running = new Set<Program>()

export function startProgram({ args, env, core, logFile }: StartOptions): Program {
  const log = openSync(logFile, 'a')
  const node = [process.execPath, ...args]
  const command = canPin ? ['taskset', '-c', core === undefined ? allCores : String(core), ...node] : node
  const [file = '', ...rest] = command
  const child = spawn(file, rest, {
    env: { ...process.env, NODE_ENV: 'production', ...env },
    stdio: ['ignore', log, log, 'ipc'],
  })
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let lastId = 0
  child.on('message', ({ id, outcome, error }: { id: number; outcome?: unknown; error?: string }) => {
    const asked = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) asked?.resolve(outcome)
    else asked?.reject(new Error(error))
  })
  child.on('exit', (code, signal) => {
    running.delete(program)
    const reason = new Error(`${args.join(' ')} ended (${code ?? signal}); see ${logFile}`)
    for (const asked of waiting.values()) asked.reject(reason)
  })
  const program: Program = {
    child,
    pid: child.pid ?? 0,
    ask<Outcome>(message: object) {
      const asked = Promise.withResolvers<unknown>()
      lastId += 1
      waiting.set(lastId, asked)
      child.send({ id: lastId, ...message })
      return asked.promise as Promise<Outcome>
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await Promise.race([ended, sleep(12_000, undefined, { ref: false })])
      child.kill('SIGKILL')
    },
  }
  running.add(program)
  return program
}

export async function stopAll(): Promise<void> {
  await Promise.all([...running].map((program) => program.stop()))
}

export function fileOf(name: string): string {
  return join(import.meta.dirname, name)
}

export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

/** Waits until the server answers anything at all. */
export async function waitUntilItAnswers(url: string, program: Program): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (program.child.exitCode !== null) throw new Error(`The server behind ${url} did not start.`)
    const isThere = await fetch(url).then(
      () => true,
      () => false,
    )
    if (isThere) return
    await sleep(100)
  }
  throw new Error(`Nothing answers at ${url}.`)
}

/** CPU time that a process used so far, all threads, in milliseconds; 0 where the system does not tell. */
export function cpuMsOf(pid: number): number {
  if (process.platform !== 'linux') return 0
  const threads = readdirSync(`/proc/${pid}/task`)
  return threads.reduce((sum, thread) => sum + readSchedstatMs(`/proc/${pid}/task/${thread}/schedstat`), 0)
}

/** The same of each of several processes of one thread. */
export function cpuMsOfEach(pids: readonly number[]): Map<number, number> {
  return new Map(pids.map((pid) => [pid, readSchedstatMs(`/proc/${pid}/schedstat`)]))
}

/** What was used between two looks; one that ends meanwhile, such as a connection at the end of its time, counts nothing. */
export function cpuMsBetween(
  before: ReadonlyMap<number, number>,
  after: ReadonlyMap<number, number>,
): number {
  return [...after].reduce((sum, [pid, ms]) => sum + Math.max(0, ms - (before.get(pid) ?? 0)), 0)
}

function readSchedstatMs(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8').split(' ')[0]) / 1e6
  } catch {
    return 0
  }
}

/** The processes of the PostgreSQL that this process started. */
export function findPostgresProcesses(): number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => nameAndParentOf(pid)?.name === 'postgres' && isBelowMe(pid))
}

function isBelowMe(pid: number): boolean {
  for (let at = pid; at > 1; at = nameAndParentOf(at)?.parent ?? 0) if (at === process.pid) return true
  return false
}

function nameAndParentOf(pid: number): { name: string; parent: number } | undefined {
  try {
    const [, name = '', parent] =
      /^\d+ \((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return { name, parent: Number(parent) }
  } catch {
    return undefined
  }
}

/** Resident memory now and at its highest, in megabytes of a million bytes. */
export function memoryMbOf(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const mb = (field: string) => (Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024) / 1e6
  return { now: mb('VmRSS'), peak: mb('VmHWM') }
}
