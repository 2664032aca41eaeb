// How many dashboards this machine carries: all of them at one refresh, their numbers other ones each time, and how old the
// oldest frame became while that was held.
import { setTimeout as sleep } from 'node:timers/promises'
import { cpuMsOfProcess, processesBelow, pssKibOf, rssKibOf, type Below } from '../processes-below.ts'
import { percentile } from '../sign-in/figures.ts'
import { startServices, type Service } from './services.ts'
import { startWall, type Dashboard, type Wall } from './wall.ts'

export interface CapacityPoint {
  dashboards: number
  connections: number
  refreshSeconds: number
  heldSeconds: number
  /** How many had a first frame when the time began. */
  began: number
  /** Of each dashboard the greatest age that a frame of it had. */
  oldestSeconds: { p50: number; p95: number; most: number }
  tooOld: number
  framesPerMinute: number
  /** Cores that were busy with it. */
  cores: Record<'browser' | 'runner' | 'server' | 'database', number>
  browserMib: number
  runnerMib: number
  /** What was told instead of a frame, and of how many dashboards. */
  troubles: Record<string, number>
}

/** So many at one service with one login. */
const PER_CONNECTION = 20
const LOOK_MS = 2_000

export async function measureCapacity(options: {
  browser: string
  sizes: number[]
  refreshSeconds: number
  limitSeconds: number
  holdSeconds: number
  warmUpSeconds: number
  say: (sentence: string) => void
}): Promise<CapacityPoint[]> {
  const { sizes, say } = options
  const services = await startServices(Math.ceil(Math.max(...sizes) / PER_CONNECTION))
  try {
    const allow = services.map(({ standIns }) => `127.0.0.1:${standIns.port}`)
    const wall = await startWall({ browser: options.browser, allow })
    try {
      const points: CapacityPoint[] = []
      const connections: string[] = []
      let count = 0
      for (const size of sizes) {
        for (; count < size; count += 1) {
          await addOne(wall, services, connections, count, options.refreshSeconds)
        }
        const began = await waitForFirst(wall, size, options.warmUpSeconds)
        // The first pictures come all at once; each dashboard has its own beat after a round.
        await sleep(options.refreshSeconds * 1000)
        const point = await hold(wall, { ...options, size, connections: connections.length, began })
        points.push(point)
        say(
          `${size} dashboards: oldest frame ${point.oldestSeconds.most.toFixed(0)} s, ${point.tooOld} too old, ` +
            `${point.framesPerMinute.toFixed(0)} frames a minute, cores: browser ${point.cores.browser.toFixed(2)}, ` +
            `runner ${point.cores.runner.toFixed(2)}, server ${point.cores.server.toFixed(2)}`,
        )
      }
      return points
    } finally {
      await wall.stop()
    }
  } finally {
    await Promise.all(services.map(({ standIns }) => standIns.close()))
  }
}

async function addOne(
  wall: Wall,
  services: readonly Service[],
  connections: string[],
  number: number,
  refresh: number,
): Promise<void> {
  const at = Math.floor(number / PER_CONNECTION)
  const service = services[at]
  if (service === undefined) throw new Error('no service')
  const known = connections[at]
  const connection = known ?? (await wall.addConnection(service))
  connections[at] = connection
  if (known === undefined) await wall.signIn(connection)
  await wall.addDashboard(service.url, { connection, refresh })
}

/** How many have a frame when all have one, or when the time is over. */
async function waitForFirst(wall: Wall, size: number, mostSeconds: number): Promise<number> {
  const giveUpAt = performance.now() + mostSeconds * 1000
  for (;;) {
    const there = (await wall.all()).filter(({ frame }) => frame !== undefined).length
    if (there === size || performance.now() > giveUpAt) return there
    await sleep(LOOK_MS)
  }
}

interface Held {
  size: number
  connections: number
  began: number
  refreshSeconds: number
  limitSeconds: number
  holdSeconds: number
}

async function hold(wall: Wall, held: Held): Promise<CapacityPoint> {
  const seen = new Map<string, { takenAt: number; number: number; oldest: number }>()
  const troubles = new Map<string, Set<string>>()
  const first = new Map<string, number>()
  const cpu = watchCpu(wall.server.pid)
  const startedAt = performance.now()
  const endsAt = startedAt + held.holdSeconds * 1000
  for (;;) {
    const all = await wall.all()
    cpu.look()
    for (const one of all) note(one, Date.now(), { seen, troubles, first })
    if (performance.now() >= endsAt) break
    await sleep(LOOK_MS)
  }
  const heldSeconds = (performance.now() - startedAt) / 1000
  const oldest = [...seen.values()].map((one) => one.oldest).sort((a, b) => a - b)
  const frames = [...seen].reduce((sum, [id, { number }]) => sum + number - (first.get(id) ?? number), 0)
  const { runner, browser } = wall.runner()
  return {
    dashboards: held.size,
    connections: held.connections,
    refreshSeconds: held.refreshSeconds,
    heldSeconds,
    began: held.began,
    oldestSeconds: {
      p50: percentile(oldest, 50),
      p95: percentile(oldest, 95),
      most: oldest.at(-1) ?? Number.NaN,
    },
    // One without a frame is older than any.
    tooOld: oldest.filter((seconds) => seconds > held.limitSeconds).length + held.size - seen.size,
    framesPerMinute: (frames / heldSeconds) * 60,
    cores: cpu.coresOver(heldSeconds, runner),
    browserMib: browser.reduce((sum, pid) => sum + pssKibOf(pid), 0) / 1024,
    runnerMib: rssKibOf(runner) / 1024,
    troubles: Object.fromEntries([...troubles].map(([trouble, of]) => [trouble, of.size])),
  }
}

interface Notes {
  seen: Map<string, { takenAt: number; number: number; oldest: number }>
  troubles: Map<string, Set<string>>
  first: Map<string, number>
}

/** A frame that took the place of another was as old as that before it came. */
function note({ id, frame, trouble }: Dashboard, now: number, { seen, troubles, first }: Notes): void {
  if (trouble !== undefined) troubles.set(trouble, (troubles.get(trouble) ?? new Set()).add(id))
  if (frame === undefined) return
  const takenAt = Date.parse(frame.takenAt)
  const before = seen.get(id)
  if (before === undefined) first.set(id, frame.number)
  const until = before !== undefined && takenAt > before.takenAt ? takenAt : now
  const age = (until - (before?.takenAt ?? takenAt)) / 1000
  seen.set(id, { takenAt, number: frame.number, oldest: Math.max(before?.oldest ?? 0, age) })
}

/** Counted every two seconds, so that of a process that ends little is lost. */
function watchCpu(server: number) {
  const before = new Map<number, number>()
  const used = new Map<number, { kind: Below['kind']; ms: number }>()
  let isFirst = true
  return {
    look(): void {
      for (const { pid, kind } of [{ pid: server, kind: 'node' as const }, ...processesBelow(server)]) {
        const now = cpuMsOfProcess(pid)
        // What a process used before it was first seen counts only where it came while we looked.
        const spent = now - (before.get(pid) ?? (isFirst ? now : 0))
        before.set(pid, now)
        used.set(pid, { kind, ms: (used.get(pid)?.ms ?? 0) + spent })
      }
      isFirst = false
    },
    coresOver(seconds: number, runner: number): CapacityPoint['cores'] {
      const sum = (is: (pid: number, kind: Below['kind']) => boolean): number =>
        [...used].reduce((all, [pid, { kind, ms }]) => (is(pid, kind) ? all + ms : all), 0) / 1000 / seconds
      return {
        browser: sum((_, kind) => kind === 'browser'),
        runner: sum((pid) => pid === runner),
        server: sum((pid) => pid === server),
        database: sum((_, kind) => kind === 'postgres'),
      }
    },
  }
}
