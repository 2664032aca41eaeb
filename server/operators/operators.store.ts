// Operators and organizations in the database. Of an organization an operator sees its name and numbers, nobody's data.
import { sql } from 'kysely'
import { appendAuditEvent, type Actor } from '../audit/audit.store.ts'
import type { Database } from '../database/database.ts'
import { INSTALLATION_ID } from '../database/installation-id.ts'
import { endSignIns } from '../accounts/lock-account.store.ts'

export interface OrganizationSummary {
  id: string
  name: string
  created_at: Date
  users: number
  admins: number
  enrolled: number
  last_sign_in_at: Date | null
}

/** In the order of ids, which is that of their beginning. */
export async function listOrganizations(
  database: Database,
  page: { after: string; limit: number },
): Promise<OrganizationSummary[]> {
  return database.query
    .selectFrom('organizations as o')
    .leftJoin('accounts as a', 'a.organization_id', 'o.id')
    .select(['o.id', 'o.name', 'o.created_at'])
    .select(sql<number>`count(a.id)`.as('users'))
    .select(sql<number>`count(a.id) FILTER (WHERE a.role = 'admin')`.as('admins'))
    .select(sql<number>`count(a.id) FILTER (WHERE a.enrolled_at IS NOT NULL)`.as('enrolled'))
    .select(sql<Date | null>`max(a.last_sign_in_at)`.as('last_sign_in_at'))
    .where('o.id', '<>', INSTALLATION_ID)
    .where(sql<boolean>`o.id::text > ${page.after}`)
    .groupBy('o.id')
    .orderBy(sql`o.id::text`)
    .limit(page.limit)
    .execute()
}

export interface NewOperator {
  id: string
  email: string
  emailKey: string
  name: string
  invitation: { tokenHash: Buffer; expiresAt: Date }
}

/** Adds an operator with an invitation, or renews the invitation of one who has no password yet. */
export async function addOperator(
  database: Database,
  operator: NewOperator,
  now: Date,
): Promise<'added' | 'renewed' | 'email_taken'> {
  return database.query.transaction().execute(async (transaction) => {
    const added = await transaction
      .insertInto('accounts')
      .values({
        organization_id: INSTALLATION_ID,
        id: operator.id,
        email: operator.email,
        email_key: operator.emailKey,
        name: operator.name,
        role: 'operator',
        password_hash: null,
        requires_second_factor: false,
        created_at: now,
      })
      .onConflict((conflict) => conflict.column('email_key').doNothing())
      .executeTakeFirst()
    const isNew = added.numInsertedOrUpdatedRows === 1n
    const account = await transaction
      .selectFrom('accounts')
      .select('id')
      .where('organization_id', '=', INSTALLATION_ID)
      .where('email_key', '=', operator.emailKey)
      .where('password_hash', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (account === undefined) return 'email_taken'
    const { tokenHash, expiresAt } = operator.invitation
    const values = { token_hash: tokenHash, created_at: now, expires_at: expiresAt }
    await transaction
      .insertInto('invitations')
      .values({ organization_id: INSTALLATION_ID, account_id: account.id, ...values })
      .onConflict((conflict) => conflict.columns(['organization_id', 'account_id']).doUpdateSet(values))
      .execute()
    const action = isNew ? 'operator.added' : 'operator.invited'
    await auditInstallation(transaction, { kind: 'system' }, action, account.id, {}, now)
    return isNew ? 'added' : 'renewed'
  })
}

export interface Operator {
  id: string
  email: string
  name: string
  disabled_at: Date | null
  enrolled_at: Date | null
  password_hash: string | null
  last_sign_in_at: Date | null
}

export function listOperators(database: Database): Promise<Operator[]> {
  return database.query
    .selectFrom('accounts')
    .select(['id', 'email', 'name', 'disabled_at', 'enrolled_at', 'password_hash', 'last_sign_in_at'])
    .where('organization_id', '=', INSTALLATION_ID)
    .orderBy('email_key')
    .execute()
}

/** Disables an operator, or enables again; false when there is none with this address. */
export async function setOperatorDisabled(
  database: Database,
  emailKey: string,
  isDisabled: boolean,
  now: Date,
): Promise<boolean> {
  return database.query.transaction().execute(async (transaction) => {
    const changed = await transaction
      .updateTable('accounts')
      .set({ disabled_at: isDisabled ? now : null })
      .where('organization_id', '=', INSTALLATION_ID)
      .where('email_key', '=', emailKey)
      .returning('id')
      .executeTakeFirst()
    if (changed === undefined) return false
    const account = { organizationId: INSTALLATION_ID, accountId: changed.id }
    if (isDisabled) await endSignIns(transaction, account, 'disabled', now)
    const action = isDisabled ? 'operator.disabled' : 'operator.enabled'
    await auditInstallation(transaction, { kind: 'system' }, action, changed.id, {}, now)
    return true
  })
}

export function auditInstallation(
  transaction: Parameters<typeof appendAuditEvent>[0],
  actor: Actor,
  action: string,
  subjectId: string | undefined,
  facts: Record<string, string>,
  now: Date,
): Promise<void> {
  const subject = subjectId === undefined ? {} : { subjectId }
  return appendAuditEvent(
    transaction,
    { organizationId: INSTALLATION_ID, actor, action, ...subject, facts },
    now,
  )
}
