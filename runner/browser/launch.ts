// Starts a Chromium with its sandbox, as a user of its own where we are root, and ends it with everything below it, also
// when this process is killed.
import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium, type Browser } from 'playwright-core'
import { BrowserError, explainBrowserOutput } from './browser-error.ts'
import { browserSwitches } from './browser-switches.ts'
import { chooseBrowserUser, type BrowserUser } from './browser-user.ts'
import { cdpOverPipe } from './cdp-pipe.ts'

export interface LaunchOptions {
  /** Of Chromium or Chrome. */
  path: string
  /** `http://host:port` of the egress proxy. */
  proxy: string
  /** From 0 up to and without 1. */
  chance: number
  scriptHeapMegabytes?: number
}

export interface LaunchedBrowser {
  browser: Browser
  /** Of the group that all its processes are in. */
  processGroup: number
  user: BrowserUser | undefined
  /** Its home, its profile and its temporary files. */
  folder: string
  hasExited(): boolean
  whenExited: Promise<void>
  /** Ends all its processes and removes its folder. There is nothing in it to be saved. */
  close(): Promise<void>
}

// The shell's input is a pipe whose other end only we hold: `read` returns when we close it or die. Whoever comes
// first, it or the browser's end, the folder goes, and then the whole group, the shell with it.
const guard = `
folder=$1
shift
exec 7<&0 </dev/null
"$@" 7<&- >/dev/null &
browser=$!
( read -r line <&7; kill -KILL "$browser" ) 3<&- 4<&- >/dev/null 2>&1 &
exec 3<&- 4<&- 7<&-
wait "$browser" 2>/dev/null
rm -rf "$folder" 2>/dev/null || { sleep 0.2; rm -rf "$folder"; } 2>/dev/null
kill -KILL 0
`

const startLimitMs = 60_000
const endLimitMs = 10_000
const keptOutputCharacters = 8_000
/** The server beside us and its database come first when there is not enough for all. */
const niceness = 5

const idsInUse = new Set<number>()

/** Throws a BrowserError whose sentence says what to do. */
export async function launchBrowser(options: LaunchOptions): Promise<LaunchedBrowser> {
  const user = chooseBrowserUser(options.chance, idsInUse)
  const folder = makeFolder(user)
  const switches = browserSwitches({
    profileFolder: join(folder, 'profile'),
    proxy: options.proxy,
    scriptHeapMegabytes: options.scriptHeapMegabytes ?? 512,
  })
  const child = spawnGuarded(options.path, switches, folder, user)
  if (user !== undefined) idsInUse.add(user.uid)
  let output = ''
  let exited = false
  child.stderr?.on('data', (chunk) => (output = (output + String(chunk)).slice(-keptOutputCharacters)))
  const whenExited = new Promise<void>((resolve) => {
    const end = (): void => {
      exited = true
      if (user !== undefined) idsInUse.delete(user.uid)
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
      resolve()
    }
    child.on('error', (error) => {
      output += error.message
      end()
    })
    child.on('exit', end)
  })

  async function close(): Promise<void> {
    child.stdin?.end()
    if (!(await happensWithin(whenExited, endLimitMs))) killGroup(child)
    await whenExited
  }

  try {
    const browser = await connect(child, whenExited, () => child.stdin?.end())
    const { pid } = child
    if (pid === undefined) throw new Error('it has no process')
    return { browser, processGroup: pid, user, folder, hasExited: () => exited, whenExited, close }
  } catch (error) {
    await close()
    throw explainBrowserOutput(options.path, output, error)
  }
}

async function connect(
  child: ChildProcess,
  whenExited: Promise<void>,
  endBrowser: () => void,
): Promise<Browser> {
  const [, , , toBrowser, fromBrowser] = child.stdio
  if (!(toBrowser instanceof Writable) || !(fromBrowser instanceof Readable)) {
    throw new BrowserError('failed', 'There is no pipe to the browser.')
  }
  const transport = cdpOverPipe(toBrowser, fromBrowser, endBrowser)
  const connecting = chromium.connectOverCDP(transport, { timeout: startLimitMs })
  const early = whenExited.then(() => Promise.reject(new Error('it ended at once')))
  early.catch(() => {}) // it is of interest only until the browser is there
  connecting.catch(() => {}) // when it ends first, it is that which is told
  return Promise.race([connecting, early])
}

function spawnGuarded(
  path: string,
  switches: readonly string[],
  folder: string,
  user: BrowserUser | undefined,
): ChildProcess {
  return spawn('/bin/sh', ['-c', guard, 'countersign-browser', folder, ...nice, path, ...switches], {
    cwd: '/',
    env: browserEnvironment(folder),
    // A group of its own, so that it can be ended whole.
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe', 'pipe', 'pipe'],
    ...user,
  })
}

const nice = ['nice', '-n', String(niceness)]

/** Nothing of ours: the runner's environment holds its token. */
function browserEnvironment(folder: string): NodeJS.ProcessEnv {
  const { PATH = '/usr/local/bin:/usr/bin:/bin', TZ } = process.env
  return { PATH, HOME: folder, TMPDIR: folder, LANG: 'C.UTF-8', ...(TZ === undefined ? {} : { TZ }) }
}

function makeFolder(user: BrowserUser | undefined): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'countersign-browser-'))
  mkdirSync(join(folder, 'profile'), { mode: 0o700 })
  chmodSync(folder, 0o700)
  if (user === undefined) return folder
  try {
    for (const path of [join(folder, 'profile'), folder]) chownSync(path, user.uid, user.gid)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    const sentence =
      'The browser does not run as root, and root may not change to another user here (a container without that right?): start the runner as an ordinary user.'
    throw new BrowserError('no_user', sentence, { cause: error })
  }
  return folder
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // Nobody left in it.
  }
}

async function happensWithin(event: Promise<unknown>, limitMs: number): Promise<boolean> {
  const timer = new AbortController()
  const late = sleep(limitMs, false, { signal: timer.signal }).catch(() => false)
  const happened = await Promise.race([event.then(() => true), late])
  timer.abort()
  return happened
}
