// Whether a session's second factor is fresh, asked inside the transaction that it guards.
import type { Transaction } from 'kysely'
import type { Tables } from '../database/tables.ts'
import { forSignInAlone } from './caller.ts'

/** True also where the account has no second factor: the password is then what has to be proven beside it. */
export async function hasFreshFactorIfAny(
  transaction: Transaction<Tables>,
  session: { organizationId: string; accountId: string; sessionId: string },
  freshSince: Date,
): Promise<boolean> {
  const row = await transaction
    .selectFrom('sessions as s')
    .innerJoin('accounts as a', (join) =>
      join.onRef('a.organization_id', '=', 's.organization_id').onRef('a.id', '=', 's.account_id'),
    )
    .select(['a.enrolled_at', 's.second_factor_proven_at', 's.second_factor_method'])
    .where('s.organization_id', '=', session.organizationId)
    .where('s.account_id', '=', session.accountId)
    .where('s.id', '=', session.sessionId)
    .where('s.ended_at', 'is', null)
    .executeTakeFirst()
  if (row === undefined) return false
  if (row.enrolled_at === null) return true
  if (row.second_factor_method === null || forSignInAlone.includes(row.second_factor_method)) return false
  return row.second_factor_proven_at !== null && row.second_factor_proven_at >= freshSince
}
