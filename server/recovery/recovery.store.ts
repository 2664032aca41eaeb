// Recovery codes in the database.
import type { Database } from '../database/database.ts'

// Every page of the console asks who is signed in, and with it this.
const countStatement = {
  name: 'recovery_codes_count',
  text: `
    SELECT count(*) AS codes_left FROM recovery_codes
    WHERE organization_id = $1 AND account_id = $2 AND used_at IS NULL`,
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
