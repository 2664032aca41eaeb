// Accounts in the database, as an organization's admins see and change them.
import { sql, type Kysely, type Transaction } from 'kysely'
import type { z } from 'zod'
import type { user } from '../../contract/accounts.ts'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import {
  judgeRequirement,
  requirementColumns,
  tellRequirement,
  type RequirementRow,
} from '../policies/requirement.ts'
import { endSessionsOf } from '../sessions/end-sessions.store.ts'

export type User = z.input<typeof user>

const columns = [
  'a.id',
  'a.email',
  'a.email_key',
  'a.name',
  'a.is_help_desk',
  'a.password_hash',
  'a.disabled_at',
  'a.enrolled_at',
  'a.created_at',
  'a.last_sign_in_at',
  ...requirementColumns,
] as const

interface Row extends RequirementRow {
  id: string
  email: string
  name: string
  is_help_desk: boolean
  password_hash: string | null
  disabled_at: Date | null
  enrolled_at: Date | null
  created_at: Date
  last_sign_in_at: Date | null
}

/** Users with the organization whose policy may require something of them. */
function selectUsers(query: Kysely<Tables>, organizationId: string) {
  return query
    .selectFrom('accounts as a')
    .innerJoin('organizations as o', 'o.id', 'a.organization_id')
    .select(columns)
    .where('a.organization_id', '=', organizationId)
}

function toUser(row: Row, now: Date): User {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    // A table's CHECK keeps operators out of every organization of users.
    role: row.role as User['role'],
    isHelpDesk: row.is_help_desk,
    state: row.disabled_at !== null ? 'disabled' : row.password_hash === null ? 'invited' : 'active',
    secondFactor: {
      enrolled: row.enrolled_at !== null,
      requirement: tellRequirement(judgeRequirement(row, now)),
    },
    createdAt: row.created_at.toISOString(),
    ...(row.last_sign_in_at === null ? {} : { lastSignInAt: row.last_sign_in_at.toISOString() }),
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
  now: Date,
): Promise<UserPage> {
  let query = selectUsers(database.query, organizationId)
    .orderBy('a.email_key')
    .limit(page.limit + 1)
  if (page.after !== undefined) query = query.where('a.email_key', '>', page.after)
  if (page.search !== undefined && page.search !== '') {
    const pattern = `%${page.search.replace(/[\\%_]/g, '\\$&')}%`
    query = query.where((or) => or.or([or('a.email', 'ilike', pattern), or('a.name', 'ilike', pattern)]))
  }
  const rows = await query.execute()
  const items = rows.slice(0, page.limit)
  return {
    items: items.map((row) => toUser(row, now)),
    next: rows.length > page.limit ? items.at(-1)?.email_key : undefined,
  }
}

export async function findUser(
  database: Database,
  organizationId: string,
  id: string,
  now: Date,
): Promise<User | undefined> {
  return readUser(database.query, organizationId, id, now)
}

async function readUser(
  query: Kysely<Tables>,
  organizationId: string,
  id: string,
  now: Date,
): Promise<User | undefined> {
  const row = await selectUsers(query, organizationId).where('a.id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : toUser(row, now)
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
    const added = await transaction
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
      .executeTakeFirst()
    if (added.numInsertedOrUpdatedRows !== 1n) return undefined
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
    return readUser(transaction, user.organizationId, user.id, now)
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
      await transaction
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
        .execute()
      const user = await readUser(transaction, organizationId, id, now)
      return user === undefined ? 'not_found' : { user }
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
  await endSessionsOf(transaction, { organizationId, accountId }, 'disabled', now)
}
