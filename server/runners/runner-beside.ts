// The runner beside the server: a process of its own, started when there is something to sign in to, and ended with us.
// It is given an address and a token, like any other, and neither the database nor a key.
import { spawn, type ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Database } from '../database/database.ts'
import { makeRowId } from '../row-id.ts'
import { makeToken, type RandomBytes } from '../sessions/token.ts'
import type { Settings } from '../settings.ts'
import { addRunner, forgetRunnersBesideServers, removeRunner } from './runners.store.ts'

export interface RunnerBeside {
  /** Starts it, unless it is there already. */
  wake(): void
  stop(): Promise<void>
}

export interface RunnerBesideOptions {
  settings: Settings
  database: Database
  randomBytes: RandomBytes
  /** Where this very server listens: it may not be what people call it by. */
  serverUrl: string
  log: { warn: (facts: object, sentence: string) => void }
}

const COMMAND = fileURLToPath(new URL('../../cli/countersign.js', import.meta.url))
const STOP_MILLIS = 6_000
const LONGEST_REST_MILLIS = 60_000
const FORGET_AFTER_MILLIS = 86_400_000

export function createRunnerBeside(options: RunnerBesideOptions): RunnerBeside {
  const { settings, database, randomBytes, serverUrl, log } = options
  let child: ChildProcess | undefined
  let running: Promise<void> | undefined
  const stopping = new AbortController()
  const isStopping = (): boolean => stopping.signal.aborted

  async function keepRunning(): Promise<void> {
    const now = new Date()
    await forgetRunnersBesideServers(database, new Date(now.getTime() - FORGET_AFTER_MILLIS))
    const { token, hash } = makeToken(randomBytes)
    const id = makeRowId(randomBytes, now)
    const runner = { id, name: 'beside the server', organizationId: undefined, tokenHash: hash }
    await addRunner(database, { ...runner, isBesideServer: true }, now)
    for (let failures = 0; !isStopping(); failures += 1) {
      const startedAt = performance.now()
      const code = await runOnce(token)
      if (isStopping()) break
      if (performance.now() - startedAt > LONGEST_REST_MILLIS) failures = 0
      const restMillis = Math.min(1_000 * 2 ** failures, LONGEST_REST_MILLIS)
      log.warn({ code, restMillis }, 'the runner beside the server ended; it is started again')
      await sleep(restMillis, undefined, { signal: stopping.signal }).catch(() => {})
    }
    await removeRunner(database, id)
  }

  function runOnce(token: string): Promise<number | null> {
    const own = spawn(process.execPath, [COMMAND, 'runner'], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: runnerEnvironment(settings),
    })
    child = own
    // Not in its environment, where whoever may look at processes reads it.
    own.send({ server: serverUrl, token }, () => {})
    return new Promise((resolve) => {
      own.once('error', () => resolve(null))
      own.once('exit', resolve)
    })
  }

  return {
    wake() {
      running ??= keepRunning().catch((error: unknown) => {
        log.warn({ reason: (error as Error).message }, 'the runner beside the server could not be started')
        running = undefined
      })
    },
    async stop() {
      stopping.abort()
      if (running === undefined) return
      child?.kill('SIGTERM')
      const ended = await Promise.race([running.then(() => true), sleep(STOP_MILLIS, false, { ref: false })])
      if (!ended) child?.kill('SIGKILL')
    },
  }
}

/** Nothing of the server's own settings, which hold keys and passwords. */
function runnerEnvironment({ dataDir, runnerAllow, browser, logLevel }: Settings): NodeJS.ProcessEnv {
  const passed = Object.entries(process.env).filter(([name]) => !name.startsWith('COUNTERSIGN_'))
  return {
    ...Object.fromEntries(passed),
    COUNTERSIGN_DATA_DIR: dataDir,
    COUNTERSIGN_LOG_LEVEL: logLevel,
    COUNTERSIGN_RUNNER_ALLOW: runnerAllow.join(','),
    ...(browser === undefined ? {} : { COUNTERSIGN_BROWSER: browser }),
  }
}
