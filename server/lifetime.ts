// How a command ends: what it has started is stopped in reverse order, on a signal or when a part of it fails.
import { setTimeout as sleep } from 'node:timers/promises'

/** Somebody asked to stop while the command was still starting. */
export class Stopped extends Error {}

export interface Lifetime {
  /** Has this stopped at the end, before everything that was added earlier. */
  whenEnding(stop: () => Promise<unknown>): void
  /** @throws {Stopped} when a signal has come meanwhile */
  checkpoint(): void
  isEnding(): boolean
  /** Stops everything, within 9.5 s in any case, and gives the exit code back. */
  end(exitCode: number): Promise<number>
  /** Waits for a signal or for `end`, and gives the exit code. */
  untilEnd(): Promise<number>
}

const limitMs = 9_500
// The interrupt key reaches us twice when npm or our launcher passes on what the terminal has sent to all of us.
const sameSignalMs = 1_000

/** Listens to SIGTERM, SIGINT and SIGHUP from now on; a second one ends the process at once. */
export function openLifetime(say: (sentence: string) => void): Lifetime {
  const stops: (() => Promise<unknown>)[] = []
  const ended = Promise.withResolvers<number>()
  let ending: Promise<number> | undefined
  let isReady = false
  let signalledAtMs: number | undefined

  function end(exitCode: number): Promise<number> {
    ending ??= stopAll(stops).then(() => {
      ended.resolve(exitCode)
      // Whatever still keeps the process alive now was forgotten by somebody.
      setTimeout(() => process.exit(exitCode), 300).unref()
      return exitCode
    })
    return ending
  }

  function onSignal(signal: NodeJS.Signals): void {
    const nowMs = performance.now()
    if (signalledAtMs === undefined) {
      signalledAtMs = nowMs
      say(`Stopping (${signal}) …`)
      if (isReady) void end(0)
      else setTimeout(() => process.exit(0), limitMs).unref()
    } else if (nowMs - signalledAtMs > sameSignalMs) {
      process.exit(1)
    }
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, onSignal)

  const checkpoint = () => {
    if (signalledAtMs !== undefined) throw new Stopped()
  }
  return {
    whenEnding: (stop) => stops.unshift(stop),
    checkpoint,
    isEnding: () => ending !== undefined || signalledAtMs !== undefined,
    end,
    untilEnd() {
      checkpoint()
      isReady = true
      return ended.promise
    },
  }
}

async function stopAll(stops: readonly (() => Promise<unknown>)[]): Promise<void> {
  const deadline = sleep(limitMs, undefined, { ref: false })
  const share = limitMs - 3_000 // the last one, the database, needs time of its own
  for (const stop of stops) {
    const stopped = stop().catch(() => {}) // it is going away all the same
    await Promise.race([
      stopped,
      deadline,
      stops.at(-1) === stop ? deadline : sleep(share, undefined, { ref: false }),
    ])
  }
}
