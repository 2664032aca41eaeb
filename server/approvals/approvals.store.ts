// Sign-ins that wait for a yes or no, in the database: asked, seen by whoever has the phone, and looked at by the client
// that waits.
import { sql, type Transaction } from 'kysely'
import { lockAccount, type AccountKey } from '../accounts/lock-account.store.ts'
import { leftInPeaceUntil } from '../budgets/approval-asks.ts'
import type { Database } from '../database/database.ts'
import { signal } from '../database/signals.ts'
import type { Tables } from '../database/tables.ts'

/** What waits for this account has changed. */
export const approvalsTopic = ({ accountId }: AccountKey): string => `approvals ${accountId}`

/** The answer to this sign-in is there. */
export const answerTopic = (challengeHash: Buffer): string => `approval ${challengeHash.toString('hex')}`

export interface NewApproval {
  id: string
  number: string
  challengeHash: Buffer
  client: Tables['approvals']['client']
  userAgent: string
  address: string
  /** At the latest; it ends with the sign-in where that is earlier. */
  expiresAt: Date
}

export type AskOutcome =
  { number: string; expiresAt: Date } | 'over' | 'none' | 'another_waits' | { leftInPeaceUntil: Date }

const DAY_MILLIS = 86_400_000

/**
 * Asks the phones of the account. Under its lock, so that of two sign-ins that ask at once the second finds the first,
 * and is told that another one waits. The same sign-in, asking again, gets what it got.
 *
 * @param sendsPush whether closed apps are told, too: by jobs, so that none of it holds up the sign-in
 */
export async function askPhones(
  database: Database,
  account: AccountKey,
  asked: NewApproval,
  sendsPush: boolean,
  now: Date,
): Promise<AskOutcome> {
  const owner = { organization_id: account.organizationId, account_id: account.accountId }
  return database.query.transaction().execute(async (transaction): Promise<AskOutcome> => {
    const locked = await lockAccount(transaction, account)
    const signIn = await findSignIn(transaction, account, asked.challengeHash, now)
    if (locked?.isEnrolled !== true || locked.isDisabled || signIn === undefined) return 'over'
    const phone = await transaction
      .selectFrom('authenticators')
      .select('id')
      .where('organization_id', '=', account.organizationId)
      .where('account_id', '=', account.accountId)
      .where('kind', '=', 'approval')
      .where('state', '=', 'active')
      .limit(1)
      .executeTakeFirst()
    if (phone === undefined) return 'none'
    await closeWhatIsOver(transaction, account, now)
    const waiting = await transaction
      .selectFrom('approvals')
      .select(['challenge_hash', 'number', 'expires_at'])
      .where('organization_id', '=', account.organizationId)
      .where('account_id', '=', account.accountId)
      .where('state', '=', 'waiting')
      .executeTakeFirst()
    if (waiting?.challenge_hash.equals(asked.challengeHash) === true) {
      return { number: waiting.number, expiresAt: waiting.expires_at }
    }
    if (waiting !== undefined) return 'another_waits'
    const peaceUntil = leftInPeaceUntil(await listAskedInVain(transaction, account, now), now)
    if (peaceUntil !== undefined) return { leftInPeaceUntil: peaceUntil }
    const expiresAt = signIn.expires_at < asked.expiresAt ? signIn.expires_at : asked.expiresAt
    await transaction
      .insertInto('approvals')
      .values({
        ...owner,
        id: asked.id,
        challenge_hash: asked.challengeHash,
        number: asked.number,
        state: 'waiting',
        client: asked.client,
        user_agent: asked.userAgent,
        address: asked.address,
        asked_at: now,
        expires_at: expiresAt,
        approved_by: null,
      })
      .execute()
    await signal(transaction, approvalsTopic(account))
    if (sendsPush) await queuePushes(transaction, account, asked.id)
    return { number: asked.number, expiresAt }
  })
}

/** A sign-in that still may be approved. */
export function findSignIn(
  transaction: Transaction<Tables>,
  { organizationId, accountId }: AccountKey,
  challengeHash: Buffer,
  now: Date,
): Promise<{ expires_at: Date } | undefined> {
  return transaction
    .selectFrom('challenges')
    .select('expires_at')
    .where('token_hash', '=', challengeHash)
    .where('organization_id', '=', organizationId)
    .where('account_id', '=', accountId)
    .where('purpose', '=', 'code')
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

/** What nobody answered in time, and what was ended by another method or by an admin. */
async function closeWhatIsOver(
  transaction: Transaction<Tables>,
  { organizationId, accountId }: AccountKey,
  now: Date,
): Promise<void> {
  await transaction
    .updateTable('approvals as p')
    .set({ state: 'over' })
    .where('p.organization_id', '=', organizationId)
    .where('p.account_id', '=', accountId)
    .where('p.state', '=', 'waiting')
    .where((is) =>
      is.or([
        is('p.expires_at', '<=', now),
        is.not(
          is.exists(
            is
              .selectFrom('challenges as c')
              .select('c.token_hash')
              .whereRef('c.token_hash', '=', 'p.challenge_hash'),
          ),
        ),
      ]),
    )
    .execute()
}

async function listAskedInVain(
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

/** A job for each phone with a subscription: one that cannot be reached holds up no other. */
async function queuePushes(
  transaction: Transaction<Tables>,
  { organizationId, accountId }: AccountKey,
  approvalId: string,
): Promise<void> {
  await sql`
    SELECT graphile_worker.add_job('push_approval', json_build_object('organizationId', s.organization_id,
      'approvalId', ${approvalId}::text, 'phoneId', s.id), max_attempts => 3)
    FROM push_subscriptions s
    JOIN authenticators t ON t.organization_id = s.organization_id AND t.id = s.id
    WHERE t.organization_id = ${organizationId} AND t.account_id = ${accountId} AND t.state = 'active'`.execute(
    transaction,
  )
}

export interface WaitingApproval {
  id: string
  client: Tables['approvals']['client']
  user_agent: string
  address: string
  asked_at: Date
  expires_at: Date
}

/** What waits for an answer now: nothing whose sign-in has ended otherwise. */
export function listWaiting(
  database: Database,
  { organizationId, accountId }: AccountKey,
  now: Date,
): Promise<WaitingApproval[]> {
  return database.query
    .selectFrom('approvals as p')
    .innerJoin('challenges as c', (join) =>
      join
        .onRef('c.token_hash', '=', 'p.challenge_hash')
        .onRef('c.organization_id', '=', 'p.organization_id')
        .onRef('c.account_id', '=', 'p.account_id'),
    )
    .select(['p.id', 'p.client', 'p.user_agent', 'p.address', 'p.asked_at', 'p.expires_at'])
    .where('p.organization_id', '=', organizationId)
    .where('p.account_id', '=', accountId)
    .where('p.state', '=', 'waiting')
    .where('p.expires_at', '>', now)
    .where('c.expires_at', '>', now)
    .execute()
}

export interface AskedApproval {
  id: string
  state: Tables['approvals']['state']
  expiresAt: Date
}

/** What was asked last for a sign-in, by the hash of its challenge, which may be gone. */
export function findAsked(database: Database, challengeHash: Buffer): Promise<AskedApproval | undefined> {
  return database.query
    .selectFrom('approvals')
    .select(['id', 'state', 'expires_at as expiresAt'])
    .where('challenge_hash', '=', challengeHash)
    .orderBy('asked_at', 'desc')
    .limit(1)
    .executeTakeFirst()
}
