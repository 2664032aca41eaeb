// A new password in the database: what rested on the old one ends, the owner is told, the audit log keeps it.
import type { Transaction } from 'kysely'
import { appendAuditEvent } from '../audit/audit.store.ts'
import type { Tables } from '../database/tables.ts'
import { addNotice } from '../notices/notices.store.ts'
import type { Services } from '../services.ts'
import { hasFreshFactorIfAny } from '../sessions/fresh-proof.store.ts'
import { endSignIns, lockAccount, type AccountKey } from './lock-account.store.ts'

type Tools = Pick<Services, 'database' | 'randomBytes'>

async function setPassword(
  transaction: Transaction<Tables>,
  { organizationId, accountId }: AccountKey,
  passwordHash: string,
  now: Date,
): Promise<void> {
  await transaction
    .updateTable('accounts')
    .set({ password_hash: passwordHash, password_changed_at: now })
    .where('organization_id', '=', organizationId)
    .where('id', '=', accountId)
    .execute()
  await transaction
    .deleteFrom('password_resets')
    .where('organization_id', '=', organizationId)
    .where('account_id', '=', accountId)
    .execute()
}

export interface OwnSession extends AccountKey {
  id: string
  /** The hash that was just proven. */
  provenHash: string
  newTokenHash: Buffer
}

/**
 * Changes the password of whoever is signed in. False, and nothing is changed, when meanwhile the password became
 * another one, the session ended, or its second factor is not fresh any more. The session goes on under its new token; every other one ends.
 */
export async function changeOwnPassword(
  { database, randomBytes }: Tools,
  session: OwnSession,
  passwordHash: string,
  freshSince: Date,
  now: Date,
): Promise<boolean> {
  const { organizationId, accountId, id } = session
  return database.query.transaction().execute(async (transaction) => {
    const account = await transaction
      .selectFrom('accounts')
      .select('id')
      .where('organization_id', '=', organizationId)
      .where('id', '=', accountId)
      .where('password_hash', '=', session.provenHash)
      .where('disabled_at', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (account === undefined) return false
    const proof = { organizationId, accountId, sessionId: id }
    if (!(await hasFreshFactorIfAny(transaction, proof, freshSince))) return false
    const renewed = await transaction
      .updateTable('sessions')
      .set({ token_hash: session.newTokenHash, password_proven_at: now })
      .where('organization_id', '=', organizationId)
      .where('account_id', '=', accountId)
      .where('id', '=', id)
      .where('ended_at', 'is', null)
      .executeTakeFirst()
    if (renewed.numUpdatedRows !== 1n) return false
    await setPassword(transaction, session, passwordHash, now)
    await endSignIns(transaction, session, 'password_changed', now, id)
    await addNotice(transaction, randomBytes, { organizationId, accountId, kind: 'password_changed' }, now)
    const actor = { kind: 'account', id: accountId } as const
    await appendAuditEvent(
      transaction,
      { organizationId, actor, action: 'password.changed', subjectId: accountId },
      now,
    )
    return true
  })
}

/**
 * Sets the password with the token of a reset, which is gone with it; false for one that is none any more. No session
 * comes of it, those that are there end, and the second factor stays what it is.
 */
export async function completePasswordReset(
  { database, randomBytes }: Tools,
  tokenHash: Buffer,
  passwordHash: string,
  now: Date,
): Promise<boolean> {
  return database.query.transaction().execute(async (transaction) => {
    const found = await transaction
      .selectFrom('password_resets')
      .select(['organization_id as organizationId', 'account_id as accountId'])
      .where('token_hash', '=', tokenHash)
      .where('expires_at', '>', now)
      .executeTakeFirst()
    if (found === undefined) return false
    const account = await lockAccount(transaction, found)
    if (account === undefined || account.isDisabled || !account.hasPassword) return false
    const used = await transaction
      .deleteFrom('password_resets')
      .where('token_hash', '=', tokenHash)
      .where('expires_at', '>', now)
      .executeTakeFirst()
    if (used.numDeletedRows !== 1n) return false
    await setPassword(transaction, found, passwordHash, now)
    await endSignIns(transaction, found, 'password_changed', now)
    await addNotice(transaction, randomBytes, { ...found, kind: 'password_reset' }, now)
    const { organizationId, accountId } = found
    const actor = { kind: 'account', id: accountId } as const
    await appendAuditEvent(
      transaction,
      { organizationId, actor, action: 'password.reset', subjectId: accountId },
      now,
    )
    return true
  })
}
