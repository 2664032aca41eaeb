// What a further dashboard costs in memory: of all processes of the browser, what is theirs alone and their part of what they
// share (PSS), and the runner itself (RSS).
import { setTimeout as sleep } from 'node:timers/promises'
import { pssKibOf, rssKibOf } from '../processes-below.ts'
import { startServices, type Service } from './services.ts'
import { startWall, type Wall } from './wall.ts'

export interface MemoryRow {
  dashboards: number
  /** All on one connection. */
  oneConnection: Mib
  /** Each on a connection of its own. */
  ownConnections: Mib
}

export interface Mib {
  browser: number
  runner: number
}

/** Long enough for what a page allocates while it loads to be given back, and between two looks. */
const REST_MS = 4_000
const MOST_MS = 90_000

export async function measureMemory(options: {
  browser: string
  sizes: number[]
  say: (sentence: string) => void
}): Promise<MemoryRow[]> {
  const { sizes } = options
  const oneConnection = await measureSeries({ ...options, isOne: true })
  const ownConnections = await measureSeries({ ...options, isOne: false })
  const none = { browser: Number.NaN, runner: Number.NaN }
  return sizes.map((dashboards, at) => ({
    dashboards,
    oneConnection: oneConnection[at] ?? none,
    ownConnections: ownConnections[at] ?? none,
  }))
}

async function measureSeries(options: {
  browser: string
  sizes: number[]
  isOne: boolean
  say: (sentence: string) => void
}): Promise<Mib[]> {
  const { sizes, isOne, say } = options
  const services = await startServices(isOne ? 1 : Math.max(...sizes))
  try {
    const allow = services.map(({ standIns }) => `127.0.0.1:${standIns.port}`)
    const wall = await startWall({ browser: options.browser, allow })
    try {
      const measured: Mib[] = []
      const connections: string[] = []
      let count = 0
      for (const size of sizes) {
        for (; count < size; count += 1) await addOne(wall, services, connections, isOne ? 0 : count)
        await sleep(REST_MS)
        const { runner, browser } = wall.runner()
        const mib = {
          browser: browser.reduce((sum, pid) => sum + pssKibOf(pid), 0) / 1024,
          runner: rssKibOf(runner) / 1024,
        }
        say(
          `${size} dashboards on ${isOne ? 'one connection' : 'connections of their own'}: ` +
            `browser ${mib.browser.toFixed(0)} MiB, runner ${mib.runner.toFixed(0)} MiB`,
        )
        measured.push(mib)
      }
      return measured
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
  at: number,
): Promise<void> {
  const service = services[at]
  if (service === undefined) throw new Error('no service')
  const known = connections[at]
  const connection = known ?? (await wall.addConnection(service))
  connections[at] = connection
  if (known === undefined) await wall.signIn(connection)
  const dashboard = await wall.addDashboard(service.url, { connection, refresh: 60 })
  await wall.waitForFrame(dashboard, MOST_MS)
}
