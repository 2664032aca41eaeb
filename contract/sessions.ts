// Sessions: a completed sign-in of one client, and how each factor was proven.
import { z } from 'zod'
import { password } from './password.ts'
import { defineRoutes } from './route.ts'
import { code, codeErrors } from './second-factor.ts'

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
  'POST /api/v1/me/step-up': {
    summary: 'Prove again that it is you, for what is grave',
    description:
      'A code where the account has a second factor, else the password; it counts for ten minutes and for this ' +
      'session alone. The session goes on under a new token: a new cookie for the web, `token` for the others. The ' +
      'old one ends at once.',
    access: 'session',
    body: z.object({ code: code.optional(), password: password.optional() }),
    answers: { 200: z.object({ token: z.string().optional() }).meta({ id: 'SteppedUp' }) },
    errors: [
      'access.step_up_required',
      'password.wrong',
      'sign_in.too_many_attempts',
      'second_factor.switched_off',
      ...codeErrors,
    ],
  },
  'DELETE /api/v1/session': {
    summary: 'Sign out',
    access: 'session',
    answers: { 204: null },
  },
})
