// The steps of the secrets in the database: each is written as handed out before anybody is given its code.
import { sql, type Transaction } from 'kysely'
import { appendAuditEvent, type Actor } from '../audit/audit.store.ts'
import type { ConnectionKey } from '../connections/sealed-login.ts'
import type { Database } from '../database/database.ts'
import type { AuditFacts, Tables } from '../database/tables.ts'
import type { StepRange } from './next-step.ts'

export interface StoredSecret {
  sealed: Buffer
  digits: 6 | 7 | 8
  periodSeconds: number
  algorithm: 'SHA1' | 'SHA256' | 'SHA512'
}

/** The one place where what is sealed is read, of one connection of one organization. */
export async function readStoredSecret(
  database: Database,
  { organizationId, id }: ConnectionKey,
): Promise<StoredSecret | 'not_found' | 'has_no_secret'> {
  const row = await database.query
    .selectFrom('connections')
    .select(['sealed_secret', 'secret_digits', 'secret_period_seconds', 'secret_algorithm'])
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return 'not_found'
  const { sealed_secret: sealed, secret_digits: digits, secret_algorithm: algorithm } = row
  const { secret_period_seconds: periodSeconds } = row
  if (sealed === null || digits === null || algorithm === null || periodSeconds === null) {
    return 'has_no_secret'
  }
  return { sealed, digits, algorithm, periodSeconds }
}

export interface StepAsk {
  connection: ConnectionKey
  /** The secret that was read: another one by now has steps of its own. */
  sealed: Buffer
  fingerprint: Buffer
  periodSeconds: number
  range: StepRange
  by: Actor
  /** What the audit log says was done, and of what. */
  action: string
  facts: AuditFacts
  /** Where a runner asks: held at this moment, or there is no code. */
  lease?: string
}

/**
 * Takes the next free step of a secret within the range, and writes into the audit log who was given it. Of several
 * who ask at once, over any number of servers, each gets the step after that of the one before, in the order in which
 * the database lets them to the row; whoever gets none is told the last one that is gone.
 */
export async function takeStep(
  database: Database,
  { connection: { organizationId, id }, sealed, fingerprint, periodSeconds, range, lease, ...told }: StepAsk,
  now: Date,
): Promise<{ step: number } | { lastStep: number } | 'changed' | 'lost'> {
  return database.query.transaction().execute(async (transaction) => {
    // Deleting waits for us, or we find it gone: no code of a connection is told after its end, nor of a secret that
    // was replaced or taken away.
    const connection = await transaction
      .selectFrom('connections')
      .select('id')
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .where('sealed_secret', '=', sealed)
      .forKeyShare()
      .executeTakeFirst()
    if (connection === undefined) return 'changed'
    if (lease !== undefined && !(await isLeaseHeld(transaction, lease, now))) return 'lost'
    const next = sql<number>`greatest(code_steps.last_step + 1, ${range.earliest})`
    const taken = await transaction
      .insertInto('code_steps')
      .values({
        organization_id: organizationId,
        secret_fingerprint: fingerprint,
        period_seconds: periodSeconds,
        last_step: range.earliest,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['organization_id', 'secret_fingerprint', 'period_seconds'])
          .doUpdateSet({ last_step: next })
          .where(next, '<=', range.latest),
      )
      .returning('last_step')
      .executeTakeFirst()
    if (taken === undefined) {
      const { last_step: lastStep } = await transaction
        .selectFrom('code_steps')
        .select('last_step')
        .where('organization_id', '=', organizationId)
        .where('secret_fingerprint', '=', fingerprint)
        .where('period_seconds', '=', periodSeconds)
        .executeTakeFirstOrThrow()
      return { lastStep }
    }
    const step = taken.last_step
    const { by: actor, action, facts } = told
    const event = { organizationId, actor, action, facts: { ...facts, step } }
    await appendAuditEvent(transaction, event, now)
    return { step }
  })
}

/** It cannot pass on before our transaction ends. */
async function isLeaseHeld(transaction: Transaction<Tables>, lease: string, now: Date): Promise<boolean> {
  const held = await transaction
    .selectFrom('connection_work')
    .select('lease_id')
    .where('lease_id', '=', lease)
    .where('lease_expires_at', '>', now)
    .forShare()
    .executeTakeFirst()
  return held !== undefined
}

/** Which row of the steps: that of a secret, by its fingerprint, and of a period. */
export interface StepsOf {
  organizationId: string
  fingerprint: Buffer
  periodSeconds: number
}

/** Everything up to this step is gone; what was gone before stays gone. */
export async function spendSteps(
  database: Database,
  { organizationId, fingerprint, periodSeconds }: StepsOf,
  lastStep: number,
): Promise<void> {
  await database.query
    .insertInto('code_steps')
    .values({
      organization_id: organizationId,
      secret_fingerprint: fingerprint,
      period_seconds: periodSeconds,
      last_step: lastStep,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'secret_fingerprint', 'period_seconds'])
        .doUpdateSet({ last_step: sql<number>`greatest(code_steps.last_step, ${lastStep})` }),
    )
    .execute()
}
