// Whom a rule hits: the preview of a policy, the board of who is enrolled, exemptions, and tickets for an enrolment.
import { z } from 'zod'
import { role } from './accounts.ts'
import { policyChange } from './organizations.ts'
import { defineRoutes } from './route.ts'
import { reason, requirement } from './second-factor.ts'

const userId = z.object({ id: z.uuid() })
const count = z.int()

export const enrolmentCounts = z
  .object({ enrolled: count, late: count, inGrace: count, exempt: count, optional: count })
  .meta({ id: 'EnrolmentCounts' })

export const policyRoutes = defineRoutes({
  'POST /api/v1/organization/policy/preview': {
    summary: 'Whom a policy would hit, before it is saved',
    access: 'admin',
    body: z.object({
      policy: policyChange,
      after: z.string().max(400).optional().describe('the cursor `next` of the page before'),
      limit: z.int().min(1).max(200).default(20),
    }),
    answers: {
      200: z
        .object({
          counts: z.object({
            forcedNow: count.describe('not enrolled: asked at their next request'),
            inGrace: count.describe('not enrolled: asked when the time of grace is over'),
            enrolledAlready: count,
            exempt: count,
            untouched: count,
          }),
          items: z
            .array(
              z.object({
                id: z.uuid(),
                email: z.string(),
                name: z.string(),
                role,
                lastSignInAt: z.iso.datetime().optional(),
              }),
            )
            .describe('who is not enrolled and would newly be required to'),
          next: z.string().optional(),
        })
        .meta({ id: 'PolicyPreview' }),
    },
    errors: ['policy.grace_out_of_range'],
  },
  'GET /api/v1/organization/enrolment': {
    summary: 'How many are enrolled, late, in their time of grace, exempt, or free to choose',
    access: 'admin',
    answers: { 200: enrolmentCounts },
  },
  'POST /api/v1/organization/enrolment/remind': {
    summary: 'Remind everybody who is late or in the time of grace, each at most once a day',
    access: 'admin',
    answers: { 200: z.object({ reminded: count }).meta({ id: 'Reminded' }) },
  },
  'POST /api/v1/users/{id}/remind': {
    summary: 'Remind one user to enrol, at most once a day',
    access: 'help_desk',
    params: userId,
    answers: { 200: z.object({ reminded: count }) },
    errors: ['user.not_found'],
  },
  'POST /api/v1/users/{id}/exemption': {
    summary: 'Exempt a user from every requirement until a date',
    access: 'admin',
    needsStepUp: true,
    params: userId,
    body: z.object({ until: z.iso.datetime({ offset: true }), reason }),
    answers: { 200: requirement },
    errors: ['user.not_found', 'policy.exemption_out_of_range'],
  },
  'DELETE /api/v1/users/{id}/exemption': {
    summary: 'End an exemption now',
    access: 'admin',
    params: userId,
    answers: { 204: null },
    errors: ['user.not_found'],
  },
  'POST /api/v1/users/{id}/enrolment-ticket': {
    summary: 'Make the one-time ticket that a first forced enrolment asks for; the one before is void',
    description: 'Hand it over in person or by phone: with the password alone nobody enrols then.',
    access: 'help_desk',
    needsStepUp: true,
    params: userId,
    answers: {
      201: z
        .object({ ticket: z.string().describe('shown this once'), expiresAt: z.iso.datetime() })
        .meta({ id: 'EnrolmentTicket' }),
    },
    errors: ['user.not_found', 'access.beyond_help_desk', 'second_factor.already_enrolled'],
  },
})
