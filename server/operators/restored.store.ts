// After a backup was brought back: what was used, ended or taken away since then would be good again, and is voided
// (attack 112).
import { sql, type Transaction } from 'kysely'
import { noLease } from '../attempts/attempts.store.ts'
import { appendAuditEvent } from '../audit/audit.store.ts'
import { MOST_PERIODS_AHEAD } from '../codes/next-step.ts'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import type { EndReason } from '../sessions/end-sessions.store.ts'

/** What somebody was given, or has begun, and would be good again. */
const handedOut = [
  'challenges',
  'enrolments',
  'trusted_devices',
  'bypass_codes',
  'enrolment_tickets',
  'invitations',
  'password_resets',
  'organization_invitations',
  // Tokens of machines: one that was stolen and taken back since would be given passwords again.
  'runners',
  // Whoever has one is signed in at a service, where it may have been ended for good reason.
  'connection_sessions',
  'live_views',
  'live_inputs',
  'previews',
  'live_frames',
  'recordings',
] as const

export interface Voided {
  sessions: number
  recoveryCodes: number
  runners: number
}

/** All of it or nothing. Factors, passwords and accounts stay as the backup has them: nobody is locked out. */
export async function voidWhatBackupHolds(database: Database, now: Date): Promise<Voided> {
  return database.query.transaction().execute(async (transaction) => {
    const { runners } = await transaction
      .selectFrom('runners')
      .select((select) => select.fn.countAll<number>().as('runners'))
      .executeTakeFirstOrThrow()
    for (const table of handedOut) await transaction.deleteFrom(table).execute()
    const sessions = await transaction
      .updateTable('sessions')
      .set({ ended_at: now, ended_reason: 'restored' satisfies EndReason })
      .where('ended_at', 'is', null)
      .executeTakeFirst()
    const recoveryCodes = await transaction
      .updateTable('recovery_codes')
      .set({ used_at: now })
      .where('used_at', 'is', null)
      .executeTakeFirst()
    await transaction
      .updateTable('recoveries')
      .set({ stopped_at: now })
      .where('used_at', 'is', null)
      .where('stopped_at', 'is', null)
      .execute()
    // The codes of now and of before may have been used; from the next step on they are good (RFC 6238 section 5.2).
    await transaction
      .updateTable('authenticators')
      .set({
        last_step: sql<number>`greatest(last_step, floor(extract(epoch FROM ${now}::timestamptz) / period_seconds)::bigint)`,
      })
      .execute()
    // Of connections the same, and whoever asked last may have been given steps to come.
    await transaction
      .updateTable('code_steps')
      .set({
        last_step: sql<number>`greatest(last_step, floor(extract(epoch FROM ${now}::timestamptz) / period_seconds)::bigint + ${MOST_PERIODS_AHEAD})`,
      })
      .execute()
    await beginSignInsAnew(transaction, now)
    const actor = { kind: 'system' } as const
    const organizations = await transaction.selectFrom('organizations').select('id').orderBy('id').execute()
    const action = 'installation.restored'
    for (const { id } of organizations) {
      await appendAuditEvent(transaction, { organizationId: id, actor, action }, now)
    }
    return {
      sessions: Number(sessions.numUpdatedRows),
      recoveryCodes: Number(recoveryCodes.numUpdatedRows),
      runners,
    }
  })
}

/**
 * Sign-ins under way are over, and what was signed in is so anew, one by one, as after a power cut. A password that worked
 * may have been changed since: it is typed once, like a new one. What stands still because of a refusal or a lock goes on
 * standing still.
 */
async function beginSignInsAnew(transaction: Transaction<Tables>, now: Date): Promise<void> {
  await transaction
    .updateTable('attempts')
    .set({ state: 'failed', cause: 'stopped', ended_at: now })
    .where('state', 'in', ['waiting', 'running'])
    .execute()
  await transaction
    .updateTable('connection_work')
    .set({
      ...noLease,
      password_given: sql<boolean>`password_given AND NOT password_works`,
      password_works: false,
    })
    .execute()
  await transaction
    .updateTable('connection_work')
    .set({ state: 'needs_attention', cause: 'stopped', due_at: now, next_try_at: now })
    .where('state', 'in', ['signed_in', 'signing_in'])
    .execute()
}
