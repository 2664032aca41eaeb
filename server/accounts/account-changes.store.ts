// Changes of a user by an admin, each written down in the audit log with it.
import { sql } from 'kysely'
import { appendAuditEvent } from '../audit/audit.store.ts'
import type { Database } from '../database/database.ts'
import { addNotice } from '../notices/notices.store.ts'
import type { RandomBytes } from '../sessions/token.ts'
import { readUser, type User } from './accounts.store.ts'
import { keepsAnAdmin } from './last-admin.store.ts'
import { endSignIns, lockAccount, type AccountKey } from './lock-account.store.ts'

export interface UserChange {
  email?: string
  emailKey?: string
  name?: string
  role?: 'admin' | 'agent'
  isHelpDesk?: boolean
  /** A reason of null takes the old one away; without one it stays. */
  requirement?: { isRequired: boolean; reason?: string | null | undefined; graceUntil?: Date | undefined }
  isDisabled?: boolean
}

export type ChangeOutcome =
  { user: User } | 'not_found' | 'last_admin' | 'email_taken' | 'help_desk_is_for_agents'

interface Change {
  database: Database
  randomBytes: RandomBytes
  changedBy: string
  now: Date
}

/**
 * Changes a user. What could take the last admin away is decided under a lock of the organization, so that two
 * admins cannot demote one another at the same moment. Disabling, and another role, end the user's sessions and
 * sign-ins under way; another address is told to the old one.
 */
export async function changeUser(
  { database, randomBytes, changedBy, now }: Change,
  account: AccountKey,
  change: UserChange,
): Promise<ChangeOutcome> {
  const { organizationId, accountId } = account
  const isLosingAdmin = change.role === 'agent' || change.isDisabled === true
  try {
    return await database.query.transaction().execute(async (transaction): Promise<ChangeOutcome> => {
      if (isLosingAdmin && !(await keepsAnAdmin(transaction, organizationId, accountId))) return 'last_admin'
      const before = await lockAccount(transaction, account)
      if (before === undefined) return 'not_found'
      const role = change.role ?? before.role
      const isHelpDesk = change.isHelpDesk ?? (before.isHelpDesk && role === 'agent')
      if (isHelpDesk && role !== 'agent') return 'help_desk_is_for_agents'
      if (change.isDisabled === true) await endSignIns(transaction, account, 'disabled', now)
      // Whoever gets other rights signs in with them anew (NIST SP 800-63B-4 5.1; ASVS 7.2.4).
      else if (role !== before.role || isHelpDesk !== before.isHelpDesk) {
        await endSignIns(transaction, account, 'ended_by_admin', now)
      }
      const { requirement } = change
      await transaction
        .updateTable('accounts')
        .set({
          // Something is always set, so that a change of nothing still answers the user.
          is_help_desk: isHelpDesk,
          ...(change.email === undefined ? {} : { email: change.email }),
          ...(change.emailKey === undefined ? {} : { email_key: change.emailKey }),
          ...(change.name === undefined ? {} : { name: change.name }),
          ...(change.role === undefined ? {} : { role: change.role }),
          ...(change.isDisabled === undefined
            ? {}
            : { disabled_at: change.isDisabled ? sql<Date>`coalesce(disabled_at, ${now})` : null }),
          ...(requirement === undefined ? {} : requirementValues(requirement, changedBy, now)),
        })
        .where('organization_id', '=', organizationId)
        .where('id', '=', accountId)
        .execute()
      if (change.email !== undefined && change.email !== before.email) {
        const notice = { ...account, kind: 'email_changed' } as const
        await addNotice(transaction, randomBytes, notice, now)
        await addNotice(transaction, randomBytes, { ...notice, mailTo: before.email }, now)
        // What was mailed to the old address opens nothing any more (attack 103).
        await transaction
          .deleteFrom('password_resets')
          .where('organization_id', '=', organizationId)
          .where('account_id', '=', accountId)
          .execute()
      }
      for (const { action, facts } of eventsOf(change)) {
        const actor = { kind: 'account', id: changedBy } as const
        await appendAuditEvent(
          transaction,
          { organizationId, actor, action, subjectId: accountId, facts },
          now,
        )
      }
      const user = await readUser(transaction, organizationId, accountId, now)
      return user === undefined ? 'not_found' : { user }
    })
  } catch (error) {
    if ((error as { constraint?: string }).constraint === 'accounts_email_key') return 'email_taken'
    throw error
  }
}

function requirementValues(
  { isRequired, reason, graceUntil }: NonNullable<UserChange['requirement']>,
  changedBy: string,
  now: Date,
) {
  if (!isRequired) {
    return {
      requires_second_factor: false,
      second_factor_required_at: null,
      second_factor_required_by: null,
      second_factor_required_reason: null,
      second_factor_grace_until: null,
    }
  }
  return {
    requires_second_factor: true,
    // Required once more: since when and by whom stays; a reason and a time of grace are those said last.
    second_factor_required_at: sql<Date>`coalesce(second_factor_required_at, ${now})`,
    second_factor_required_by: sql<string>`coalesce(second_factor_required_by, ${changedBy})`,
    ...(reason === undefined ? {} : { second_factor_required_reason: reason }),
    second_factor_grace_until: graceUntil ?? null,
  }
}

/** What the audit log says of a change: which fields, and never what stood in them but for role and rights. */
function eventsOf(
  change: UserChange,
): { action: string; facts: Record<string, string | boolean | string[]> }[] {
  const { requirement, isDisabled, role, isHelpDesk, email, name } = change
  const fields = Object.entries({ email, name })
    .filter(([, value]) => value !== undefined)
    .map(([field]) => field)
  return [
    ...(fields.length === 0 ? [] : [{ action: 'user.changed', facts: { fields } }]),
    ...(role === undefined ? [] : [{ action: 'user.role_changed', facts: { role } }]),
    ...(isHelpDesk === undefined ? [] : [{ action: 'user.help_desk_changed', facts: { isHelpDesk } }]),
    ...(isDisabled === undefined
      ? []
      : [{ action: isDisabled ? 'user.disabled' : 'user.enabled', facts: {} }]),
    ...(requirement === undefined
      ? []
      : [
          {
            action: requirement.isRequired ? 'user.second_factor_required' : 'user.requirement_lifted',
            facts: {
              ...(typeof requirement.reason === 'string' ? { reason: requirement.reason } : {}),
              ...(requirement.graceUntil === undefined
                ? {}
                : { graceUntil: requirement.graceUntil.toISOString() }),
            },
          },
        ]),
  ]
}

export async function deleteUser(
  { database, changedBy, now }: Omit<Change, 'randomBytes'>,
  { organizationId, accountId }: AccountKey,
): Promise<'deleted' | 'not_found' | 'last_admin'> {
  return database.query.transaction().execute(async (transaction) => {
    if (!(await keepsAnAdmin(transaction, organizationId, accountId))) return 'last_admin'
    const result = await transaction
      .deleteFrom('accounts')
      .where('organization_id', '=', organizationId)
      .where('id', '=', accountId)
      .executeTakeFirst()
    if (result.numDeletedRows !== 1n) return 'not_found'
    const actor = { kind: 'account', id: changedBy } as const
    await appendAuditEvent(
      transaction,
      { organizationId, actor, action: 'user.deleted', subjectId: accountId },
      now,
    )
    return 'deleted'
  })
}
