// Accounts: a person's login in one organization, by the person and by the organization's admins.
import { z } from 'zod'
import { organization } from './organizations.ts'
import { newPassword, newPasswordErrors } from './password.ts'
import { defineRoutes } from './route.ts'
import { authenticator, reason, secondFactor, standing } from './second-factor.ts'
import { session, trustedDevice } from './sessions.ts'

export const email = z
  .string()
  .trim()
  .max(254, 'Use at most 254 characters.')
  .regex(/^[^\s@\p{C}]+@[^\s@\p{C}]+$/u, 'Type an e-mail address, like name@example.com.')
  .meta({ examples: ['agent@example.com'] })

export const personName = z
  .string()
  .trim()
  .max(100, 'Use at most 100 characters.')
  .regex(/^[^\p{Cc}]*$/u, 'Leave out control characters.')

/** The roles that a user of an organization can have. */
export const role = z.enum(['admin', 'agent'])

/** With that of the people who run the installation, and belong to no organization of users. */
export const anyRole = z.enum(['admin', 'agent', 'operator'])

export const account = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    role: anyRole,
    isHelpDesk: z.boolean().describe('may help the other users, and nothing else that admins may'),
  })
  .meta({ id: 'Account' })

export const user = account
  .extend({
    role,
    state: z.enum(['active', 'invited', 'disabled']),
    secondFactor,
    createdAt: z.iso.datetime(),
    lastSignInAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'User' })

const invitation = z
  .object({
    url: z.string().describe('hand it to the user; it works once and is shown this once'),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'Invitation' })

const graceUntil = z.iso
  .datetime({ offset: true })
  .optional()
  .describe('with requireSecondFactor: until then the user signs in without')

/** What helps whoever helps: how somebody can prove the second factor, and what is open. */
const userInDetail = user
  .extend({
    authenticators: z.array(authenticator),
    recoveryCodesLeft: z.int(),
    openSessions: z.int(),
    trustedDevices: z.array(trustedDevice.omit({ isCurrent: true }).meta({ id: 'TrustedDeviceOfUser' })),
    bypassCode: z
      .object({ expiresAt: z.iso.datetime(), createdBy: z.uuid(), reason: z.string() })
      .optional()
      .describe('one that was issued and not used; the code itself is shown only once'),
  })
  .meta({ id: 'UserInDetail' })

const userId = z.object({ id: z.uuid() })

export const accountRoutes = defineRoutes({
  'GET /api/v1/me': {
    summary: 'Who is signed in',
    access: 'session',
    answers: {
      200: z
        .object({
          account,
          organization,
          secondFactor: secondFactor.extend({ recoveryCodesLeft: z.int() }),
          session,
        })
        .meta({ id: 'Me' }),
    },
  },
  'GET /api/v1/users': {
    summary: 'The users of the organization',
    access: 'help_desk',
    query: z.object({
      after: z.string().max(200).optional().describe('the cursor `next` of the page before'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      search: z
        .string()
        .max(100)
        .regex(/^[^\p{Cc}]*$/u, 'Leave out control characters.')
        .optional()
        .describe('part of the name or the address'),
      secondFactor: standing.optional(),
    }),
    answers: {
      200: z.object({ items: z.array(user), next: z.string().optional() }).meta({ id: 'UserPage' }),
    },
  },
  'POST /api/v1/users': {
    summary: 'Add a user',
    description:
      'With a password the user can sign in at once; without one an invitation link is made. An admin or a help desk ' +
      'is added with a fresh proof.',
    access: 'admin',
    body: z.object({
      email,
      name: personName.optional(),
      role: role.default('agent'),
      password: newPassword.optional(),
      isHelpDesk: z.boolean().default(false),
      requireSecondFactor: z.boolean().default(false),
      requirementReason: reason.optional(),
      graceUntil,
    }),
    answers: { 201: user.extend({ invitation: invitation.optional() }).meta({ id: 'NewUser' }) },
    errors: [
      'user.email_taken',
      'user.help_desk_is_for_agents',
      'policy.grace_out_of_range',
      'access.step_up_required',
      'server.busy',
      ...newPasswordErrors,
    ],
  },
  'GET /api/v1/users/{id}': {
    summary: 'One user, with what helps whoever is to help',
    access: 'help_desk',
    params: userId,
    answers: { 200: userInDetail },
    errors: ['user.not_found'],
  },
  'PATCH /api/v1/users/{id}': {
    summary: 'Change a user',
    description:
      'Disabling ends all sessions of the user at once. Address, role, help desk, enabling, lifting a requirement and ' +
      'giving time ask for a fresh proof.',
    access: 'admin',
    params: userId,
    body: z.object({
      email: email.optional(),
      name: personName.optional(),
      role: role.optional(),
      isHelpDesk: z.boolean().optional(),
      requireSecondFactor: z.boolean().optional(),
      requirementReason: reason.nullable().optional().describe('null takes it away'),
      graceUntil,
      disabled: z.boolean().optional(),
    }),
    answers: { 200: user },
    errors: [
      'user.not_found',
      'user.email_taken',
      'user.last_admin',
      'user.is_yourself',
      'user.help_desk_is_for_agents',
      'policy.grace_out_of_range',
      'access.step_up_required',
    ],
  },
  'DELETE /api/v1/users/{id}': {
    summary: 'Delete a user with everything that belongs to the account',
    access: 'admin',
    needsStepUp: true,
    params: userId,
    answers: { 204: null },
    errors: ['user.not_found', 'user.last_admin', 'user.is_yourself'],
  },
  'POST /api/v1/users/{id}/invitation': {
    summary: 'Make a new invitation link; the one before is void',
    access: 'help_desk',
    needsStepUp: true,
    params: userId,
    answers: { 201: invitation },
    errors: ['user.not_found', 'user.not_invited', 'access.beyond_help_desk'],
  },
  'POST /api/v1/invitations/inspect': {
    summary: 'Whom an invitation is for',
    access: 'public',
    body: z.object({ token: z.string().max(200) }),
    answers: { 200: z.object({ email: z.string(), name: z.string(), organizationName: z.string() }) },
    errors: ['invitation.invalid', 'sign_in.too_many_attempts'],
  },
  'POST /api/v1/invitations/accept': {
    summary: 'Set the first password with an invitation; signing in comes after it, like any other time',
    access: 'public',
    body: z.object({ token: z.string().max(200), password: newPassword }),
    answers: {
      200: z
        .object({
          enrolmentTicket: z
            .string()
            .optional()
            .describe('where the organization asks for proof: good for the first enrolment, within an hour'),
        })
        .meta({ id: 'AcceptedInvitation' }),
    },
    errors: ['invitation.invalid', 'sign_in.too_many_attempts', 'server.busy', ...newPasswordErrors],
  },
})
