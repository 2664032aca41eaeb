// The verdict on a yes: it is used up, the challenge burned and the session born, in one statement.
import { approvalsTopic } from '../approvals/approvals.store.ts'
import type { Database } from '../database/database.ts'
import { signal } from '../database/signals.ts'
import type { NewSession } from '../sessions/new-session.ts'
import {
  bornSql,
  challengedSql,
  clearedSql,
  verdictValues,
  type ChallengedAccount,
} from './code-step.store.ts'

const acceptStatement = {
  name: 'verdict_approval',
  text: `
    WITH ${challengedSql},
    spent AS (
      UPDATE approvals p SET state = 'used'
      FROM challenged c
      WHERE p.organization_id = $10 AND p.account_id = $11 AND p.id = $16 AND p.challenge_hash = $1
        AND p.state = 'approved' AND p.expires_at > $2
      RETURNING p.account_id),
    ${clearedSql('spent')},
    ${bornSql('spent', 'approval')}`,
}

/**
 * The verdict on what a phone approved. False, and nothing is changed, when anything that it rests on is no longer so: the
 * yes is used or its time is over, the phone was removed, the challenge is gone, or the account has to wait.
 */
export async function acceptApproval(
  database: Database,
  account: ChallengedAccount,
  approvalId: string,
  session: NewSession,
  now: Date,
): Promise<boolean> {
  const values = [...verdictValues(account, session, now), approvalId]
  const isIn = (await database.prepared(acceptStatement, values)).length === 1
  // From now on the yes cannot be taken back. The session is there: whoever waits for it gets it, also where nobody can be
  // told, and the line of the phone finds it out by itself within seconds.
  if (isIn) await signal(database.query, approvalsTopic(account)).catch(() => undefined)
  return isIn
}
