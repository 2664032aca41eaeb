// Who may do what with a connection: admins everything, agents what was granted to them, operators nothing. The rule
// stands in the statement that reads, so that nobody is told of a connection which is not for them.
import { sql, type Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'

/** Each includes those before it. */
export type May = 'use' | 'reveal' | 'manage'

/** Null for whoever may do nothing. */
export const maySql = `CASE a.role WHEN 'admin' THEN 'manage' ELSE g.may END`

/** The account and its grant beside the connections `c`. */
export const whoMayJoin = (accountParameter: string) => `
    JOIN accounts a ON a.organization_id = c.organization_id AND a.id = ${accountParameter} AND a.disabled_at IS NULL
    LEFT JOIN connection_grants g
      ON g.organization_id = c.organization_id AND g.connection_id = c.id AND g.account_id = a.id`

/** Of the rows of `connectionsFor`. */
export const mayColumn = sql.raw<May>(maySql)

/** The same by kysely: the connections `c` of an organization that an account may use. */
export function connectionsFor(query: Kysely<Tables>, organizationId: string, accountId: string) {
  return query
    .selectFrom('connections as c')
    .innerJoin('accounts as a', (join) =>
      join.onRef('a.organization_id', '=', 'c.organization_id').on('a.id', '=', accountId),
    )
    .leftJoin('connection_grants as g', (join) =>
      join
        .onRef('g.organization_id', '=', 'c.organization_id')
        .onRef('g.connection_id', '=', 'c.id')
        .onRef('g.account_id', '=', 'a.id'),
    )
    .where('c.organization_id', '=', organizationId)
    .where('a.disabled_at', 'is', null)
    .where(mayColumn, 'is not', null)
}

/**
 * Whether an account may use a connection, asked in the transaction of what it guards: the connection stays until its
 * end. A grant that is taken back later is one that was there.
 */
export async function mayUse(
  transaction: Kysely<Tables>,
  { organizationId, id }: { organizationId: string; id: string },
  accountId: string,
): Promise<boolean> {
  const row = await connectionsFor(transaction, organizationId, accountId)
    .select('c.id')
    .where('c.id', '=', id)
    .forKeyShare(['c'])
    .executeTakeFirst()
  return row !== undefined
}
