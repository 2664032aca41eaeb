// What people do with dashboards, and how each is told: its state by the age of its frame, and what keeps it from a newer one.
import type { z } from 'zod'
import type { dashboardRoutes } from '../../contract/dashboards.ts'
import { AppError } from '../app-error.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import { makeRowId } from '../row-id.ts'
import { isRunnerThere } from '../runners/runners.store.ts'
import type { Services } from '../services.ts'
import { accountKeyOf, actorOf, type Caller } from '../sessions/caller.ts'
import { stateOfDashboard, troubleOfDashboard, type DashboardFacts } from './dashboard-state.ts'
import {
  addDashboard,
  askForFrame,
  changeDashboard,
  deleteDashboard,
  findDashboard,
  listDashboards,
  type DashboardRow,
  type DashboardValues,
} from './dashboards.store.ts'

type Dashboard = z.input<(typeof dashboardRoutes)['GET /api/v1/dashboards/{id}']['answers'][200]>
type ListQuery = z.output<(typeof dashboardRoutes)['GET /api/v1/dashboards']['query']>
type Changes = z.output<(typeof dashboardRoutes)['PATCH /api/v1/dashboards/{id}']['body']>

export async function showDashboards(
  { database }: Services,
  caller: Caller,
  { after, limit, connection }: ListQuery,
  now: Date,
): Promise<{ items: Dashboard[]; next?: string }> {
  const rows = await listDashboards(database, accountKeyOf(caller), {
    after: after === undefined ? undefined : readNameCursor(after),
    limit: limit + 1,
    connection,
  })
  const isThere = await isRunnerThere(database, caller.organization.id, now)
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return {
    items: rows.slice(0, limit).map((row) => toDashboard(row, isThere, now)),
    ...(last === undefined ? {} : { next: writeCursor(`${last.id} ${last.name}`) }),
  }
}

function readNameCursor(after: string): { name: string; id: string } {
  const [, id, name] = /^([0-9a-f-]{36}) (.*)$/.exec(readCursor(after)) ?? []
  if (id !== undefined && name !== undefined) return { id, name }
  throw new AppError('request.invalid', {
    fields: [{ path: 'after', message: 'Take the cursor from the page before.' }],
  })
}

export async function showDashboard(
  services: Services,
  caller: Caller,
  id: string,
  now: Date,
): Promise<Dashboard> {
  const key = { organizationId: caller.organization.id, id }
  const row = await findDashboard(services.database.query, key, caller.account.id)
  if (row === undefined) throw new AppError('dashboard.not_found')
  return tell(services, caller, row, now)
}

async function tell(
  { database }: Services,
  caller: Caller,
  row: DashboardRow,
  now: Date,
): Promise<Dashboard> {
  return toDashboard(row, await isRunnerThere(database, caller.organization.id, now), now)
}

export async function createDashboard(
  services: Services,
  caller: Caller,
  values: DashboardValues,
  now: Date,
): Promise<Dashboard> {
  const key = { organizationId: caller.organization.id, id: makeRowId(services.randomBytes, now) }
  const added = await addDashboard({ database: services.database, by: actorOf(caller), now }, key, values)
  if (typeof added === 'string') throw new AppError(added)
  services.wakeRunner?.()
  return tell(services, caller, added, now)
}

export async function editDashboard(
  services: Services,
  caller: Caller,
  id: string,
  changes: Changes,
  now: Date,
): Promise<Dashboard> {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined)
  // A change of nothing is none, and leaves no event.
  if (given.length === 0) return showDashboard(services, caller, id, now)
  const values: Partial<DashboardValues> = Object.fromEntries(given)
  const key = { organizationId: caller.organization.id, id }
  const write = { database: services.database, by: actorOf(caller), now }
  const changed = await changeDashboard(
    write,
    key,
    values,
    given.map(([field]) => field),
  )
  if (typeof changed === 'string') throw new AppError(changed)
  services.wakeRunner?.()
  return tell(services, caller, changed, now)
}

export async function removeDashboard(
  { database }: Services,
  caller: Caller,
  id: string,
  now: Date,
): Promise<void> {
  const key = { organizationId: caller.organization.id, id }
  if (await deleteDashboard({ database, by: actorOf(caller), now }, key)) return
  throw new AppError('dashboard.not_found')
}

export async function refreshDashboard(
  services: Services,
  caller: Caller,
  id: string,
  now: Date,
): Promise<void> {
  const key = { organizationId: caller.organization.id, id }
  if ((await findDashboard(services.database.query, key, caller.account.id)) === undefined) {
    throw new AppError('dashboard.not_found')
  }
  await requireRunner(services, key.organizationId, now)
  const asked = await askForFrame({ database: services.database, by: actorOf(caller), now }, key)
  if (!asked) throw new AppError('dashboard.not_found')
  services.wakeRunner?.()
}

/** One that is there, or that is started as soon as there is something to do. */
export async function requireRunner(
  { database, wakeRunner }: Services,
  organizationId: string,
  now: Date,
): Promise<void> {
  if (wakeRunner !== undefined || (await isRunnerThere(database, organizationId, now))) return
  throw new AppError('connection.no_runner')
}

function toDashboard(row: DashboardRow, isThere: boolean, now: Date): Dashboard {
  const facts = factsOf(row, isThere)
  const trouble = troubleOfDashboard(facts, now)
  const { number, width, height, taken_at: takenAt } = row
  const hasFrame = number !== null && width !== null && height !== null && takenAt !== null
  return {
    id: row.id,
    name: row.name,
    ...(row.connection_id === null ? {} : { connection: row.connection_id }),
    url: row.url,
    capture: row.capture,
    refresh: row.is_live ? 'live' : row.refresh_seconds,
    ...(row.hours === null ? {} : { hours: row.hours }),
    isPaused: row.is_paused,
    state: stateOfDashboard(facts, now),
    ...(trouble === undefined ? {} : { trouble: trouble.trouble }),
    ...(trouble?.since === undefined ? {} : { troubleSince: trouble.since.toISOString() }),
    ...(hasFrame ? { frame: { number, takenAt: takenAt.toISOString(), width, height } } : {}),
    screens: row.screens,
    createdAt: row.created_at.toISOString(),
  }
}

function factsOf(row: DashboardRow, isThere: boolean): DashboardFacts {
  return {
    refreshSeconds: row.refresh_seconds,
    hours: row.hours,
    isPaused: row.is_paused,
    takenAt: row.taken_at,
    trouble: row.trouble,
    troubleSince: row.trouble_since,
    connectionState: row.connection_state,
    isPublic: row.connection_id === null,
    isRunnerThere: isThere,
  }
}
