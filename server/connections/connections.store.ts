// Connections in the database. Every statement names the organization, and none reads what is sealed but the broker's.
import { sql, type Selectable } from 'kysely'
import type { z } from 'zod'
import type { connectionRoutes } from '../../contract/connections.ts'
import { appendAuditEvent, type Actor } from '../audit/audit.store.ts'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import type { MomentCursor } from '../http/cursor.ts'
import type { ConnectionKey } from './sealed-login.ts'
import { areSafeBeside } from './sign-in-origins.ts'

export type Connection = z.input<(typeof connectionRoutes)['GET /api/v1/connections/{id}']['answers'][200]>

/** What is sealed is not among them: only whether it is there. */
const columns = [
  'id',
  'service',
  'name',
  'url',
  'sign_in_origins',
  'username',
  'secret_issuer',
  'secret_account',
  'secret_digits',
  'secret_period_seconds',
  'secret_algorithm',
  'created_at',
  'created_by',
] as const
const hasPassword = sql<boolean>`sealed_password IS NOT NULL`.as('has_password')

type Row = Pick<Selectable<Tables['connections']>, (typeof columns)[number]> & { has_password: boolean }

function toConnection(row: Row): Connection {
  const { secret_digits: digits, secret_period_seconds: periodSeconds, secret_algorithm: algorithm } = row
  const hasSecret = digits !== null && periodSeconds !== null && algorithm !== null
  return {
    id: row.id,
    service: row.service,
    name: row.name,
    url: row.url,
    signInOrigins: row.sign_in_origins,
    username: row.username,
    hasPassword: row.has_password,
    hasSecret,
    ...(hasSecret
      ? {
          secret: {
            ...(row.secret_issuer === null ? {} : { issuer: row.secret_issuer }),
            ...(row.secret_account === null ? {} : { account: row.secret_account }),
            digits,
            periodSeconds,
            algorithm,
          },
        }
      : {}),
    state: 'paused',
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
  }
}

/** In the order in which they were added. */
export async function listConnections(
  database: Database,
  organizationId: string,
  page: { after: MomentCursor | undefined; limit: number },
): Promise<Connection[]> {
  let query = database.query
    .selectFrom('connections')
    .select(columns)
    .select(hasPassword)
    .where('organization_id', '=', organizationId)
    .orderBy('created_at')
    .orderBy('id')
    .limit(page.limit)
  if (page.after !== undefined) {
    query = query.where(sql<boolean>`(created_at, id) > (${page.after.at}, ${page.after.id}::uuid)`)
  }
  return (await query.execute()).map(toConnection)
}

export async function findConnection(
  database: Database,
  { organizationId, id }: ConnectionKey,
): Promise<Connection | undefined> {
  const row = await database.query
    .selectFrom('connections')
    .select(columns)
    .select(hasPassword)
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row === undefined ? undefined : toConnection(row)
}

export type ConnectionValues = Pick<
  Selectable<Tables['connections']>,
  'service' | 'name' | 'url' | 'sign_in_origins' | 'username'
> &
  SealedValues

export type SealedValues = Pick<
  Tables['connections'],
  | 'sealed_password'
  | 'sealed_secret'
  | 'secret_issuer'
  | 'secret_account'
  | 'secret_digits'
  | 'secret_period_seconds'
  | 'secret_algorithm'
>

interface Write {
  database: Database
  by: Actor
  now: Date
}

export async function addConnection(
  { database, by, now }: Write & { by: { id: string } },
  { organizationId, id }: ConnectionKey,
  values: ConnectionValues,
): Promise<Connection> {
  return database.query.transaction().execute(async (transaction) => {
    const row = await transaction
      .insertInto('connections')
      .values({ organization_id: organizationId, id, ...values, created_at: now, created_by: by.id })
      .returning(columns)
      .returning(hasPassword)
      .executeTakeFirstOrThrow()
    const facts = { connection: id, service: values.service }
    await appendAuditEvent(transaction, { organizationId, actor: by, action: 'connection.added', facts }, now)
    return toConnection(row)
  })
}

/**
 * The audit log is told which fields, and nothing that stood in them. Of two who change at once the second is judged by
 * what the first has left.
 */
export async function changeConnection(
  { database, by, now }: Write,
  { organizationId, id }: ConnectionKey,
  values: Partial<ConnectionValues>,
  fields: string[],
): Promise<Connection | 'not_found' | 'origin_not_https'> {
  return database.query.transaction().execute(async (transaction) => {
    const before = await transaction
      .selectFrom('connections')
      .select(['url', 'sign_in_origins'])
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (before === undefined) return 'not_found'
    if (!areSafeBeside({ ...before, ...values })) return 'origin_not_https'
    const row = await transaction
      .updateTable('connections')
      .set(values)
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .returning(columns)
      .returning(hasPassword)
      .executeTakeFirstOrThrow()
    const facts = { connection: id, fields }
    await appendAuditEvent(
      transaction,
      { organizationId, actor: by, action: 'connection.changed', facts },
      now,
    )
    return toConnection(row)
  })
}

/** False for a connection that is not there. The steps of its secret stay: they were handed out all the same. */
export async function deleteConnection(
  { database, by, now }: Write,
  { organizationId, id }: ConnectionKey,
): Promise<boolean> {
  return database.query.transaction().execute(async (transaction) => {
    const { numDeletedRows } = await transaction
      .deleteFrom('connections')
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (numDeletedRows !== 1n) return false
    const facts = { connection: id }
    await appendAuditEvent(
      transaction,
      { organizationId, actor: by, action: 'connection.deleted', facts },
      now,
    )
    return true
  })
}
