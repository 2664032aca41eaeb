// How many codes of a connection an account was told lately, in the database.
import type { ConnectionKey } from '../connections/sealed-login.ts'
import type { RunPrepared } from '../database/database.ts'
import { MOST_REVEALS, revealsForgottenAt } from './reveal-budget.ts'

/**
 * A part of a statement that counts one more for each row of `from`, and has a row for it while the budget lasts. Of
 * several who ask at once for one account no more are counted than it has left: they come to the row one after the other.
 */
export function countedSql(
  at: Record<'from' | 'connection' | 'account' | 'now' | 'until' | 'since', string>,
) {
  // The last so many are kept; a slice that begins before the first one begins with it.
  return `
    counted AS (
      INSERT INTO code_reveals AS r (organization_id, connection_id, account_id, revealed_at, expires_at)
      SELECT organization_id, ${at.connection}, ${at.account}, ARRAY[${at.now}::timestamptz], ${at.until}::timestamptz
      FROM ${at.from}
      ON CONFLICT (organization_id, connection_id, account_id) DO UPDATE
      SET revealed_at = (r.revealed_at || ${at.now}::timestamptz)[cardinality(r.revealed_at) + 2 - ${MOST_REVEALS} :],
        expires_at = ${at.until}
      WHERE cardinality(r.revealed_at) < ${MOST_REVEALS} OR r.revealed_at[1] <= ${at.since}::timestamptz
      RETURNING organization_id)`
}

const spentBudget = {
  name: 'code_budget_spent',
  text: `
    SELECT revealed_at[1] AS oldest FROM code_reveals
    WHERE organization_id = $1 AND connection_id = $2 AND account_id = $3
      AND cardinality(revealed_at) >= ${MOST_REVEALS} AND revealed_at[1] > $4`,
}

/** The moment of the oldest code that counts, where the budget is spent. */
export async function findSpentBudget(
  run: RunPrepared,
  { organizationId, id }: ConnectionKey,
  accountId: string,
  now: Date,
): Promise<Date | undefined> {
  const [row] = await run<{ oldest: Date }>(spentBudget, [
    organizationId,
    id,
    accountId,
    revealsForgottenAt(now),
  ])
  return row?.oldest
}
