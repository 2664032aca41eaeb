// What a change makes of a policy.
import type { z } from 'zod'
import type { policyChange } from '../../contract/organizations.ts'
import type { Policy } from '../organizations/organizations.store.ts'
import { momentWithinAYear } from './within-a-year.ts'

export type PolicyChange = z.output<typeof policyChange>

/**
 * Since when and by whom stays while the same roles are required; a policy that requires nothing has no reason and
 * no time of grace.
 *
 * @throws {AppError} policy.grace_out_of_range
 */
export function applyPolicyChange(change: PolicyChange, by: string, now: Date): (before: Policy) => Policy {
  const graceUntil =
    change.graceUntil === null ? null : momentWithinAYear(change.graceUntil, now, 'policy.grace_out_of_range')
  return (before) => {
    const requiredRoles = change.requiredRoles ?? before.requiredRoles
    const rest = {
      requiredRoles,
      enrolmentNeedsProof: change.enrolmentNeedsProof ?? before.enrolmentNeedsProof,
      totpPeriodSeconds: change.totpPeriodSeconds ?? before.totpPeriodSeconds,
      trustedDeviceDays: change.trustedDeviceDays ?? before.trustedDeviceDays,
      adminsMayTrustDevices: change.adminsMayTrustDevices ?? before.adminsMayTrustDevices,
    }
    if (requiredRoles.length === 0) {
      return { ...rest, requiredAt: null, requiredBy: null, reason: null, graceUntil: null }
    }
    const isSame = [...requiredRoles].sort().join() === [...before.requiredRoles].sort().join()
    return {
      ...rest,
      requiredAt: isSame ? before.requiredAt : now,
      requiredBy: isSame ? before.requiredBy : by,
      reason: change.reason === undefined ? before.reason : change.reason,
      graceUntil: graceUntil === undefined ? before.graceUntil : graceUntil,
    }
  }
}
