// The audit log in the database: appended to in the transaction of the action itself, each row chained to the one before.
import { createHash } from 'node:crypto'
import { sql, type RawBuilder, type Transaction } from 'kysely'
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
  await appendAuditEventWhile(transaction, event, now, sql<boolean>`true`)
}

/**
 * The same, where something must still hold. It is looked at while the chain is locked: whoever ends it, and writes an
 * event about that, has done so before this event or does so after it. False, and nothing is appended, when it is over.
 */
export async function appendAuditEventWhile(
  transaction: Transaction<Tables>,
  event: AuditEvent,
  now: Date,
  holds: RawBuilder<boolean>,
): Promise<boolean> {
  const { organizationId, actor, action, subjectId, facts = {} } = event
  const locked = await sql<{ last_sequence: number; last_hash: Buffer }>`
    SELECT * FROM lock_audit_head(${organizationId})`.execute(transaction)
  const [head] = locked.rows
  if (head === undefined) throw new Error('The head of a chain is always there.')
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
  const appended = await sql`
    SELECT append_audit_event(${organizationId}, ${now}, ${row.actor_kind}, ${row.actor_id}, ${action},
      ${row.subject_id}, ${JSON.stringify(facts)}, ${head.last_hash}, ${hash})
    WHERE ${holds}`.execute(transaction)
  return appended.rows.length === 1
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
