// Authenticator apps in the profile: turn two-factor on by choice, add another app, rename, remove, turn it off.
import { z } from 'zod'
import { password } from './password.ts'
import { defineRoutes } from './route.ts'
import {
  authenticator,
  authenticatorName,
  code,
  codeErrors,
  enrolment,
  recoveryCodes,
  ticket,
} from './second-factor.ts'

const authenticatorId = z.object({ id: z.uuid() })

export const totpRoutes = defineRoutes({
  'GET /api/v1/me/authenticators': {
    summary: 'Your authenticators',
    access: 'session',
    answers: { 200: z.object({ items: z.array(authenticator), next: z.string().optional() }) },
  },
  'POST /api/v1/me/authenticators/totp': {
    summary: 'Begin to add an authenticator app',
    description:
      'Changes nothing until its first code is confirmed. With an authenticator already there, a second factor ' +
      'proven within the last ten minutes is needed.',
    access: 'session',
    body: z.object({
      name: authenticatorName.optional(),
      ticket: ticket.optional(),
      replaces: z.uuid().optional().describe('an authenticator that goes when the new one is proven'),
    }),
    answers: { 201: enrolment.extend({ id: z.uuid() }).meta({ id: 'NewEnrolment' }) },
    errors: [
      'second_factor.fresh_code_required',
      'second_factor.ticket_required',
      'second_factor.ticket_wrong',
      'second_factor.too_many_attempts',
      'authenticator.not_found',
    ],
  },
  'POST /api/v1/me/authenticators/totp/{id}/confirm': {
    summary: 'Prove the new app with its first code; it counts from then on',
    description: 'The first authenticator of an account brings recovery codes and ends its other sessions.',
    access: 'session',
    params: authenticatorId,
    body: z.object({ code }),
    answers: {
      200: z
        .object({ authenticator, recoveryCodes: recoveryCodes.optional() })
        .meta({ id: 'NewAuthenticator' }),
    },
    errors: ['second_factor.enrolment_over', 'second_factor.fresh_code_required', ...codeErrors],
  },
  'PATCH /api/v1/me/authenticators/{id}': {
    summary: 'Rename an authenticator',
    access: 'session',
    params: authenticatorId,
    body: z.object({ name: authenticatorName }),
    answers: { 200: authenticator },
    errors: ['authenticator.not_found'],
  },
  'DELETE /api/v1/me/authenticators/{id}': {
    summary: 'Remove an authenticator',
    description: 'Removing the last one turns two-factor off, so it is refused where an admin requires it.',
    access: 'session',
    params: authenticatorId,
    answers: { 204: null },
    errors: [
      'authenticator.not_found',
      'second_factor.required_by_admin',
      'second_factor.fresh_code_required',
    ],
  },
  'POST /api/v1/me/second-factor/disable': {
    summary: 'Turn two-factor off',
    description:
      'Needs the password, and a code unless a second factor was proven within the last ten minutes. Every ' +
      'authenticator and recovery code is gone after it; other sessions end.',
    access: 'session',
    body: z.object({ password, code: code.optional() }),
    answers: { 204: null },
    errors: [
      'password.wrong',
      'sign_in.too_many_attempts',
      'server.busy',
      'second_factor.required_by_admin',
      'second_factor.not_enrolled',
      'second_factor.fresh_code_required',
      'second_factor.switched_off',
      ...codeErrors,
    ],
  },
  'POST /api/v1/me/recovery-codes': {
    summary: 'Make a new set of recovery codes; the old one is void',
    access: 'session',
    answers: { 201: z.object({ recoveryCodes }).meta({ id: 'RecoveryCodes' }) },
    errors: ['second_factor.not_enrolled', 'second_factor.fresh_code_required'],
  },
})
