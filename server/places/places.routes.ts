// The API of runners that make pictures. Each call carries the token of a runner, and all but the first the id of the lease
// of a place.
import type { Router } from '../http/call.ts'
import type { Services } from '../services.ts'
import {
  giveBackPlace,
  givePlaces,
  giveWorkOfPlace,
  takeFrame,
  takeLivePicture,
  takePreview,
  takeRecordedPage,
  takeSession,
  takeTrouble,
} from './places.rules.ts'
import { givePlaceCode, givePlacePassword } from './secrets.rules.ts'

export function registerPlaces(router: Router, services: Services, clock: () => Date): void {
  router.on('POST /api/v1/runner/places', async ({ caller, body }) => ({
    items: await givePlaces(services, caller, body, clock),
  }))

  router.on('POST /api/v1/runner/places/{id}/work', ({ caller, params, body }) =>
    giveWorkOfPlace(services, caller, params.id, body, clock),
  )

  router.on('POST /api/v1/runner/places/{id}/frames', ({ caller, params, body, facts }) =>
    takeFrame(services, caller, params.id, body, facts.now),
  )

  router.on('POST /api/v1/runner/places/{id}/troubles', async ({ caller, params, body, facts }) => {
    await takeTrouble(services, caller, params.id, body, facts.now)
    return undefined
  })

  router.on('POST /api/v1/runner/places/{id}/live', ({ caller, params, body, facts }) =>
    takeLivePicture(services, caller, params.id, body, facts.now),
  )

  router.on('POST /api/v1/runner/places/{id}/previews/{preview}', async ({ caller, params, body, facts }) => {
    await takePreview(services, caller, params.id, params.preview, body, facts.now)
    return undefined
  })

  router.on('POST /api/v1/runner/places/{id}/recording', async ({ caller, params, body, facts }) => {
    await takeRecordedPage(services, caller, params.id, body, facts.now)
    return undefined
  })

  router.on('POST /api/v1/runner/places/{id}/password', ({ caller, params, body, facts }) =>
    givePlacePassword(services, caller, params.id, body, facts.now),
  )

  router.on('POST /api/v1/runner/places/{id}/code', async ({ caller, params, body, facts, waitUntil }) => {
    const { code, validFrom, validUntil } = await givePlaceCode(services, caller, params.id, body, facts.now)
    await waitUntil(validFrom)
    return { code, validUntil: validUntil.toISOString() }
  })

  router.on('POST /api/v1/runner/places/{id}/session', async ({ caller, params, body, facts }) => {
    await takeSession(services, caller, params.id, body, facts.now)
    return undefined
  })

  router.on('POST /api/v1/runner/places/{id}/end', async ({ caller, params, body, facts }) => {
    await giveBackPlace(services, caller, params.id, body, facts.now)
    return undefined
  })
}
