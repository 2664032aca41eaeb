// How many codes of a connection an account was told lately, in the database.
import { sql, type Transaction } from 'kysely'
import type { Tables } from '../database/tables.ts'
import { MOST_REVEALS, revealCountsUntil, revealsForgottenAt } from './reveal-budget.ts'

/**
 * Counts one more, or answers the moment of the oldest one that counts. Of several who ask at once for one account no
 * more are counted than the budget has left: they come to the row one after the other.
 */
export async function countReveal(
  transaction: Transaction<Tables>,
  {
    organizationId,
    connectionId,
    accountId,
  }: Record<'organizationId' | 'connectionId' | 'accountId', string>,
  now: Date,
): Promise<Date | undefined> {
  const key = { organization_id: organizationId, connection_id: connectionId, account_id: accountId }
  const expiresAt = revealCountsUntil(now)
  const told = sql<Date[]>`code_reveals.revealed_at`
  const counted = await transaction
    .insertInto('code_reveals')
    .values({ ...key, revealed_at: sql`ARRAY[${now}::timestamptz]`, expires_at: expiresAt })
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'connection_id', 'account_id'])
        .doUpdateSet({
          // The last so many; a slice that begins before the first one begins with it.
          revealed_at: sql`(${told} || ${now}::timestamptz)[cardinality(${told}) + 2 - ${MOST_REVEALS}::int :]`,
          expires_at: expiresAt,
        })
        .where(
          sql<boolean>`cardinality(${told}) < ${MOST_REVEALS} OR (${told})[1] <= ${revealsForgottenAt(now)}`,
        ),
    )
    .returning('account_id')
    .executeTakeFirst()
  if (counted !== undefined) return undefined
  const { oldest } = await transaction
    .selectFrom('code_reveals')
    .select(sql<Date>`revealed_at[1]`.as('oldest'))
    .where((row) => row.and(key))
    .executeTakeFirstOrThrow()
  return oldest
}
