// Playlists over HTTP.
import { AppError } from '../app-error.ts'
import type { Router } from '../http/call.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import { makeRowId } from '../row-id.ts'
import type { Services } from '../services.ts'
import { actorOf } from '../sessions/caller.ts'
import {
  addPlaylist,
  changePlaylist,
  findPlaylist,
  listPlaylists,
  removePlaylist,
  type NameCursor,
} from './playlists.store.ts'

export function registerPlaylists(router: Router, { database, randomBytes }: Services): void {
  router.on('GET /api/v1/playlists', async ({ caller, query: { after, limit } }) => {
    const page = { after: after === undefined ? undefined : readNameCursor(after), limit: limit + 1 }
    const found = await listPlaylists(database, caller.organization.id, page)
    const items = found.slice(0, limit)
    const last = found.length > limit ? items.at(-1) : undefined
    return { items, ...(last === undefined ? {} : { next: writeCursor(`${last.id} ${last.name}`) }) }
  })

  router.on('POST /api/v1/playlists', async ({ caller, body, facts }) => {
    const key = { organizationId: caller.organization.id, id: makeRowId(randomBytes, facts.now) }
    const added = await addPlaylist(database, key, body, actorOf(caller), facts.now)
    if (added === 'too_many') throw new AppError('playlist.too_many')
    if (added === 'no_dashboard') throw new AppError('playlist.dashboard_not_found')
    return added
  })

  router.on('GET /api/v1/playlists/{id}', async ({ caller, params: { id } }) => {
    const playlist = await findPlaylist(database.query, { organizationId: caller.organization.id, id })
    if (playlist === undefined) throw new AppError('playlist.not_found')
    return playlist
  })

  router.on('PATCH /api/v1/playlists/{id}', async ({ caller, params: { id }, body, facts }) => {
    const key = { organizationId: caller.organization.id, id }
    const changed = await changePlaylist(database, key, body, actorOf(caller), facts.now)
    if (changed === 'not_found') throw new AppError('playlist.not_found')
    if (changed === 'no_dashboard') throw new AppError('playlist.dashboard_not_found')
    return changed
  })

  router.on('DELETE /api/v1/playlists/{id}', async ({ caller, params: { id }, facts }) => {
    const key = { organizationId: caller.organization.id, id }
    if (!(await removePlaylist(database, key, actorOf(caller), facts.now))) {
      throw new AppError('playlist.not_found')
    }
    return undefined
  })
}

function readNameCursor(cursor: string): NameCursor {
  const [, id, name] = /^([0-9a-f-]{36}) (.*)$/s.exec(readCursor(cursor)) ?? []
  if (id !== undefined && name !== undefined) return { id, name }
  throw new AppError('request.invalid', {
    fields: [{ path: 'after', message: 'Take the cursor from the page before.' }],
  })
}
