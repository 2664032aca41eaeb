// Ending sessions inside the transaction of what ends them: a change of password or factor, help, a disabled account.
import type { Transaction } from 'kysely'
import type { Tables } from '../database/tables.ts'

export type EndReason =
  | 'signed_out'
  | 'ended_by_owner'
  | 'ended_by_admin'
  | 'replaced'
  | 'too_many'
  | 'password_changed'
  | 'second_factor_changed'
  | 'disabled'
  | 'recovered'
  | 'trust_copied'
  | 'restored'

/** Ends the account's sessions, all but `except`, and says how many there were. No browser is trusted any more (attack 97). */
export async function endSessionsOf(
  transaction: Transaction<Tables>,
  account: { organizationId: string; accountId: string },
  reason: EndReason,
  now: Date,
  except?: string,
): Promise<number> {
  await forgetTrustedDevices(transaction, account)
  let query = transaction
    .updateTable('sessions')
    .set({ ended_at: now, ended_reason: reason })
    .where('organization_id', '=', account.organizationId)
    .where('account_id', '=', account.accountId)
    .where('ended_at', 'is', null)
  if (except !== undefined) query = query.where('id', '<>', except)
  const result = await query.executeTakeFirst()
  return Number(result.numUpdatedRows)
}

/** Takes the trust away in every browser of the account, or in one of them; says in how many. */
export async function forgetTrustedDevices(
  transaction: Transaction<Tables>,
  account: { organizationId: string; accountId: string },
  id?: string,
): Promise<number> {
  let query = transaction
    .deleteFrom('trusted_devices')
    .where('organization_id', '=', account.organizationId)
    .where('account_id', '=', account.accountId)
  if (id !== undefined) query = query.where('id', '=', id)
  const result = await query.executeTakeFirst()
  return Number(result.numDeletedRows)
}
