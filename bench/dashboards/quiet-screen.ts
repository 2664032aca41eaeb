// What goes to a screen while nothing changes: a real page of screens in Chromium, a dashboard that is looked at all the time and
// looks the same each time, and a counter between screen and server.
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from '../../e2e/countersign-process.ts'
import { startByteCounter } from './byte-counter.ts'
import { startServices } from './services.ts'
import { openScreen, startWall } from './wall.ts'

export interface QuietScreen {
  seconds: number
  refreshSeconds: number
  toScreenPerMinute: number
  fromScreenPerMinute: number
}

/** The page's own files, its worker's and the first picture have come by then. */
const SETTLED_MS = 8_000

export async function measureQuietScreen(options: {
  browser: string
  seconds: number
  refreshSeconds: number
  say: (sentence: string) => void
}): Promise<QuietScreen> {
  const { seconds, refreshSeconds, say } = options
  const [service] = await startServices(1, { changes: false })
  if (service === undefined) throw new Error('no service')
  const port = await findFreePort()
  const counter = await startByteCounter(port)
  try {
    const seenAs = `http://127.0.0.1:${counter.port}`
    const allow = [`127.0.0.1:${service.standIns.port}`]
    const wall = await startWall({ browser: options.browser, allow, seenAs, port })
    try {
      const connection = await wall.addConnection(service)
      await wall.signIn(connection)
      const dashboard = await wall.addDashboard(service.url, { connection, refresh: refreshSeconds })
      await wall.waitForFrame(dashboard, 60_000)
      const screen = await openScreen(wall, seenAs, dashboard)
      try {
        await sleep(SETTLED_MS)
        const { frame } = await wall.read(dashboard)
        const before = counter.read()
        const startedAt = performance.now()
        await sleep(seconds * 1000)
        const after = counter.read()
        const minutes = (performance.now() - startedAt) / 60_000
        if ((await wall.read(dashboard)).frame?.number !== frame?.number) {
          throw new Error('the dashboard changed, although nothing was to change')
        }
        const quiet = {
          seconds,
          refreshSeconds,
          toScreenPerMinute: (after.toScreen - before.toScreen) / minutes,
          fromScreenPerMinute: (after.fromScreen - before.fromScreen) / minutes,
        }
        say(
          `nothing changes: ${quiet.toScreenPerMinute.toFixed(0)} bytes a minute to the screen, ` +
            `${quiet.fromScreenPerMinute.toFixed(0)} from it`,
        )
        return quiet
      } finally {
        await screen.close()
      }
    } finally {
      await wall.stop()
    }
  } finally {
    await counter.close()
    await service.standIns.close()
  }
}
