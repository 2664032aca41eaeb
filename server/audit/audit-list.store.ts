// Reading the audit log: pages, newest first, with the names that its ids have today.
import { sql } from 'kysely'
import type { z } from 'zod'
import type { auditEvent } from '../../contract/audit.ts'
import { INSTALLATION_ID } from '../database/installation-id.ts'
import type { Database } from '../database/database.ts'

export type ListedEvent = z.input<typeof auditEvent>

export interface AuditFilter {
  organizationId: string
  action?: string | undefined
  person?: string | undefined
  from?: Date | undefined
  until?: Date | undefined
}

/** @param page `before` is the sequence of the last row of the page before */
export async function listAuditEvents(
  database: Database,
  filter: AuditFilter,
  page: { before: number | undefined; limit: number },
): Promise<ListedEvent[]> {
  const { organizationId, action, person, from, until } = filter
  let query = database.query
    .selectFrom('audit_events as e')
    .leftJoin('accounts as actor', (join) =>
      join
        .onRef('actor.id', '=', 'e.actor_id')
        .on(sql<boolean>`actor.organization_id IN (e.organization_id, ${INSTALLATION_ID}::uuid)`),
    )
    .leftJoin('accounts as subject', (join) =>
      join
        .onRef('subject.organization_id', '=', 'e.organization_id')
        .onRef('subject.id', '=', 'e.subject_id'),
    )
    .select([
      'e.sequence',
      'e.at',
      'e.actor_kind',
      'e.actor_id',
      'e.action',
      'e.subject_id',
      'e.facts',
      'e.hash',
    ])
    .select(sql<string | null>`coalesce(nullif(actor.name, ''), actor.email)`.as('actor_name'))
    .select(sql<string | null>`coalesce(nullif(subject.name, ''), subject.email)`.as('subject_name'))
    .where('e.organization_id', '=', organizationId)
    .orderBy('e.sequence', 'desc')
    .limit(page.limit)
  if (page.before !== undefined) query = query.where('e.sequence', '<', page.before)
  if (action !== undefined && action !== '') {
    query = query.where(sql<boolean>`starts_with(e.action, ${action})`)
  }
  if (person !== undefined) {
    query = query.where((or) => or.or([or('e.actor_id', '=', person), or('e.subject_id', '=', person)]))
  }
  if (from !== undefined) query = query.where('e.at', '>=', from)
  if (until !== undefined) query = query.where('e.at', '<=', until)
  const rows = await query.execute()
  return rows.map((row) => ({
    id: `${organizationId}:${row.sequence}`,
    sequence: row.sequence,
    at: row.at.toISOString(),
    actor: {
      kind: row.actor_kind,
      ...(row.actor_id === null ? {} : { person: personOf(row.actor_id, row.actor_name) }),
    },
    action: row.action,
    ...(row.subject_id === null ? {} : { subject: personOf(row.subject_id, row.subject_name) }),
    facts: row.facts,
    hash: row.hash.toString('hex'),
  }))
}

function personOf(id: string, name: string | null) {
  return name === null ? { id } : { id, name }
}
