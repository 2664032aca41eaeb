// Sign-ins that nobody answered on the phone: closed, kept in the history, and told to the owner of the account once the
// phone was asked in vain too often (OWASP ASVS 5.0 V6.3.5): whoever asks so has the password.
import { sql, type Transaction } from 'kysely'
import { lockAccount, type AccountKey } from '../accounts/lock-account.store.ts'
import { appendAuditEvent } from '../audit/audit.store.ts'
import { leftInPeaceUntil } from '../budgets/approval-asks.ts'
import type { Tables } from '../database/tables.ts'
import { addNotice } from '../notices/notices.store.ts'
import type { Services } from '../services.ts'
import { tellDevice } from '../sessions/device-words.ts'

/** Who asks, as far as it is known: what is the same twice is one page that was loaded anew. */
export interface Asker {
  challengeHash: Buffer
  client: Tables['approvals']['client']
  userAgent: string
  address: string
}

export interface Unanswered extends Asker {
  endedAt: Date
}

/**
 * Closes what waits and is over, under the lock of the account: nobody answered in time, another method or an admin ended
 * the sign-in, or the same page asks about another one. At most one waits. The history tells of it, but for a sign-in that
 * is gone: it was ended by what the history has already.
 */
export async function closeUnanswered(
  transaction: Transaction<Tables>,
  { organizationId, accountId }: AccountKey,
  asker: Asker | undefined,
  now: Date,
): Promise<Unanswered | undefined> {
  const signIn = sql`(SELECT FROM challenges c WHERE c.token_hash = p.challenge_hash)`
  const isOfSamePage =
    asker === undefined
      ? sql`false`
      : sql`p.challenge_hash <> ${asker.challengeHash} AND p.client = ${asker.client}
          AND p.user_agent = ${asker.userAgent} AND p.address = ${asker.address}`
  const { rows } = await sql<Unanswered>`
    WITH closed AS (
      UPDATE approvals p SET state = 'over'
      WHERE p.organization_id = ${organizationId} AND p.account_id = ${accountId} AND p.state = 'waiting'
        AND (p.expires_at <= ${now} OR NOT EXISTS ${signIn} OR (${isOfSamePage}))
      RETURNING p.*, least(p.expires_at, ${now}::timestamptz) AS ended_at, EXISTS ${signIn} AS is_to_tell),
    logged AS (
      INSERT INTO sign_in_failures (organization_id, id, account_id, at, step, reason, client, user_agent, address)
      SELECT organization_id, id, account_id, ended_at, 'approval', 'approval.expired', client, user_agent, address
      FROM closed WHERE is_to_tell)
    SELECT challenge_hash AS "challengeHash", client, user_agent AS "userAgent", address, ended_at AS "endedAt"
    FROM closed`.execute(transaction)
  return rows[0]
}

const DAY_MILLIS = 86_400_000

/** When the phone was asked in vain within a day, the newest first. */
export async function listAskedInVain(
  transaction: Transaction<Tables>,
  { organizationId, accountId }: AccountKey,
  now: Date,
): Promise<Date[]> {
  const rows = await transaction
    .selectFrom('approvals')
    .select('asked_at')
    .where('organization_id', '=', organizationId)
    .where('account_id', '=', accountId)
    .where('state', 'in', ['refused', 'wrong_number', 'over'])
    .where('asked_at', '>', new Date(now.getTime() - DAY_MILLIS))
    .orderBy('asked_at', 'desc')
    .execute()
  return rows.map(({ asked_at: at }) => at)
}

/**
 * Tells the owner where this was the one too many, and writes it down: nobody is asked during the peace, so each peace is
 * told once. Whoever answered no, or with a wrong number, knows. The last write of its transaction.
 */
export async function tellAskedInVain(
  transaction: Transaction<Tables>,
  randomBytes: Services['randomBytes'],
  account: AccountKey,
  { client, userAgent, address, endedAt }: Unanswered,
  now: Date,
): Promise<void> {
  const askedInVain = await listAskedInVain(transaction, account, endedAt)
  if (leftInPeaceUntil(askedInVain, endedAt) === undefined) return
  const { organizationId, accountId } = account
  const facts = { device: tellDevice(userAgent), address }
  const notice = { organizationId, accountId, kind: 'phone_asked_in_vain', facts } as const
  await addNotice(transaction, randomBytes, notice, now)
  const actor = { kind: 'system' } as const
  const action = 'approval.asked_in_vain'
  await appendAuditEvent(
    transaction,
    { organizationId, actor, action, subjectId: accountId, facts: { client } },
    now,
  )
}

/** For whoever asks once and goes away. To be called before the sign-ins are swept: without them nothing is to tell. */
export async function sweepUnanswered(
  { database, randomBytes }: Pick<Services, 'database' | 'randomBytes'>,
  now: Date,
): Promise<void> {
  const accounts = await database.query
    .selectFrom('approvals')
    .select(['organization_id as organizationId', 'account_id as accountId'])
    .where('state', '=', 'waiting')
    .where('expires_at', '<=', now)
    .execute()
  for (const account of accounts) {
    await database.query.transaction().execute(async (transaction) => {
      await lockAccount(transaction, account)
      const closed = await closeUnanswered(transaction, account, undefined, now)
      if (closed !== undefined) await tellAskedInVain(transaction, randomBytes, account, closed, now)
    })
  }
}
