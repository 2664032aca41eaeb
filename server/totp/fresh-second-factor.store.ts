// The lock under which an enrolled account's factors change: only for a session whose second factor is fresh.
import type { Transaction } from 'kysely'
import type { Tables } from '../database/tables.ts'
import { forSignInAlone } from '../sessions/caller.ts'

export interface SessionOfAccount {
  organizationId: string
  accountId: string
  id: string
}

/**
 * Locks the account's row until the end of the transaction, so that changes of its factors come one after another.
 * False, without a lock, when the session ended, its second factor is not fresh, or the account has none.
 */
export async function lockFreshSecondFactor(
  transaction: Transaction<Tables>,
  session: SessionOfAccount,
  freshSince: Date,
): Promise<boolean> {
  const row = await transaction
    .selectFrom('accounts as a')
    .innerJoin('sessions as s', (join) =>
      join.onRef('s.organization_id', '=', 'a.organization_id').onRef('s.account_id', '=', 'a.id'),
    )
    .select('a.id')
    .where('a.organization_id', '=', session.organizationId)
    .where('a.id', '=', session.accountId)
    .where('a.enrolled_at', 'is not', null)
    .where('s.id', '=', session.id)
    .where('s.ended_at', 'is', null)
    .where('s.second_factor_proven_at', '>=', freshSince)
    .where('s.second_factor_method', 'not in', forSignInAlone)
    .forUpdate('a')
    .executeTakeFirst()
  return row !== undefined
}
