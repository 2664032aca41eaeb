// Dashboards on screens, measured: `node bench/dashboards/run.ts [--quick] [--save] [--parts=first,memory,…]`. README.md beside
// this file says what is measured.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findBrowser } from '../../runner/browser/find-browser.ts'
import { saveFigures, saveSection } from '../markdown.ts'
import { loadCore, pinMyself, stopAll } from '../sign-in/processes.ts'
import { measureCapacity } from './capacity.ts'
import { measureFirstFrames } from './first-frame.ts'
import { measureLive } from './live.ts'
import { measureManyScreens } from './many-screens.ts'
import { measureMemory } from './memory.ts'
import { measureQuietScreen } from './quiet-screen.ts'
import {
  describeConditions,
  reportCapacity,
  reportFirstFrames,
  reportLive,
  reportManyScreens,
  reportMemory,
  reportQuietScreen,
} from './report.ts'

const names = ['first', 'memory', 'capacity', 'quiet', 'live', 'screens'] as const
type Part = (typeof names)[number]

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
    parts: { type: 'string', default: names.join() },
    /** Dashboards of the curve. */
    sizes: { type: 'string' },
    screens: { type: 'string' },
    /** A folder for a CPU profile of the server with many screens. */
    profile: { type: 'string' },
  },
})
const isQuick = options.quick
if (isQuick && options.save) throw new Error('The figures of a quick run are not kept.')
const parts = options.parts.split(',').map((name): Part => {
  const part = names.find((one) => one === name)
  if (part === undefined) throw new Error(`There is no part ${name}: ${names.join(', ')}.`)
  return part
})

/** Figures that are not kept may disturb one another. */
const AT_ONCE_WHEN_QUICK = 3

const say = (sentence: string) => process.stderr.write(`${sentence}\n`)
const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
const readme = join(import.meta.dirname, 'README.md')
const capacityPage = join(import.meta.dirname, '../../docs/capacity.md')
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stopAll().then(() => process.exit(1)))
}

async function measure(part: Part, browser: string): Promise<void> {
  const startedAt = performance.now()
  const { heading, text } = await partsOf[part](browser)
  const seconds = (performance.now() - startedAt) / 1000
  const whole = `${describeConditions(seconds, isQuick)}${text}`
  process.stdout.write(`### ${heading}\n\n${whole}\n`)
  if (!options.save) return
  // One after the other, so that a later part that fails takes nothing along.
  saveSection(readme, heading, whole)
  if (part === 'capacity') saveFigures(capacityPage, whole)
}

type Measured = (browser: string) => Promise<{ heading: string; text: string }>

const partsOf: Record<Part, Measured> = {
  first: async (browser) => ({
    heading: 'From “sign in now” to the first frame',
    text: reportFirstFrames(
      await measureFirstFrames({
        browser,
        say,
        rounds: isQuick ? 1 : 9,
        distances: isQuick ? [0] : [0, 300],
        withStart: !isQuick,
      }),
    ),
  }),
  memory: async (browser) => ({
    heading: 'Memory per further dashboard, MiB',
    text: reportMemory(await measureMemory({ browser, say, sizes: isQuick ? [1, 2] : [1, 2, 4, 8, 16] })),
  }),
  async capacity(browser) {
    const refreshSeconds = isQuick ? 6 : 60
    const limitSeconds = refreshSeconds * 1.25
    const sizes = (options.sizes ?? (isQuick ? '1,2' : '1,10,50,100,200')).split(',').map(Number)
    const points = await measureCapacity({
      browser,
      say,
      sizes,
      refreshSeconds,
      limitSeconds,
      holdSeconds: isQuick ? 8 : 240,
      warmUpSeconds: isQuick ? 30 : 360,
    })
    return { heading: 'Dashboards that this machine carries', text: reportCapacity(points, limitSeconds) }
  },
  quiet: async (browser) => ({
    heading: 'Bytes while nothing changes',
    text: reportQuietScreen(
      await measureQuietScreen({
        browser,
        say,
        seconds: isQuick ? 20 : 300,
        refreshSeconds: isQuick ? 10 : 60,
      }),
    ),
  }),
  live: async (browser) => ({
    heading: 'Live: from a change on the page to the pixel on the screen',
    text: reportLive(await measureLive({ browser, say, changes: isQuick ? 4 : 100 })),
  }),
  async screens() {
    if (!isQuick) pinMyself(loadCore)
    const screens = Number(options.screens ?? (isQuick ? 100 : 1_000))
    const many = await measureManyScreens({
      say,
      screens,
      dashboards: 10,
      refreshSeconds: isQuick ? 10 : 60,
      holdSeconds: isQuick ? 20 : 240,
      profile: options.profile,
    })
    return { heading: 'Many screens on one server', text: reportManyScreens(many) }
  },
}

try {
  const found = await findBrowser({
    named: process.env.COUNTERSIGN_TEST_BROWSER,
    unpackTo: join(folder, 'browser'),
    say,
  })
  if (found.kind !== 'program') throw new Error('The bench needs a browser on this machine.')
  const left = names.filter((name) => parts.includes(name))
  const work = async (): Promise<void> => {
    for (let part = left.shift(); part !== undefined; part = left.shift()) await measure(part, found.path)
  }
  await Promise.all(Array.from({ length: isQuick ? AT_ONCE_WHEN_QUICK : 1 }, work))
} finally {
  await stopAll()
  rmSync(folder, { recursive: true, force: true })
}
