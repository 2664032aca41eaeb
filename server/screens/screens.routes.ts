// Screens over HTTP, for the console.
import { AppError } from '../app-error.ts'
import type { Router } from '../http/call.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import type { Services } from '../services.ts'
import { showPairing } from './pairings.rules.ts'
import { ask, change, givePicture, pair, show, unpair } from './screens.rules.ts'
import { findScreen, listScreens } from './screens.store.ts'

export function registerScreens(router: Router, services: Services): void {
  const { database } = services

  router.on('GET /api/v1/screens/pairings/{code}', ({ caller, params, facts }) =>
    showPairing(services, caller, params.code, facts.now),
  )

  router.on('POST /api/v1/screens', ({ caller, body, facts }) => pair(services, caller, body, facts.now))

  router.on('GET /api/v1/screens', async ({ caller, query: { after, limit, tag }, facts }) => {
    const all = await listScreens(database, caller.organization.id, facts.now, tag)
    // Their order changes while somebody leafs through: one whose place is lost begins anew.
    const last = after === undefined ? undefined : readCursor(after)
    const begin = last === undefined ? 0 : all.findIndex(({ id }) => id === last) + 1
    const items = all.slice(begin, begin + limit)
    const next = begin + limit < all.length ? items.at(-1)?.id : undefined
    return { items, ...(next === undefined ? {} : { next: writeCursor(next) }) }
  })

  router.on('GET /api/v1/screens/{id}', async ({ caller, params: { id }, facts }) => {
    const screen = await findScreen(database.query, { organizationId: caller.organization.id, id }, facts.now)
    if (screen === undefined) throw new AppError('screen.not_found')
    return screen
  })

  router.on('PATCH /api/v1/screens/{id}', ({ caller, params, body, facts }) =>
    change(services, caller, params.id, body, facts.now),
  )

  router.on('DELETE /api/v1/screens/{id}', async ({ caller, params, facts }) => {
    await unpair(services, caller, params.id, facts.now)
    return undefined
  })

  router.on('GET /api/v1/screens/{id}/picture', ({ caller, params, facts }) =>
    givePicture(services, caller, params.id, facts.now),
  )

  router.on('POST /api/v1/screens/{id}/identify', async ({ caller, params, facts }) => {
    await ask(services, caller, params.id, 'identify', facts.now)
    return undefined
  })

  router.on('POST /api/v1/screens/{id}/restart', async ({ caller, params, facts }) => {
    await ask(services, caller, params.id, 'restart', facts.now)
    return undefined
  })

  router.on('POST /api/v1/screens/show', async ({ caller, body, facts }) => ({
    screens: await show(services, caller, body, facts.now),
  }))
}
