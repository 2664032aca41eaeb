// The wall at a glance, made of what is known of its parts; and the same again and again for whoever looks.
import { setTimeout as sleep } from 'node:timers/promises'
import type { z } from 'zod'
import type { overviewRoutes } from '../../contract/overview.ts'
import type { AccountKey } from '../accounts/lock-account.store.ts'
import { stateOfDashboard, type DashboardState } from '../dashboards/dashboard-state.ts'
import { dashboardTopic } from '../dashboards/dashboard-topic.ts'
import { listDashboards, MOST_DASHBOARDS } from '../dashboards/dashboards.store.ts'
import type { Events } from '../http/call.ts'
import { listScreens, type Screen } from '../screens/screens.store.ts'
import { screenTopic } from '../screens/screen-topic.ts'
import type { Services } from '../services.ts'
import { readActivity } from './activity.store.ts'
import { overviewTopic } from './overview-topic.ts'
import { countRunners, readConnections, readFrameNumbers, type ConnectionRow } from './overview.store.ts'

export type Overview = z.input<(typeof overviewRoutes)['GET /api/v1/overview']['answers'][200]>

const MOST_SCREENS = 500
const MOST_CONNECTIONS = 200

interface Read {
  overview: Overview
  /** What is signalled when it changes. */
  topics: string[]
}

export async function readOverview({ database }: Services, account: AccountKey, now: Date): Promise<Read> {
  const { organizationId } = account
  const all = { after: undefined, limit: MOST_DASHBOARDS, connection: undefined }
  const [screens, connections, dashboards, runners, frameNumbers, activity] = await Promise.all([
    listScreens(database, organizationId, now),
    readConnections(database, account),
    listDashboards(database, account, all),
    countRunners(database, organizationId, now),
    readFrameNumbers(database, organizationId),
    readActivity(database, account),
  ])
  const dashboardStates = dashboards.map((row) =>
    stateOfDashboard(
      {
        refreshSeconds: row.refresh_seconds,
        hours: row.hours,
        isPaused: row.is_paused,
        takenAt: row.taken_at,
      },
      now,
    ),
  )
  const stateCount = (state: ConnectionState) => connections.filter((row) => stateOf(row) === state).length
  return {
    overview: {
      now: now.toISOString(),
      screens: countBy(
        ['good', 'old', 'stale', 'offline', 'nothing', 'resting'],
        screens.map(({ state }) => state),
      ),
      connections: {
        signedIn: stateCount('signed_in'),
        signingIn: stateCount('signing_in'),
        needsAttention: stateCount('needs_attention'),
        paused: stateCount('paused'),
      },
      dashboards: countBy<DashboardState>(
        ['fresh', 'old', 'stale', 'waiting', 'resting', 'paused'],
        dashboardStates,
      ),
      runners,
      worstScreens: screens.slice(0, MOST_SCREENS).map((screen) => lineOfScreen(screen, frameNumbers)),
      worstConnections: connections.toSorted(worstFirst).slice(0, MOST_CONNECTIONS).map(lineOfConnection),
      activity,
    },
    topics: [
      overviewTopic(organizationId),
      ...screens.map(({ id }) => screenTopic(id)),
      ...dashboards.map(({ id }) => dashboardTopic(id)),
    ],
  }
}

function countBy<State extends string>(
  states: readonly State[],
  found: readonly State[],
): Record<State, number> {
  return Object.fromEntries(
    states.map((state) => [state, found.filter((one) => one === state).length]),
  ) as Record<State, number>
}

function lineOfScreen(
  { id, name, tags, state, shows, now, lastSeenAt, message }: Screen,
  frameNumbers: ReadonlyMap<string, number>,
): Overview['worstScreens'][number] {
  const dashboard = now?.dashboard ?? (shows.kind === 'dashboard' ? shows.dashboard : undefined)
  const frameNumber = dashboard === undefined ? undefined : frameNumbers.get(dashboard)
  return {
    id,
    name,
    tags,
    state,
    ...(now === undefined ? {} : { showing: now.name }),
    ...(dashboard === undefined ? {} : { dashboard }),
    ...(now?.takenAt === undefined ? {} : { takenAt: now.takenAt }),
    ...(frameNumber === undefined ? {} : { frameNumber }),
    ...(lastSeenAt === undefined ? {} : { lastSeenAt }),
    hasMessage: message !== undefined,
  }
}

type ConnectionState = Overview['worstConnections'][number]['state']

/** One that was never asked to sign in rests. */
const stateOf = ({ state }: ConnectionRow): ConnectionState => state ?? 'paused'

const ranks: readonly ConnectionState[] = ['needs_attention', 'signing_in', 'signed_in', 'paused']

function worstFirst(a: ConnectionRow, b: ConnectionRow): number {
  return ranks.indexOf(stateOf(a)) - ranks.indexOf(stateOf(b)) || a.name.localeCompare(b.name, 'en')
}

function lineOfConnection(row: ConnectionRow): Overview['worstConnections'][number] {
  const state = stateOf(row)
  const { cause, next_try_at: nextTryAt, due_at: dueAt, signed_in_at: signedInAt } = row
  return {
    id: row.id,
    name: row.name,
    service: row.service,
    state,
    ...(cause === null ? {} : { cause }),
    ...(nextTryAt === null ? {} : { nextTryAt: nextTryAt.toISOString() }),
    ...(state === 'signed_in' && dueAt !== null ? { nextVisitAt: dueAt.toISOString() } : {}),
    ...(signedInAt === null ? {} : { signedInAt: signedInAt.toISOString() }),
    dashboards: row.dashboards,
  }
}

/** Whoever looks hears no more often. */
const LEAST_MILLIS = 2_000
/** States change by the clock alone, and some things are signalled to nobody: so it is looked again. */
const AGAIN_MILLIS = 5_000
/** The overview whenever it has changed, until whoever looks is gone, or the server ends. */
export async function* followOverview(
  services: Services,
  account: AccountKey,
  clock: () => Date,
): Events<Overview> {
  let before: string | undefined
  for (;;) {
    const { overview, topics } = await readOverview(services, account, clock())
    const watch = services.signals.watch(...topics)
    try {
      const { now: _, ...seen } = overview
      const told = JSON.stringify(seen)
      // With nothing to tell the line says that it is there, and whoever may not look any more is found out.
      yield told === before ? undefined : overview
      before = told
      await sleep(LEAST_MILLIS, undefined, { ref: false })
      await watch.next(AGAIN_MILLIS - LEAST_MILLIS)
      if (watch.isOver()) return
    } finally {
      watch.end()
    }
  }
}
