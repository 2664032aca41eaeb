// Help for one user who is locked out, by an admin or the help desk.
import { z } from 'zod'
import { defineRoutes } from './route.ts'
import { reason } from './second-factor.ts'
import { endedTrusts } from './sessions.ts'

const userId = z.object({ id: z.uuid() })
const refusals = ['user.not_found', 'user.is_yourself', 'access.beyond_help_desk'] as const

export const helpRoutes = defineRoutes({
  'POST /api/v1/users/{id}/second-factor/reset': {
    summary: 'Take away every authenticator and recovery code of a user',
    description:
      'Sessions and sign-ins under way end, and the user is told. The next sign-in asks to enrol where two-factor ' +
      'is required, else for the password alone.',
    access: 'help_desk',
    needsStepUp: true,
    params: userId,
    body: z.object({ reason }),
    answers: { 204: null },
    errors: [...refusals, 'second_factor.not_enrolled'],
  },
  'POST /api/v1/users/{id}/bypass-codes': {
    summary: 'Make a code that stands in for the authenticator once',
    description: 'The one before is void. The password is asked all the same, and the user is told.',
    access: 'help_desk',
    needsStepUp: true,
    params: userId,
    body: z.object({ minutes: z.int().min(5).max(60).default(15), reason }),
    answers: {
      201: z
        .object({ code: z.string().describe('shown this once'), expiresAt: z.iso.datetime() })
        .meta({ id: 'BypassCode' }),
    },
    errors: [...refusals, 'second_factor.not_enrolled'],
  },
  'POST /api/v1/users/{id}/sessions/revoke': {
    summary: 'End all sessions of a user, on every server, at once',
    access: 'help_desk',
    params: userId,
    answers: { 200: z.object({ ended: z.int() }).meta({ id: 'EndedSessions' }) },
    errors: [...refusals],
  },
  'DELETE /api/v1/users/{id}/trusted-devices': {
    summary: 'Trust none of the browsers of a user any longer',
    description: 'Their next sign-in asks for a second factor. Sessions go on, and the user is told.',
    access: 'help_desk',
    params: userId,
    answers: { 200: endedTrusts },
    errors: [...refusals],
  },
  'DELETE /api/v1/users/{id}/trusted-devices/{device}': {
    summary: 'Trust one browser of a user no longer',
    access: 'help_desk',
    params: userId.extend({ device: z.uuid() }),
    answers: { 204: null },
    errors: [...refusals, 'trusted_device.not_found'],
  },
})
