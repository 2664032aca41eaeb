// Takes away what has expired, and closes sessions whose time is over.
import { forgetPasswordFailuresHours } from '../budgets/backoff.ts'
import type { Database } from '../database/database.ts'

const expiring = [
  'challenges',
  'enrolments',
  'invitations',
  'enrolment_tickets',
  'bypass_codes',
  'trusted_devices',
  'password_resets',
  'organization_invitations',
  'code_reveals',
] as const

/** Expired rows are refused wherever they are read; sweeping only keeps the tables small. */
export async function sweep(database: Database, now: Date): Promise<void> {
  for (const table of expiring) {
    await database.query.deleteFrom(table).where('expires_at', '<=', now).execute()
  }
  await database.query
    .updateTable('sessions')
    .set((columns) => ({ ended_at: columns.ref('expires_at'), ended_reason: 'expired' }))
    .where('ended_at', 'is', null)
    .where('expires_at', '<=', now)
    .execute()
  // A step that is long over can be handed out by nobody; a day is more than two clocks are apart.
  const longOver = Math.floor(now.getTime() / 1000) - 86_400
  await database.query
    .deleteFrom('code_steps')
    .where((row) => row(row('last_step', '*', row.ref('period_seconds')), '<', longOver))
    .execute()
  const forgotten = new Date(now.getTime() - forgetPasswordFailuresHours * 3_600_000)
  await database.query
    .deleteFrom('password_budgets')
    .where('last_failure_at', '<', forgotten)
    .where('blocked_until', '<=', now)
    .execute()
}
