// The answer of a phone, written under the lock of the account: a yes, a wrong number, or "it was not me". Of two answers at
// once, and of an answer and the end of the time, one is the outcome, and the other finds nothing that waits.
import { sql, type Transaction } from 'kysely'
import type { AccountKey } from '../accounts/lock-account.store.ts'
import { appendAuditEvent } from '../audit/audit.store.ts'
import { signal } from '../database/signals.ts'
import type { Tables } from '../database/tables.ts'
import { tellAdmins } from '../notices/tell-admins.store.ts'
import type { Services } from '../services.ts'
import { forSignInAlone } from '../sessions/caller.ts'
import { tellDevice } from '../sessions/device-words.ts'
import { endOfSessionSql } from '../sessions/open-session.ts'
import { countCodeFailureWithin, type CountedFailure, type FailureState } from '../totp/code-attempt.store.ts'
import type { SessionOfAccount } from '../totp/fresh-second-factor.store.ts'
import { answerTopic, approvalsTopic, findSignIn } from './approvals.store.ts'
import { isWorkingPhone } from './phones.store.ts'

type Tools = Pick<Services, 'database' | 'randomBytes'>

/** A sign-in that nobody is in by yet. */
export type OpenApproval = Pick<
  Tables['approvals'],
  'id' | 'challenge_hash' | 'number' | 'client' | 'user_agent' | 'address'
>

/** How the failed sign-in counts, and what the history keeps of it. */
export type CountFailure = (failures: number, approval: OpenApproval) => CountedFailure

export interface GivenYes {
  approvalId: string
  number: string
  phoneId: string
  /** What the signature was checked with. */
  publicKey: Buffer
}

export type YesOutcome = 'approved' | 'not_found' | 'number_wrong' | 'device_refused' | { blockedUntil: Date }

/** For so long at least a yes is there to be taken, while the sign-in is: whoever waits asks again every 20 seconds. */
const TAKE_MILLIS = 60_000

/**
 * A yes, with the number. It counts while the session is open, is one of the app on a phone, and was itself signed in with
 * more than a yes; while the phone is one of the account; and while the sign-in is there. A wrong number ends the sign-in
 * and counts as a wrong code. While the account has to wait for wrong codes nothing is approved, and nothing is lost.
 */
export function approve(
  { database, randomBytes }: Tools,
  session: SessionOfAccount,
  given: GivenYes,
  count: CountFailure,
  now: Date,
): Promise<YesOutcome> {
  const { organizationId, accountId } = session
  return database.query.transaction().execute(async (transaction): Promise<YesOutcome> => {
    const account = await lockFailures(transaction, session)
    if (account === undefined || !(await mayApprove(transaction, session, given, now))) {
      return 'device_refused'
    }
    const approval = await lockOpen(transaction, session, given.approvalId, ['waiting'], now)
    if (approval === undefined) return 'not_found'
    const blockedUntil = account.codesBlockedUntil
    if (blockedUntil !== undefined && blockedUntil > now) return { blockedUntil }
    if (approval.number !== given.number) {
      await end(transaction, session, approval, 'wrong_number')
      await countCodeFailureWithin(
        transaction,
        randomBytes,
        account,
        count(account.codeFailures, approval),
        now,
      )
      return 'number_wrong'
    }
    const untilTaken = new Date(now.getTime() + TAKE_MILLIS)
    await transaction
      .updateTable('approvals')
      .set({
        state: 'approved',
        approved_by: given.phoneId,
        expires_at: sql<Date>`least(greatest(expires_at, ${untilTaken}::timestamptz),
          (SELECT c.expires_at FROM challenges c WHERE c.token_hash = approvals.challenge_hash))`,
      })
      .where('organization_id', '=', organizationId)
      .where('id', '=', approval.id)
      .execute()
    await transaction
      .updateTable('authenticators')
      .set({ last_used_at: now })
      .where('organization_id', '=', organizationId)
      .where('account_id', '=', accountId)
      .where('id', '=', given.phoneId)
      .execute()
    await tell(transaction, session, approval)
    return 'approved'
  })
}

/**
 * "It was not me": ends the sign-in, counts it as a wrong code, and tells the admins. From any session of the account that
 * is open; also while the account has to wait. It takes back a yes, too, as long as nobody is in by it. False when nothing of
 * that name waits.
 */
export function deny(
  { database, randomBytes }: Tools,
  session: SessionOfAccount,
  approvalId: string,
  count: CountFailure,
  now: Date,
): Promise<boolean> {
  const { organizationId, accountId } = session
  return database.query.transaction().execute(async (transaction) => {
    const account = await lockFailures(transaction, session)
    if (account === undefined || (await lockOpenSession(transaction, session, now)) === undefined)
      return false
    const approval = await lockOpen(transaction, session, approvalId, ['waiting', 'approved'], now)
    if (approval === undefined) return false
    await end(transaction, session, approval, 'refused')
    const { client, user_agent: userAgent, address } = approval
    const facts = { account: accountId, device: tellDevice(userAgent), address }
    await tellAdmins(transaction, randomBytes, organizationId, { kind: 'sign_in_denied', facts }, now)
    // While the account waits no further failure is counted, of whatever method.
    if (account.codesBlockedUntil === undefined || account.codesBlockedUntil <= now) {
      await countCodeFailureWithin(
        transaction,
        randomBytes,
        account,
        count(account.codeFailures, approval),
        now,
      )
    }
    const actor = { kind: 'account', id: accountId } as const
    const event = { organizationId, actor, action: 'sign_in.denied', subjectId: accountId, facts: { client } }
    await appendAuditEvent(transaction, event, now)
    return true
  })
}

/** Nothing for an account that is disabled, or has no second factor any more. */
async function lockFailures(
  transaction: Transaction<Tables>,
  { organizationId, accountId }: AccountKey,
): Promise<FailureState | undefined> {
  const row = await transaction
    .selectFrom('accounts')
    .select(['code_failures', 'codes_blocked_until'])
    .where('organization_id', '=', organizationId)
    .where('id', '=', accountId)
    .where('disabled_at', 'is', null)
    .where('enrolled_at', 'is not', null)
    // Lets notices be written for it meanwhile: two admins who say no at once tell one another.
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (row === undefined) return undefined
  return {
    organizationId,
    accountId,
    codeFailures: row.code_failures,
    codesBlockedUntil: row.codes_blocked_until ?? undefined,
  }
}

/** Signing out locks the session and not the account, so the session is locked here, too. */
function lockOpenSession(
  transaction: Transaction<Tables>,
  { organizationId, accountId, id }: SessionOfAccount,
  now: Date,
): Promise<Pick<Tables['sessions'], 'client' | 'second_factor_method'> | undefined> {
  return transaction
    .selectFrom('sessions')
    .select(['client', 'second_factor_method'])
    .where('organization_id', '=', organizationId)
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .where(sql<boolean>`${sql.raw(endOfSessionSql('sessions'))} > ${now}`)
    .where('second_factor_proven_at', 'is not', null)
    .forShare()
    .executeTakeFirst()
}

async function mayApprove(
  transaction: Transaction<Tables>,
  session: SessionOfAccount,
  { phoneId, publicKey }: GivenYes,
  now: Date,
): Promise<boolean> {
  const open = await lockOpenSession(transaction, session, now)
  if (open?.client !== 'mobile' || open.second_factor_method === null) return false
  if (forSignInAlone.includes(open.second_factor_method)) return false
  return isWorkingPhone(transaction, session, { id: phoneId, publicKey })
}

async function lockOpen(
  transaction: Transaction<Tables>,
  account: AccountKey,
  id: string,
  states: readonly Tables['approvals']['state'][],
  now: Date,
): Promise<OpenApproval | undefined> {
  const approval = await transaction
    .selectFrom('approvals')
    .select(['id', 'challenge_hash', 'number', 'client', 'user_agent', 'address'])
    .where('organization_id', '=', account.organizationId)
    .where('account_id', '=', account.accountId)
    .where('id', '=', id)
    .where('state', 'in', states)
    .where('expires_at', '>', now)
    .forUpdate()
    .executeTakeFirst()
  if (approval === undefined) return undefined
  const signIn = await findSignIn(transaction, account, approval.challenge_hash, now)
  return signIn === undefined ? undefined : approval
}

/** The sign-in goes with it: whoever began it begins again, with the password. */
async function end(
  transaction: Transaction<Tables>,
  account: AccountKey,
  approval: OpenApproval,
  state: 'refused' | 'wrong_number',
): Promise<void> {
  await transaction
    .updateTable('approvals')
    .set({ state, approved_by: null })
    .where('organization_id', '=', account.organizationId)
    .where('id', '=', approval.id)
    .execute()
  await transaction.deleteFrom('challenges').where('token_hash', '=', approval.challenge_hash).execute()
  await tell(transaction, account, approval)
}

async function tell(
  transaction: Transaction<Tables>,
  account: AccountKey,
  { challenge_hash: challengeHash }: OpenApproval,
): Promise<void> {
  await signal(transaction, answerTopic(challengeHash))
  await signal(transaction, approvalsTopic(account))
}
