// Sign-ins that wait for a yes or no, in the database: asked, seen by whoever has the phone, and looked at by the client
// that waits.
import { sql, type Transaction } from 'kysely'
import { lockAccount, type AccountKey } from '../accounts/lock-account.store.ts'
import { leftInPeaceUntil } from '../budgets/approval-asks.ts'
import type { Database } from '../database/database.ts'
import { signal } from '../database/signals.ts'
import type { Tables } from '../database/tables.ts'
import type { Services } from '../services.ts'
import { closeUnanswered, listAskedInVain, tellAskedInVain, type Asker } from './unanswered.store.ts'

/** What waits for this account has changed. */
export const approvalsTopic = ({ accountId }: AccountKey): string => `approvals ${accountId}`

/** The answer to this sign-in is there. */
export const answerTopic = (challengeHash: Buffer): string => `approval ${challengeHash.toString('hex')}`

export interface NewApproval extends Asker {
  id: string
  number: string
  /** At the latest; it ends with the sign-in where that is earlier. */
  expiresAt: Date
}

export type AskOutcome =
  { number: string; expiresAt: Date } | 'over' | 'none' | 'another_waits' | { leftInPeaceUntil: Date }

/**
 * Asks the phones of the account. Under its lock, so that of two sign-ins that ask at once the second finds the first,
 * and is told that another one waits. The same sign-in, asking again, gets what it got; another one of the same program
 * at the same address takes the place of the first, whose page was loaded anew and whose number nobody sees any more.
 *
 * @param sendsPush whether closed apps are told, too: by jobs, so that none of it holds up the sign-in
 */
export async function askPhones(
  { database, randomBytes }: Pick<Services, 'database' | 'randomBytes'>,
  account: AccountKey,
  asked: NewApproval,
  sendsPush: boolean,
  now: Date,
): Promise<AskOutcome> {
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
    const closed = await closeUnanswered(transaction, account, asked, now)
    if (closed !== undefined) {
      await signal(transaction, answerTopic(closed.challengeHash))
      await signal(transaction, approvalsTopic(account))
    }
    const expiresAt = signIn.expires_at < asked.expiresAt ? signIn.expires_at : asked.expiresAt
    const outcome = await askUnlessOneWaits(transaction, account, { ...asked, expiresAt }, sendsPush, now)
    if (closed !== undefined) await tellAskedInVain(transaction, randomBytes, account, closed, now)
    return outcome
  })
}

async function askUnlessOneWaits(
  transaction: Transaction<Tables>,
  account: AccountKey,
  asked: NewApproval,
  sendsPush: boolean,
  now: Date,
): Promise<AskOutcome> {
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
  const { number, expiresAt } = asked
  await transaction
    .insertInto('approvals')
    .values({
      organization_id: account.organizationId,
      id: asked.id,
      account_id: account.accountId,
      challenge_hash: asked.challengeHash,
      number,
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
  return { number, expiresAt }
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

/**
 * A job for each phone with a subscription: one that cannot be reached holds up no other. Behind mails and alerts, which
 * have the same workers: whoever registers a phone says where it is told, and that may be somewhere slow.
 */
async function queuePushes(
  transaction: Transaction<Tables>,
  { organizationId, accountId }: AccountKey,
  approvalId: string,
): Promise<void> {
  await sql`
    SELECT graphile_worker.add_job('push_approval', json_build_object('organizationId', s.organization_id,
      'approvalId', ${approvalId}::text, 'phoneId', s.id), max_attempts => 2, priority => 1)
    FROM push_subscriptions s
    JOIN authenticators t ON t.organization_id = s.organization_id AND t.id = s.id
    WHERE t.organization_id = ${organizationId} AND t.account_id = ${accountId} AND t.state = 'active'`.execute(
    transaction,
  )
}

export interface WaitingApproval {
  id: string
  state: 'waiting' | 'approved'
  client: Tables['approvals']['client']
  user_agent: string
  address: string
  asked_at: Date
  expires_at: Date
}

/**
 * What waits for an answer now, and the yeses that nobody is in by yet: nothing whose sign-in has ended otherwise. The one that
 * was asked last is first, so the one that waits is before every yes.
 */
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
    .select(['p.id', 'p.state', 'p.client', 'p.user_agent', 'p.address', 'p.asked_at', 'p.expires_at'])
    .$narrowType<{ state: WaitingApproval['state'] }>()
    .where('p.organization_id', '=', organizationId)
    .where('p.account_id', '=', accountId)
    .where('p.state', 'in', ['waiting', 'approved'])
    .where('p.expires_at', '>', now)
    .where('c.expires_at', '>', now)
    .orderBy('p.asked_at', 'desc')
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
