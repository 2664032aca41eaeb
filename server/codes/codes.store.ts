// The steps of the secrets in the database: each is written as handed out before anybody is given its code.
import { sql, type Transaction } from 'kysely'
import { appendAuditEventWhile, type Actor } from '../audit/audit.store.ts'
import type { ConnectionKey } from '../connections/sealed-login.ts'
import { connectionsFor, mayColumn, type May } from '../connections/who-may.ts'
import type { Database } from '../database/database.ts'
import type { AuditFacts, Tables } from '../database/tables.ts'
import type { StepRange } from './next-step.ts'
import { countReveal } from './reveal-budget.store.ts'

export interface StoredSecret {
  sealed: Buffer
  digits: 6 | 7 | 8
  periodSeconds: number
  algorithm: 'SHA1' | 'SHA256' | 'SHA512'
}

/** An account that is told the code, or the lease of a runner that types it. */
export type Receiver = { accountId: string } | { lease: string }

/** The one place where the secret of a connection is read, for whoever may have codes of it. */
export async function readStoredSecret(
  database: Database,
  { organizationId, id }: ConnectionKey,
  to: Receiver,
): Promise<StoredSecret | 'not_found' | 'reveal_not_granted' | 'has_no_secret'> {
  const row =
    'lease' in to
      ? await database.query
          .selectFrom('connections as c')
          .select(secretColumns)
          .select(sql<May>`'reveal'`.as('may'))
          .where('c.organization_id', '=', organizationId)
          .where('c.id', '=', id)
          .executeTakeFirst()
      : await connectionsFor(database.query, organizationId, to.accountId)
          .select(secretColumns)
          .select(mayColumn.as('may'))
          .where('c.id', '=', id)
          .executeTakeFirst()
  if (row === undefined) return 'not_found'
  if (row.may === 'use') return 'reveal_not_granted'
  const { sealed_secret: sealed, secret_digits: digits, secret_algorithm: algorithm } = row
  const { secret_period_seconds: periodSeconds } = row
  if (sealed === null || digits === null || algorithm === null || periodSeconds === null) {
    return 'has_no_secret'
  }
  return { sealed, digits, algorithm, periodSeconds }
}

const secretColumns = [
  'c.sealed_secret',
  'c.secret_digits',
  'c.secret_period_seconds',
  'c.secret_algorithm',
] as const

export interface StepAsk {
  connection: ConnectionKey
  /** The secret that was read: another one by now has steps of its own. */
  sealed: Buffer
  fingerprint: Buffer
  periodSeconds: number
  range: StepRange
  to: Receiver
  by: Actor
  /** What the audit log says was done, and of what. */
  action: string
  facts: AuditFacts
}

export type TakenStep = { step: number } | { lastStep: number } | { oldestReveal: Date } | 'changed' | 'lost'

/** Nothing of the transaction is kept, and this is what came of it. */
class NotTaken extends Error {
  readonly outcome: TakenStep

  constructor(outcome: TakenStep) {
    super('No step was taken.')
    this.outcome = outcome
  }
}

/**
 * Takes the next free step of a secret within the range, and writes into the audit log who was given it. Of several
 * who ask at once, over any number of servers, each gets the step after that of the one before, in the order in which
 * the database lets them to the row; whoever gets none is told the last one that is gone. Who has had too many, and
 * who may not any more, leave everything as it was.
 */
export async function takeStep(database: Database, ask: StepAsk, now: Date): Promise<TakenStep> {
  const { connection, to, by: actor, action, facts } = ask
  const { organizationId } = connection
  try {
    return await database.query.transaction().execute(async (transaction) => {
      if ('lease' in to && !(await isLeaseHeld(transaction, to.lease, now))) return 'lost'
      const step = await advanceStep(transaction, ask)
      if (step === undefined) return { lastStep: await readLastStep(transaction, ask) }
      if ('accountId' in to) {
        const key = { organizationId, connectionId: connection.id, accountId: to.accountId }
        const oldestReveal = await countReveal(transaction, key, now)
        if (oldestReveal !== undefined) throw new NotTaken({ oldestReveal })
      }
      const event = { organizationId, actor, action, facts: { ...facts, step } }
      const isWritten = await appendAuditEventWhile(transaction, event, now, stillHoldsSql(transaction, ask))
      if (!isWritten) throw new NotTaken('changed')
      return { step }
    })
  } catch (error) {
    if (error instanceof NotTaken) return error.outcome
    throw error
  }
}

/** No code is told after the end of its connection, nor of a secret that was replaced, nor to somebody who may not. */
function stillHoldsSql(
  transaction: Transaction<Tables>,
  { connection: { organizationId, id }, sealed, to }: StepAsk,
) {
  const found =
    'lease' in to
      ? transaction.selectFrom('connections as c').where('c.organization_id', '=', organizationId)
      : connectionsFor(transaction, organizationId, to.accountId).where(mayColumn, '<>', 'use')
  return sql<boolean>`EXISTS (${found.select('c.id').where('c.id', '=', id).where('c.sealed_secret', '=', sealed)})`
}

async function advanceStep(
  transaction: Transaction<Tables>,
  { connection: { organizationId }, fingerprint, periodSeconds, range }: StepAsk,
): Promise<number | undefined> {
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
  return taken?.last_step
}

async function readLastStep(
  transaction: Transaction<Tables>,
  { connection: { organizationId }, fingerprint, periodSeconds }: StepAsk,
): Promise<number> {
  const { last_step: lastStep } = await transaction
    .selectFrom('code_steps')
    .select('last_step')
    .where('organization_id', '=', organizationId)
    .where('secret_fingerprint', '=', fingerprint)
    .where('period_seconds', '=', periodSeconds)
    .executeTakeFirstOrThrow()
  return lastStep
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
