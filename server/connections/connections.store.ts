// Connections in the database. Every statement names the organization, and none reads what is sealed but the broker's.
import { sql, type Kysely, type Selectable } from 'kysely'
import type { z } from 'zod'
import type { connectionRoutes } from '../../contract/connections.ts'
import { appendAuditEvent, type Actor } from '../audit/audit.store.ts'
import { forgetWork } from '../attempts/attempts.store.ts'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import type { MomentCursor } from '../http/cursor.ts'
import type { ConnectionKey } from './sealed-login.ts'
import { areSafeBeside } from './sign-in-origins.ts'

export type Connection = z.input<(typeof connectionRoutes)['GET /api/v1/connections/{id}']['answers'][200]>

/** What is sealed is not among them: only whether it is there. The live side is that of the runners, where there is one. */
function selectConnections(query: Kysely<Tables>) {
  return query
    .selectFrom('connections as connection')
    .leftJoin('connection_work as work', (join) =>
      join
        .onRef('work.organization_id', '=', 'connection.organization_id')
        .onRef('work.connection_id', '=', 'connection.id'),
    )
    .select([
      'connection.id',
      'connection.service',
      'connection.name',
      'connection.url',
      'connection.sign_in_origins',
      'connection.username',
      'connection.secret_issuer',
      'connection.secret_account',
      'connection.secret_digits',
      'connection.secret_period_seconds',
      'connection.secret_algorithm',
      'connection.created_at',
      'connection.created_by',
      'work.state',
      'work.cause',
      'work.next_try_at',
      'work.signed_in_at',
      'work.clock_offset_millis',
    ])
    .select(sql<boolean>`connection.sealed_password IS NOT NULL`.as('has_password'))
}

type Row = Awaited<ReturnType<ReturnType<typeof selectConnections>['execute']>>[number]

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
    state: row.state ?? 'paused',
    ...(row.cause === null ? {} : { cause: row.cause }),
    ...(row.next_try_at === null ? {} : { nextTryAt: row.next_try_at.toISOString() }),
    ...(row.signed_in_at === null ? {} : { signedInAt: row.signed_in_at.toISOString() }),
    ...(row.clock_offset_millis === null
      ? {}
      : { clockOffsetSeconds: Math.round(row.clock_offset_millis / 1000) }),
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
  let query = selectConnections(database.query)
    .where('connection.organization_id', '=', organizationId)
    .orderBy('connection.created_at')
    .orderBy('connection.id')
    .limit(page.limit)
  if (page.after !== undefined) {
    query = query.where(
      sql<boolean>`(connection.created_at, connection.id) > (${page.after.at}, ${page.after.id}::uuid)`,
    )
  }
  return (await query.execute()).map(toConnection)
}

export async function findConnection(
  database: Database,
  key: ConnectionKey,
): Promise<Connection | undefined> {
  return readConnection(database.query, key)
}

async function readConnection(
  query: Kysely<Tables>,
  { organizationId, id }: ConnectionKey,
): Promise<Connection | undefined> {
  const row = await selectConnections(query)
    .where('connection.organization_id', '=', organizationId)
    .where('connection.id', '=', id)
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
    await transaction
      .insertInto('connections')
      .values({ organization_id: organizationId, id, ...values, created_at: now, created_by: by.id })
      .execute()
    const added = await readConnection(transaction, { organizationId, id })
    if (added === undefined) throw new Error('What was inserted in this transaction is there.')
    const facts = { connection: id, service: values.service }
    await appendAuditEvent(transaction, { organizationId, actor: by, action: 'connection.added', facts }, now)
    return added
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
    await transaction
      .updateTable('connections')
      .set(values)
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (fields.some((field) => partsOfLogin.has(field))) {
      await forgetWork(transaction, { organizationId, id }, now)
    }
    const changed = await readConnection(transaction, { organizationId, id })
    if (changed === undefined) return 'not_found'
    const facts = { connection: id, fields }
    await appendAuditEvent(
      transaction,
      { organizationId, actor: by, action: 'connection.changed', facts },
      now,
    )
    return changed
  })
}

/** What the service judged, and where: with another name, the connection is the same. */
const partsOfLogin = new Set(['service', 'url', 'signInOrigins', 'username', 'password', 'secret'])

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
