// Connections in the database. Every statement names the organization, and none reads what is sealed but the broker's.
import { sql, type Kysely, type Selectable, type Transaction } from 'kysely'
import type { z } from 'zod'
import type { connectionRoutes } from '../../contract/connections.ts'
import { appendAuditEvent, type Actor } from '../audit/audit.store.ts'
import type { AccountKey } from '../accounts/lock-account.store.ts'
import { forgetWork } from '../attempts/attempts.store.ts'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import type { MomentCursor } from '../http/cursor.ts'
import type { ConnectionKey } from './sealed-login.ts'
import { endPlaceLease } from '../places/touch-place.store.ts'
import { areSafeBeside } from './sign-in-origins.ts'
import { connectionsFor, mayColumn } from './who-may.ts'

export type Connection = z.input<(typeof connectionRoutes)['GET /api/v1/connections/{id}']['answers'][200]>

/**
 * Those that an account may use. What is sealed is not among the columns: only whether it is there. The live side is that
 * of the runners, where there is one.
 */
function selectConnections(query: Kysely<Tables>, organizationId: string, accountId: string) {
  return connectionsFor(query, organizationId, accountId)
    .leftJoin('connection_work as work', (join) =>
      join.onRef('work.organization_id', '=', 'c.organization_id').onRef('work.connection_id', '=', 'c.id'),
    )
    .select([
      'c.id',
      'c.service',
      'c.name',
      'c.url',
      'c.sign_in_origins',
      'c.username',
      'c.secret_issuer',
      'c.secret_account',
      'c.secret_digits',
      'c.secret_period_seconds',
      'c.secret_algorithm',
      'c.created_at',
      'c.created_by',
      'work.state',
      'work.cause',
      'work.next_try_at',
      'work.signed_in_at',
      'work.clock_offset_millis',
    ])
    .select(sql<boolean>`c.sealed_password IS NOT NULL`.as('has_password'))
    .select(mayColumn.as('may'))
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
    may: row.may,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
  }
}

/** Those that an account may use, in the order in which they were added. */
export async function listConnections(
  database: Database,
  { organizationId, accountId }: AccountKey,
  page: { after: MomentCursor | undefined; limit: number },
): Promise<Connection[]> {
  let query = selectConnections(database.query, organizationId, accountId)
    .orderBy('c.created_at')
    .orderBy('c.id')
    .limit(page.limit)
  if (page.after !== undefined) {
    query = query.where(sql<boolean>`(c.created_at, c.id) > (${page.after.at}, ${page.after.id}::uuid)`)
  }
  return (await query.execute()).map(toConnection)
}

/** Nothing for one that is not there, or that this account may not use. */
export async function findConnection(
  database: Database,
  { organizationId, id }: ConnectionKey,
  accountId: string,
): Promise<Connection | undefined> {
  const row = await selectConnections(database.query, organizationId, accountId)
    .where('c.id', '=', id)
    .executeTakeFirst()
  return row === undefined ? undefined : toConnection(row)
}

/** As it stands after a change by an admin; who is none any more at this moment has changed nothing. */
async function readChanged(
  transaction: Transaction<Tables>,
  { organizationId, id }: ConnectionKey,
  by: { id: string },
): Promise<Connection> {
  const row = await selectConnections(transaction, organizationId, by.id)
    .where('c.id', '=', id)
    .executeTakeFirstOrThrow()
  return toConnection(row)
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
  by: Actor & { id: string }
  now: Date
}

export async function addConnection(
  { database, by, now }: Write,
  { organizationId, id }: ConnectionKey,
  values: ConnectionValues,
): Promise<Connection> {
  return database.query.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('connections')
      .values({ organization_id: organizationId, id, ...values, created_at: now, created_by: by.id })
      .execute()
    const added = await readChanged(transaction, { organizationId, id }, by)
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
    const changed = await readChanged(transaction, { organizationId, id }, by)
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
    // The place goes with its connection; whoever has it hears so at once.
    await endPlaceLease(transaction, { organizationId, id })
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
