// Tickets for a first forced enrolment: one at a time for an account, good once.
import type { Transaction } from 'kysely'
import { appendAuditEvent, type Actor } from '../audit/audit.store.ts'
import { lockAccount, type AccountKey, type LockedAccount } from '../accounts/lock-account.store.ts'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'

export interface NewTicket {
  codeHash: Buffer
  expiresAt: Date
}

export type TicketOutcome = 'made' | 'not_found' | 'already_enrolled' | 'not_allowed'

/** Makes a ticket in place of the one before; `mayHelp` is asked about the account under its lock. */
export async function makeTicket(
  database: Database,
  account: AccountKey,
  ticket: NewTicket,
  actor: Actor & { id: string },
  mayHelp: (target: LockedAccount) => boolean,
  now: Date,
): Promise<TicketOutcome> {
  return database.query.transaction().execute(async (transaction): Promise<TicketOutcome> => {
    const target = await lockAccount(transaction, account)
    if (target === undefined) return 'not_found'
    if (!mayHelp(target)) return 'not_allowed'
    if (target.isEnrolled) return 'already_enrolled'
    await saveTicket(transaction, account, ticket, actor.id, now)
    const { organizationId, accountId } = account
    const event = { organizationId, actor, action: 'enrolment.ticket_made', subjectId: accountId }
    await appendAuditEvent(transaction, event, now)
    return 'made'
  })
}

/** @param createdBy nothing when an invitation link is the proof */
export async function saveTicket(
  transaction: Transaction<Tables>,
  { organizationId, accountId }: AccountKey,
  ticket: NewTicket,
  createdBy: string | null,
  now: Date,
): Promise<void> {
  const values = {
    code_hash: ticket.codeHash,
    created_by: createdBy,
    created_at: now,
    expires_at: ticket.expiresAt,
  }
  await transaction
    .insertInto('enrolment_tickets')
    .values({ organization_id: organizationId, account_id: accountId, ...values })
    .onConflict((conflict) => conflict.columns(['organization_id', 'account_id']).doUpdateSet(values))
    .execute()
}

/** Whether this is the account's ticket. It is spent by the verdict on the first code, not by looking. */
export async function isTicket(
  database: Database,
  { organizationId, accountId }: AccountKey,
  codeHash: Buffer,
  now: Date,
): Promise<boolean> {
  const row = await database.query
    .selectFrom('enrolment_tickets')
    .select('account_id')
    .where('organization_id', '=', organizationId)
    .where('account_id', '=', accountId)
    .where('code_hash', '=', codeHash)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row !== undefined
}
