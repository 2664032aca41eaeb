// The audit log in the database: appended to in the transaction of the action itself, each row chained to the one before.
import { createHash } from 'node:crypto'
import { sql, type Transaction } from 'kysely'
import type { RunPrepared } from '../database/database.ts'
import type { AuditFacts, Tables } from '../database/tables.ts'

/** Who did it: an account of the organization, an operator, or the system (a command on the server's machine). */
export interface Actor {
  kind: 'account' | 'operator' | 'system'
  id?: string
}

/**
 * What was done. Accounts are named by their ids alone, so that a deleted account leaves a pseudonym; `facts` hold
 * no address, no name, no secret.
 */
export interface AuditEvent {
  organizationId: string
  actor: Actor
  /** `<feature>.<what_was_done>`, such as `user.second_factor_reset`. */
  action: string
  subjectId?: string
  facts?: AuditFacts
}

/**
 * Appends one event, as the last write of the action's transaction: the organization's chain is locked from here to
 * its end, so that no two events follow the same one. The database has two functions for it and no other way in.
 */
export async function appendAuditEvent(
  transaction: Transaction<Tables>,
  event: AuditEvent,
  now: Date,
): Promise<void> {
  const locked = await sql<AuditHead>`SELECT * FROM lock_audit_head(${event.organizationId})`.execute(
    transaction,
  )
  const values = linkToHead(locked.rows[0], event, now)
  await sql`SELECT append_audit_event(${sql.join(values)})`.execute(transaction)
}

/** A condition in SQL, whose parameters begin behind those of an event. */
export interface Holds {
  /** Of the statement that it makes, so that it is prepared once. */
  name: string
  /** `first` is the number of its first parameter. */
  text(first: number): string
  values: readonly unknown[]
}

/**
 * The same with a prepared statement, behind the head that one before it in the transaction has locked, and where
 * something must still hold. It is looked at while the chain is locked: whoever ends it, and writes an event about that,
 * has done so before this event or does so after it. False, and nothing is appended, when it is over.
 */
export async function appendAuditEventWhile(
  run: RunPrepared,
  head: AuditHead,
  event: AuditEvent,
  now: Date,
  holds: Holds,
): Promise<boolean> {
  const values = linkToHead(head, event, now)
  const parameters = values.map((_, index) => `$${index + 1}`).join(', ')
  const text = `SELECT append_audit_event(${parameters}) WHERE ${holds.text(values.length + 1)}`
  const appended = await run({ name: `audit_append_${holds.name}`, text }, [...values, ...holds.values])
  return appended.length === 1
}

/** What lock_audit_head answers. */
export interface AuditHead {
  last_sequence: number
  last_hash: Buffer
}

/** What append_audit_event takes. */
function linkToHead(head: AuditHead | undefined, event: AuditEvent, now: Date): unknown[] {
  if (head === undefined) throw new Error('The head of a chain is always there.')
  const { organizationId, actor, action, subjectId, facts = {} } = event
  const row = {
    organization_id: organizationId,
    sequence: head.last_sequence + 1,
    at: now,
    actor_kind: actor.kind,
    actor_id: actor.id ?? null,
    action,
    subject_id: subjectId ?? null,
    facts,
  }
  const hash = hashAuditRow(head.last_hash, row)
  const { actor_kind: kind, actor_id: actorId, subject_id: subject } = row
  return [organizationId, now, kind, actorId, action, subject, JSON.stringify(facts), head.last_hash, hash]
}

export interface AuditRow {
  organization_id: string
  sequence: number
  at: Date
  actor_kind: string
  actor_id: string | null
  action: string
  subject_id: string | null
  facts: AuditFacts
}

/** SHA-256 over the hash of the row before and every field of this one, each in its place. */
export function hashAuditRow(previousHash: Buffer, row: AuditRow): Buffer {
  const fields = [
    row.organization_id,
    row.sequence,
    row.at.toISOString(),
    row.actor_kind,
    row.actor_id,
    row.action,
    row.subject_id,
    Object.entries(row.facts).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]
  return createHash('sha256').update(previousHash).update(JSON.stringify(fields)).digest()
}
