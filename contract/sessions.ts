// Sessions: a completed sign-in of one client, and how each factor was proven.
import { z } from 'zod'
import { password } from './password.ts'
import { defineRoutes } from './route.ts'
import { code, codeErrors } from './second-factor.ts'
import { passkeyProof } from './webauthn.ts'

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
    phone: z
      .uuid()
      .optional()
      .describe('the phone that approves sign-ins, by whose key this session lasts longer than others'),
    factors: z.array(
      z.object({
        method: z.enum([
          'password',
          'passkey',
          'totp',
          'approval',
          'recovery_code',
          'bypass_code',
          'trusted_device',
        ]),
        provenAt: z.iso
          .datetime()
          .describe('of a trusted device: when the code was given with which it was trusted'),
      }),
    ),
  })
  .meta({ id: 'Session' })

export const openSession = z
  .object({
    id: z.uuid(),
    isCurrent: z.boolean(),
    client,
    device: z.string().describe('in words; empty when nothing is known'),
    address: z.string(),
    startedAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'OpenSession' })

export const trustedDevice = z
  .object({
    id: z.uuid(),
    isCurrent: z.boolean(),
    device: z.string().describe('in words; empty when nothing is known'),
    address: z.string().describe('from where it was trusted'),
    trustedAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'TrustedDevice' })

export const endedTrusts = z.object({ ended: z.int() }).meta({ id: 'EndedTrusts' })

export const sessionRoutes = defineRoutes({
  'POST /api/v1/me/step-up': {
    summary: 'Prove again that it is you, for what is grave',
    description:
      'A code or a passkey where the account has a second factor, else the password; it counts for ten minutes and for this ' +
      'session alone. The session goes on under a new token: a new cookie for the web, `token` for the others. The ' +
      'old one ends at once.',
    access: 'session',
    body: z.object({
      code: code.optional(),
      passkey: passkeyProof.optional(),
      password: password.optional(),
    }),
    answers: { 200: z.object({ token: z.string().optional() }).meta({ id: 'SteppedUp' }) },
    errors: [
      'access.step_up_required',
      'passkey.unavailable',
      'passkey.refused',
      'password.wrong',
      'sign_in.too_many_attempts',
      'second_factor.switched_off',
      ...codeErrors,
    ],
  },
  'GET /api/v1/me/sessions': {
    summary: 'Where you are signed in',
    access: 'session',
    answers: { 200: z.object({ items: z.array(openSession) }).meta({ id: 'OpenSessions' }) },
  },
  'DELETE /api/v1/me/sessions': {
    summary: 'End every session but this one',
    access: 'session',
    answers: { 200: z.object({ ended: z.int() }) },
  },
  'DELETE /api/v1/me/sessions/{id}': {
    summary: 'End one of your sessions, on every server, at once',
    access: 'session',
    params: z.object({ id: z.uuid() }),
    answers: { 204: null },
    errors: ['session.not_found'],
  },
  'DELETE /api/v1/organization/sessions': {
    summary: 'End every session of the organization but this one, on every server, at once',
    description: 'For the day when something was stolen. Trusted browsers and sign-ins under way end too.',
    access: 'admin',
    needsStepUp: true,
    answers: { 200: z.object({ ended: z.int() }) },
  },
  'GET /api/v1/me/trusted-devices': {
    summary: 'The browsers that sign in with the password alone',
    access: 'session',
    answers: { 200: z.object({ items: z.array(trustedDevice) }).meta({ id: 'TrustedDevices' }) },
  },
  'DELETE /api/v1/me/trusted-devices': {
    summary: 'Trust none of your browsers any longer',
    access: 'session',
    answers: { 200: endedTrusts },
  },
  'DELETE /api/v1/me/trusted-devices/{id}': {
    summary: 'Trust a browser no longer',
    access: 'session',
    params: z.object({ id: z.uuid() }),
    answers: { 204: null },
    errors: ['trusted_device.not_found'],
  },
  'DELETE /api/v1/session': {
    summary: 'Sign out',
    access: 'session',
    answers: { 204: null },
  },
})
