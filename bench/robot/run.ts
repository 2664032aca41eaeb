// "Sign in now" to signed in, beside a script written by hand for the same page, and the memory of each further connection:
// `node bench/robot/run.ts [--quick] [--save]`. README.md beside this file says what is measured.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { findBrowser } from '../../runner/browser/find-browser.ts'
import { plainApplication } from '../../runner/testing/stand-ins/services/on-site.ts'
import { startStandIns, type StandIns } from '../../runner/testing/stand-ins/start-stand-ins.ts'
import { saveFigures } from '../markdown.ts'
import { signInByScript, startScriptsBrowser } from './hand-written.ts'
import { memoryPerConnection } from './memory.ts'
import { report, type Turn } from './report.ts'
import { startRobot, type Robot } from './robot.ts'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    timeline: { type: 'boolean', default: false },
    /** Milliseconds after which the service answers. */
    after: { type: 'string' },
  },
})

const rounds = Number(options.rounds ?? (options.quick ? 2 : 9))
const distances = (options.after ?? (options.quick ? '0' : '0,300')).split(',').map(Number)
/** A browser of ours that nobody uses is closed after half a minute. */
const untilClosedMs = 32_000
/** Nobody asks for the next sign-in in the very moment in which one ends. */
const betweenSignInsMs = 2_000

const account = {
  name: 'wall@northwind.example',
  password: 'copper meadow basket 41',
  secret: randomBytes(20),
}
const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
const say = (sentence: string) => process.stderr.write(`${sentence}\n`)
const startedAt = performance.now()

const found = await findBrowser({
  named: process.env.COUNTERSIGN_TEST_BROWSER,
  unpackTo: join(folder, 'browser'),
  say,
})
if (found.kind !== 'program') throw new Error('The bench needs a browser on this machine.')
const browserPath = found.path
const services: { standIns: StandIns; answerAfterMs: number }[] = []
for (const answerAfterMs of distances) {
  const standIns = await startStandIns([{ ...plainApplication, hosts: ['127.0.0.1'] }], account, {
    answerAfterMs,
  })
  services.push({ standIns, answerAfterMs })
}
let robot: Robot | undefined
try {
  const allow = services.map(({ standIns }) => `127.0.0.1:${standIns.port}`)
  robot = await startRobot({ folder, allow, browser: browserPath })
  const turns = await bench(robot)
  const memory = await memoryPerConnection({
    browserPath,
    service: at(0),
    sizes: options.quick ? [1, 3] : [1, 2, 4, 8],
    say,
  })
  const text = report({
    turns,
    memory,
    rounds,
    seconds: (performance.now() - startedAt) / 1000,
    isQuick: options.quick,
  })
  process.stdout.write(text)
  if (options.save) saveFigures(join(import.meta.dirname, 'README.md'), text)
} finally {
  await robot?.stop()
  for (const { standIns } of services) await standIns.close()
  rmSync(folder, { recursive: true, force: true })
}

function at(index: number): StandIns {
  const one = services[index]
  if (one === undefined) throw new Error('no service')
  return one.standIns
}

function urlOf({ port }: StandIns): string {
  return `http://127.0.0.1:${port}/`
}

/**
 * Another secret each time: of one key a code goes out once in half a minute. Not in the last seconds of a code's time:
 * ours then waits for the next one, and the script would type one that runs out on the way.
 */
async function beginAnew(standIns: StandIns): Promise<void> {
  const leftMs = 30_000 - (Date.now() % 30_000)
  if (leftMs < 12_000) await sleep(leftMs)
  account.secret = randomBytes(20)
  standIns.reset()
}

async function bench(ours: Robot): Promise<Turn[]> {
  const turns: Turn[] = []
  say('Warming up …')
  await byRobot(ours, at(0), false)
  for (const isBrowserThere of options.quick ? [true] : [true, false]) {
    for (const { standIns, answerAfterMs } of services) {
      // Half a minute of waiting each: fewer of them.
      const most = isBrowserThere ? rounds : Math.min(rounds, 3)
      for (let round = 1; round <= most; round += 1) {
        if (!isBrowserThere) await sleep(untilClosedMs)
        // Each goes first in every second round.
        let robotMs = round % 2 === 1 ? await byRobot(ours, standIns, isBrowserThere) : NaN
        const scriptMs = await byScript(standIns, isBrowserThere)
        if (Number.isNaN(robotMs)) robotMs = await byRobot(ours, standIns, isBrowserThere)
        turns.push({ isBrowserThere, answerAfterMs, round, robotMs, scriptMs })
        say(
          `${isBrowserThere ? 'browser there' : 'browser started'}, answers after ${answerAfterMs} ms, round ${round}: ${robotMs.toFixed(0)} ms, by hand ${scriptMs.toFixed(0)} ms`,
        )
      }
    }
  }
  return turns
}

async function byRobot(ours: Robot, standIns: StandIns, isBrowserThere: boolean): Promise<number> {
  await beginAnew(standIns)
  if (isBrowserThere) {
    // As the script does: its browser has signed in once before.
    await ours.signInNow(await ours.addConnection(urlOf(standIns), account))
    await sleep(betweenSignInsMs)
    await beginAnew(standIns)
  }
  const id = await ours.addConnection(urlOf(standIns), account)
  const began = performance.now()
  await ours.signInNow(id)
  const ms = performance.now() - began
  if (standIns.world.tally.signIns !== 1) throw new Error('the service saw no sign-in')
  if (options.timeline) say((await ours.timeline(id)).join(', '))
  return ms
}

async function byScript(standIns: StandIns, isBrowserThere: boolean): Promise<number> {
  await beginAnew(standIns)
  const beforeStart = performance.now()
  const browser = await startScriptsBrowser(browserPath)
  try {
    if (isBrowserThere) {
      await signInByScript(browser, urlOf(standIns), account)
      await beginAnew(standIns)
    }
    const began = isBrowserThere ? performance.now() : beforeStart
    await signInByScript(browser, urlOf(standIns), account)
    return performance.now() - began
  } finally {
    await browser.close()
  }
}
