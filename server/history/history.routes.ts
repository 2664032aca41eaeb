// The login history over HTTP: one's own, the organization's, and as a file.
import { signInEvent } from '../../contract/history.ts'
import type { Router } from '../http/call.ts'
import { readMomentCursor, writeMomentCursor, type MomentCursor } from '../http/cursor.ts'
import { exportFile } from '../http/export-file.ts'
import type { Services } from '../services.ts'
import { listHistory, type HistoryFilter, type SignInEvent } from './history.store.ts'

const EXPORT_PAGE = 500

export function registerHistory(router: Router, { database }: Services): void {
  router.on('GET /api/v1/me/sign-ins', ({ caller, query }) =>
    onePage(
      { ...narrow(query), organizationId: caller.organization.id, accountId: caller.account.id },
      query,
    ),
  )

  router.on('GET /api/v1/sign-ins', ({ caller, query }) =>
    onePage({ ...narrow(query), organizationId: caller.organization.id, accountId: query.user }, query),
  )

  router.on('GET /api/v1/sign-ins/export', async ({ caller, query, facts }) => {
    const filter = { ...narrow(query), organizationId: caller.organization.id, accountId: query.user }
    return exportFile({
      name: 'sign-ins',
      format: query.format,
      now: facts.now,
      columns,
      rows: allPages(filter),
    })
  })

  async function onePage(filter: HistoryFilter, page: { after?: string | undefined; limit: number }) {
    const after = page.after === undefined ? undefined : readMomentCursor(page.after)
    const items = await listHistory(database, filter, { after, limit: page.limit + 1 })
    const last = items.length > page.limit ? items[page.limit - 1] : undefined
    return {
      items: items.slice(0, page.limit),
      ...(last === undefined ? {} : { next: writeMomentCursor({ at: new Date(last.at), id: last.id }) }),
    }
  }

  /** What goes into a file passes the schema of the list, as every answer does. */
  async function* allPages(filter: HistoryFilter): AsyncGenerator<SignInEvent[]> {
    let after: MomentCursor | undefined
    for (;;) {
      const items = await listHistory(database, filter, { after, limit: EXPORT_PAGE })
      if (items.length > 0) yield items.map((item) => signInEvent.parse(item))
      const last = items.at(-1)
      if (last === undefined || items.length < EXPORT_PAGE) return
      after = { at: new Date(last.at), id: last.id }
    }
  }
}

function narrow(query: {
  outcome?: 'success' | 'failure' | undefined
  client?: HistoryFilter['client']
  address?: string | undefined
  from?: string | undefined
  until?: string | undefined
}): Omit<HistoryFilter, 'organizationId'> {
  const { outcome, client, address, from, until } = query
  return {
    outcome,
    client,
    address: address === '' ? undefined : address,
    from: from === undefined ? undefined : new Date(from),
    until: until === undefined ? undefined : new Date(until),
  }
}

const columns: { name: string; value: (row: SignInEvent) => string | boolean | undefined }[] = [
  { name: 'time', value: (row) => row.at },
  { name: 'email', value: (row) => row.email },
  { name: 'name', value: (row) => row.name },
  { name: 'outcome', value: (row) => row.outcome },
  { name: 'factors', value: (row) => row.factors.join(' + ') },
  { name: 'step', value: (row) => row.step },
  { name: 'reason', value: (row) => row.reason },
  { name: 'client', value: (row) => row.client },
  { name: 'device', value: (row) => row.device },
  { name: 'address', value: (row) => row.address },
  { name: 'new device', value: (row) => row.isNewDevice },
  { name: 'ended', value: (row) => row.endedAt },
  { name: 'ended because', value: (row) => row.endedReason },
]
