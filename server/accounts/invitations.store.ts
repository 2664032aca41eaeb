// Invitations in the database: one per account without a password, one use each.
import { appendAuditEvent, type Actor } from '../audit/audit.store.ts'
import type { Database } from '../database/database.ts'
import { saveTicket, type NewTicket } from '../policies/enrolment-tickets.store.ts'
import { lockAccount, type AccountKey, type LockedAccount } from './lock-account.store.ts'

export interface OpenInvitation {
  organizationId: string
  accountId: string
  email: string
  name: string
  organizationName: string
}

export async function findInvitation(
  database: Database,
  tokenHash: Buffer,
  now: Date,
): Promise<OpenInvitation | undefined> {
  return database.query
    .selectFrom('invitations as i')
    .innerJoin('accounts as a', (join) =>
      join.onRef('a.organization_id', '=', 'i.organization_id').onRef('a.id', '=', 'i.account_id'),
    )
    .innerJoin('organizations as o', 'o.id', 'i.organization_id')
    .select([
      'i.organization_id as organizationId',
      'i.account_id as accountId',
      'a.email',
      'a.name',
      'o.name as organizationName',
    ])
    .where('i.token_hash', '=', tokenHash)
    .where('i.expires_at', '>', now)
    .where('a.disabled_at', 'is', null)
    .where('a.password_hash', 'is', null)
    .executeTakeFirst()
}

/**
 * Sets the first password. Of two who use one link the second finds it gone, and changes nothing. Where the
 * organization asks for proof at a first enrolment, the link is one: `ticket` is kept for the sign-in that follows.
 */
export async function acceptInvitation(
  database: Database,
  tokenHash: Buffer,
  passwordHash: string,
  ticket: NewTicket,
  now: Date,
): Promise<{ isTicketKept: boolean } | undefined> {
  return database.query.transaction().execute(async (transaction) => {
    const found = await transaction
      .selectFrom('invitations')
      .select(['organization_id as organizationId', 'account_id as accountId'])
      .where('token_hash', '=', tokenHash)
      .where('expires_at', '>', now)
      .executeTakeFirst()
    if (found === undefined) return undefined
    // The account first, as by whoever renews the link at this moment.
    const account = await lockAccount(transaction, found)
    if (account === undefined || account.hasPassword || account.isDisabled) return undefined
    const used = await transaction
      .deleteFrom('invitations')
      .where('token_hash', '=', tokenHash)
      .where('expires_at', '>', now)
      .executeTakeFirst()
    if (used.numDeletedRows !== 1n) return undefined
    const { organizationId, accountId } = found
    await transaction
      .updateTable('accounts')
      .set({ password_hash: passwordHash, password_changed_at: now })
      .where('organization_id', '=', organizationId)
      .where('id', '=', accountId)
      .execute()
    const { enrolment_needs_proof: isTicketKept } = await transaction
      .selectFrom('organizations')
      .select('enrolment_needs_proof')
      .where('id', '=', organizationId)
      .executeTakeFirstOrThrow()
    if (isTicketKept) await saveTicket(transaction, found, ticket, null, now)
    const actor = { kind: 'account', id: accountId } as const
    const event = { organizationId, actor, action: 'invitation.accepted', subjectId: accountId }
    await appendAuditEvent(transaction, event, now)
    return { isTicketKept }
  })
}

export type RenewOutcome = 'renewed' | 'not_found' | 'not_invited' | 'not_allowed'

/** A new link in place of the old one, only for an account without a password. */
export async function renewInvitation(
  database: Database,
  account: AccountKey,
  invitation: { tokenHash: Buffer; expiresAt: Date },
  actor: Actor,
  mayHelp: (target: LockedAccount) => boolean,
  now: Date,
): Promise<RenewOutcome> {
  const { organizationId, accountId } = account
  return database.query.transaction().execute(async (transaction): Promise<RenewOutcome> => {
    const target = await lockAccount(transaction, account)
    if (target === undefined) return 'not_found'
    if (!mayHelp(target)) return 'not_allowed'
    if (target.hasPassword) return 'not_invited'
    const values = { token_hash: invitation.tokenHash, created_at: now, expires_at: invitation.expiresAt }
    await transaction
      .insertInto('invitations')
      .values({ organization_id: organizationId, account_id: accountId, ...values })
      .onConflict((conflict) => conflict.columns(['organization_id', 'account_id']).doUpdateSet(values))
      .execute()
    const event = { organizationId, actor, action: 'user.invited', subjectId: accountId }
    await appendAuditEvent(transaction, event, now)
    return 'renewed'
  })
}
