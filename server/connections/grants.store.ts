// Grants in the database. They go with the account and with the connection, by foreign keys.
import { sql } from 'kysely'
import type { z } from 'zod'
import type { grantRoutes } from '../../contract/grants.ts'
import { appendAuditEvent, type Actor } from '../audit/audit.store.ts'
import type { Database } from '../database/database.ts'
import type { MomentCursor } from '../http/cursor.ts'
import type { ConnectionKey } from './sealed-login.ts'

export type Grant = z.input<(typeof grantRoutes)['POST /api/v1/connections/{id}/grants']['answers'][200]>

interface Write {
  database: Database
  by: Actor & { id: string }
  now: Date
}

function selectGrants(query: Database['query'], { organizationId, id }: ConnectionKey) {
  return query
    .selectFrom('connection_grants as g')
    .innerJoin('accounts as a', (join) =>
      join.onRef('a.organization_id', '=', 'g.organization_id').onRef('a.id', '=', 'g.account_id'),
    )
    .select(['g.account_id', 'a.email', 'a.name', 'g.may', 'g.granted_at', 'g.granted_by'])
    .where('g.organization_id', '=', organizationId)
    .where('g.connection_id', '=', id)
}

type Row = Awaited<ReturnType<ReturnType<typeof selectGrants>['executeTakeFirstOrThrow']>>

function toGrant(row: Row): Grant {
  return {
    account: { id: row.account_id, email: row.email, name: row.name },
    may: row.may,
    grantedAt: row.granted_at.toISOString(),
    grantedBy: row.granted_by,
  }
}

export async function listGrants(
  database: Database,
  connection: ConnectionKey,
  page: { after: MomentCursor | undefined; limit: number },
): Promise<Grant[]> {
  let query = selectGrants(database.query, connection)
    .orderBy('g.granted_at')
    .orderBy('g.account_id')
    .limit(page.limit)
  if (page.after !== undefined) {
    const { at, id } = page.after
    query = query.where(sql<boolean>`(g.granted_at, g.account_id) > (${at}, ${id}::uuid)`)
  }
  return (await query.execute()).map(toGrant)
}

/**
 * Gives it, or changes what was given; the same once more changes nothing and leaves no event. Account and connection
 * are locked against their end: whoever deletes one of them waits, and takes the grant along.
 */
export async function setGrant(
  { database, by, now }: Write,
  connection: ConnectionKey,
  { accountId, may }: { accountId: string; may: Grant['may'] },
): Promise<Grant | 'no_connection' | 'no_account' | 'is_admin'> {
  const { organizationId, id } = connection
  return database.query.transaction().execute(async (transaction) => {
    const account = await transaction
      .selectFrom('accounts')
      .select('role')
      .where('organization_id', '=', organizationId)
      .where('id', '=', accountId)
      .forKeyShare()
      .executeTakeFirst()
    if (account === undefined) return 'no_account'
    if (account.role === 'admin') return 'is_admin'
    const there = await transaction
      .selectFrom('connections')
      .select('id')
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .forKeyShare()
      .executeTakeFirst()
    if (there === undefined) return 'no_connection'
    const changed = await transaction
      .insertInto('connection_grants')
      .values({
        organization_id: organizationId,
        connection_id: id,
        account_id: accountId,
        may,
        granted_at: now,
        granted_by: by.id,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['organization_id', 'connection_id', 'account_id'])
          .doUpdateSet({ may, granted_at: now, granted_by: by.id })
          .where('connection_grants.may', '<>', may),
      )
      .executeTakeFirst()
    const grant = await selectGrants(transaction, connection)
      .where('g.account_id', '=', accountId)
      .executeTakeFirstOrThrow()
    if (changed.numInsertedOrUpdatedRows === 1n) {
      const event = { organizationId, actor: by, action: 'connection.granted', subjectId: accountId }
      await appendAuditEvent(transaction, { ...event, facts: { connection: id, may } }, now)
    }
    return toGrant(grant)
  })
}

/** False where there is none. A code that is being handed out is told before this is over, or not at all. */
export async function removeGrant(
  { database, by, now }: Write,
  { organizationId, id }: ConnectionKey,
  accountId: string,
): Promise<boolean> {
  return database.query.transaction().execute(async (transaction) => {
    const { numDeletedRows } = await transaction
      .deleteFrom('connection_grants')
      .where('organization_id', '=', organizationId)
      .where('connection_id', '=', id)
      .where('account_id', '=', accountId)
      .executeTakeFirst()
    if (numDeletedRows !== 1n) return false
    const event = { organizationId, actor: by, action: 'connection.grant_removed', subjectId: accountId }
    await appendAuditEvent(transaction, { ...event, facts: { connection: id } }, now)
    return true
  })
}
