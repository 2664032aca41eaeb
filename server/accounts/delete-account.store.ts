// Deleting one's own account: everything personal goes with its row, the audit log keeps the bare id.
import { appendAuditEvent } from '../audit/audit.store.ts'
import type { Database } from '../database/database.ts'
import { hasFreshFactorIfAny } from '../sessions/fresh-proof.store.ts'
import { keepsAnAdmin } from './last-admin.store.ts'
import { lockAccount } from './lock-account.store.ts'

export interface Leaving {
  organizationId: string
  accountId: string
  sessionId: string
  /** The hash that was just proven. */
  provenHash: string
  /** The keys under which wrong passwords for the address were counted. */
  budgetKeys: readonly Buffer[]
}

export type LeaveOutcome = 'deleted' | 'last_admin' | 'not_fresh'

/** Decided and done under the account's lock: 'not_fresh' also when the password became another one meanwhile. */
export async function deleteOwnAccount(
  database: Database,
  leaving: Leaving,
  freshSince: Date,
  now: Date,
): Promise<LeaveOutcome> {
  const { organizationId, accountId } = leaving
  return database.query.transaction().execute(async (transaction): Promise<LeaveOutcome> => {
    if (!(await keepsAnAdmin(transaction, organizationId, accountId))) return 'last_admin'
    await lockAccount(transaction, leaving)
    if (!(await hasFreshFactorIfAny(transaction, leaving, freshSince))) return 'not_fresh'
    const deleted = await transaction
      .deleteFrom('accounts')
      .where('organization_id', '=', organizationId)
      .where('id', '=', accountId)
      .where('password_hash', '=', leaving.provenHash)
      .executeTakeFirst()
    if (deleted.numDeletedRows !== 1n) return 'not_fresh'
    await transaction
      .deleteFrom('password_budgets')
      .where('key', 'in', [...leaving.budgetKeys])
      .execute()
    const actor = { kind: 'account', id: accountId } as const
    await appendAuditEvent(
      transaction,
      { organizationId, actor, action: 'account.deleted', subjectId: accountId },
      now,
    )
    return 'deleted'
  })
}
