// The broker of codes: for each secret every step is handed out at most once, in order, by whichever server is asked.
import { prepareKey } from '../../otp/hotp.ts'
import { stepAt, totp } from '../../otp/totp.ts'
import { AppError } from '../app-error.ts'
import { openSecret, type ConnectionKey } from '../connections/sealed-login.ts'
import type { Actor } from '../audit/audit.store.ts'
import type { AuditFacts } from '../database/tables.ts'
import type { Services } from '../services.ts'
import { accountKeyOf, actorOf, type Caller } from '../sessions/caller.ts'
import { reportSealError } from '../vault/report-seal-error.ts'
import { readStoredSecret, spendSteps, type Receiver, type StoredSecret } from './codes.store.ts'
import { beginOf, secondsUntilNext, stepsAt } from './next-step.ts'
import { secondsUntilReveal } from './reveal-budget.ts'
import { secretFingerprint } from './secret-fingerprint.ts'
import { takeStep } from './take-step.store.ts'

export interface HandedOut {
  code: string
  /** Before this moment nobody takes the code: it is told then, and not earlier. */
  validFrom: Date
  validUntil: Date
}

/** For whom, and how the audit log tells it. */
export interface HandOut {
  connection: ConnectionKey
  by: Actor
  action: 'code.revealed' | 'connection.code_used'
  facts: AuditFacts
  /** By how much the clock that judges the code is ahead of ours. */
  clockOffsetMillis: number
  to: Receiver
}

/** A connection that is changed while its code is made is read anew; each such round is somebody's change. */
const MOST_ROUNDS = 3

/** A code for a person, who is told it. */
export function handOutCode(
  services: Services,
  caller: Caller,
  connectionId: string,
  now: Date,
): Promise<HandedOut> {
  const { organizationId, accountId } = accountKeyOf(caller)
  const handOut: HandOut = {
    connection: { organizationId, id: connectionId },
    by: actorOf(caller),
    action: 'code.revealed',
    facts: { connection: connectionId },
    clockOffsetMillis: 0,
    to: { accountId },
  }
  return handOutCodeTo(services, handOut, now)
}

/**
 * A code that was never handed out and never is again; its step is spent, whether it is typed or not.
 *
 * @throws {AppError} connection.code_not_yet when the next free step is further away than an answer waits,
 *   connection.too_many_codes when the account was told many
 */
export async function handOutCodeTo(services: Services, handOut: HandOut, now: Date): Promise<HandedOut> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const handedOut = await tryHandOut(services, handOut, now)
    if (handedOut !== undefined) return handedOut
  }
  throw new AppError('server.busy', { retryAfterSeconds: 1 })
}

async function tryHandOut(services: Services, handOut: HandOut, now: Date): Promise<HandedOut | undefined> {
  const { database, vault } = services
  const { connection, clockOffsetMillis } = handOut
  const stored = await readStoredSecret(database, connection, handOut.to)
  if (typeof stored === 'string') throw new AppError(`connection.${stored}`)
  const { sealed, digits, periodSeconds, algorithm } = stored
  const secret = openOrReport(services, stored, connection)
  const there = new Date(now.getTime() + clockOffsetMillis)
  const ask = {
    ...handOut,
    sealed,
    fingerprint: secretFingerprint(vault, connection.organizationId, secret),
    periodSeconds,
    range: stepsAt(there, periodSeconds),
  }
  const taken = await takeStep(database, ask, now)
  if (taken === 'changed') return undefined
  if (taken === 'lost') throw new AppError('lease.lost')
  if ('oldestReveal' in taken) {
    const retryAfterSeconds = secondsUntilReveal(taken.oldestReveal, now)
    throw new AppError('connection.too_many_codes', { retryAfterSeconds })
  }
  if ('lastStep' in taken) {
    const retryAfterSeconds = secondsUntilNext(taken.lastStep, there, periodSeconds)
    throw new AppError('connection.code_not_yet', { retryAfterSeconds })
  }
  const here = (step: number) => new Date(beginOf(step, periodSeconds).getTime() - clockOffsetMillis)
  const judgedAt = beginOf(taken.step, periodSeconds).getTime()
  return {
    code: totp(prepareKey(secret, algorithm), judgedAt, { digits, periodSeconds }),
    validFrom: here(taken.step),
    validUntil: here(taken.step + 1),
  }
}

/**
 * The codes of now and of the next step are shown while a secret is taken in, to be typed at the service: none of them
 * is handed out again.
 */
export async function spendShownCodes(
  { database, vault }: Services,
  organizationId: string,
  { secret, periodSeconds }: { secret: Uint8Array; periodSeconds: number },
  now: Date,
): Promise<void> {
  const fingerprint = secretFingerprint(vault, organizationId, Buffer.from(secret))
  const lastStep = stepAt(now.getTime(), { periodSeconds }) + 1
  await spendSteps(database, { organizationId, fingerprint, periodSeconds }, lastStep)
}

function openOrReport(services: Services, stored: StoredSecret, connection: ConnectionKey): Buffer {
  try {
    return openSecret(services.vault, stored, connection)
  } catch (error) {
    reportSealError(services, error)
    throw new AppError('connection.secret_does_not_open')
  }
}
