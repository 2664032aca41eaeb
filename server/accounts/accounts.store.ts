// Accounts in the database, as an organization's admins see and change them.
import { sql, type Transaction } from 'kysely'
import type { z } from 'zod'
import type { user } from '../../contract/accounts.ts'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'

export type User = z.input<typeof user>

const columns = [
  'id',
  'email',
  'name',
  'role',
  'password_hash',
  'disabled_at',
  'requires_second_factor',
  'second_factor_required_at',
  'enrolled_at',
  'created_at',
  'last_sign_in_at',
] as const

interface Row {
  id: string
  email: string
  name: string
  role: 'admin' | 'agent'
  password_hash: string | null
  disabled_at: Date | null
  requires_second_factor: boolean
  second_factor_required_at: Date | null
  enrolled_at: Date | null
  created_at: Date
  last_sign_in_at: Date | null
}

function toUser(row: Row): User {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    state: row.disabled_at !== null ? 'disabled' : row.password_hash === null ? 'invited' : 'active',
    secondFactor: {
      enrolled: row.enrolled_at !== null,
      requirement: tellRequirement(row.requires_second_factor, row.second_factor_required_at ?? undefined),
    },
    createdAt: row.created_at.toISOString(),
    ...(row.last_sign_in_at === null ? {} : { lastSignInAt: row.last_sign_in_at.toISOString() }),
  }
}

export function tellRequirement(isRequired: boolean, requiredAt: Date | undefined) {
  if (!isRequired) return { source: 'optional' as const }
  return {
    source: 'account' as const,
    ...(requiredAt === undefined ? {} : { requiredAt: requiredAt.toISOString() }),
  }
}

export interface UserPage {
  items: User[]
  /** Where the next page begins. */
  next: string | undefined
}

/** Users in the order of their addresses; the cursor is the last address, so that pages stay true while rows come. */
export async function listUsers(
  database: Database,
  organizationId: string,
  page: { after: string | undefined; limit: number; search: string | undefined },
): Promise<UserPage> {
  let query = database.query
    .selectFrom('accounts')
    .select([...columns, 'email_key'])
    .where('organization_id', '=', organizationId)
    .orderBy('email_key')
    .limit(page.limit + 1)
  if (page.after !== undefined) query = query.where('email_key', '>', page.after)
  if (page.search !== undefined && page.search !== '') {
    const pattern = `%${page.search.replace(/[\\%_]/g, '\\$&')}%`
    query = query.where((or) => or.or([or('email', 'ilike', pattern), or('name', 'ilike', pattern)]))
  }
  const rows = await query.execute()
  const items = rows.slice(0, page.limit)
  return { items: items.map(toUser), next: rows.length > page.limit ? items.at(-1)?.email_key : undefined }
}

export async function findUser(
  database: Database,
  organizationId: string,
  id: string,
): Promise<User | undefined> {
  const row = await database.query
    .selectFrom('accounts')
    .select(columns)
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row === undefined ? undefined : toUser(row)
}

export interface NewUser {
  organizationId: string
  id: string
  email: string
  emailKey: string
  name: string
  role: 'admin' | 'agent'
  passwordHash: string | undefined
  requiresSecondFactor: boolean
  addedBy: string
  invitation: { tokenHash: Buffer; expiresAt: Date } | undefined
}

/** Adds a user; undefined when somebody has that address, in any organization. The index decides a race. */
export async function addUser(database: Database, user: NewUser, now: Date): Promise<User | undefined> {
  return database.query.transaction().execute(async (transaction) => {
    const row = await transaction
      .insertInto('accounts')
      .values({
        organization_id: user.organizationId,
        id: user.id,
        email: user.email,
        email_key: user.emailKey,
        name: user.name,
        role: user.role,
        password_hash: user.passwordHash ?? null,
        requires_second_factor: user.requiresSecondFactor,
        second_factor_required_at: user.requiresSecondFactor ? now : null,
        second_factor_required_by: user.requiresSecondFactor ? user.addedBy : null,
        created_at: now,
      })
      .onConflict((conflict) => conflict.column('email_key').doNothing())
      .returning(columns)
      .executeTakeFirst()
    if (row === undefined) return undefined
    if (user.invitation !== undefined) {
      await transaction
        .insertInto('invitations')
        .values({
          organization_id: user.organizationId,
          account_id: user.id,
          token_hash: user.invitation.tokenHash,
          created_at: now,
          expires_at: user.invitation.expiresAt,
        })
        .execute()
    }
    return toUser(row)
  })
}

export interface UserChange {
  email?: string
  emailKey?: string
  name?: string
  role?: 'admin' | 'agent'
  requiresSecondFactor?: boolean
  isDisabled?: boolean
}

export type ChangeOutcome = { user: User } | 'not_found' | 'last_admin' | 'email_taken'

/**
 * Changes a user. What could take the last admin away is decided under a lock of the organization, so that two
 * admins cannot demote one another at the same moment. Disabling ends the user's sessions and sign-ins under way.
 */
export async function changeUser(
  database: Database,
  organizationId: string,
  id: string,
  change: UserChange,
  changedBy: string,
  now: Date,
): Promise<ChangeOutcome> {
  const isLosingAdmin = change.role === 'agent' || change.isDisabled === true
  try {
    return await database.query.transaction().execute(async (transaction): Promise<ChangeOutcome> => {
      if (isLosingAdmin && !(await keepsAnAdmin(transaction, organizationId, id))) return 'last_admin'
      if (change.isDisabled === true) await endEverything(transaction, organizationId, id, now)
      const required = change.requiresSecondFactor
      const row = await transaction
        .updateTable('accounts')
        .set({
          // Something is always set, so that a change of nothing still answers the user.
          organization_id: organizationId,
          ...(change.email === undefined ? {} : { email: change.email }),
          ...(change.emailKey === undefined ? {} : { email_key: change.emailKey }),
          ...(change.name === undefined ? {} : { name: change.name }),
          ...(change.role === undefined ? {} : { role: change.role }),
          ...(change.isDisabled === undefined
            ? {}
            : { disabled_at: change.isDisabled ? sql<Date>`coalesce(disabled_at, ${now})` : null }),
          ...(required === undefined
            ? {}
            : {
                requires_second_factor: required,
                second_factor_required_at: required
                  ? sql<Date>`coalesce(second_factor_required_at, ${now})`
                  : null,
                second_factor_required_by: required
                  ? sql<string>`coalesce(second_factor_required_by, ${changedBy})`
                  : null,
              }),
        })
        .where('organization_id', '=', organizationId)
        .where('id', '=', id)
        .returning(columns)
        .executeTakeFirst()
      return row === undefined ? 'not_found' : { user: toUser(row) }
    })
  } catch (error) {
    if ((error as { constraint?: string }).constraint === 'accounts_email_key') return 'email_taken'
    throw error
  }
}

export async function deleteUser(
  database: Database,
  organizationId: string,
  id: string,
): Promise<'deleted' | 'not_found' | 'last_admin'> {
  return database.query.transaction().execute(async (transaction) => {
    if (!(await keepsAnAdmin(transaction, organizationId, id))) return 'last_admin'
    const result = await transaction
      .deleteFrom('accounts')
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .executeTakeFirst()
    return result.numDeletedRows === 1n ? 'deleted' : 'not_found'
  })
}

/** Whether the organization has an admin who can sign in besides this account, or this account is none. */
async function keepsAnAdmin(
  transaction: Transaction<Tables>,
  organizationId: string,
  id: string,
): Promise<boolean> {
  await transaction
    .selectFrom('organizations')
    .select('id')
    .where('id', '=', organizationId)
    .forUpdate()
    .execute()
  const admins = await transaction
    .selectFrom('accounts')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('role', '=', 'admin')
    .where('disabled_at', 'is', null)
    .where('password_hash', 'is not', null)
    .execute()
  return admins.some((admin) => admin.id !== id) || !admins.some((admin) => admin.id === id)
}

/** Ends sessions and sign-ins under way, under the account's lock: no verdict on a code comes in between. */
async function endEverything(
  transaction: Transaction<Tables>,
  organizationId: string,
  accountId: string,
  now: Date,
): Promise<void> {
  await transaction
    .selectFrom('accounts')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('id', '=', accountId)
    .forUpdate()
    .execute()
  await transaction
    .deleteFrom('challenges')
    .where('organization_id', '=', organizationId)
    .where('account_id', '=', accountId)
    .execute()
  await transaction
    .updateTable('sessions')
    .set({ ended_at: now })
    .where('organization_id', '=', organizationId)
    .where('account_id', '=', accountId)
    .where('ended_at', 'is', null)
    .execute()
}
