// The command `countersign runner`: asks a server for connections that have to be signed in, and does it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { randomInt } from 'node:crypto'
import { ApiError } from '../contract/client.ts'
import { BrowserError } from './browser/browser-error.ts'
import { openBrowsers, type Browsers } from './browser/browsers.ts'
import { findBrowser } from './browser/find-browser.ts'
import type { OwnPlace } from '../reach/reachable.ts'
import { carryOut } from './carry-out.ts'
import { holdPlace, type SignedOut } from './capture/hold-place.ts'
import { openCrashRecord } from './capture/crash-record.ts'
import { LEAST_FOR_A_BROWSER, memoryLeft } from './capture/memory-left.ts'
import { openWeights } from './capture/weights.ts'
import { giveUpRoot } from './give-up-root.ts'
import { readRunnerSettings, type RunnerSettings, type Told } from './runner-settings.ts'
import { openServerApi, type ServerApi } from './server-api.ts'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string
}

/** What runs when we are asked to end may come to its end, for so long. */
const DRAIN_MILLIS = 4_000
const LONGEST_REST_MILLIS = 30_000

const chance = (): number => randomInt(2 ** 32) / 2 ** 32

function log(msg: string, facts: Record<string, string | number> = {}): void {
  process.stdout.write(
    `${JSON.stringify({ level: 30, time: new Date().toISOString(), part: 'runner', ...facts, msg })}\n`,
  )
}

function complain(sentence: string): void {
  process.stderr.write(`countersign runner: ${sentence}\n`)
}

/** Runs until it is told to end; the exit code. */
export async function runCommand(): Promise<number> {
  const told = process.channel === undefined ? undefined : await waitForTold()
  const settings = readRunnerSettings(process.env, told)
  if ('errors' in settings) {
    for (const sentence of settings.errors) complain(sentence)
    return 1
  }
  const ending = listenForTheEnd()
  const api = openServerApi({ ...settings, version }, () => new Date())
  let browsers: Browsers
  try {
    const found = await findBrowser({
      named: settings.browser,
      unpackTo: join(settings.dataDir, 'browser'),
      say: (sentence) => log(sentence),
    })
    // Not before: what comes along is unpacked to a folder of root's. No page is met until then.
    giveUpRoot(chance())
    browsers = await openBrowsers({
      find: () => Promise.resolve(found),
      allow: settings.allow,
      own: [ownPlace(settings)],
      clock: () => new Date(),
      chance,
      log: (sentence) => log(sentence),
    })
  } catch (error) {
    if (!(error instanceof BrowserError)) throw error
    complain(error.message)
    return 1
  }
  log('the runner is ready', { version })
  const exitCode = await work(settings, api, browsers, ending)
  await browsers.close()
  return exitCode
}

function ownPlace({ server }: RunnerSettings): OwnPlace {
  const port = server.port === '' ? (server.protocol === 'https:' ? 443 : 80) : Number(server.port)
  return { address: server.hostname, port }
}

/** The server beside which we run says over the channel where it is, and is gone when the channel is. */
function waitForTold(): Promise<Told> {
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  return new Promise((resolve) => process.once('message', (message) => resolve(message as Told)))
}

function listenForTheEnd(): AbortSignal {
  const ending = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => ending.abort())
  return ending.signal
}

async function work(
  settings: RunnerSettings,
  api: ServerApi,
  browsers: Browsers,
  ending: AbortSignal,
): Promise<number> {
  const stop = new AbortController()
  const over = new AbortController()
  const both = AbortSignal.any([ending, over.signal])
  const shared = { api, browsers, clock: () => new Date(), monotonic: () => performance.now(), log }
  const kept = {
    signedOut: new Map<string, SignedOut>(),
    crashes: openCrashRecord(),
    weights: openWeights(),
  }
  const running = new Set<Promise<void>>()
  const signIns = takeUp({
    most: settings.most,
    running,
    ending: both,
    ask: (most) => api.askForWork(most, both),
    carryOut: (lease) => carryOut(lease, { ...shared, stop: stop.signal }),
  })
  const places = takeUp({
    most: settings.mostPlaces,
    running,
    ending: both,
    // Where there is no room for one page more, somebody else takes the place.
    ask: (most) => (memoryLeft() < LEAST_FOR_A_BROWSER ? restWithout() : api.askForPlaces(most, both)),
    carryOut: (place) => holdPlace(place, { ...shared, ...kept, chance, memoryLeft, stop: both }),
  })
  const codes = await Promise.all([signIns, places].map((one) => one.finally(() => over.abort())))
  await Promise.race([Promise.all(running), sleep(DRAIN_MILLIS, undefined, { ref: false })])
  stop.abort()
  await Promise.race([Promise.all(running), sleep(DRAIN_MILLIS / 2, undefined, { ref: false })])
  return Math.max(...codes)

  async function restWithout(): Promise<never[]> {
    await sleep(15_000, undefined, { signal: both }).catch(() => {})
    return []
  }
}

interface TakeUp<Taken> {
  /** How many of them at a time. */
  most: number
  /** With those of the other kind; each takes itself out when it has ended. */
  running: Set<Promise<void>>
  ending: AbortSignal
  ask: (most: number) => Promise<Taken[]>
  carryOut: (taken: Taken) => Promise<void>
}

/** Asks for work of one kind, and carries it out, until the runner ends; the exit code. */
async function takeUp<Taken>({ most, running, ending, ask, carryOut }: TakeUp<Taken>): Promise<number> {
  const own = new Set<Promise<void>>()
  for (let failures = 0; !ending.aborted;) {
    try {
      if (own.size >= most) await Promise.race([...own, aborted(ending)])
      if (ending.aborted) break
      const taken = await ask(most - own.size)
      failures = 0
      for (const one of taken) {
        const work = carryOut(one).finally(() => {
          own.delete(work)
          running.delete(work)
        })
        own.add(work)
        running.add(work)
      }
    } catch (error) {
      if (ending.aborted) break
      if (error instanceof ApiError && error.code === 'runner.required') {
        complain('The server does not know this token. Make another one with countersign runner add.')
        return 1
      }
      failures += 1
      const restMillis = Math.min(500 * 2 ** failures, LONGEST_REST_MILLIS) * (0.5 + chance() / 2)
      if (failures === 1) log('the server does not answer; it is asked again')
      await sleep(restMillis, undefined, { signal: ending }).catch(() => {})
    }
  }
  return 0
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
