// Recovery codes in the database.
import type { Database } from '../database/database.ts'

/** How many codes of the account `a` are unused. */
export const codesLeftSql = `(
    SELECT count(*) FROM recovery_codes r
    WHERE r.organization_id = a.organization_id AND r.account_id = a.id AND r.used_at IS NULL)`

const countStatement = {
  name: 'recovery_codes_count',
  text: `SELECT ${codesLeftSql} AS codes_left FROM accounts a WHERE a.organization_id = $1 AND a.id = $2`,
}

/** How many codes of an account are unused. */
export async function countRecoveryCodes(
  database: Database,
  organizationId: string,
  accountId: string,
): Promise<number> {
  const values = [organizationId, accountId]
  const [row] = await database.prepared<{ codes_left: number }>(countStatement, values)
  return row?.codes_left ?? 0
}
