// Accounts in the database, as an organization's admins see and change them.
import { sql, type Kysely } from 'kysely'
import type { z } from 'zod'
import type { user } from '../../contract/accounts.ts'
import type { standing } from '../../contract/second-factor.ts'
import { appendAuditEvent } from '../audit/audit.store.ts'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import {
  judgeRequirement,
  momentSql,
  requirementColumns,
  standingSql,
  tellRequirement,
  type RequirementRow,
} from '../policies/requirement.ts'

export type User = z.input<typeof user>
export type Standing = z.output<typeof standing>

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
  page: {
    after: string | undefined
    limit: number
    search: string | undefined
    standing: Standing | undefined
  },
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
  if (page.standing !== undefined) {
    // The board counts people who can sign in; a disabled account is late for nothing.
    query = query
      .where('a.disabled_at', 'is', null)
      .where(sql.raw<string>(standingSql(momentSql(now))), '=', page.standing)
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

export async function readUser(
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
  isHelpDesk: boolean
  requirement: { reason: string | undefined; graceUntil: Date | undefined } | undefined
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
        is_help_desk: user.isHelpDesk,
        requires_second_factor: user.requirement !== undefined,
        second_factor_required_at: user.requirement === undefined ? null : now,
        second_factor_required_by: user.requirement === undefined ? null : user.addedBy,
        second_factor_required_reason: user.requirement?.reason ?? null,
        second_factor_grace_until: user.requirement?.graceUntil ?? null,
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
    const event = {
      organizationId: user.organizationId,
      actor: { kind: 'account', id: user.addedBy },
      action: 'user.added',
      subjectId: user.id,
      facts: { role: user.role, requiresSecondFactor: user.requirement !== undefined },
    } as const
    await appendAuditEvent(transaction, event, now)
    return readUser(transaction, user.organizationId, user.id, now)
  })
}
