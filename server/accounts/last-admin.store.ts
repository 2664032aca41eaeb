// An organization always keeps one admin who can sign in.
import type { Transaction } from 'kysely'
import type { Tables } from '../database/tables.ts'

/**
 * Whether the organization has an admin who can sign in besides this account, or this account is none. Decided under
 * a lock of the organization: two admins who take one another away at the same moment come one after the other.
 */
export async function keepsAnAdmin(
  transaction: Transaction<Tables>,
  organizationId: string,
  id: string,
): Promise<boolean> {
  await lockOrganization(transaction, organizationId)
  const admins = await transaction
    .selectFrom('accounts')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('role', 'in', ['admin', 'operator'])
    .where('disabled_at', 'is', null)
    .where('password_hash', 'is not', null)
    .execute()
  return admins.some((admin) => admin.id !== id) || !admins.some((admin) => admin.id === id)
}

/** The first lock of whatever changes an organization's rules or its last admin; accounts come after it. */
export async function lockOrganization(transaction: Transaction<Tables>, id: string): Promise<void> {
  await transaction.selectFrom('organizations').select('id').where('id', '=', id).forUpdate().execute()
}
