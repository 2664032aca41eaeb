// Requests made to meet in the database: a row is held, and whoever needs it waits there.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, TestApp } from './test-app.ts'

/** How many wait for a lock now. */
async function countWaiting({ database }: Pick<TestApp, 'database'>): Promise<number> {
  const { rowCount } = await database.pool.query(
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  )
  return rowCount ?? 0
}

/** Waits until somebody waits for a lock. */
export async function untilSomebodyWaits(app: Pick<TestApp, 'database'>): Promise<void> {
  while ((await countWaiting(app)) === 0) await sleep(10)
}

/** Holds what the statement locks until each request waits for a lock, one after the other, and lets go; what they answer. */
export async function heldUp(
  app: TestApp,
  statement: string,
  values: unknown[],
  requests: (() => Promise<Answer>)[],
): Promise<Answer[]> {
  const holder = await app.database.pool.connect()
  try {
    await holder.query('BEGIN')
    await holder.query(statement, values)
    const asked: Promise<Answer>[] = []
    const through: Answer[] = []
    for (const request of requests) {
      const answering = request()
      asked.push(answering)
      void answering.then((answer) => through.push(answer))
      while ((await countWaiting(app)) < asked.length) {
        if (through.length > 0) throw new Error(`Nothing held it up: ${JSON.stringify(through)}`)
        await sleep(10)
      }
    }
    await holder.query('COMMIT')
    return await Promise.all(asked)
  } finally {
    // Its connection goes with it: what it holds is let go of, whatever happened.
    holder.release(true)
  }
}
