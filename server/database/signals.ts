// What one server tells the others the moment it is written: PostgreSQL's LISTEN and NOTIFY. Whoever waits for a change
// reads again when it is told, and after a while in any case: a signal that is lost costs time and nothing else.
import { setTimeout as sleep } from 'node:timers/promises'
import { sql, type Kysely } from 'kysely'
import pg from 'pg'
import type { Tables } from './tables.ts'

const CHANNEL = 'countersign'

/** Bounded by nothing but the end of the server: a database that comes back is listened to again. */
const AGAIN_MILLIS = 2_000

export interface Signals {
  /** Watches topics from now on; what is signalled before `next` is asked is not lost. */
  watch(...topics: string[]): Watch
  /** Lets everybody who waits go on, and listens no more. */
  close(): Promise<void>
}

export interface Watch {
  /** True when one of the topics was signalled since the last answer; false after the time, or when the server ends. */
  next(millis: number): Promise<boolean>
  isOver(): boolean
  end(): void
}

/** Goes out when the transaction is committed, and not at all when it is not. */
export async function signal(transaction: Kysely<Tables>, topic: string): Promise<void> {
  await sql`SELECT pg_notify(${CHANNEL}, ${topic})`.execute(transaction)
}

export function listenToSignals(pool: pg.Pool, report: (reason: string) => void): Signals {
  const watchers = new Map<string, Set<() => void>>()
  let client: pg.Client | undefined
  let opening: Promise<void> | undefined
  let isClosed = false

  const wake = (topic: string): void => watchers.get(topic)?.forEach((go) => go())
  const wakeAll = (): void => watchers.forEach((set) => set.forEach((go) => go()))

  async function listen(): Promise<void> {
    for (;;) {
      if (isClosed || watchers.size === 0 || client !== undefined) return
      const fresh = new pg.Client(pool.options)
      const lost = (): void => {
        if (client === fresh) client = undefined
        if (!isClosed && watchers.size > 0) open()
      }
      fresh.on('error', (error) => report(error.message))
      fresh.on('end', lost)
      fresh.on('notification', ({ payload }) => wake(payload ?? ''))
      try {
        await fresh.connect()
        await fresh.query(`LISTEN ${CHANNEL}`)
        client = fresh
        // What was signalled while nobody listened.
        wakeAll()
      } catch (error) {
        report((error as Error).message)
        await fresh.end().catch(() => {})
        await sleep(AGAIN_MILLIS, undefined, { ref: false })
      }
    }
  }

  function open(): void {
    opening ??= listen().finally(() => (opening = undefined))
  }

  return {
    watch(...topics) {
      let isSignalled = false
      let resume: (() => void) | undefined
      const go = (): void => {
        isSignalled = true
        resume?.()
      }
      for (const topic of topics) watchers.set(topic, (watchers.get(topic) ?? new Set()).add(go))
      open()
      return {
        async next(millis) {
          if (!isSignalled && !isClosed) {
            await new Promise<void>((resolve) => {
              const timer = setTimeout(resolve, millis)
              resume = () => {
                clearTimeout(timer)
                resolve()
              }
            })
          }
          resume = undefined
          const was = isSignalled && !isClosed
          isSignalled = false
          return was
        },
        isOver: () => isClosed,
        end() {
          for (const topic of topics) {
            const set = watchers.get(topic)
            if (set?.delete(go) === true && set.size === 0) watchers.delete(topic)
          }
        },
      }
    },
    async close() {
      isClosed = true
      wakeAll()
      await opening
      await client?.end().catch(() => {})
    },
  }
}
