// The admins are told that a connection goes on only with a person: in the transaction that ends the attempt.
import type { Transaction } from 'kysely'
import type { CauseCode } from '../../contract/causes.ts'
import type { ConnectionKey } from '../connections/sealed-login.ts'
import type { Tables } from '../database/tables.ts'
import { tellAdmins } from '../notices/tell-admins.store.ts'
import type { RandomBytes } from '../sessions/token.ts'

/**
 * Once, until it is signed in again or its login is edited: who asks for one more try is not told once more. The second
 * racer finds it told and writes nothing.
 */
export async function tellAdminsOnce(
  transaction: Transaction<Tables>,
  randomBytes: RandomBytes,
  { organizationId, id }: ConnectionKey,
  cause: CauseCode,
  now: Date,
): Promise<void> {
  const { numUpdatedRows } = await transaction
    .updateTable('connection_work')
    .set({ are_admins_told: true })
    .where('organization_id', '=', organizationId)
    .where('connection_id', '=', id)
    .where('are_admins_told', '=', false)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return
  const { name } = await transaction
    .selectFrom('connections')
    .select('name')
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const facts = { connection: id, name, cause }
  await tellAdmins(transaction, randomBytes, organizationId, { kind: 'connection_needs_person', facts }, now)
}
