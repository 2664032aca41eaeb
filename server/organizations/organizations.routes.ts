// The organization over HTTP.
import { AppError } from '../app-error.ts'
import type { Router } from '../http/call.ts'
import type { Services } from '../services.ts'
import { renameOrganization } from './organizations.store.ts'

export function registerOrganizations(router: Router, { database }: Services): void {
  router.on('GET /api/v1/organization', ({ caller }) => Promise.resolve(caller.organization))

  router.on('PATCH /api/v1/organization', async ({ caller, body }) => {
    if (body.name === undefined) return caller.organization
    const renamed = await renameOrganization(database, caller.organization.id, body.name)
    if (renamed === undefined) throw new AppError('session.required')
    return renamed
  })
}
