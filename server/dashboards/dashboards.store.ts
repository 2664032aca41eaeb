// Dashboards in the database. Every statement names the organization; agents are told of those whose connection was
// granted to them, and of public pages.
import { sql, type Kysely, type Transaction } from 'kysely'
import { LIVE_LOOK_SECONDS } from '../../contract/frames.ts'
import type { Capture } from '../../contract/dashboards.ts'
import type { HoursOfWeek } from '../../contract/hours.ts'
import { appendAuditEvent, type Actor } from '../audit/audit.store.ts'
import type { AccountKey } from '../accounts/lock-account.store.ts'
import { connectionsFor } from '../connections/who-may.ts'
import type { Database } from '../database/database.ts'
import { signal } from '../database/signals.ts'
import type { Tables } from '../database/tables.ts'
import { placeOf, touchPlace } from '../places/touch-place.store.ts'
import { dashboardTopic } from './dashboard-topic.ts'

/** As many as one organization may have: a list of them is read for each overview. */
export const MOST_DASHBOARDS = 500

export interface DashboardKey {
  organizationId: string
  id: string
}

export interface DashboardValues {
  name: string
  connection: string | null
  url: string
  capture: Capture
  refresh: 'live' | number
  hours: HoursOfWeek | null
  isPaused: boolean
}

interface Write {
  database: Database
  by: Actor & { id: string }
  now: Date
}

/** Those that an account may see. */
export function dashboardsFor(query: Kysely<Tables>, { organizationId, accountId }: AccountKey) {
  return query
    .selectFrom('dashboards as d')
    .innerJoin('accounts as viewer', (join) =>
      join.onRef('viewer.organization_id', '=', 'd.organization_id').on('viewer.id', '=', accountId),
    )
    .where('d.organization_id', '=', organizationId)
    .where('viewer.disabled_at', 'is', null)
    .where('viewer.role', 'in', ['admin', 'agent'])
    .where((where) =>
      where.or([
        where('d.connection_id', 'is', null),
        where('d.connection_id', 'in', connectionsFor(query, organizationId, accountId).select('c.id')),
      ]),
    )
}

function selectDashboards(query: Kysely<Tables>, account: AccountKey) {
  return dashboardsFor(query, account)
    .leftJoin('frames as f', (join) =>
      join.onRef('f.organization_id', '=', 'd.organization_id').onRef('f.dashboard_id', '=', 'd.id'),
    )
    .leftJoin('connection_work as work', (join) =>
      join
        .onRef('work.organization_id', '=', 'd.organization_id')
        .onRef('work.connection_id', '=', 'd.connection_id'),
    )
    .select([
      'd.id',
      'd.name',
      'd.connection_id',
      'd.url',
      'd.capture',
      'd.refresh_seconds',
      'd.is_live',
      'd.hours',
      'd.is_paused',
      'd.created_at',
      'f.number',
      'f.width',
      'f.height',
      'f.taken_at',
      'f.trouble',
      'f.trouble_since',
      'work.state as connection_state',
    ])
    .select(
      sql<number>`(SELECT count(DISTINCT item.screen_id) FROM screen_items AS item
        WHERE item.organization_id = d.organization_id AND item.dashboard_id = d.id)`.as('screens'),
    )
}

export type DashboardRow = Awaited<ReturnType<ReturnType<typeof selectDashboards>['execute']>>[number]

/** In the order of their names, whatever the letters' case. */
export async function listDashboards(
  database: Database,
  account: AccountKey,
  {
    after,
    limit,
    connection,
  }: { after: { name: string; id: string } | undefined; limit: number; connection: string | undefined },
): Promise<DashboardRow[]> {
  let query = selectDashboards(database.query, account)
    .orderBy(sql`lower(d.name)`)
    .orderBy('d.id')
    .limit(limit)
  if (connection !== undefined) query = query.where('d.connection_id', '=', connection)
  if (after !== undefined) {
    query = query.where(sql<boolean>`(lower(d.name), d.id) > (lower(${after.name}), ${after.id}::uuid)`)
  }
  return query.execute()
}

/** Nothing for one that is not there, or that this account may not see. */
export async function findDashboard(
  query: Kysely<Tables>,
  { organizationId, id }: DashboardKey,
  accountId: string,
): Promise<DashboardRow | undefined> {
  return selectDashboards(query, { organizationId, accountId }).where('d.id', '=', id).executeTakeFirst()
}

/** Of two who add the last one at once, one is told that there are too many. */
export async function addDashboard(
  { database, by, now }: Write,
  { organizationId, id }: DashboardKey,
  { name, connection, url, capture, refresh, hours, isPaused }: DashboardValues,
): Promise<DashboardRow | 'connection.not_found' | 'dashboard.too_many'> {
  return database.query.transaction().execute(async (transaction) => {
    const { dashboards } = await lockAndCount(transaction, organizationId)
    if (!(await isConnectionThere(transaction, organizationId, connection))) return 'connection.not_found'
    if (dashboards >= MOST_DASHBOARDS) return 'dashboard.too_many'
    await touchPlace(transaction, placeOf(organizationId, connection))
    await transaction
      .insertInto('dashboards')
      .values({
        organization_id: organizationId,
        id,
        name,
        connection_id: connection,
        url,
        capture: JSON.stringify(capture),
        ...columnsOfRefresh(refresh),
        hours: hours === null ? null : JSON.stringify(hours),
        is_paused: isPaused,
        created_at: now,
        created_by: by.id,
      })
      .execute()
    await transaction
      .insertInto('frames')
      .values({ organization_id: organizationId, dashboard_id: id })
      .execute()
    const added = await findDashboard(transaction, { organizationId, id }, by.id)
    if (added === undefined) throw new Error('An admin sees every dashboard.')
    const facts = { dashboard: id, ...(connection === null ? {} : { connection }) }
    await appendAuditEvent(transaction, { organizationId, actor: by, action: 'dashboard.added', facts }, now)
    return added
  })
}

const columnsOfRefresh = (refresh: 'live' | number) => ({
  is_live: refresh === 'live',
  refresh_seconds: refresh === 'live' ? LIVE_LOOK_SECONDS : refresh,
})

async function lockAndCount(
  transaction: Transaction<Tables>,
  organizationId: string,
): Promise<{ dashboards: number }> {
  await transaction
    .selectFrom('organizations')
    .select('id')
    .where('id', '=', organizationId)
    .forNoKeyUpdate()
    .execute()
  return transaction
    .selectFrom('dashboards')
    .select((count) => count.fn.countAll<number>().as('dashboards'))
    .where('organization_id', '=', organizationId)
    .executeTakeFirstOrThrow()
}

/** It stays until the end of the transaction. */
async function isConnectionThere(
  transaction: Transaction<Tables>,
  organizationId: string,
  connection: string | null,
): Promise<boolean> {
  if (connection === null) return true
  const row = await transaction
    .selectFrom('connections')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('id', '=', connection)
    .forKeyShare()
    .executeTakeFirst()
  return row !== undefined
}

/** What is seen is another thing then: a picture that is being made is not published any more, and a new one is made. */
const seenBy = new Set(['url', 'connection', 'capture'])

/** The audit log is told which fields, and nothing that stood in them. */
export async function changeDashboard(
  { database, by, now }: Write,
  { organizationId, id }: DashboardKey,
  values: Partial<DashboardValues>,
  fields: string[],
): Promise<DashboardRow | 'connection.not_found' | 'dashboard.not_found'> {
  const { name, connection, url, capture, refresh, hours, isPaused } = values
  return database.query.transaction().execute(async (transaction) => {
    if (connection !== undefined && !(await isConnectionThere(transaction, organizationId, connection))) {
      return 'connection.not_found'
    }
    const before = await touchPlaceOf(transaction, { organizationId, id })
    if (before === undefined) return 'dashboard.not_found'
    if (connection !== undefined && connection !== before.connection_id) {
      await touchPlace(transaction, placeOf(organizationId, connection))
      await forgetFrames(transaction, { organizationId, id })
    }
    const isSeenOtherwise = fields.some((field) => seenBy.has(field))
    const { numUpdatedRows } = await transaction
      .updateTable('dashboards')
      .set({
        ...(name === undefined ? {} : { name }),
        ...(connection === undefined ? {} : { connection_id: connection }),
        ...(url === undefined ? {} : { url }),
        ...(capture === undefined ? {} : { capture: JSON.stringify(capture) }),
        ...(refresh === undefined ? {} : columnsOfRefresh(refresh)),
        ...(hours === undefined ? {} : { hours: hours === null ? null : JSON.stringify(hours) }),
        ...(isPaused === undefined ? {} : { is_paused: isPaused }),
        asked: sql<number>`asked + 1`,
        ...(isSeenOtherwise ? { changed_asked: sql<number>`asked + 1` } : {}),
      })
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (numUpdatedRows !== 1n) return 'dashboard.not_found'
    if (isSeenOtherwise) await giveLoginAgain(transaction, { organizationId, id })
    await signal(transaction, dashboardTopic(id))
    const changed = await findDashboard(transaction, { organizationId, id }, by.id)
    if (changed === undefined) throw new Error('An admin sees every dashboard.')
    const facts = { dashboard: id, fields }
    await appendAuditEvent(
      transaction,
      { organizationId, actor: by, action: 'dashboard.changed', facts },
      now,
    )
    return changed
  })
}

/** It may be another page by now than the one whose dialog has refused the login. */
async function giveLoginAgain(
  transaction: Transaction<Tables>,
  { organizationId, id }: DashboardKey,
): Promise<void> {
  await transaction
    .updateTable('frames')
    .set({ is_login_refused: false, is_login_given_again: false })
    .where('organization_id', '=', organizationId)
    .where('dashboard_id', '=', id)
    .execute()
}

/** What was seen through another connection is not for whoever may use this one. */
async function forgetFrames(
  transaction: Transaction<Tables>,
  { organizationId, id }: DashboardKey,
): Promise<void> {
  await transaction
    .updateTable('frames')
    .set({ address: null, hash: null, formats: [], width: null, height: null, taken_at: null })
    .set({ trouble: null, trouble_since: null })
    .where('organization_id', '=', organizationId)
    .where('dashboard_id', '=', id)
    .execute()
  for (const table of ['frame_files', 'live_frames'] as const) {
    await transaction
      .deleteFrom(table)
      .where('organization_id', '=', organizationId)
      .where('dashboard_id', '=', id)
      .execute()
  }
}

/** Before the dashboard itself is locked: see touch-place.store.ts. Nothing for one that is not there. */
async function touchPlaceOf(
  transaction: Transaction<Tables>,
  { organizationId, id }: DashboardKey,
): Promise<{ connection_id: string | null } | undefined> {
  const row = await transaction
    .selectFrom('dashboards')
    .select('connection_id')
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (row !== undefined) await touchPlace(transaction, placeOf(organizationId, row.connection_id))
  return row
}

/** False for one that is not there. Its files are taken away by the sweeping of frames. */
export async function deleteDashboard(
  { database, by, now }: Write,
  { organizationId, id }: DashboardKey,
): Promise<boolean> {
  return database.query.transaction().execute(async (transaction) => {
    if ((await touchPlaceOf(transaction, { organizationId, id })) === undefined) return false
    const { numDeletedRows } = await transaction
      .deleteFrom('dashboards')
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (numDeletedRows !== 1n) return false
    await signal(transaction, dashboardTopic(id))
    const facts = { dashboard: id }
    await appendAuditEvent(
      transaction,
      { organizationId, actor: by, action: 'dashboard.deleted', facts },
      now,
    )
    return true
  })
}

/** A picture is made at once. False for one that is not there, or that this account may not see. */
export async function askForFrame(
  { database, by, now }: Write,
  { organizationId, id }: DashboardKey,
): Promise<boolean> {
  return database.query.transaction().execute(async (transaction) => {
    const seen = await dashboardsFor(transaction, { organizationId, accountId: by.id })
      .select('d.connection_id')
      .where('d.id', '=', id)
      .executeTakeFirst()
    if (seen === undefined) return false
    await touchPlace(transaction, placeOf(organizationId, seen.connection_id))
    const { numUpdatedRows } = await transaction
      .updateTable('dashboards')
      .set({ asked: sql<number>`asked + 1` })
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (numUpdatedRows !== 1n) return false
    const facts = { dashboard: id }
    await appendAuditEvent(
      transaction,
      { organizationId, actor: by, action: 'dashboard.refresh_asked', facts },
      now,
    )
    return true
  })
}
