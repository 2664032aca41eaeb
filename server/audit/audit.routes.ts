// The audit log over HTTP.
import { auditEvent } from '../../contract/audit.ts'
import type { Router } from '../http/call.ts'
import { readSequenceCursor, writeCursor } from '../http/cursor.ts'
import { exportFile } from '../http/export-file.ts'
import type { Services } from '../services.ts'
import { listAuditEvents, type AuditFilter, type ListedEvent } from './audit-list.store.ts'

const EXPORT_PAGE = 500

export function registerAudit(router: Router, { database }: Services): void {
  router.on('GET /api/v1/audit-events', async ({ caller, query }) => {
    const filter = narrow(caller.organization.id, query)
    const before = query.after === undefined ? undefined : readSequenceCursor(query.after)
    const events = await listAuditEvents(database, filter, { before, limit: query.limit + 1 })
    const items = events.slice(0, query.limit)
    const last = events.length > query.limit ? items.at(-1) : undefined
    return { items, ...(last === undefined ? {} : { next: writeCursor(String(last.sequence)) }) }
  })

  router.on('GET /api/v1/audit-events/export', async ({ caller, query, facts }) =>
    exportFile({
      name: 'audit-log',
      format: query.format,
      now: facts.now,
      columns,
      rows: allPages(narrow(caller.organization.id, query)),
    }),
  )

  async function* allPages(filter: AuditFilter): AsyncGenerator<ListedEvent[]> {
    let before: number | undefined
    for (;;) {
      const events = await listAuditEvents(database, filter, { before, limit: EXPORT_PAGE })
      if (events.length > 0) yield events.map((event) => auditEvent.parse(event))
      before = events.at(-1)?.sequence
      if (before === undefined || events.length < EXPORT_PAGE) return
    }
  }
}

function narrow(
  organizationId: string,
  query: {
    action?: string | undefined
    person?: string | undefined
    from?: string | undefined
    until?: string | undefined
  },
): AuditFilter {
  const { action, person, from, until } = query
  return {
    organizationId,
    action,
    person,
    from: from === undefined ? undefined : new Date(from),
    until: until === undefined ? undefined : new Date(until),
  }
}

const columns: { name: string; value: (event: ListedEvent) => string | number | undefined }[] = [
  { name: 'sequence', value: (event) => event.sequence },
  { name: 'time', value: (event) => event.at },
  { name: 'action', value: (event) => event.action },
  { name: 'by', value: ({ actor }) => actor.person?.name ?? actor.person?.id ?? actor.kind },
  { name: 'for', value: ({ subject }) => subject?.name ?? subject?.id },
  { name: 'facts', value: (event) => JSON.stringify(event.facts) },
  { name: 'hash', value: (event) => event.hash },
]
