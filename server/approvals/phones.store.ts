// Phones that approve sign-ins, in the database: added beside an app or a passkey, found by their owner, and where a closed
// app is told.
import { sql, type Transaction } from 'kysely'
import { MOST_PHONES } from '../../contract/approvals.ts'
import type { AccountKey } from '../accounts/lock-account.store.ts'
import { appendAuditEvent } from '../audit/audit.store.ts'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { endOfSessionSql } from '../sessions/open-session.ts'
import { tellChange, type Tools } from '../totp/authenticator-changes.store.ts'
import { lockFreshSecondFactor, type SessionOfAccount } from '../totp/fresh-second-factor.store.ts'
import { authenticatorFields, toAuthenticator, type Authenticator } from '../totp/totp.store.ts'
import type { Place } from '../vault/vault.ts'

export interface NewPhone {
  id: string
  name: string
  publicKey: Buffer
}

/**
 * Adds a phone, under the lock of the account, and has it keep the session open. 'not_fresh' when the session, which has to be
 * one of the app on a phone, has not proven a second factor lately; 'not_enrolled' when no app and no passkey of the account
 * works by now; 'too_many', also for the second of two at once where one had room, as each of them is told of every sign-in.
 */
export function addPhone(
  { database, randomBytes }: Tools,
  session: SessionOfAccount,
  phone: NewPhone,
  sessionDays: number,
  freshSince: Date,
  now: Date,
): Promise<Authenticator | 'not_fresh' | 'not_enrolled' | 'too_many'> {
  const { organizationId, accountId } = session
  return database.query.transaction().execute(async (transaction) => {
    if (!(await lockFreshSecondFactor(transaction, session, freshSince))) return 'not_fresh'
    const all = await transaction
      .selectFrom('authenticators')
      .select(['kind', 'state'])
      .where('organization_id', '=', organizationId)
      .where('account_id', '=', accountId)
      .execute()
    if (!all.some(({ kind, state }) => kind !== 'approval' && state === 'active')) return 'not_enrolled'
    if (all.filter(({ kind }) => kind === 'approval').length >= MOST_PHONES) return 'too_many'
    const row = await transaction
      .insertInto('authenticators')
      .values({
        organization_id: organizationId,
        id: phone.id,
        account_id: accountId,
        kind: 'approval',
        name: phone.name,
        state: 'active',
        public_key: phone.publicKey,
        created_at: now,
      })
      .returning(authenticatorFields)
      .executeTakeFirstOrThrow()
    await keepOpen(transaction, session, phone.id, sessionDays)
    const what = { notice: 'authenticator_added', action: 'authenticator.added' } as const
    await tellChange(transaction, randomBytes, session, what, { name: phone.name }, now)
    return toAuthenticator(row)
  })
}

/**
 * Has a phone keep open the session that is signed in on it, under the lock of the account; the one before, if it is there,
 * ends as every other does. Answers when it ends. 'not_fresh' when the session has not proven a second factor lately by a
 * code or a passkey, as one that was signed in by a yes or in a trusted browser has not; 'device_refused' when the phone
 * was removed or switched off by now.
 */
export function bindPhone(
  { database }: Tools,
  session: SessionOfAccount,
  phone: Pick<NewPhone, 'id' | 'publicKey'>,
  sessionDays: number,
  freshSince: Date,
  now: Date,
): Promise<Date | 'not_fresh' | 'device_refused'> {
  const { organizationId, accountId } = session
  return database.query.transaction().execute(async (transaction) => {
    if (!(await lockFreshSecondFactor(transaction, session, freshSince))) return 'not_fresh'
    if (!(await isWorkingPhone(transaction, session, phone))) return 'device_refused'
    const expiresAt = await keepOpen(transaction, session, phone.id, sessionDays)
    const actor = { kind: 'account', id: accountId } as const
    const event = { organizationId, actor, action: 'session.kept_by_phone', subjectId: accountId }
    await appendAuditEvent(transaction, event, now)
    return expiresAt
  })
}

/** Whether it is a phone of this account, with this key, and neither removed nor switched off. */
export async function isWorkingPhone(
  transaction: Transaction<Tables>,
  { organizationId, accountId }: AccountKey,
  { id, publicKey }: Pick<NewPhone, 'id' | 'publicKey'>,
): Promise<boolean> {
  const phone = await transaction
    .selectFrom('authenticators')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .where('kind', '=', 'approval')
    .where('state', '=', 'active')
    .where('public_key', '=', publicKey)
    .executeTakeFirst()
  return phone !== undefined
}

const endAfter = (sessionDays: number) => sql<Date>`started_at + ${sessionDays}::int * interval '24 hours'`

/** From the sign-in on, however late: proving the key again makes no session last longer. */
async function keepOpen(
  transaction: Transaction<Tables>,
  { organizationId, accountId, id }: SessionOfAccount,
  phoneId: string,
  sessionDays: number,
): Promise<Date> {
  const ofAccount = () =>
    transaction
      .updateTable('sessions')
      .where('organization_id', '=', organizationId)
      .where('account_id', '=', accountId)
  await ofAccount().set({ phone_id: null }).where('phone_id', '=', phoneId).execute()
  const kept = await ofAccount()
    .set({ phone_id: phoneId, phone_expires_at: endAfter(sessionDays) })
    .where('id', '=', id)
    .returning(sql<Date>`${sql.raw(endOfSessionSql('sessions'))}`.as('expires_at'))
    .executeTakeFirstOrThrow()
  return kept.expires_at
}

/**
 * Ends by the setting of now what was kept open by a longer one. When a server starts, so that whatever reads a session judges
 * it by its row alone. None gets longer.
 */
export async function shortenPhoneSessions(database: Database, sessionDays: number): Promise<void> {
  const end = endAfter(sessionDays)
  await database.query
    .updateTable('sessions')
    .set({ phone_expires_at: end })
    .where('phone_id', 'is not', null)
    .where('phone_expires_at', '>', end)
    .execute()
}

/** The public key of a phone of this account; nothing for one of somebody else, and for one that is switched off. */
export async function findPhoneKey(
  database: Database,
  { organizationId, accountId }: AccountKey,
  id: string,
): Promise<Buffer | undefined> {
  const row = await database.query
    .selectFrom('authenticators')
    .select('public_key')
    .where('organization_id', '=', organizationId)
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .where('kind', '=', 'approval')
    .where('state', '=', 'active')
    .executeTakeFirst()
  return row?.public_key ?? undefined
}

export function placeOfSubscription(organizationId: string, phoneId: string): Place {
  return { organizationId, table: 'push_subscriptions', column: 'sealed', rowId: phoneId }
}

/** Keeps where a phone is told, in place of what was kept before; false when the account has no such phone. */
export async function keepSubscription(
  database: Database,
  { organizationId, accountId }: AccountKey,
  phoneId: string,
  sealed: Buffer,
): Promise<boolean> {
  const kept = await database.query
    .insertInto('push_subscriptions')
    .columns(['organization_id', 'id', 'sealed'])
    .expression((from) =>
      from
        .selectFrom('authenticators')
        .select(['organization_id', 'id'])
        .select((value) => value.val(sealed).as('sealed'))
        .where('organization_id', '=', organizationId)
        .where('account_id', '=', accountId)
        .where('id', '=', phoneId)
        .where('kind', '=', 'approval'),
    )
    .onConflict((conflict) => conflict.columns(['organization_id', 'id']).doUpdateSet({ sealed }))
    .executeTakeFirst()
  return kept.numInsertedOrUpdatedRows === 1n
}

/** False when there was none; for a phone of somebody else, too. */
export async function forgetSubscription(
  database: Database,
  { organizationId, accountId }: AccountKey,
  phoneId: string,
): Promise<boolean> {
  const gone = await database.query
    .deleteFrom('push_subscriptions as s')
    .using('authenticators as t')
    .where('s.organization_id', '=', organizationId)
    .where('s.id', '=', phoneId)
    .whereRef('t.organization_id', '=', 's.organization_id')
    .whereRef('t.id', '=', 's.id')
    .where('t.account_id', '=', accountId)
    .executeTakeFirst()
  return gone.numDeletedRows === 1n
}

export interface PushKey {
  organizationId: string
  approvalId: string
  phoneId: string
}

/** Where a phone is told that a sign-in waits; nothing when it does not wait any more, or the phone is switched off. */
export function readPush(
  database: Database,
  { organizationId, approvalId, phoneId }: PushKey,
  now: Date,
): Promise<{ sealed: Buffer; expiresAt: Date } | undefined> {
  return database.query
    .selectFrom('approvals as p')
    .innerJoin('authenticators as t', (join) =>
      join.onRef('t.organization_id', '=', 'p.organization_id').onRef('t.account_id', '=', 'p.account_id'),
    )
    .innerJoin('push_subscriptions as s', (join) =>
      join.onRef('s.organization_id', '=', 't.organization_id').onRef('s.id', '=', 't.id'),
    )
    .select(['s.sealed', 'p.expires_at as expiresAt'])
    .where('p.organization_id', '=', organizationId)
    .where('p.id', '=', approvalId)
    .where('p.state', '=', 'waiting')
    .where('p.expires_at', '>', now)
    .where('t.id', '=', phoneId)
    .where('t.state', '=', 'active')
    .executeTakeFirst()
}

/** Only the one that was answered so: a phone may have brought another one meanwhile. */
export async function forgetGoneSubscription(
  database: Database,
  { organizationId, phoneId }: PushKey,
  sealed: Buffer,
): Promise<void> {
  await database.query
    .deleteFrom('push_subscriptions')
    .where('organization_id', '=', organizationId)
    .where('id', '=', phoneId)
    .where('sealed', '=', sealed)
    .execute()
}
