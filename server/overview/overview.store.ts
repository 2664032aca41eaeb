// What the page at a glance counts and lists, read for one account: connections, dashboards, runners, and the numbers of
// the frames that screens show.
import { sql } from 'kysely'
import type { AccountKey } from '../accounts/lock-account.store.ts'
import { connectionsFor } from '../connections/who-may.ts'
import type { Database } from '../database/database.ts'

export type ConnectionRow = Awaited<ReturnType<typeof readConnections>>[number]

export function readConnections(database: Database, { organizationId, accountId }: AccountKey) {
  return connectionsFor(database.query, organizationId, accountId)
    .leftJoin('connection_work as work', (join) =>
      join.onRef('work.organization_id', '=', 'c.organization_id').onRef('work.connection_id', '=', 'c.id'),
    )
    .select(['c.id', 'c.name', 'c.service', 'work.state', 'work.cause'])
    .select(['work.due_at', 'work.next_try_at', 'work.signed_in_at'])
    .select(
      sql<number>`(SELECT count(*) FROM dashboards d
        WHERE d.organization_id = c.organization_id AND d.connection_id = c.id)`.as('dashboards'),
    )
    .execute()
}

/** Runners ask for work every 20 seconds. */
const GONE_SECONDS = 90

/** One that a server starts when there is something to do is not gone while there is nothing. */
export async function countRunners(
  database: Database,
  organizationId: string,
  now: Date,
): Promise<{ here: number; gone: number }> {
  const rows = await database.query
    .selectFrom('runners')
    .select(['is_beside_server', 'last_seen_at'])
    .where((where) =>
      where.or([where('organization_id', 'is', null), where('organization_id', '=', organizationId)]),
    )
    .where('last_seen_at', 'is not', null)
    .execute()
  const since = new Date(now.getTime() - GONE_SECONDS * 1000)
  const isHere = ({ last_seen_at: seenAt }: { last_seen_at: Date | null }) =>
    seenAt !== null && seenAt >= since
  return {
    here: rows.filter(isHere).length,
    gone: rows.filter((row) => !isHere(row) && !row.is_beside_server).length,
  }
}

/** By dashboard; those without a frame are not among them. */
export async function readFrameNumbers(
  database: Database,
  organizationId: string,
): Promise<ReadonlyMap<string, number>> {
  const rows = await database.query
    .selectFrom('frames')
    .select(['dashboard_id', 'number'])
    .where('organization_id', '=', organizationId)
    .where('address', 'is not', null)
    .execute()
  return new Map(rows.map(({ dashboard_id: dashboard, number }) => [dashboard, number]))
}
