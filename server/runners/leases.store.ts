// Leases in the database: which runner has which connection, until when. Everything that a runner does to a connection
// holds only while its lease does, and each check is in the statement that it guards.
import { sql, type Transaction } from 'kysely'
import { LEASE_SECONDS } from '../../contract/runners.ts'
import type { CauseCode } from '../../contract/causes.ts'
import type { Held } from '../codes/codes.store.ts'
import type { Database } from '../database/database.ts'
import type { StepKind, Tables } from '../database/tables.ts'
import { appendAuditEvent } from '../audit/audit.store.ts'
import { attemptTopic, forgetView, viewTopic } from '../attempts/attempts.store.ts'
import { tellAdminsOnce } from '../attempts/tell-admins-once.store.ts'
import { signal } from '../database/signals.ts'
import { isOverSql } from '../take-over/over.store.ts'
import { PLACES } from '../places/place-topic.ts'
import { giveRefusedLoginsAgain } from '../places/refused-logins.store.ts'
import { endPlaceLease } from '../places/touch-place.store.ts'
import { makeRowId } from '../row-id.ts'
import type { RandomBytes } from '../sessions/token.ts'
import type { Runner } from './runners.store.ts'

export interface Lease {
  id: string
  runnerId: string
  organizationId: string
  connectionId: string
  attemptId: string
  why: Tables['attempts']['why']
}

export interface TakenLease extends Lease {
  expiresAt: Date
}

/** What nobody asked for goes out one by one, so that forty connections do not sign in in the same second. */
const BETWEEN_AUTOMATIC_MILLIS = 3_000

const expiryFrom = (now: Date): Date => new Date(now.getTime() + LEASE_SECONDS * 1000)

/**
 * Takes what is due and nobody has, each with the attempt that it belongs to. Of several runners that ask at once each
 * is given other connections. A lease that ran out goes to the next who asks, with the same attempt.
 */
export async function takeLeases(
  database: Database,
  runner: Runner,
  { most, randomBytes }: { most: number; randomBytes: RandomBytes },
  now: Date,
): Promise<TakenLease[]> {
  return database.query.transaction().execute(async (transaction) => {
    const { rows: paced } = await sql<{ may: boolean }>`
      SELECT coalesce(last_automatic_at <= ${new Date(now.getTime() - BETWEEN_AUTOMATIC_MILLIS)}, true) AS may
      FROM runners WHERE id = ${runner.id} FOR UPDATE`.execute(transaction)
    if (paced[0] === undefined) return []
    const mine =
      runner.organizationId === undefined ? sql`true` : sql`organization_id = ${runner.organizationId}`
    const isFree = sql`due_at <= ${now} AND (lease_expires_at IS NULL OR lease_expires_at <= ${now}) AND ${mine}
      AND NOT EXISTS (SELECT FROM attempts AS attempt WHERE attempt.organization_id = work.organization_id
        AND attempt.connection_id = work.connection_id AND ${isOverSql(now)})`
    // A renewal that a power cut broke off is still no more than that, and waits for its turn.
    const isAwaited = sql`(state = 'signing_in' AND NOT EXISTS (
      SELECT FROM attempts AS attempt WHERE attempt.organization_id = work.organization_id
        AND attempt.connection_id = work.connection_id AND attempt.state = 'running'
        AND attempt.why IN ('renewal', 'retry')))`
    const { rows } = await sql<{
      organization_id: string
      connection_id: string
      was: Tables['connection_work']['state']
    }>`
      WITH asked AS (
        SELECT organization_id, connection_id, state FROM connection_work AS work
        WHERE ${isFree} AND ${isAwaited} ORDER BY due_at LIMIT ${most} FOR UPDATE SKIP LOCKED
      ), automatic AS (
        SELECT organization_id, connection_id, state FROM connection_work AS work
        WHERE ${isFree} AND NOT ${isAwaited} AND ${paced[0].may}
        ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
      ), due AS (SELECT * FROM asked UNION ALL SELECT * FROM automatic LIMIT ${most})
      UPDATE connection_work AS work SET state = 'signing_in', lease_id = gen_random_uuid(),
        lease_runner_id = ${runner.id}, lease_expires_at = ${expiryFrom(now)}
      FROM due WHERE work.organization_id = due.organization_id AND work.connection_id = due.connection_id
      RETURNING work.organization_id, work.connection_id, due.state AS was`.execute(transaction)
    const leases: TakenLease[] = []
    for (const row of rows) {
      const key = { organizationId: row.organization_id, connectionId: row.connection_id }
      // Whoever signs in has the connection, and nobody makes pictures through it meanwhile.
      await endPlaceLease(transaction, { organizationId: key.organizationId, id: key.connectionId })
      const { lease_id: id } = await transaction
        .selectFrom('connection_work')
        .select('lease_id')
        .where('organization_id', '=', key.organizationId)
        .where('connection_id', '=', key.connectionId)
        .executeTakeFirstOrThrow()
      const begun = await transaction
        .updateTable('attempts')
        .set({ state: 'running', started_at: sql<Date>`coalesce(started_at, ${now})` })
        .where('organization_id', '=', key.organizationId)
        .where('connection_id', '=', key.connectionId)
        .where('state', 'in', ['waiting', 'running'])
        .returning(['id', 'why'])
        .executeTakeFirst()
      const why = begun?.why ?? (row.was === 'signed_in' ? 'renewal' : 'retry')
      const attemptId = begun?.id ?? makeRowId(randomBytes, now)
      if (begun === undefined) {
        await transaction
          .insertInto('attempts')
          .values({
            organization_id: key.organizationId,
            id: attemptId,
            connection_id: key.connectionId,
            state: 'running',
            why,
            asked_at: now,
            started_at: now,
          })
          .execute()
      }
      // The page is another one by now: nothing that was meant for the one before is done in it.
      if (why === 'taken_over') await forgetPage(transaction, key.organizationId, attemptId)
      await signal(transaction, attemptTopic(attemptId))
      leases.push({ id: id ?? '', runnerId: runner.id, ...key, attemptId, expiresAt: expiryFrom(now), why })
    }
    if (leases.some(({ why }) => why === 'renewal' || why === 'retry')) {
      await transaction
        .updateTable('runners')
        .set({ last_automatic_at: now })
        .where('id', '=', runner.id)
        .execute()
    }
    return leases
  })
}

async function forgetPage(
  transaction: Transaction<Tables>,
  organizationId: string,
  attemptId: string,
): Promise<void> {
  await transaction
    .updateTable('live_views')
    .set({ picture: null, origin: '' })
    .where('organization_id', '=', organizationId)
    .where('attempt_id', '=', attemptId)
    .execute()
  await transaction
    .deleteFrom('live_inputs')
    .where('organization_id', '=', organizationId)
    .where('attempt_id', '=', attemptId)
    .execute()
  await signal(transaction, viewTopic(attemptId))
}

/** Whether any connection was ever asked to sign in, and goes on by itself, or a public page is to be looked at. */
export async function isThereWork({ query }: Database): Promise<boolean> {
  const due = query.selectFrom('connection_work').select('due_at').where('due_at', 'is not', null).limit(1)
  if ((await due.executeTakeFirst()) !== undefined) return true
  const seen = query
    .selectFrom('dashboards')
    .select('id')
    .where('connection_id', 'is', null)
    .where('is_paused', '=', false)
    .limit(1)
  return (await seen.executeTakeFirst()) !== undefined
}

/** The new end; nothing when it has run out, passed on, or the connection is gone. */
export async function renewLease(
  database: Database,
  runner: Runner,
  id: string,
  now: Date,
): Promise<Date | undefined> {
  const expiresAt = expiryFrom(now)
  const { numUpdatedRows } = await database.query
    .updateTable('connection_work')
    .set({ lease_expires_at: expiresAt })
    .where('lease_id', '=', id)
    .where('lease_runner_id', '=', runner.id)
    .where('lease_expires_at', '>', now)
    .executeTakeFirst()
  return numUpdatedRows === 1n ? expiresAt : undefined
}

export async function findLease(
  database: Database,
  runner: Runner,
  id: string,
  now: Date,
): Promise<Lease | undefined> {
  const row = await database.query
    .selectFrom('connection_work as work')
    .innerJoin('attempts as attempt', (join) =>
      join
        .onRef('attempt.organization_id', '=', 'work.organization_id')
        .onRef('attempt.connection_id', '=', 'work.connection_id')
        .on('attempt.state', '=', 'running'),
    )
    .select(['work.organization_id', 'work.connection_id', 'attempt.id as attempt_id', 'attempt.why'])
    .where('work.lease_id', '=', id)
    .where('work.lease_runner_id', '=', runner.id)
    .where('work.lease_expires_at', '>', now)
    .executeTakeFirst()
  if (row === undefined) return undefined
  return {
    id,
    runnerId: runner.id,
    organizationId: row.organization_id,
    connectionId: row.connection_id,
    attemptId: row.attempt_id,
    why: row.why,
  }
}

/** As the audit log tells by what a login was used. */
export function factsOfUse(lease: Lease, host: string) {
  return { connection: lease.connectionId, attempt: lease.attemptId, runner: lease.runnerId, host }
}

/**
 * Notes that the password goes out, before it does. One that has never worked goes out under one lease, whoever asks
 * and however often a runner was killed in between; then only a person, or an edit, has it typed again. Under that lease
 * the engine sees to it: some pages ask for the password a second time, together with the code.
 */
export async function takePassword(
  database: Database,
  lease: Lease,
  host: string,
  now: Date,
): Promise<{ sealed: Buffer } | 'lost' | 'given' | 'none'> {
  return database.query.transaction().execute(async (transaction) => {
    const work = await transaction
      .selectFrom('connection_work')
      .select(['password_works', 'password_given', 'password_given_to'])
      .where('organization_id', '=', lease.organizationId)
      .where('connection_id', '=', lease.connectionId)
      .where('lease_id', '=', lease.id)
      .where('lease_expires_at', '>', now)
      .forUpdate()
      .executeTakeFirst()
    if (work === undefined) return 'lost'
    const isAnothers = work.password_given && work.password_given_to !== lease.id
    if (isAnothers && !work.password_works) return 'given'
    const connection = await transaction
      .selectFrom('connections')
      .select('sealed_password')
      .where('organization_id', '=', lease.organizationId)
      .where('id', '=', lease.connectionId)
      .executeTakeFirst()
    if (connection === undefined) return 'lost'
    if (connection.sealed_password === null) return 'none'
    await transaction
      .updateTable('connection_work')
      .set({ password_given: true, password_given_to: lease.id })
      .where('organization_id', '=', lease.organizationId)
      .where('connection_id', '=', lease.connectionId)
      .execute()
    await appendAuditEvent(
      transaction,
      {
        organizationId: lease.organizationId,
        actor: { kind: 'system' },
        action: 'connection.password_used',
        facts: factsOfUse(lease, host),
      },
      now,
    )
    return { sealed: connection.sealed_password }
  })
}

/** How far the clocks are apart, as the runner saw it: told to people from five seconds on. */
export async function noteClockOffset(database: Database, lease: Lease, offsetMillis: number): Promise<void> {
  await database.query
    .updateTable('connection_work')
    .set({ clock_offset_millis: offsetMillis })
    .where('lease_id', '=', lease.id)
    .execute()
}

const leaseHeld = {
  name: 'code_lease_held',
  text: 'SELECT lease_id FROM connection_work WHERE lease_id = $1 AND lease_expires_at > $2 FOR SHARE',
}

/** Asked in the write that rests on the lease, which cannot pass on before that ends. */
export function whileLeased({ id }: Pick<Lease, 'id'>, now: Date): Held {
  return { statement: leaseHeld, values: [id, now] }
}

export interface NewStep {
  number: number
  what: StepKind
  page: string
  host: string
  picture: Buffer | undefined
}

/** False when the lease is lost. A step that is told twice stays as it was told first. */
export async function addStep(database: Database, lease: Lease, step: NewStep, now: Date): Promise<boolean> {
  return database.query.transaction().execute(async (transaction) => {
    const { rows } = await sql`
      INSERT INTO attempt_steps (organization_id, attempt_id, number, at, what, page, host, picture)
      SELECT ${lease.organizationId}, ${lease.attemptId}, ${step.number}, ${now}, ${step.what}, ${step.page},
        ${step.host}, ${step.picture ?? null}
      FROM connection_work WHERE lease_id = ${lease.id} AND lease_expires_at > ${now}
      ON CONFLICT (organization_id, attempt_id, number) DO UPDATE SET number = excluded.number
      RETURNING number`.execute(transaction)
    if (rows.length === 0) return false
    await signal(transaction, attemptTopic(lease.attemptId))
    return true
  })
}

/** The highest step that was told: a runner that takes an attempt over counts on from there. */
export async function lastStepOf(database: Database, lease: Lease): Promise<number> {
  const row = await database.query
    .selectFrom('attempt_steps')
    .select((select) => select.fn.max('number').as('last'))
    .where('organization_id', '=', lease.organizationId)
    .where('attempt_id', '=', lease.attemptId)
    .executeTakeFirst()
  return row?.last ?? 0
}

export interface Ending {
  cause: CauseCode | undefined
  /** Whether something was typed or pressed; a session that was still good is no event. */
  hasTyped: boolean
  /** The next renewal, or the next try; nothing where nobody is to try by himself. */
  dueAt: Date | undefined
  sealedSession: Buffer | undefined
  /** Nothing goes on before a person does something, and nobody knows of it yet. */
  needsPerson: boolean
  /** Of the session: when we signed in; nothing where a person did. */
  beganAt?: Date | undefined
  /** Where it was learned now how long sessions last without use. */
  idleMinutes?: number | undefined
}

/** Ends the attempt and the lease with it. False when the lease is lost: then nothing is written. */
export async function endAttempt(
  { database, randomBytes }: { database: Database; randomBytes: RandomBytes },
  lease: Lease,
  { cause, hasTyped, dueAt, sealedSession, needsPerson, beganAt, idleMinutes }: Ending,
  now: Date,
): Promise<boolean> {
  const { organizationId, connectionId, attemptId } = lease
  const isSignedIn = cause === undefined
  const isByHand = lease.why === 'taken_over'
  const isGivenBack = isByHand && cause === 'stopped'
  const wasTyped = isByHand ? sql`(password_given AND password_given_to = ${lease.id})` : sql`password_given`
  return database.query.transaction().execute(async (transaction) => {
    const work = await transaction
      .updateTable('connection_work')
      .set({
        state: isSignedIn ? 'signed_in' : 'needs_attention',
        // Whoever gave the page back has changed nothing: what was wrong before still is.
        cause: isGivenBack ? sql<CauseCode>`coalesce(cause, ${cause})` : (cause ?? null),
        tries: isSignedIn ? 0 : sql<number>`least(tries + 1, 1000)`,
        ...(isGivenBack
          ? { due_at: sql<Date | null>`next_try_at` }
          : { due_at: dueAt ?? null, next_try_at: isSignedIn ? null : (dueAt ?? null) }),
        lease_id: null,
        lease_runner_id: null,
        lease_expires_at: null,
        ...(isSignedIn ? { signed_in_at: now, are_admins_told: false } : {}),
        ...(idleMinutes === undefined ? {} : { idle_minutes: idleMinutes }),
        // What led to a signed-in page works, until it is edited. What a person typed by hand may be something else.
        ...(isSignedIn && hasTyped ? { password_works: sql<boolean>`password_works OR ${wasTyped}` } : {}),
        ...(cause === 'wrong_password' ? { password_works: false, password_given: true } : {}),
      })
      .where('organization_id', '=', organizationId)
      .where('connection_id', '=', connectionId)
      .where('lease_id', '=', lease.id)
      .where('lease_expires_at', '>', now)
      .returning('state')
      .executeTakeFirst()
    if (work === undefined) return false
    const attempt = await transaction
      .updateTable('attempts')
      .set({
        state: isSignedIn ? 'signed_in' : 'failed',
        cause: cause ?? null,
        ended_at: now,
        next_try_at: isSignedIn ? null : (dueAt ?? null),
      })
      .where('organization_id', '=', organizationId)
      .where('id', '=', attemptId)
      .returning('why')
      .executeTakeFirstOrThrow()
    if (isSignedIn && !hasTyped && attempt.why === 'renewal') {
      await transaction
        .deleteFrom('attempts')
        .where('organization_id', '=', organizationId)
        .where('id', '=', attemptId)
        .execute()
    }
    if (sealedSession !== undefined) {
      const kept = { sealed: sealedSession, saved_at: now, began_at: beganAt ?? null }
      await transaction
        .insertInto('connection_sessions')
        .values({ organization_id: organizationId, id: connectionId, ...kept })
        .onConflict((conflict) => conflict.columns(['organization_id', 'id']).doUpdateSet(kept))
        .execute()
    } else if (isSignedIn && hasTyped) {
      // The one from before has ended there, and what came after it is not kept.
      await transaction
        .deleteFrom('connection_sessions')
        .where('organization_id', '=', organizationId)
        .where('id', '=', connectionId)
        .execute()
    }
    if (isSignedIn && hasTyped)
      await giveRefusedLoginsAgain(transaction, { organizationId, id: connectionId })
    await signal(transaction, attemptTopic(attemptId))
    // Pictures can be made through it from now on.
    if (isSignedIn) await signal(transaction, PLACES)
    if (attempt.why === 'taken_over') await forgetView(transaction, { organizationId, attemptId })
    if (needsPerson && cause !== undefined) {
      await tellAdminsOnce(transaction, randomBytes, { organizationId, id: connectionId }, cause, now)
    }
    if (hasTyped || !isSignedIn) {
      const action = isSignedIn ? 'connection.signed_in' : 'connection.sign_in_failed'
      const facts = {
        connection: connectionId,
        attempt: attemptId,
        runner: lease.runnerId,
        ...(cause === undefined ? {} : { cause }),
      }
      await appendAuditEvent(transaction, { organizationId, actor: { kind: 'system' }, action, facts }, now)
    }
    return true
  })
}
