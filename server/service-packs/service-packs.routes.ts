// The services over HTTP: what a person chooses from when adding a connection.
import type { Router } from '../http/call.ts'
import type { Services } from '../services.ts'

export function registerServicePacks(router: Router, { servicePacks }: Services): void {
  router.on('GET /api/v1/services', () =>
    Promise.resolve({
      items: servicePacks.list().map(({ id, name, exampleUrl, hint }) => ({
        id,
        name,
        exampleUrl,
        ...(hint === undefined ? {} : { hint }),
      })),
    }),
  )
}
