// The organization: the tenant that every row of data belongs to.
import { z } from 'zod'
import { defineRoutes } from './route.ts'

export const organizationName = z
  .string()
  .trim()
  .min(1, 'Type a name.')
  .max(100, 'Use at most 100 characters.')
  .regex(/^[^\p{Cc}]*$/u, 'Leave out control characters.')
  .meta({ examples: ['Northwind Help Desk'] })

export const organization = z.object({ id: z.uuid(), name: z.string() }).meta({ id: 'Organization' })

export const organizationRoutes = defineRoutes({
  'GET /api/v1/organization': {
    summary: 'Your organization',
    access: 'session',
    answers: { 200: organization },
  },
  'PATCH /api/v1/organization': {
    summary: 'Rename the organization',
    access: 'admin',
    body: z.object({ name: organizationName.optional() }),
    answers: { 200: organization },
  },
})
