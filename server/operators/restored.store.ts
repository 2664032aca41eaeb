// After a backup was brought back: what was used, ended or taken away since then would be good again, and is voided
// (attack 112).
import { sql } from 'kysely'
import { appendAuditEvent } from '../audit/audit.store.ts'
import { MOST_PERIODS_AHEAD } from '../codes/next-step.ts'
import type { Database } from '../database/database.ts'
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
] as const

export interface Voided {
  sessions: number
  recoveryCodes: number
}

/** All of it or nothing. Factors, passwords and accounts stay as the backup has them: nobody is locked out. */
export async function voidWhatBackupHolds(database: Database, now: Date): Promise<Voided> {
  return database.query.transaction().execute(async (transaction) => {
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
    const actor = { kind: 'system' } as const
    const organizations = await transaction.selectFrom('organizations').select('id').orderBy('id').execute()
    const action = 'installation.restored'
    for (const { id } of organizations) {
      await appendAuditEvent(transaction, { organizationId: id, actor, action }, now)
    }
    return {
      sessions: Number(sessions.numUpdatedRows),
      recoveryCodes: Number(recoveryCodes.numUpdatedRows),
    }
  })
}
