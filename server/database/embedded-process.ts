// The running embedded PostgreSQL: started under a small shell that ends it when we die, even by SIGKILL.
import { spawn, type ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PostgresBinaries } from './embedded-binaries.ts'
import { lastComplaint } from './embedded-error.ts'
import { processStart } from './embedded-lock.ts'
import type { DatabaseUser } from './embedded-user.ts'

export interface PostgresProcess {
  /** The last lines that PostgreSQL wrote. */
  output(): string
  hasExited(): boolean
  /** One sentence, when it ended, for whatever reason. */
  whenExited: Promise<string>
  /** Fast shutdown: running statements are broken off, everything committed is kept. */
  stop(): Promise<void>
}

// The shell's input is a pipe whose other end only we hold: `read` returns when we close it or die. SIGINT is
// PostgreSQL's fast shutdown. The reader is a process of its own, so that killing the shell leaves it on guard.
const guard = `
exec 7<&0 </dev/null
"$@" 7<&- >&2 &
postgres=$!
( read -r line <&7; kill -INT "$postgres" ) 3<&- 4<&- >/dev/null 2>&1 &
reader=$!
exec 3<&- 4<&- 7<&-
echo "$postgres"
exec >&-
wait "$postgres"
status=$?
kill "$reader" 2>/dev/null
exit "$status"
`

const fastShutdownMs = 6_000
const immediateShutdownMs = 2_000
const keptOutputCharacters = 8_000

/**
 * `clusterFd` becomes descriptor 3 of the database's processes and `lockFd` descriptor 4: they keep the folder
 * open and locked for as long as one of them lives.
 */
export function runPostgres(
  binaries: PostgresBinaries,
  args: string[],
  user: DatabaseUser,
  clusterFd: number,
  lockFd: number,
  say: (sentence: string) => void,
): PostgresProcess {
  const child = spawn('/bin/sh', ['-c', guard, 'countersign-postgres', binaries.postgres, ...args], {
    cwd: '/',
    env: binaries.env,
    // A session of its own: Ctrl-C in the terminal must reach us alone, so that we drain before it stops.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', clusterFd, lockFd],
    ...(user.isOther ? { uid: user.uid, gid: user.gid } : {}),
  })
  let output = ''
  let postgresPid: number | undefined
  let exited = false
  child.stdin?.on('error', () => {}) // it may be gone when we close the pipe
  child.stdout?.on('data', (chunk) => (postgresPid ??= Number.parseInt(String(chunk), 10)))
  child.stderr?.on('data', (chunk) => {
    const text = String(chunk)
    output = (output + text).slice(-keptOutputCharacters)
    for (const line of text.split('\n')) {
      if (/\bPANIC:|terminated by signal/.test(line)) say(`The database reports: ${line}`)
    }
  })
  const whenExited = new Promise<string>((resolve) => {
    const end = (reason: string) => {
      exited = true
      child.stdin?.end()
      resolve(reason)
    }
    child.on('error', (error) => end(`could not be started: ${error.message}`))
    child.on('exit', (status, signal) => end(describeEnd(status, signal, output)))
  })

  async function stop(): Promise<void> {
    child.stdin?.end()
    if (await happensWithin(whenExited, fastShutdownMs)) return waitUntilGone(postgresPid)
    signalPostgres('SIGQUIT') // immediate: the next start recovers from the write-ahead log
    if (await happensWithin(whenExited, immediateShutdownMs)) return waitUntilGone(postgresPid)
    killSession(child)
    await whenExited
  }

  function signalPostgres(signal: 'SIGQUIT'): void {
    try {
      if (postgresPid !== undefined) process.kill(postgresPid, signal)
    } catch {
      // It has ended in this moment.
    }
  }

  return { output: () => output, hasExited: () => exited, whenExited, stop }
}

function describeEnd(status: number | null, signal: string | null, output: string): string {
  if (status === 0) return 'The embedded PostgreSQL has shut down.'
  const how = signal !== null ? `by ${signal}` : `with status ${status}`
  return `The embedded PostgreSQL has ended ${how}: ${lastComplaint(output)}.`
}

// Normally it has gone when the shell ends. When somebody killed the shell, the reader is only now stopping it.
async function waitUntilGone(pid: number | undefined): Promise<void> {
  if (pid === undefined || Number.isNaN(pid)) return
  for (let waitedMs = 0; waitedMs < fastShutdownMs && processStart(pid) !== undefined; waitedMs += 20) {
    await sleep(20)
  }
}

function killSession(child: ChildProcess): void {
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
