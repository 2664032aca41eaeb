// Takes away what has expired, and closes sessions whose time is over.
import { sql } from 'kysely'
import { forgetPasswordFailuresHours } from '../budgets/backoff.ts'
import type { Database } from '../database/database.ts'
import { endOfSessionSql } from '../sessions/open-session.ts'

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
  'screen_pairings',
  'spent_passkey_challenges',
] as const

/** Expired rows are refused wherever they are read; sweeping only keeps the tables small. */
export async function sweep(database: Database, now: Date): Promise<void> {
  for (const table of expiring) {
    await database.query.deleteFrom(table).where('expires_at', '<=', now).execute()
  }
  // One that lasted longer by a phone, which is gone, did not end before it was seen last.
  await database.query
    .updateTable('sessions')
    .set({
      ended_at: sql<Date>`greatest(${sql.raw(endOfSessionSql('sessions'))}, last_seen_at)`,
      ended_reason: 'expired',
    })
    .where('ended_at', 'is', null)
    .where('expires_at', '<=', now)
    .where((where) => where.or([where('phone_id', 'is', null), where('phone_expires_at', '<=', now)]))
    .execute()
  // A step that is long over can be handed out by nobody; a day is more than two clocks are apart.
  const longOver = Math.floor(now.getTime() / 1000) - 86_400
  await database.query
    .deleteFrom('code_steps')
    .where((row) => row(row('last_step', '*', row.ref('period_seconds')), '<', longOver))
    .execute()
  // For so long it counts how often a phone was asked in vain.
  const dayAgo = new Date(now.getTime() - 86_400_000)
  await database.query.deleteFrom('approvals').where('asked_at', '<', dayAgo).execute()
  await sweepAttempts(database, now)
  await sweepScreens(database, now)
  const longAgo = new Date(now.getTime() - ATTEMPT_DAYS * 86_400_000)
  await database.query.deleteFrom('wall_events').where('at', '<', longAgo).execute()
  await database.query.deleteFrom('alert_deliveries').where('queued_at', '<', longAgo).execute()
  const forgotten = new Date(now.getTime() - forgetPasswordFailuresHours * 3_600_000)
  await database.query
    .deleteFrom('password_budgets')
    .where('last_failure_at', '<', forgotten)
    .where('blocked_until', '<=', now)
    .execute()
}

const PICTURE_DAYS = 7
const ATTEMPT_DAYS = 90

/** Pictures show what is behind a login: they are kept while somebody may want to know what happened, and no longer. */
async function sweepAttempts(database: Database, now: Date): Promise<void> {
  const before = (days: number) => new Date(now.getTime() - days * 86_400_000)
  await database.query
    .updateTable('attempt_steps')
    .set({ picture: null })
    .where('picture', 'is not', null)
    .where('at', '<', before(PICTURE_DAYS))
    .execute()
  // The runner was killed while somebody watched, and no other took the attempt up.
  const over = database.query.selectFrom('attempts').select('id').where('asked_at', '<', before(1))
  for (const table of ['live_views', 'live_inputs'] as const) {
    await database.query.deleteFrom(table).where('attempt_id', 'in', over).execute()
  }
  await database.query.deleteFrom('attempts').where('ended_at', '<', before(ATTEMPT_DAYS)).execute()
}

const PLAY_DAYS = 400

/** What was shown is asked for by the year. */
async function sweepScreens(database: Database, now: Date): Promise<void> {
  const before = new Date(now.getTime() - PLAY_DAYS * 86_400_000)
  await database.query.deleteFrom('plays').where('hour', '<', before).execute()
  await database.query.deleteFrom('wall_messages').where('ends_at', '<=', now).execute()
}
