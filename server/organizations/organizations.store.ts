// Organizations in the database: the name and the policy.
import type { Transaction } from 'kysely'
import { appendAuditEvent } from '../audit/audit.store.ts'
import { lockOrganization } from '../accounts/last-admin.store.ts'
import type { Database } from '../database/database.ts'
import type { Role, Tables } from '../database/tables.ts'

export interface Policy {
  requiredRoles: Role[]
  requiredAt: Date | null
  requiredBy: string | null
  reason: string | null
  graceUntil: Date | null
  enrolmentNeedsProof: boolean
  totpPeriodSeconds: number
  /** 0: no browser is trusted. */
  trustedDeviceDays: number
  adminsMayTrustDevices: boolean
}

export interface Organization {
  id: string
  name: string
  policy: Policy
}

export async function readOrganization(
  query: Database['query'] | Transaction<Tables>,
  id: string,
): Promise<Organization | undefined> {
  const row = await query.selectFrom('organizations').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  return {
    id: row.id,
    name: row.name,
    policy: {
      requiredRoles: row.required_roles,
      requiredAt: row.required_at,
      requiredBy: row.required_by,
      reason: row.required_reason,
      graceUntil: row.required_grace_until,
      enrolmentNeedsProof: row.enrolment_needs_proof,
      totpPeriodSeconds: row.totp_period_seconds,
      trustedDeviceDays: row.trusted_device_days,
      adminsMayTrustDevices: row.admins_may_trust_devices,
    },
  }
}

export interface OrganizationChange {
  name: string | undefined
  /** Says the policy that follows from the one that is there now. */
  policy: ((before: Policy) => Policy) | undefined
}

/** Changes name and policy under the organization's lock: of two changes at once the second builds on the first. */
export async function changeOrganization(
  database: Database,
  id: string,
  change: OrganizationChange,
  changedBy: string,
  now: Date,
): Promise<Organization | undefined> {
  return database.query.transaction().execute(async (transaction) => {
    await lockOrganization(transaction, id)
    const before = await readOrganization(transaction, id)
    if (before === undefined) return undefined
    const name = change.name ?? before.name
    const policy = change.policy?.(before.policy) ?? before.policy
    await transaction
      .updateTable('organizations')
      .set({
        name,
        required_roles: policy.requiredRoles,
        required_at: policy.requiredAt,
        required_by: policy.requiredBy,
        required_reason: policy.reason,
        required_grace_until: policy.graceUntil,
        enrolment_needs_proof: policy.enrolmentNeedsProof,
        totp_period_seconds: policy.totpPeriodSeconds,
        trusted_device_days: policy.trustedDeviceDays,
        admins_may_trust_devices: policy.adminsMayTrustDevices,
      })
      .where('id', '=', id)
      .execute()
    // Allowed again some day, those of today are not trusted.
    if (policy.trustedDeviceDays === 0) {
      await transaction.deleteFrom('trusted_devices').where('organization_id', '=', id).execute()
    } else if (!policy.adminsMayTrustDevices) {
      await forgetTrustOfAdmins(transaction, id)
    }
    const actor = { kind: 'account', id: changedBy } as const
    if (name !== before.name) {
      await appendAuditEvent(transaction, { organizationId: id, actor, action: 'organization.renamed' }, now)
    }
    if (change.policy !== undefined) {
      const event = {
        organizationId: id,
        actor,
        action: 'organization.policy_changed',
        facts: factsOf(policy),
      }
      await appendAuditEvent(transaction, event, now)
    }
    return { id, name, policy }
  })
}

async function forgetTrustOfAdmins(transaction: Transaction<Tables>, organizationId: string): Promise<void> {
  await transaction
    .deleteFrom('trusted_devices')
    .where('organization_id', '=', organizationId)
    .where('account_id', 'in', (from) =>
      from
        .selectFrom('accounts')
        .select('id')
        .where('organization_id', '=', organizationId)
        .where('role', '<>', 'agent'),
    )
    .execute()
}

function factsOf(policy: Policy) {
  return {
    requiredRoles: policy.requiredRoles,
    enrolmentNeedsProof: policy.enrolmentNeedsProof,
    totpPeriodSeconds: policy.totpPeriodSeconds,
    trustedDeviceDays: policy.trustedDeviceDays,
    adminsMayTrustDevices: policy.adminsMayTrustDevices,
    ...(policy.reason === null ? {} : { reason: policy.reason }),
    ...(policy.graceUntil === null ? {} : { graceUntil: policy.graceUntil.toISOString() }),
  }
}
