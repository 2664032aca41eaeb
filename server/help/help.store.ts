// Help for one user in the database. Who may be helped is asked under the lock of the account.
import type { Transaction } from 'kysely'
import {
  lockAccount,
  endSignIns,
  type AccountKey,
  type LockedAccount,
} from '../accounts/lock-account.store.ts'
import { appendAuditEvent, type Actor } from '../audit/audit.store.ts'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { addNotice } from '../notices/notices.store.ts'
import { forgetTrustedDevices } from '../sessions/end-sessions.store.ts'
import type { RandomBytes } from '../sessions/token.ts'

export interface Help {
  database: Database
  randomBytes: RandomBytes
  account: AccountKey
  actor: Actor & { id: string }
  mayHelp: (target: LockedAccount) => boolean
  now: Date
}

type Refusal = 'not_found' | 'not_allowed'

/** Runs the help under the account's lock. */
function underLock<Outcome>(
  { database, account, mayHelp }: Help,
  run: (transaction: Transaction<Tables>, target: LockedAccount) => Promise<Outcome>,
): Promise<Outcome | Refusal> {
  return database.query.transaction().execute(async (transaction) => {
    const target = await lockAccount(transaction, account)
    if (target === undefined) return 'not_found'
    return mayHelp(target) ? run(transaction, target) : 'not_allowed'
  })
}

const factorTables = ['authenticators', 'recovery_codes', 'bypass_codes', 'enrolments'] as const

/** Takes away all that proves a second factor, and every session and sign-in that rests on it. */
export async function wipeSecondFactor(
  transaction: Transaction<Tables>,
  account: AccountKey,
  now: Date,
): Promise<void> {
  const { organizationId, accountId } = account
  for (const table of factorTables) {
    await transaction
      .deleteFrom(table)
      .where('organization_id', '=', organizationId)
      .where('account_id', '=', accountId)
      .execute()
  }
  await transaction
    .updateTable('accounts')
    .set({ enrolled_at: null, code_failures: 0, codes_blocked_until: null })
    .where('organization_id', '=', organizationId)
    .where('id', '=', accountId)
    .execute()
  await endSignIns(transaction, account, 'second_factor_changed', now)
}

/** Resets the second factor; of two resets at once the second finds nothing to reset. */
export function resetSecondFactor(help: Help, reason: string): Promise<'reset' | 'not_enrolled' | Refusal> {
  const { account, actor, randomBytes, now } = help
  return underLock(help, async (transaction, target) => {
    if (!target.isEnrolled) return 'not_enrolled'
    await wipeSecondFactor(transaction, account, now)
    const notice = { ...account, kind: 'second_factor_reset', facts: { reason } } as const
    await addNotice(transaction, randomBytes, notice, now)
    await audit(transaction, help, actor, 'user.second_factor_reset', { reason })
    return 'reset'
  })
}

export interface NewBypassCode {
  codeHash: Buffer
  expiresAt: Date
  reason: string
}

/** Issues a bypass code in place of the one before. */
export function issueBypassCode(
  help: Help,
  bypass: NewBypassCode,
): Promise<'issued' | 'not_enrolled' | Refusal> {
  const { account, actor, randomBytes, now } = help
  return underLock(help, async (transaction, target) => {
    if (!target.isEnrolled) return 'not_enrolled'
    const values = {
      code_hash: bypass.codeHash,
      reason: bypass.reason,
      created_by: actor.id,
      created_at: now,
      expires_at: bypass.expiresAt,
    }
    await transaction
      .insertInto('bypass_codes')
      .values({ organization_id: account.organizationId, account_id: account.accountId, ...values })
      .onConflict((conflict) => conflict.columns(['organization_id', 'account_id']).doUpdateSet(values))
      .execute()
    const facts = { reason: bypass.reason, expiresAt: bypass.expiresAt.toISOString() }
    await addNotice(transaction, randomBytes, { ...account, kind: 'bypass_code_issued', facts }, now)
    await audit(transaction, help, actor, 'user.bypass_code_issued', facts)
    return 'issued'
  })
}

/** Ends the user's sessions and sign-ins under way; answers how many sessions there were. */
export function revokeSessions(help: Help): Promise<number | Refusal> {
  const { account, actor, randomBytes, now } = help
  return underLock(help, async (transaction) => {
    const ended = await endSignIns(transaction, account, 'ended_by_admin', now)
    if (ended > 0) await addNotice(transaction, randomBytes, { ...account, kind: 'sessions_ended' }, now)
    await audit(transaction, help, actor, 'user.sessions_ended', { ended })
    return ended
  })
}

/** The trust in one browser of the user, or in all of them; answers in how many. */
export function endTrustOf(help: Help, id?: string): Promise<number | Refusal> {
  const { account, actor, randomBytes, now } = help
  return underLock(help, async (transaction) => {
    const ended = await forgetTrustedDevices(transaction, account, id)
    if (ended === 0) return 0
    await addNotice(transaction, randomBytes, { ...account, kind: 'trust_ended' }, now)
    await audit(transaction, help, actor, 'device.trust_ended', { ended })
    return ended
  })
}

function audit(
  transaction: Transaction<Tables>,
  { account, now }: Help,
  actor: Actor,
  action: string,
  facts: Record<string, string | number>,
): Promise<void> {
  const { organizationId, accountId } = account
  return appendAuditEvent(transaction, { organizationId, actor, action, subjectId: accountId, facts }, now)
}
