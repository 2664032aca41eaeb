// Processes: those below one, as `ps` sees them, whether they are gone, and that none outlives the tests.
import { execFileSync, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

export interface SeenProcess {
  pid: number
  command: string
  /** Tells a process from a later one that was given the same number. */
  startedAt: string
}

function listProcesses(): (SeenProcess & { parent: number })[] {
  const columns = ['pid=', 'ppid=', 'lstart=', 'args='].flatMap((column) => ['-o', column])
  return execFileSync('ps', ['-A', ...columns], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
    .split('\n')
    .flatMap((line) => {
      const [, pid, parent, startedAt, command] =
        /^\s*(\d+)\s+(\d+)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)$/.exec(line) ?? []
      if (pid === undefined || startedAt === undefined) return []
      return [{ pid: Number(pid), parent: Number(parent), startedAt, command: command ?? '' }]
    })
}

/** Children, their children and so on; not the process itself. */
export function processesBelow(pid: number): SeenProcess[] {
  const all = listProcesses()
  const below: SeenProcess[] = []
  const visit = (parent: number) => {
    for (const one of all.filter((candidate) => candidate.parent === parent)) {
      below.push(one)
      visit(one.pid)
    }
  }
  visit(pid)
  return below
}

/** Those that are still there, after they were given up to `limitMs` to go. */
export async function stillThere(seen: readonly SeenProcess[], limitMs: number): Promise<SeenProcess[]> {
  const giveUpAt = performance.now() + limitMs
  for (;;) {
    const now = listProcesses()
    const left = seen.filter((one) =>
      now.some(
        ({ pid, startedAt, command }) =>
          pid === one.pid && startedAt === one.startedAt && !command.includes('<defunct>'),
      ),
    )
    if (left.length === 0 || performance.now() > giveUpAt) return left
    await sleep(50)
  }
}

/** For several that belong together: one may go with another. */
export function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has gone.
  }
}

/**
 * Has a process killed when the tests end in whatever way, SIGKILL included: a shell beside us waits for the end of a
 * pipe that only we hold.
 *
 * @param pid negative for the group of that process
 * @returns lets the process be; to be called when it has ended, before its number is given to another one
 */
export function killWhenWeEnd(pid: number): () => void {
  const guard = spawn('/bin/sh', ['-c', 'read -r line; kill -s KILL -- "$0"', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // A session of its own, so that what ends our group leaves it on guard.
    detached: true,
  })
  guard.stdin.on('error', () => {}) // it may go before us
  guard.unref()
  return () => guard.kill('SIGKILL')
}
