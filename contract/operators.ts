// Operators: those who run the installation. They see organizations, never what is in them; and the recovery of an admin.
import { z } from 'zod'
import { email, personName } from './accounts.ts'
import { organizationName } from './organizations.ts'
import { newPassword, newPasswordErrors } from './password.ts'
import { defineRoutes } from './route.ts'

const token = z.string().max(200)
const count = z.int()

const invited = z
  .object({
    id: z.uuid(),
    organizationName: z.string(),
    email: z.string(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'OrganizationInvitation' })

export const recovery = z
  .object({
    id: z.uuid(),
    email: z.string().describe('of the account that is to be recovered'),
    organizationName: z.string(),
    reason: z.string(),
    state: z.enum(['waiting', 'usable', 'stopped', 'used', 'expired']),
    requestedAt: z.iso.datetime(),
    usableFrom: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'Recovery' })

export const operatorRoutes = defineRoutes({
  'GET /api/v1/organizations': {
    summary: 'The organizations of this installation, with how many people they have',
    access: 'operator',
    query: z.object({
      after: z.string().max(400).optional().describe('the cursor `next` of the page before'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    answers: {
      200: z
        .object({
          items: z.array(
            z.object({
              id: z.uuid(),
              name: z.string(),
              createdAt: z.iso.datetime(),
              users: count,
              admins: count,
              enrolled: count,
              lastSignInAt: z.iso.datetime().optional(),
            }),
          ),
          next: z.string().optional(),
        })
        .meta({ id: 'OrganizationPage' }),
    },
  },
  'GET /api/v1/organization-invitations': {
    summary: 'Invitations to make an organization that are open',
    access: 'operator',
    answers: { 200: z.object({ items: z.array(invited) }) },
  },
  'POST /api/v1/organization-invitations': {
    summary: 'Invite somebody to make an organization, as its first admin',
    access: 'operator',
    needsStepUp: true,
    body: z.object({ organizationName, email }),
    answers: {
      201: invited.extend({ url: z.string().describe('hand it over; it works once and is shown this once') }),
    },
    errors: ['user.email_taken'],
  },
  'DELETE /api/v1/organization-invitations/{id}': {
    summary: 'Take an invitation back',
    access: 'operator',
    params: z.object({ id: z.uuid() }),
    answers: { 204: null },
    errors: ['invitation.not_found'],
  },
  'POST /api/v1/organization-invitations/request': {
    summary: 'Where the sign-up is open: ask for the link that makes an organization',
    description:
      'The link comes by mail, to whoever has no account yet. The answer is the same for everybody.',
    access: 'public',
    body: z.object({ organizationName, email }),
    answers: { 202: null },
    errors: ['organization.sign_up_closed', 'sign_in.too_many_attempts'],
  },
  'POST /api/v1/organization-invitations/inspect': {
    summary: 'What an invitation is for',
    access: 'public',
    body: z.object({ token }),
    answers: { 200: z.object({ organizationName: z.string(), email: z.string() }) },
    errors: ['invitation.invalid', 'sign_in.too_many_attempts'],
  },
  'POST /api/v1/organization-invitations/accept': {
    summary: 'Make the organization and its first admin; signing in comes after it, like any other time',
    access: 'public',
    body: z.object({ token, organizationName, name: personName.optional(), password: newPassword }),
    answers: { 201: z.object({ organizationId: z.uuid() }).meta({ id: 'MadeOrganization' }) },
    errors: [
      'invitation.invalid',
      'user.email_taken',
      'sign_in.too_many_attempts',
      'server.busy',
      ...newPasswordErrors,
    ],
  },
  'GET /api/v1/recoveries': {
    summary: 'Recoveries of admins: of one’s organization, or, for an operator, of all',
    access: 'session',
    answers: { 200: z.object({ items: z.array(recovery) }).meta({ id: 'Recoveries' }) },
    errors: ['access.admin_required'],
  },
  'POST /api/v1/recoveries/{id}/stop': {
    summary: 'Stop a recovery, by any admin of the organization',
    access: 'admin',
    params: z.object({ id: z.uuid() }),
    answers: { 204: null },
    errors: ['recovery.not_found'],
  },
  'POST /api/v1/recoveries/{id}/approve': {
    summary: 'Let a recovery be used before its waiting time is over, by a second operator',
    access: 'operator',
    needsStepUp: true,
    params: z.object({ id: z.uuid() }),
    answers: { 204: null },
    errors: ['recovery.not_found', 'recovery.needs_another_operator'],
  },
  'POST /api/v1/recoveries/inspect': {
    summary: 'Whom a recovery is for, and from when on it can be used',
    access: 'public',
    body: z.object({ token }),
    answers: { 200: recovery },
    errors: ['recovery.invalid', 'sign_in.too_many_attempts'],
  },
  'POST /api/v1/recoveries/complete': {
    summary: 'Set a new password with the link; every factor, session and device of the account is gone',
    description:
      'No session comes of it. Where two-factor is required, the sign-in that follows asks to enrol.',
    access: 'public',
    body: z.object({ token, password: newPassword }),
    answers: { 204: null },
    errors: [
      'recovery.invalid',
      'recovery.too_early',
      'sign_in.too_many_attempts',
      'server.busy',
      ...newPasswordErrors,
    ],
  },
})
