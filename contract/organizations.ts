// The organization: the tenant that every row of data belongs to, and its rules.
import { z } from 'zod'
import { defineRoutes } from './route.ts'
import { reason } from './second-factor.ts'

export const organizationName = z
  .string()
  .trim()
  .min(1, 'Type a name.')
  .max(100, 'Use at most 100 characters.')
  .regex(/^[^\p{Cc}]*$/u, 'Leave out control characters.')
  .meta({ examples: ['Northwind Help Desk'] })

export const organization = z.object({ id: z.uuid(), name: z.string() }).meta({ id: 'Organization' })

const requiredRoles = z.array(z.enum(['admin', 'agent', 'operator'])).describe('both: everybody')

export const policy = z
  .object({
    requiredRoles,
    requiredAt: z.iso.datetime().optional(),
    requiredBy: z.uuid().optional(),
    reason: z.string().optional(),
    graceUntil: z.iso.datetime().optional().describe('until then who is not enrolled signs in without'),
    enrolmentNeedsProof: z
      .boolean()
      .describe('a first forced enrolment asks for a ticket beside the password'),
    totpPeriodSeconds: z.int().describe('of authenticator apps that are added from now on: 30 or 60'),
    trustedDeviceDays: z.int().describe('for how long a browser may be trusted after a code; 0: not at all'),
    adminsMayTrustDevices: z.boolean().describe('whether admins may have theirs trusted too'),
  })
  .meta({ id: 'Policy' })

/** What is left out stays as it is; null takes a reason or a time of grace away. */
export const policyChange = z.object({
  requiredRoles: z
    .array(z.enum(['admin', 'agent']))
    .max(2)
    .optional(),
  reason: reason.nullable().optional(),
  graceUntil: z.iso.datetime({ offset: true }).nullable().optional(),
  enrolmentNeedsProof: z.boolean().optional(),
  totpPeriodSeconds: z.union([z.literal(30), z.literal(60)]).optional(),
  trustedDeviceDays: z.int().min(0).max(30).optional(),
  adminsMayTrustDevices: z.boolean().optional(),
})

const organizationWithPolicy = organization.extend({ policy }).meta({ id: 'OrganizationWithPolicy' })

export const organizationRoutes = defineRoutes({
  'GET /api/v1/organization': {
    summary: 'Your organization and its policy',
    access: 'session',
    answers: { 200: organizationWithPolicy },
  },
  'PATCH /api/v1/organization': {
    summary: 'Rename the organization, or change its policy',
    description: 'A change of the policy asks for a fresh proof. Whom it would hit says the preview.',
    access: 'admin',
    body: z.object({ name: organizationName.optional(), policy: policyChange.optional() }),
    answers: { 200: organizationWithPolicy },
    errors: ['access.step_up_required', 'policy.grace_out_of_range'],
  },
})
