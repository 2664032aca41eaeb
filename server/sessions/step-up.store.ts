// Step-up in the database: a fresh proof is written together with the session's new token.
import type { Database } from '../database/database.ts'

export interface SteppedUpSession {
  organizationId: string
  accountId: string
  id: string
  passwordHash: string
  tokenHash: Buffer
}

/**
 * Notes a proven password. False, and nothing is changed, when meanwhile the session ended, the password changed, or
 * the account got a second factor, which is then what has to be proven.
 */
export async function stepUpWithPassword(
  database: Database,
  session: SteppedUpSession,
  now: Date,
): Promise<boolean> {
  const result = await database.query
    .updateTable('sessions as s')
    .from('accounts as a')
    .set({ password_proven_at: now, token_hash: session.tokenHash })
    .where('s.organization_id', '=', session.organizationId)
    .where('s.account_id', '=', session.accountId)
    .where('s.id', '=', session.id)
    .where('s.ended_at', 'is', null)
    .whereRef('a.organization_id', '=', 's.organization_id')
    .whereRef('a.id', '=', 's.account_id')
    .where('a.password_hash', '=', session.passwordHash)
    .where('a.enrolled_at', 'is', null)
    .where('a.disabled_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}
