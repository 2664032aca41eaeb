// What was shown where, over HTTP: in pages, and as a file.
import { AppError } from '../app-error.ts'
import type { Router } from '../http/call.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import { exportFile } from '../http/export-file.ts'
import type { Services } from '../services.ts'
import { listPlays, type ListedPlay, type PlayCursor, type PlayFilter } from './plays.store.ts'

const EXPORT_PAGE = 500

export function registerPlays(router: Router, { database }: Services): void {
  router.on('GET /api/v1/plays', async ({ caller, query: { after, limit, screen, dashboard } }) => {
    const filter = { organizationId: caller.organization.id, screen, dashboard }
    const page = { after: after === undefined ? undefined : readPlayCursor(after), limit: limit + 1 }
    const plays = await listPlays(database, filter, page)
    const items = plays.slice(0, limit)
    const last = plays.length > limit ? items.at(-1) : undefined
    return { items, ...(last === undefined ? {} : { next: writePlayCursor(last) }) }
  })

  router.on('GET /api/v1/plays/export', async ({ caller, query: { format, screen, dashboard }, facts }) =>
    exportFile({
      name: 'plays',
      format,
      now: facts.now,
      columns,
      rows: allPages({ organizationId: caller.organization.id, screen, dashboard }),
    }),
  )

  async function* allPages(filter: PlayFilter): AsyncGenerator<ListedPlay[]> {
    let after: PlayCursor | undefined
    for (;;) {
      const plays = await listPlays(database, filter, { after, limit: EXPORT_PAGE })
      const last = plays.at(-1)
      if (last === undefined) return
      yield plays
      if (plays.length < EXPORT_PAGE) return
      after = { ...last, hour: new Date(last.hour) }
    }
  }
}

const writePlayCursor = ({ hour, screen, dashboard }: ListedPlay): string =>
  writeCursor(`${hour} ${screen} ${dashboard}`)

function readPlayCursor(cursor: string): PlayCursor {
  const match = /^(\S+) ([0-9a-f-]{36}) ([0-9a-f-]{36})$/.exec(readCursor(cursor))
  const [, moment = '', screen = '', dashboard = ''] = match ?? []
  const hour = new Date(moment)
  if (!Number.isNaN(hour.getTime())) return { hour, screen, dashboard }
  throw new AppError('request.invalid', {
    fields: [{ path: 'after', message: 'Take the cursor from the page before.' }],
  })
}

const columns: { name: string; value: (play: ListedPlay) => string | number }[] = [
  { name: 'hour', value: (play) => play.hour },
  { name: 'screen', value: (play) => play.screenName },
  { name: 'dashboard', value: (play) => play.dashboardName },
  { name: 'times', value: (play) => play.times },
  { name: 'seconds', value: (play) => play.seconds },
  { name: 'oldest picture in seconds', value: (play) => play.oldestSeconds },
  { name: 'screen id', value: (play) => play.screen },
  { name: 'dashboard id', value: (play) => play.dashboard },
]
