// The organization over HTTP.
import type { z } from 'zod'
import type { organizationRoutes } from '../../contract/organizations.ts'
import { AppError } from '../app-error.ts'
import type { Router } from '../http/call.ts'
import { applyPolicyChange } from '../policies/policy.rules.ts'
import type { Services } from '../services.ts'
import { hasFreshProof } from '../sessions/caller.ts'
import { changeOrganization, readOrganization, type Organization } from './organizations.store.ts'

export function registerOrganizations(router: Router, { database }: Services): void {
  router.on('GET /api/v1/organization', async ({ caller }) =>
    tellOrganization(await readOrganization(database.query, caller.organization.id)),
  )

  router.on('PATCH /api/v1/organization', async ({ caller, body, facts }) => {
    const { now } = facts
    if (body.policy !== undefined && !hasFreshProof(caller, now)) {
      throw new AppError('access.step_up_required')
    }
    const change = {
      name: body.name,
      policy: body.policy === undefined ? undefined : applyPolicyChange(body.policy, caller.account.id, now),
    }
    const { organization, account } = caller
    return tellOrganization(await changeOrganization(database, organization.id, change, account.id, now))
  })
}

type Told = z.input<(typeof organizationRoutes)['GET /api/v1/organization']['answers'][200]>

function tellOrganization(organization: Organization | undefined): Told {
  // Whose organization is gone has no session any more either.
  if (organization === undefined) throw new AppError('session.required')
  const { requiredRoles, requiredAt, requiredBy, reason, graceUntil } = organization.policy
  const { enrolmentNeedsProof, totpPeriodSeconds, trustedDeviceDays, adminsMayTrustDevices } =
    organization.policy
  return {
    id: organization.id,
    name: organization.name,
    policy: {
      requiredRoles,
      enrolmentNeedsProof,
      totpPeriodSeconds,
      trustedDeviceDays,
      adminsMayTrustDevices,
      ...(requiredAt === null ? {} : { requiredAt: requiredAt.toISOString() }),
      ...(requiredBy === null ? {} : { requiredBy }),
      ...(reason === null ? {} : { reason }),
      ...(graceUntil === null ? {} : { graceUntil: graceUntil.toISOString() }),
    },
  }
}
