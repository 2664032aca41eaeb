// What happened, newest first, from where it is kept: sign-ins, what the watch over the wall found, and notes. Of
// connections and dashboards that an account may not see it is told nothing.
import { sql } from 'kysely'
import type { z } from 'zod'
import { causes, type CauseCode } from '../../contract/causes.ts'
import { frameTroubles } from '../../contract/frames.ts'
import type { overviewRoutes } from '../../contract/overview.ts'
import type { AccountKey } from '../accounts/lock-account.store.ts'
import { connectionsFor } from '../connections/who-may.ts'
import { dashboardsFor } from '../dashboards/dashboards.store.ts'
import type { Database } from '../database/database.ts'

export type Activity = z.input<
  (typeof overviewRoutes)['GET /api/v1/overview']['answers'][200]
>['activity'][number]

const MOST_ACTIVITY = 50

export async function readActivity(database: Database, account: AccountKey): Promise<Activity[]> {
  const [signIns, changes, notes] = await Promise.all([
    readSignIns(database, account),
    readChanges(database, account),
    readNotes(database, account),
  ])
  return [...signIns, ...changes, ...notes]
    .toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
    .slice(0, MOST_ACTIVITY)
}

async function readSignIns(
  database: Database,
  { organizationId, accountId }: AccountKey,
): Promise<Activity[]> {
  const rows = await connectionsFor(database.query, organizationId, accountId)
    .innerJoin('attempts as t', (join) =>
      join.onRef('t.organization_id', '=', 'c.organization_id').onRef('t.connection_id', '=', 'c.id'),
    )
    .select(['t.id', 't.state', 't.started_at', 't.ended_at', 't.cause', 'c.id as connection', 'c.name'])
    .select(
      sql<boolean>`EXISTS (SELECT FROM attempt_steps s WHERE s.organization_id = t.organization_id
        AND s.attempt_id = t.id AND s.what IN ('typed_code', 'typed_password_and_code'))`.as('with_code'),
    )
    .where('t.ended_at', 'is not', null)
    .where('t.state', 'in', ['signed_in', 'failed'])
    // What somebody ended here is no news to anybody.
    .where((where) => where.or([where('t.cause', 'is', null), where('t.cause', '!=', 'stopped')]))
    .orderBy('t.ended_at', 'desc')
    .limit(MOST_ACTIVITY)
    .execute()
  return rows.flatMap((row): Activity[] => {
    const { ended_at: endedAt, started_at: startedAt, cause, connection, name } = row
    if (endedAt === null) return []
    const about = { id: row.id, at: endedAt.toISOString(), name, connection }
    if (cause !== null) return [{ ...about, what: whatFailed(cause), cause }]
    if (row.state === 'failed') return [{ ...about, what: 'sign_in_failed' }]
    const tookMillis = startedAt === null ? undefined : endedAt.getTime() - startedAt.getTime()
    return [
      {
        ...about,
        what: 'signed_in',
        withCode: row.with_code,
        ...(tookMillis === undefined ? {} : { tookSeconds: Math.max(0, Math.round(tookMillis / 1000)) }),
      },
    ]
  })
}

const whatFailed = (cause: CauseCode): 'person_needed' | 'sign_in_failed' =>
  causes[cause].retry === 'person' ? 'person_needed' : 'sign_in_failed'

const whatChanged = {
  dashboard: { bad: 'frames_stopped', good: 'frames_again' },
  screen: { bad: 'screen_offline', good: 'screen_back' },
  runner: { bad: 'runner_gone', good: 'runner_back' },
} as const

async function readChanges(database: Database, account: AccountKey): Promise<Activity[]> {
  const rows = await database.query
    .selectFrom('wall_events')
    .select(['id', 'at', 'kind', 'subject_id', 'name', 'state', 'reason'])
    .where('organization_id', '=', account.organizationId)
    .where((where) =>
      where.or([
        where('kind', 'in', ['screen', 'runner']),
        where.and([
          where('kind', '=', 'dashboard'),
          where('subject_id', 'in', dashboardsFor(database.query, account).select('d.id')),
        ]),
      ]),
    )
    .where((where) => where.exists(memberOf(database, account)))
    .orderBy('at', 'desc')
    .limit(MOST_ACTIVITY)
    .execute()
  return rows.flatMap(({ id, at, kind, subject_id: subject, name, state, reason }): Activity[] => {
    if (kind === 'connection') return []
    const trouble = frameTroubles.find((one) => one === reason)
    return [
      {
        id,
        at: at.toISOString(),
        what: whatChanged[kind][state],
        name,
        ...(kind === 'dashboard' ? { dashboard: subject } : {}),
        ...(kind === 'screen' ? { screen: subject } : {}),
        ...(trouble === undefined ? {} : { trouble }),
      },
    ]
  })
}

async function readNotes(database: Database, account: AccountKey): Promise<Activity[]> {
  const rows = await database.query
    .selectFrom('wall_notes')
    .select(['id', 'at', 'what', 'name', 'screen_id'])
    .where('organization_id', '=', account.organizationId)
    .where((where) => where.exists(memberOf(database, account)))
    .orderBy('at', 'desc')
    .limit(MOST_ACTIVITY)
    .execute()
  return rows.map(({ id, at, what, name, screen_id: screen }) => ({
    id,
    at: at.toISOString(),
    what,
    name,
    ...(screen === null ? {} : { screen }),
  }))
}

/** Whoever was disabled a moment ago is told nothing more. */
function memberOf(database: Database, { organizationId, accountId }: AccountKey) {
  return database.query
    .selectFrom('accounts')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('id', '=', accountId)
    .where('disabled_at', 'is', null)
}
