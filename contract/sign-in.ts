// The sign-in: password, then a code; one protocol for every client. No session before the second factor.
import { z } from 'zod'
import { email } from './accounts.ts'
import { approvalNumber } from './approvals.ts'
import { password } from './password.ts'
import { defineRoutes } from './route.ts'
import { authenticatorName, code, enrolment, recoveryCodes, ticket } from './second-factor.ts'
import { client, startedSession } from './sessions.ts'
import { creationOptions, newPasskey, passkeyProof, requestOptions } from './webauthn.ts'

const challenge = z
  .string()
  .max(200)
  .describe('opaque, minutes short, bound to the client that began, good for nothing else')

export const finishedSignIn = z
  .object({ step: z.literal('done'), session: startedSession })
  .meta({ id: 'FinishedSignIn' })

export const secondFactorMethod = z.enum(['passkey', 'totp', 'approval', 'recovery_code', 'bypass_code'])

const codeErrors = [
  'sign_in.challenge_over',
  'second_factor.code_wrong',
  'second_factor.code_used',
  'second_factor.code_expired',
  'second_factor.clock_off',
  'second_factor.too_many_attempts',
] as const

export const signInRoutes = defineRoutes({
  'POST /api/v1/sign-in': {
    summary: 'Begin with the password',
    description:
      'Answers what comes next: `done` with a session, `code` when a second factor is to be given, `enrol` when an ' +
      'admin requires one and there is none yet. Unknown, wrong, disabled and locked look alike.',
    access: 'public',
    body: z.object({ email, password, client: client.default('web') }),
    answers: {
      200: z
        .object({
          step: z.enum(['done', 'code', 'enrol']),
          challenge: challenge.optional(),
          expiresAt: z.iso.datetime().optional().describe('of the challenge'),
          methods: z.array(secondFactorMethod).optional(),
          trustDays: z
            .int()
            .optional()
            .describe('with `code`: for so many days this browser may be trusted with `trustDevice`'),
          needsTicket: z.boolean().optional().describe('with `enrol`: a ticket of the admin is asked for'),
          enrolBy: z.iso
            .datetime()
            .optional()
            .describe('with `done`: two-factor is required from then on, and there is none yet'),
          session: startedSession.optional(),
        })
        .meta({ id: 'SignInStep' }),
    },
    errors: ['sign_in.refused', 'sign_in.too_many_attempts', 'server.busy'],
  },
  'POST /api/v1/sign-in/totp': {
    summary: 'Give the code of the authenticator app',
    description:
      'With `trustDevice` the browser is trusted for as long as the organization allows: a sign-in from it needs the ' +
      'password alone, and what is grave still asks for a code. Nothing happens where it allows none, and for clients ' +
      'other than `web`.',
    access: 'challenge',
    body: z.object({ challenge, code, trustDevice: z.boolean().optional() }),
    answers: { 200: finishedSignIn },
    errors: [...codeErrors, 'second_factor.switched_off'],
  },
  'POST /api/v1/sign-in/passkey/options': {
    summary: 'Ask for the second factor with a passkey',
    description: 'Answers what `navigator.credentials.get()` takes, for the passkeys of the account.',
    access: 'challenge',
    body: z.object({ challenge }),
    answers: { 200: requestOptions },
    errors: ['sign_in.challenge_over', 'passkey.unavailable', 'passkey.none'],
  },
  'POST /api/v1/sign-in/passkey': {
    summary: 'Give the proof of the passkey',
    description: '`trustDevice` as with the code of an app.',
    access: 'challenge',
    body: z.object({ challenge, passkey: passkeyProof, trustDevice: z.boolean().optional() }),
    answers: { 200: finishedSignIn },
    errors: [
      'sign_in.challenge_over',
      'passkey.unavailable',
      'passkey.refused',
      'second_factor.too_many_attempts',
    ],
  },
  'POST /api/v1/sign-in/passkey-alone/options': {
    summary: 'Begin to sign in with a passkey alone',
    description:
      'Without a name: the person chooses among the passkeys that the device has for this server. The answer is of the ' +
      'same form for everybody, and fit for autofill (`mediation: "conditional"`).',
    access: 'public',
    body: z.object({}),
    answers: { 200: requestOptions },
    errors: ['passkey.unavailable'],
  },
  'POST /api/v1/sign-in/passkey-alone': {
    summary: 'Sign in with a passkey that has checked who uses it',
    description:
      'Both factors in one: the device, and the finger, face or PIN that it asked for. Unknown, wrong and disabled ' +
      'look alike.',
    access: 'public',
    body: z.object({ passkey: passkeyProof, client: client.default('web') }),
    answers: { 200: finishedSignIn },
    errors: ['passkey.unavailable', 'passkey.refused', 'sign_in.too_many_attempts'],
  },
  'POST /api/v1/sign-in/approval': {
    summary: 'Ask on the phone for the second factor',
    description:
      'Answers the number to show. Whoever has the phone sees who signs in, where from and with what, and types that ' +
      'number. Asked again while it waits, the answer is the same. One sign-in of an account waits at a time.',
    access: 'challenge',
    body: z.object({ challenge }),
    answers: {
      200: z
        .object({
          number: approvalNumber,
          expiresAt: z.iso.datetime().describe('until when the phone is asked'),
        })
        .meta({ id: 'AskedApproval' }),
    },
    errors: [
      'sign_in.challenge_over',
      'approval.none',
      'approval.another_waits',
      'approval.too_many',
      'second_factor.too_many_attempts',
    ],
  },
  'POST /api/v1/sign-in/approval/wait': {
    summary: 'Wait for the answer of the phone, for up to 20 seconds',
    description: 'With `waiting`, ask again at once: the session comes with an answer that did not wait.',
    access: 'challenge',
    body: z.object({ challenge }),
    answers: {
      200: z
        .object({ step: z.enum(['waiting', 'done']), session: startedSession.optional() })
        .meta({ id: 'ApprovalStep' }),
    },
    errors: [
      'sign_in.challenge_over',
      'approval.refused',
      'approval.expired',
      'second_factor.too_many_attempts',
    ],
  },
  'POST /api/v1/sign-in/recovery-code': {
    summary: 'Give a recovery code instead',
    access: 'challenge',
    body: z.object({ challenge, code }),
    answers: { 200: finishedSignIn },
    errors: ['sign_in.challenge_over', 'recovery_code.wrong', 'second_factor.too_many_attempts'],
  },
  'POST /api/v1/sign-in/bypass-code': {
    summary: 'Give the bypass code that an admin issued',
    access: 'challenge',
    body: z.object({ challenge, code }),
    answers: { 200: finishedSignIn },
    errors: ['sign_in.challenge_over', 'bypass_code.wrong', 'second_factor.too_many_attempts'],
  },
  'POST /api/v1/sign-in/enrolment': {
    summary: 'Get the QR code, where the sign-in asks to enrol',
    description: 'Calling it again starts over with a new secret; the one before is void.',
    access: 'challenge',
    body: z.object({ challenge, ticket: ticket.optional() }),
    answers: { 200: enrolment },
    errors: [
      'sign_in.challenge_over',
      'second_factor.already_enrolled',
      'second_factor.ticket_required',
      'second_factor.ticket_wrong',
      'second_factor.too_many_attempts',
    ],
  },
  'POST /api/v1/sign-in/enrolment/passkey': {
    summary: 'Begin to add a passkey, where the sign-in asks to enrol',
    access: 'challenge',
    body: z.object({ challenge, ticket: ticket.optional() }),
    answers: { 200: creationOptions },
    errors: [
      'sign_in.challenge_over',
      'passkey.unavailable',
      'second_factor.ticket_required',
      'second_factor.ticket_wrong',
      'second_factor.too_many_attempts',
    ],
  },
  'POST /api/v1/sign-in/enrolment/passkey/confirm': {
    summary: 'Add the passkey that was made, and be signed in',
    access: 'challenge',
    body: z.object({ challenge, passkey: newPasskey, name: authenticatorName.optional() }),
    answers: { 200: finishedSignIn.extend({ recoveryCodes }).meta({ id: 'FinishedPasskeyEnrolment' }) },
    errors: [
      'sign_in.challenge_over',
      'passkey.unavailable',
      'passkey.refused',
      'second_factor.too_many_attempts',
    ],
  },
  'POST /api/v1/sign-in/enrolment/confirm': {
    summary: 'Prove the new authenticator with its first code, and be signed in',
    access: 'challenge',
    body: z.object({ challenge, code }),
    answers: { 200: finishedSignIn.extend({ recoveryCodes }).meta({ id: 'FinishedEnrolment' }) },
    errors: [...codeErrors, 'second_factor.enrolment_over', 'second_factor.already_enrolled'],
  },
})
