// Notices over HTTP: what one was told about one's account.
import type { Router } from '../http/call.ts'
import { readMomentCursor, writeMomentCursor } from '../http/cursor.ts'
import type { Services } from '../services.ts'
import { accountKeyOf } from '../sessions/caller.ts'
import { listNotices, markNoticesRead } from './notices.store.ts'

export function registerNotices(router: Router, { database }: Services): void {
  router.on('GET /api/v1/me/notices', async ({ caller, query }) => {
    const after = query.after === undefined ? undefined : readMomentCursor(query.after)
    const page = { after, limit: query.limit + 1 }
    const { notices, unread } = await listNotices(database, accountKeyOf(caller), page)
    const items = notices.slice(0, query.limit)
    const last = notices.length > query.limit ? items.at(-1) : undefined
    return {
      items: items.map(({ id, kind, facts, created_at: at, read_at: readAt }) => ({
        id,
        kind,
        facts,
        createdAt: at.toISOString(),
        isRead: readAt !== null,
      })),
      unread,
      ...(last === undefined ? {} : { next: writeMomentCursor({ at: last.created_at, id: last.id }) }),
    }
  })

  router.on('POST /api/v1/me/notices/read', async ({ caller, facts }) => {
    await markNoticesRead(database, accountKeyOf(caller), facts.now)
    return undefined
  })
}
