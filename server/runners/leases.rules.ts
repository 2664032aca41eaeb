// What a runner may do with a connection that it was leased: every secret is asked for at the moment of typing, for the
// origin where it is typed, and goes out only while the lease holds.
import type { z } from 'zod'
import type { CauseCode } from '../../contract/causes.ts'
import type { runnerRoutes } from '../../contract/runners.ts'
import { mayTypeAt } from '../../contract/where-to-type.ts'
import { AppError } from '../app-error.ts'
import { mayTypeAfter, nextTryAfter } from '../attempts/circuit.ts'
import {
  isTooOld,
  longestGapSeconds,
  nextVisit,
  shorterIdle,
  USUAL_IDLE_MINUTES,
  type SessionTimes,
} from '../attempts/session-plan.ts'
import { handOutCodeTo, type HandedOut, type HandOut } from '../codes/codes.rules.ts'
import { openPassword } from '../connections/sealed-login.ts'
import type { Services } from '../services.ts'
import { endWhatIsOver } from '../take-over/over.store.ts'
import { reportSealError } from '../vault/report-seal-error.ts'
import { readLeasedConnection, type LeasedConnection } from './leased-connection.store.ts'
import {
  addStep,
  endAttempt,
  factsOfUse,
  findLease,
  lastStepOf,
  noteClockOffset,
  renewLease,
  takeLeases,
  takePassword,
  type Lease,
  type TakenLease,
  whileLeased,
} from './leases.store.ts'
import { noteRunner, WORK, type Runner } from './runners.store.ts'
import { openBrowserSession, sealBrowserSession } from './sealed-browser-session.ts'

type Body<Key extends keyof typeof runnerRoutes> = (typeof runnerRoutes)[Key] extends {
  body: infer Schema extends z.ZodType
}
  ? z.output<Schema>
  : never

/** What falls due by itself is found without a signal. */
const LOOK_MILLIS = 2_000

type LeaseAnswer = z.input<
  (typeof runnerRoutes)['POST /api/v1/runner/leases']['answers'][200]
>['items'][number]

/** Work for a runner: at once, or as soon as there is some, or none. */
export async function giveWork(
  services: Services,
  runner: Runner,
  { version, most, waitSeconds }: Body<'POST /api/v1/runner/leases'>,
  clock: () => Date,
): Promise<LeaseAnswer[]> {
  const { database, signals, randomBytes } = services
  await noteRunner(database, runner, version, clock())
  if (most === 0) return []
  const watch = signals.watch(WORK)
  try {
    for (let waited = 0; ; waited += LOOK_MILLIS) {
      await endWhatIsOver(database, clock())
      const taken = await takeLeases(database, runner, { most, randomBytes }, clock())
      if (taken.length > 0)
        return await Promise.all(taken.map((lease) => describeLease(services, lease, clock())))
      if (waited >= waitSeconds * 1000 || watch.isOver()) return []
      await watch.next(LOOK_MILLIS)
    }
  } finally {
    watch.end()
  }
}

async function describeLease(services: Services, lease: TakenLease, now: Date): Promise<LeaseAnswer> {
  const { database } = services
  const connection = await readLeasedConnection(database, lease)
  if (connection === undefined) throw new AppError('lease.lost')
  const times = timesOf(services, connection)
  // Whoever asks is shown what is there; by ourselves, what is about to end is left behind, and begun anew.
  const isByItself = lease.why === 'renewal' || lease.why === 'retry'
  const isLeftBehind = isByItself && isTooOld(times, now)
  const session = isLeftBehind ? undefined : openSessionOrNothing(services, lease, connection)
  return {
    id: lease.id,
    expiresAt: lease.expiresAt.toISOString(),
    organization: lease.organizationId,
    connection: lease.connectionId,
    attempt: lease.attemptId,
    why: lease.why,
    typesFirst: mayTypeAfter(connection.cause),
    stepsSoFar: await lastStepOf(database, lease),
    url: connection.url,
    username: connection.username,
    hasPassword: connection.hasPassword,
    hasSecret: connection.hasSecret,
    signInOrigins: connection.signInOrigins,
    pack: { ...packOf(services, connection) },
    ...(session === undefined ? {} : { session }),
    visitAgainSeconds: Math.ceil(longestGapSeconds(times)),
  }
}

/** What the pack knows of the service's sessions, and what was learned of this one's. */
export function timesOf(services: Services, connection: LeasedConnection): SessionTimes {
  const { idleMinutes = USUAL_IDLE_MINUTES, longestMinutes } = packOf(services, connection).session
  return { idleMinutes: connection.idleMinutes ?? idleMinutes, longestMinutes, beganAt: connection.beganAt }
}

/** A session that does not open is told to whoever looks after the server, and is signed in for anew. */
export function openSessionOrNothing(
  services: Services,
  { organizationId, connectionId }: Pick<Lease, 'organizationId' | 'connectionId'>,
  { sealedSession }: LeasedConnection,
): string | undefined {
  if (sealedSession === undefined) return undefined
  try {
    return openBrowserSession(services.vault, sealedSession, { organizationId, id: connectionId })
  } catch (error) {
    reportSealError(services, error)
    return undefined
  }
}

/** A pack that is gone leaves what works for every page. */
export function packOf({ servicePacks }: Services, { service }: { service: string }) {
  const pack = servicePacks.find(service) ?? servicePacks.find('any')
  if (pack === undefined) throw new Error('The pack for any page is always there.')
  return pack
}

export async function keepLease(
  { database }: Services,
  runner: Runner,
  id: string,
  now: Date,
): Promise<{ expiresAt: string }> {
  const expiresAt = await renewLease(database, runner, id, now)
  if (expiresAt === undefined) throw new AppError('lease.lost')
  return { expiresAt: expiresAt.toISOString() }
}

/**
 * The password, for an origin where it may be typed: attack 135. That it went out is written before it does.
 *
 * @throws {AppError} lease.password_given for one that was typed before and never worked
 */
export async function givePassword(
  services: Services,
  runner: Runner,
  id: string,
  { origin }: Body<'POST /api/v1/runner/leases/{id}/password'>,
  now: Date,
): Promise<{ password: string }> {
  const lease = await requireTypingAt(services, runner, id, origin, 'password', now)
  const taken = await takePassword(services.database, lease, hostOf(origin), now)
  if (taken === 'lost') throw new AppError('lease.lost')
  if (taken === 'given') throw new AppError('lease.password_given')
  if (taken === 'none') throw new AppError('lease.does_not_open')
  try {
    const key = { organizationId: lease.organizationId, id: lease.connectionId }
    return { password: openPassword(services.vault, taken.sealed, key) }
  } catch (error) {
    reportSealError(services, error)
    throw new AppError('lease.does_not_open')
  }
}

/** Services bear some difference; beyond this one the codes of now are wrong, and those of their clock are made. */
const WARNED_MILLIS = 5_000
const COMPENSATED_MILLIS = 10 * 60_000

/** A difference is known to about a second: Date headers have no parts of one. */
const UNSURE_MILLIS = 1_000

/**
 * A code by the clock of the service. One that is more than ten minutes away is refused: that is no clock that is off.
 */
export async function giveCode(
  services: Services,
  runner: Runner,
  id: string,
  { origin, clockOffsetMillis }: Body<'POST /api/v1/runner/leases/{id}/code'>,
  now: Date,
): Promise<HandedOut> {
  const lease = await requireTypingAt(services, runner, id, origin, 'code', now)
  if (clockOffsetMillis !== undefined) await noteClockOffset(services.database, lease, clockOffsetMillis)
  const to = { whileHeld: [whileLeased(lease, now)] }
  const use = { facts: factsOfUse(lease, hostOf(origin)), to }
  return handOutCodeAt(services, lease, clockOffsetMillis ?? 0, use, now)
}

/** @throws {AppError} lease.clock_off */
export function handOutCodeAt(
  services: Services,
  { organizationId, connectionId }: Pick<Lease, 'organizationId' | 'connectionId'>,
  offset: number,
  { facts, to }: Pick<HandOut, 'facts' | 'to'>,
  now: Date,
): Promise<HandedOut> {
  if (Math.abs(offset) > COMPENSATED_MILLIS) throw new AppError('lease.clock_off')
  const isOff = Math.abs(offset) >= WARNED_MILLIS
  return handOutCodeTo(
    services,
    {
      connection: { organizationId, id: connectionId },
      by: { kind: 'system' },
      action: 'connection.code_used',
      facts: { ...facts, ...(isOff ? { clockOffsetSeconds: Math.round(offset / 1000) } : {}) },
      // Rather late than early: a code whose time has not come is refused, and one that ends is left seconds anyway.
      clockOffsetMillis: isOff ? offset - UNSURE_MILLIS : 0,
      to,
    },
    now,
  )
}

async function requireTypingAt(
  services: Services,
  runner: Runner,
  id: string,
  origin: string,
  what: 'password' | 'code',
  now: Date,
): Promise<Lease> {
  const lease = await requireLease(services, runner, id, now)
  const connection = await readLeasedConnection(services.database, lease)
  if (connection === undefined) throw new AppError('lease.lost')
  if (!mayTypeAt(packOf(services, connection), connection, origin, what)) {
    throw new AppError('lease.foreign_origin')
  }
  return lease
}

async function requireLease({ database }: Services, runner: Runner, id: string, now: Date): Promise<Lease> {
  const lease = await findLease(database, runner, id, now)
  if (lease === undefined) throw new AppError('lease.lost')
  return lease
}

export const hostOf = (origin: string): string => new URL(origin).host

export async function tellStep(
  services: Services,
  runner: Runner,
  id: string,
  { picture, ...step }: Body<'POST /api/v1/runner/leases/{id}/steps'>,
  now: Date,
): Promise<void> {
  const lease = await requireLease(services, runner, id, now)
  const bytes = picture === undefined ? undefined : Buffer.from(picture, 'base64')
  // A picture is sent on as one: whatever is none is not kept.
  const isJpeg = bytes?.[0] === 0xff && bytes[1] === 0xd8
  const kept = { ...step, picture: isJpeg ? bytes : undefined }
  if (!(await addStep(services.database, lease, kept, now))) throw new AppError('lease.lost')
}

type OutcomeBody = Body<'POST /api/v1/runner/leases/{id}/outcome'>

export async function tellOutcome(
  services: Services,
  runner: Runner,
  id: string,
  outcome: OutcomeBody,
  now: Date,
): Promise<void> {
  const { database, vault, randomBytes } = services
  const { cause, hasTyped } = outcome
  const lease = await requireLease(services, runner, id, now)
  const connection = await readLeasedConnection(database, lease)
  if (connection === undefined) throw new AppError('lease.lost')
  const chance = randomBytes(4).readUInt32BE() / 2 ** 32
  const after =
    cause === undefined
      ? planVisit(services, lease, connection, outcome, now, chance)
      : { dueAt: planNextTry(services, lease, connection, { ...outcome, cause }, now, chance) }
  const key = { organizationId: lease.organizationId, id: lease.connectionId }
  const session = cause === undefined ? outcome.session : undefined
  const sealedSession = session === undefined ? undefined : sealBrowserSession(vault, session, key)
  // Whoever gave the page back knows.
  const needsPerson = after.dueAt === undefined && lease.why !== 'taken_over'
  const ending = { cause, hasTyped, sealedSession, needsPerson, ...after }
  if (!(await endAttempt({ database, randomBytes }, lease, ending, now))) throw new AppError('lease.lost')
}

function planNextTry(
  services: Services,
  lease: Lease,
  connection: LeasedConnection,
  { cause, waitMinutes }: OutcomeBody & { cause: CauseCode },
  now: Date,
  chance: number,
): Date | undefined {
  // What a person could not do by hand no machine tries after them, but when the service names a time itself.
  if (lease.why === 'taken_over' && cause !== 'account_locked') return undefined
  const { lockMinutes } = packOf(services, connection)
  return nextTryAfter({ cause, waitMinutes: waitMinutes ?? lockMinutes }, connection.tries, now, chance)
}

/** When the signed-in connection is looked at again, and what is known of its session by then. */
function planVisit(
  services: Services,
  { why }: Lease,
  connection: LeasedConnection,
  { hasTyped, session, cookiesLastSeconds }: OutcomeBody,
  now: Date,
  chance: number,
): { dueAt: Date; beganAt: Date | undefined; idleMinutes: number | undefined } {
  const times = timesOf(services, connection)
  const isFirstVisit =
    connection.beganAt !== undefined && connection.beganAt.getTime() === connection.savedAt?.getTime()
  const wasLost = why === 'renewal' && hasTyped && isFirstVisit && !isTooOld(times, now)
  const idleMinutes = wasLost ? shorterIdle(times.idleMinutes) : undefined
  const beganAt = why === 'taken_over' ? undefined : hasTyped ? now : connection.beganAt
  const known = {
    ...times,
    beganAt,
    cookiesLastSeconds,
    ...(idleMinutes === undefined ? {} : { idleMinutes }),
  }
  // Where nothing was kept there is nothing to keep alive: every visit is a sign-in, and one a day is enough.
  const planned = session === undefined ? { idleMinutes: Infinity } : known
  return { dueAt: nextVisit(planned, now, chance), beganAt, idleMinutes }
}
