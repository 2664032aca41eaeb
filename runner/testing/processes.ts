// What runs below a process of a test, and what of it listens on the network.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

export interface SeenProcess {
  pid: number
  uid: number
  command: string
}

/** Of a process group; those that have ended and wait to be noticed are not counted. */
export function processesOfGroup(group: number): SeenProcess[] {
  return list().filter((one) => one.group === group)
}

/** Every process that runs under a user id. */
export function processesOfUser(uid: number): SeenProcess[] {
  return list().filter((one) => one.uid === uid)
}

function list(): (SeenProcess & { group: number })[] {
  const columns = ['pid=', 'pgid=', 'uid=', 'stat=', 'args='].flatMap((column) => ['-o', column])
  return execFileSync('ps', ['-A', '-ww', ...columns], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => {
      const [, pid, group, uid, state = '', command = ''] =
        /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? []
      if (pid === undefined || state.startsWith('Z')) return []
      return [{ pid: Number(pid), group: Number(group), uid: Number(uid), command }]
    })
}

/** Local addresses of listening TCP sockets of these processes, as the kernel has them (Linux). */
export function listening(pids: readonly number[]): string[] {
  const sockets = new Set(pids.flatMap(socketsOf))
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((columns) => columns[3] === '0A' && sockets.has(columns[9] ?? ''))
      .map((columns) => columns[1] ?? ''),
  )
}

function socketsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      const target = readlinkSync(`/proc/${pid}/fd/${fd}`)
      return /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []
    })
  } catch {
    return [] // it has ended in this moment
  }
}

/** A line of /proc/<pid>/status (Linux). */
export function statusLine(pid: number, name: string): string | undefined {
  try {
    const lines = readFileSync(`/proc/${pid}/status`, 'utf8').split('\n')
    return lines.find((line) => line.startsWith(`${name}:`))?.split(/\s+/)[1]
  } catch {
    return undefined
  }
}
