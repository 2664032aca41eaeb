// Takes away what has expired: challenges, enrolments, invitations, and budgets that nobody counts by any more.
import { forgetPasswordFailuresHours } from '../budgets/backoff.ts'
import type { Database } from './database.ts'

const EVERY_MINUTES = 10

/** Expired rows are refused wherever they are read; sweeping only keeps the tables small. */
export async function sweep(database: Database, now: Date): Promise<void> {
  for (const table of ['challenges', 'enrolments', 'invitations'] as const) {
    await database.query.deleteFrom(table).where('expires_at', '<=', now).execute()
  }
  const forgotten = new Date(now.getTime() - forgetPasswordFailuresHours * 3_600_000)
  await database.query
    .deleteFrom('password_budgets')
    .where('last_failure_at', '<', forgotten)
    .where('blocked_until', '<=', now)
    .execute()
}

/** Sweeps now and then until the returned function is called. Several servers may do so on one database. */
export function startSweeping(database: Database, onError: (error: Error) => void): () => void {
  const timer = setInterval(() => {
    sweep(database, new Date()).catch((error: unknown) => onError(error as Error))
  }, EVERY_MINUTES * 60_000)
  timer.unref()
  return () => clearInterval(timer)
}
