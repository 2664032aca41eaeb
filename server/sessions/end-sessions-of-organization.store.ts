// Ending every session of an organization at once, by an admin (ASVS 7.4.5).
import { appendAuditEvent } from '../audit/audit.store.ts'
import { addNotices } from '../notices/notices.store.ts'
import type { Services } from '../services.ts'
import type { Caller } from './caller.ts'
import type { EndReason } from './end-sessions.store.ts'

/** All but the caller's own session; whoever had one is told. Answers how many there were. */
export async function endSessionsOfOrganization(
  { database, randomBytes }: Pick<Services, 'database' | 'randomBytes'>,
  { organization, account, session }: Caller,
  now: Date,
): Promise<number> {
  const organizationId = organization.id
  return database.query.transaction().execute(async (transaction) => {
    // Accounts before sessions, in their order: as every sign-in locks them.
    await transaction
      .selectFrom('accounts')
      .select('id')
      .where('organization_id', '=', organizationId)
      .orderBy('id')
      .forUpdate()
      .execute()
    for (const table of ['trusted_devices', 'challenges'] as const) {
      await transaction.deleteFrom(table).where('organization_id', '=', organizationId).execute()
    }
    const ended = await transaction
      .updateTable('sessions')
      .set({ ended_at: now, ended_reason: 'ended_by_admin' satisfies EndReason })
      .where('organization_id', '=', organizationId)
      .where('id', '<>', session.id)
      .where('ended_at', 'is', null)
      .returning('account_id')
      .execute()
    const told = [...new Set(ended.map((row) => row.account_id))]
    const notices = told.map((accountId) => ({ organizationId, accountId, kind: 'sessions_ended' as const }))
    await addNotices(transaction, randomBytes, notices, now)
    const actor = { kind: 'account', id: account.id } as const
    const event = {
      organizationId,
      actor,
      action: 'organization.sessions_ended',
      facts: { ended: ended.length },
    }
    await appendAuditEvent(transaction, event, now)
    return ended.length
  })
}
