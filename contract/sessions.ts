// Sessions: a completed sign-in of one client, and how each factor was proven.
import { z } from 'zod'
import { defineRoutes } from './route.ts'

export const client = z.enum(['web', 'extension', 'mobile', 'cli'])

export const startedSession = z
  .object({
    id: z.uuid(),
    client,
    expiresAt: z.iso.datetime().describe('the absolute end; an idle session ends before'),
    token: z.string().optional().describe('bearer token for every client but web, which gets a cookie'),
  })
  .meta({ id: 'StartedSession' })

export const session = z
  .object({
    id: z.uuid(),
    client,
    startedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    factors: z.array(
      z.object({
        method: z.enum(['password', 'totp', 'recovery_code', 'bypass_code']),
        provenAt: z.iso.datetime(),
      }),
    ),
  })
  .meta({ id: 'Session' })

export const sessionRoutes = defineRoutes({
  'DELETE /api/v1/session': {
    summary: 'Sign out',
    access: 'session',
    answers: { 204: null },
  },
})
