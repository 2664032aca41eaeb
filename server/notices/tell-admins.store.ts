// A notice for every admin of an organization, written in the transaction of what happened.
import type { Transaction } from 'kysely'
import type { Tables } from '../database/tables.ts'
import type { RandomBytes } from '../sessions/token.ts'
import { addNotices, type NewNotice } from './notices.store.ts'

/** The organization of the operators has no admins: there it is for them. */
export async function tellAdmins(
  transaction: Transaction<Tables>,
  randomBytes: RandomBytes,
  organizationId: string,
  notice: Pick<NewNotice, 'kind' | 'facts'>,
  now: Date,
): Promise<void> {
  const admins = await transaction
    .selectFrom('accounts')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('role', 'in', ['admin', 'operator'])
    .where('disabled_at', 'is', null)
    .execute()
  const notices = admins.map(({ id }) => ({ organizationId, accountId: id, ...notice }))
  await addNotices(transaction, randomBytes, notices, now)
}
