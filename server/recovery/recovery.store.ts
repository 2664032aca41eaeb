// Recovery codes in the database.
import type { Database } from '../database/database.ts'
import { lockFreshSecondFactor } from '../totp/fresh-second-factor.store.ts'

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

/**
 * A new set in place of the old one. False when the session's second factor is not fresh, or the account has none.
 * Two renewals at once come one after the other; the later set is the one that counts.
 */
export async function replaceRecoveryCodes(
  database: Database,
  session: { organizationId: string; accountId: string; id: string },
  freshSince: Date,
  hashes: Buffer[],
  now: Date,
): Promise<boolean> {
  const { organizationId, accountId } = session
  return database.query.transaction().execute(async (transaction) => {
    if (!(await lockFreshSecondFactor(transaction, session, freshSince))) return false
    await transaction
      .deleteFrom('recovery_codes')
      .where('organization_id', '=', organizationId)
      .where('account_id', '=', accountId)
      .execute()
    const row = { organization_id: organizationId, account_id: accountId, created_at: now }
    await transaction
      .insertInto('recovery_codes')
      .values(hashes.map((hash) => ({ ...row, code_hash: hash })))
      .execute()
    return true
  })
}
