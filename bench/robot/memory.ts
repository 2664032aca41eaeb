// What a further connection that is signed in costs in memory: of all processes of its browser, what is theirs alone and
// their part of what they share (PSS, from the kernel). Ours beside contexts of a plain Playwright.
import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { openBrowsers } from '../../runner/browser/browsers.ts'
import type { StandIns } from '../../runner/testing/stand-ins/start-stand-ins.ts'
import { processesBelow, pssKibOf } from '../processes-below.ts'
import { startScriptsBrowser } from './hand-written.ts'

export interface MemoryRow {
  connections: number
  robotMib: number
  scriptMib: number
}

interface MemoryOptions {
  browserPath: string
  service: StandIns
  sizes: number[]
  say: (sentence: string) => void
}

/** Long enough for what a page allocates while it loads to be given back. */
const restMs = 2_000

export async function memoryPerConnection(options: MemoryOptions): Promise<MemoryRow[]> {
  const { sizes, say } = options
  say('Measuring memory …')
  const ours = await byRobot(options)
  const theirs = await byScript(options)
  return sizes.map((connections, at) => ({
    connections,
    robotMib: ours[at] ?? NaN,
    scriptMib: theirs[at] ?? NaN,
  }))
}

async function byRobot({ browserPath, service, sizes }: MemoryOptions): Promise<number[]> {
  const browsers = await openBrowsers({
    find: () => Promise.resolve({ kind: 'program', path: browserPath }),
    allow: [`127.0.0.1:${service.port}`],
    own: [],
    clock: () => new Date(),
    chance: () => randomInt(2 ** 32) / 2 ** 32,
    log: () => {},
  })
  try {
    return await eachSize(sizes, async (number) => {
      const { page } = await browsers.openConnection({
        organizationId: 'northwind',
        connectionId: String(number),
      })
      await page.goto(`http://127.0.0.1:${service.port}/login`)
    })
  } finally {
    await browsers.close()
  }
}

async function byScript({ browserPath, service, sizes }: MemoryOptions): Promise<number[]> {
  const browser = await startScriptsBrowser(browserPath)
  try {
    return await eachSize(sizes, async () => {
      const page = await (await browser.newContext()).newPage()
      await page.goto(`http://127.0.0.1:${service.port}/login`)
    })
  } finally {
    await browser.close()
  }
}

async function eachSize(
  sizes: readonly number[],
  open: (number: number) => Promise<void>,
): Promise<number[]> {
  const mib: number[] = []
  let number = 0
  for (const size of sizes) {
    while (number < size) await open(number++)
    await sleep(restMs)
    mib.push(pssBelow(process.pid) / 1024)
  }
  return mib
}

/** KiB of all processes below one, without it. */
function pssBelow(pid: number): number {
  return processesBelow(pid).reduce((sum, one) => sum + pssKibOf(one.pid), 0)
}
