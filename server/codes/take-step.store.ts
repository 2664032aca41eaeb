// Taking a step of a secret in the database: it is written as handed out before anybody is given its code.
import { appendAuditEventWhile, type Actor, type AuditHead, type Holds } from '../audit/audit.store.ts'
import type { ConnectionKey } from '../connections/sealed-login.ts'
import { maySql, whoMayJoin } from '../connections/who-may.ts'
import type { Database, RunPrepared } from '../database/database.ts'
import type { AuditFacts } from '../database/tables.ts'
import type { Receiver } from './codes.store.ts'
import type { StepRange } from './next-step.ts'
import { revealCountsUntil, revealsForgottenAt } from './reveal-budget.ts'
import { countedSql, findSpentBudget } from './reveal-budget.store.ts'

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
  const { to, by: actor, action, facts } = ask
  const { organizationId } = ask.connection
  try {
    return await database.preparedTransaction(async (run) => {
      if (!(await isStillHeld(run, to))) throw new NotTaken('lost')
      const taken = await advanceStep(run, ask, now)
      if (taken === undefined) throw new NotTaken(await whyNot(run, ask, now))
      const step = taken.last_step
      const event = { organizationId, actor, action, facts: { ...facts, step } }
      const isWritten = await appendAuditEventWhile(run, taken, event, now, stillHolds(ask))
      if (!isWritten) throw new NotTaken('changed')
      return { step }
    })
  } catch (error) {
    if (error instanceof NotTaken) return error.outcome
    throw error
  }
}

async function isStillHeld(run: RunPrepared, to: Receiver): Promise<boolean> {
  if ('accountId' in to) return true
  for (const { statement, values } of to.whileHeld) {
    if ((await run(statement, values)).length === 0) return false
  }
  return true
}

/** No code is told after the end of its connection, nor of a secret that was replaced, nor to somebody who may not. */
function stillHolds({ connection: { organizationId, id }, sealed, to }: StepAsk): Holds {
  const isStored = (first: number) =>
    `c.organization_id = $${first} AND c.id = $${first + 1} AND c.sealed_secret = $${first + 2}`
  const values = [organizationId, id, sealed]
  if (!('accountId' in to)) {
    const text = (first: number) => `EXISTS (SELECT FROM connections c WHERE ${isStored(first)})`
    return { name: 'code_for_runner', text, values }
  }
  return {
    name: 'code_for_account',
    text: (first) =>
      `EXISTS (SELECT FROM connections c ${whoMayJoin(`$${first + 3}`)} WHERE ${isStored(first)} AND ${maySql} <> 'use')`,
    values: [...values, to.accountId],
  }
}

const takenSql = `
    taken AS (
      INSERT INTO code_steps (organization_id, secret_fingerprint, period_seconds, last_step)
      VALUES ($1, $2, $3, $4::bigint)
      ON CONFLICT (organization_id, secret_fingerprint, period_seconds)
      DO UPDATE SET last_step = greatest(code_steps.last_step + 1, $4)
      WHERE greatest(code_steps.last_step + 1, $4) <= $5::bigint
      RETURNING organization_id, last_step)`

/*
 * The way there and back costs more than what is written, so what is written together is sent together. Each part
 * takes what the one before it gave: the chain is locked last, and by nobody who gets no step.
 */
const advanceForAccount = {
  name: 'code_step_for_account',
  text: `
    WITH ${takenSql}, ${countedSql({ from: 'taken', connection: '$6', account: '$7', now: '$8', until: '$9', since: '$10' })}
    SELECT t.last_step, h.*
    FROM taken t JOIN counted c ON c.organization_id = t.organization_id, lock_audit_head(c.organization_id) h`,
}

const advanceForRunner = {
  name: 'code_step_for_runner',
  text: `WITH ${takenSql} SELECT t.last_step, h.* FROM taken t, lock_audit_head(t.organization_id) h`,
}

async function advanceStep(
  run: RunPrepared,
  { connection: { organizationId, id }, fingerprint, periodSeconds, range, to }: StepAsk,
  now: Date,
): Promise<(AuditHead & { last_step: number }) | undefined> {
  const values = [organizationId, fingerprint, periodSeconds, range.earliest, range.latest]
  const [taken] =
    'accountId' in to
      ? await run<AuditHead & { last_step: number }>(advanceForAccount, [
          ...values,
          id,
          to.accountId,
          now,
          revealCountsUntil(now),
          revealsForgottenAt(now),
        ])
      : await run<AuditHead & { last_step: number }>(advanceForRunner, values)
  return taken
}

async function whyNot(run: RunPrepared, ask: StepAsk, now: Date): Promise<TakenStep> {
  const { connection, to } = ask
  if ('accountId' in to) {
    const oldestReveal = await findSpentBudget(run, connection, to.accountId, now)
    if (oldestReveal !== undefined) return { oldestReveal }
  }
  return { lastStep: await readLastStep(run, ask) }
}

const lastStepOf = {
  name: 'code_last_step',
  text: `
    SELECT last_step FROM code_steps
    WHERE organization_id = $1 AND secret_fingerprint = $2 AND period_seconds = $3`,
}

async function readLastStep(
  run: RunPrepared,
  { connection: { organizationId }, fingerprint, periodSeconds }: StepAsk,
): Promise<number> {
  const [row] = await run<{ last_step: number }>(lastStepOf, [organizationId, fingerprint, periodSeconds])
  if (row === undefined) throw new Error('A step that is gone stands in its row.')
  return row.last_step
}
