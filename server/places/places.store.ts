// Places in the database: which runner has which, until when. What a runner does to a place holds only while its lease
// does, and each check is in the statement or the transaction that it guards. What is locked is locked in one order: the
// work of the connection, the place, the dashboard.
import { sql, type Kysely, type Transaction } from 'kysely'
import { LEASE_SECONDS } from '../../contract/runners.ts'
import type { Database } from '../database/database.ts'
import { signal } from '../database/signals.ts'
import type { Tables } from '../database/tables.ts'
import { PREVIEW_SECONDS } from '../dashboards/previews.store.ts'
import { WORK, type Runner } from '../runners/runners.store.ts'
import { PLACES, PUBLIC_PAGES, type PlaceKey } from './place-topic.ts'
import { isThereSomethingToDo } from './place-work.store.ts'
import { noPlaceLease } from './touch-place.store.ts'

export interface Place extends PlaceKey {
  id: string
  runnerId: string
}

export interface TakenPlace extends Place {
  expiresAt: Date
}

const expiryFrom = (now: Date): Date => new Date(now.getTime() + LEASE_SECONDS * 1000)

/** A place whose dashboards are all outside of their hours is looked at again after that. */
const ASLEEP_SECONDS = 30

/** How many are looked at for each time that somebody asks. */
const LOOKED_AT = 100

/**
 * Takes places that nobody has and where there is something to do. Of several runners that ask at once each is given other
 * ones. A lease that ran out goes to the next who asks.
 */
export async function takePlaces(
  database: Database,
  runner: Runner,
  most: number,
  now: Date,
): Promise<TakenPlace[]> {
  return database.query.transaction().execute(async (transaction) => {
    const known = await transaction
      .selectFrom('runners')
      .select('id')
      .where('id', '=', runner.id)
      .forKeyShare()
      .executeTakeFirst()
    if (known === undefined) return []
    const mine =
      runner.organizationId === undefined ? sql`true` : sql`p.organization_id = ${runner.organizationId}`
    const { rows } = await sql<{ organization_id: string; connection_id: string }>`
      SELECT p.organization_id, p.connection_id FROM capture_places AS p
      WHERE (p.lease_expires_at IS NULL OR p.lease_expires_at <= ${now})
        AND (p.rest_until IS NULL OR p.rest_until <= ${now}) AND ${mine}
        AND (p.connection_id = ${PUBLIC_PAGES} OR EXISTS (SELECT FROM connection_work AS work
          WHERE work.organization_id = p.organization_id AND work.connection_id = p.connection_id
            AND work.state = 'signed_in'))
        AND (${hasDashboard} OR ${hasPreview(now)} OR ${hasRecording(now)})
      ORDER BY p.lease_expires_at NULLS FIRST, p.organization_id, p.connection_id
      LIMIT ${Math.max(most, LOOKED_AT)} FOR UPDATE OF p SKIP LOCKED`.execute(transaction)
    const taken: TakenPlace[] = []
    for (const row of rows) {
      if (taken.length === most) break
      const key = { organizationId: row.organization_id, connectionId: row.connection_id }
      if (!(await isSignedIn(transaction, key))) continue
      if (!(await isThereSomethingToDo(transaction, key, now))) {
        await transaction
          .updateTable('capture_places')
          .set({ rest_until: new Date(now.getTime() + ASLEEP_SECONDS * 1000) })
          .where('organization_id', '=', key.organizationId)
          .where('connection_id', '=', key.connectionId)
          .execute()
        continue
      }
      const expiresAt = expiryFrom(now)
      const { lease_id: id } = await transaction
        .updateTable('capture_places')
        .set({
          lease_id: sql<string>`gen_random_uuid()`,
          lease_runner_id: runner.id,
          lease_expires_at: expiresAt,
          rest_until: null,
        })
        .where('organization_id', '=', key.organizationId)
        .where('connection_id', '=', key.connectionId)
        .returning('lease_id')
        .executeTakeFirstOrThrow()
      taken.push({ id: id ?? '', runnerId: runner.id, ...key, expiresAt })
    }
    return taken
  })
}

const hasDashboard = sql`EXISTS (SELECT FROM dashboards AS d WHERE d.organization_id = p.organization_id
  AND d.connection_id IS NOT DISTINCT FROM p.connection_there AND NOT d.is_paused)`

const hasPreview = (now: Date) => sql`EXISTS (SELECT FROM previews AS v
  WHERE v.organization_id = p.organization_id AND v.connection_id IS NOT DISTINCT FROM p.connection_there
    AND v.state = 'waiting' AND v.asked_at > ${new Date(now.getTime() - PREVIEW_SECONDS * 1000)})`

const hasRecording = (now: Date) => sql`EXISTS (SELECT FROM dashboards AS d JOIN recordings AS r
  ON r.organization_id = d.organization_id AND r.dashboard_id = d.id AND r.ends_at > ${now}
  WHERE d.organization_id = p.organization_id AND d.connection_id IS NOT DISTINCT FROM p.connection_there)`

/** Held until the end: whoever is about to sign in has locked it, and is not waited for. */
async function isSignedIn(transaction: Transaction<Tables>, key: PlaceKey): Promise<boolean> {
  if (key.connectionId === PUBLIC_PAGES) return true
  const work = await transaction
    .selectFrom('connection_work')
    .select('state')
    .where('organization_id', '=', key.organizationId)
    .where('connection_id', '=', key.connectionId)
    .forShare()
    .skipLocked()
    .executeTakeFirst()
  return work?.state === 'signed_in'
}

/** The new end and what there is to do; nothing when it has run out, passed on, or the connection is gone. */
export async function renewPlace(
  database: Database,
  runner: Runner,
  id: string,
  now: Date,
): Promise<(TakenPlace & { revision: number }) | undefined> {
  const expiresAt = expiryFrom(now)
  const row = await database.query
    .updateTable('capture_places')
    .set({ lease_expires_at: expiresAt })
    .where('lease_id', '=', id)
    .where('lease_runner_id', '=', runner.id)
    .where('lease_expires_at', '>', now)
    .returning(['organization_id', 'connection_id', 'revision'])
    .executeTakeFirst()
  if (row === undefined) return undefined
  const key = { organizationId: row.organization_id, connectionId: row.connection_id }
  return { id, runnerId: runner.id, ...key, expiresAt, revision: row.revision }
}

export async function findPlace(
  query: Kysely<Tables>,
  runner: Runner,
  id: string,
  now: Date,
): Promise<Place | undefined> {
  const row = await query
    .selectFrom('capture_places')
    .select(['organization_id', 'connection_id'])
    .where('lease_id', '=', id)
    .where('lease_runner_id', '=', runner.id)
    .where('lease_expires_at', '>', now)
    .executeTakeFirst()
  if (row === undefined) return undefined
  return { id, runnerId: runner.id, organizationId: row.organization_id, connectionId: row.connection_id }
}

/** Whether the lease still holds, which it then does until the end of the transaction. */
export async function lockPlace(
  transaction: Transaction<Tables>,
  { id, runnerId, organizationId, connectionId }: Place,
  now: Date,
): Promise<{ signedOutTimes: number } | undefined> {
  const row = await transaction
    .selectFrom('capture_places')
    .select('signed_out_times')
    .where('organization_id', '=', organizationId)
    .where('connection_id', '=', connectionId)
    .where('lease_id', '=', id)
    .where('lease_runner_id', '=', runnerId)
    .where('lease_expires_at', '>', now)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return row === undefined ? undefined : { signedOutTimes: row.signed_out_times }
}

/** False when the lease is lost. */
export async function endPlace(
  database: Database,
  runner: Runner,
  id: string,
  restSeconds: number,
  now: Date,
): Promise<boolean> {
  return database.query.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('capture_places')
      .set({
        ...noPlaceLease,
        rest_until: restSeconds === 0 ? null : new Date(now.getTime() + restSeconds * 1000),
      })
      .where('lease_id', '=', id)
      .where('lease_runner_id', '=', runner.id)
      .where('lease_expires_at', '>', now)
      .executeTakeFirst()
    if (numUpdatedRows !== 1n) return false
    await signal(transaction, PLACES)
    return true
  })
}

/** A first time may be the end of a session; one after another is something that signing in does not mend. */
const restAfter = (times: number): number => (times === 0 ? 0 : Math.min(30 * 2 ** (times - 1), 3600))

/**
 * The page was seen signed out: the place ends, and the connection is due as when its session is looked at, which signs in
 * anew where that is called for. What happens again and again has to wait longer each time. False when the lease is lost.
 */
export async function giveUpSignedOut(
  transaction: Transaction<Tables>,
  place: Place,
  now: Date,
): Promise<boolean> {
  const { organizationId, connectionId } = place
  await lockWork(transaction, place)
  const held = await lockPlace(transaction, place, now)
  if (held === undefined) return false
  const again = new Date(now.getTime() + restAfter(held.signedOutTimes) * 1000)
  await signInFrom(transaction, place, again)
  await transaction
    .updateTable('capture_places')
    .set({
      ...noPlaceLease,
      // Nobody else finds it signed out once more, before the session was looked at.
      rest_until: new Date(again.getTime() + LEASE_SECONDS * 1000),
      signed_out_times: sql<number>`least(signed_out_times + 1, 20)`,
    })
    .where('organization_id', '=', organizationId)
    .where('connection_id', '=', connectionId)
    .execute()
  await signal(transaction, WORK)
  return true
}

/** What the connection does, until the end of the transaction; nothing where it never signed in. */
export async function lockWork(
  transaction: Transaction<Tables>,
  { organizationId, connectionId }: PlaceKey,
): Promise<Tables['connection_work']['state'] | undefined> {
  const work = await transaction
    .selectFrom('connection_work')
    .select('state')
    .where('organization_id', '=', organizationId)
    .where('connection_id', '=', connectionId)
    .forUpdate()
    .executeTakeFirst()
  return work?.state
}

async function signInFrom(
  transaction: Transaction<Tables>,
  { organizationId, connectionId }: PlaceKey,
  dueAt: Date,
): Promise<void> {
  await transaction
    .updateTable('connection_work')
    .set({ due_at: dueAt })
    .where('organization_id', '=', organizationId)
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'signed_in')
    .execute()
}

/** Whether its login still signs the connection in; whoever finds out takes the place. After `lockWork`. */
export async function trySignInNow(
  transaction: Transaction<Tables>,
  place: PlaceKey,
  now: Date,
): Promise<void> {
  await signInFrom(transaction, place, now)
  await signal(transaction, WORK)
}

/** What the browser keeps, and when the session is looked at next. False when the lease is lost. */
export async function keepSession(
  database: Database,
  place: Place,
  { sealed, dueAt }: { sealed: Buffer; dueAt: Date },
  now: Date,
): Promise<boolean> {
  const { organizationId, connectionId } = place
  return database.query.transaction().execute(async (transaction) => {
    const work = await transaction
      .selectFrom('connection_work')
      .select('state')
      .where('organization_id', '=', organizationId)
      .where('connection_id', '=', connectionId)
      .where('state', '=', 'signed_in')
      .forUpdate()
      .executeTakeFirst()
    if (work === undefined || (await lockPlace(transaction, place, now)) === undefined) return false
    await transaction
      .insertInto('connection_sessions')
      .values({ organization_id: organizationId, id: connectionId, sealed, saved_at: now })
      .onConflict((conflict) =>
        conflict.columns(['organization_id', 'id']).doUpdateSet({ sealed, saved_at: now }),
      )
      .execute()
    await transaction
      .updateTable('connection_work')
      .set({ due_at: dueAt })
      .where('organization_id', '=', organizationId)
      .where('connection_id', '=', connectionId)
      .execute()
    return true
  })
}
