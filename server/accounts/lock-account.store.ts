// The lock of one account, under which whatever changes it decides.
import type { Transaction } from 'kysely'
import type { Role, Tables } from '../database/tables.ts'
import { endSessionsOf, type EndReason } from '../sessions/end-sessions.store.ts'

export interface AccountKey {
  organizationId: string
  accountId: string
}

export interface LockedAccount {
  email: string
  role: Role
  isHelpDesk: boolean
  isEnrolled: boolean
  isDisabled: boolean
  hasPassword: boolean
}

/** Locks the account's row to the end of the transaction; nothing when there is none. */
export async function lockAccount(
  transaction: Transaction<Tables>,
  { organizationId, accountId }: AccountKey,
): Promise<LockedAccount | undefined> {
  const row = await transaction
    .selectFrom('accounts')
    .select(['email', 'role', 'is_help_desk', 'enrolled_at', 'disabled_at', 'password_hash'])
    .where('organization_id', '=', organizationId)
    .where('id', '=', accountId)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) return undefined
  return {
    email: row.email,
    role: row.role,
    isHelpDesk: row.is_help_desk,
    isEnrolled: row.enrolled_at !== null,
    isDisabled: row.disabled_at !== null,
    hasPassword: row.password_hash !== null,
  }
}

/** Ends sessions and sign-ins under way. Under the account's lock: no verdict on a code comes in between. */
export async function endSignIns(
  transaction: Transaction<Tables>,
  account: AccountKey,
  reason: EndReason,
  now: Date,
  exceptSession?: string,
): Promise<number> {
  await transaction
    .deleteFrom('challenges')
    .where('organization_id', '=', account.organizationId)
    .where('account_id', '=', account.accountId)
    .execute()
  return endSessionsOf(transaction, account, reason, now, exceptSession)
}
