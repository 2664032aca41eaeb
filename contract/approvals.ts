// Sign-in approval: a sign-in elsewhere is approved on a phone that its owner registered, with the number that the page of
// the sign-in shows. Source: NIST SP 800-63B-4 section 3.1.3 (out-of-band authenticators), OWASP ASVS 5.0 V6.6.4.
import { z } from 'zod'
import { defineRoutes } from './route.ts'
import { authenticator, authenticatorName } from './second-factor.ts'
import { client } from './sessions.ts'

/** For so long the phone is asked; less where the sign-in itself ends before. */
export const APPROVAL_MINUTES = 3

/** So many phones of an account approve sign-ins at most. */
export const MOST_PHONES = 5

export const approvalNumber = z
  .string()
  .regex(/^\d{2}$/, 'Type the two digits that the sign-in shows.')
  .meta({ examples: ['47'] })

const base64url = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[A-Za-z0-9_-]+$/, 'Send base64url, without padding.')

const approval = z
  .object({
    id: z.uuid(),
    email: z.string().describe('whose sign-in it is'),
    client,
    device: z.string().describe('in words; empty when nothing is known'),
    address: z.string().describe('where from'),
    state: z
      .enum(['waiting', 'approved'])
      .describe('`approved` while nobody is in by the yes: until then it can be taken back'),
    askedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'Approval' })

const approvalId = z.object({ id: z.uuid() })
const authenticatorId = z.object({ id: z.uuid() })

export const approvalRoutes = defineRoutes({
  'POST /api/v1/me/authenticators/approval': {
    summary: 'Have this phone approve sign-ins',
    description:
      'For sessions of the client `mobile`, beside an app or a passkey, with a second factor proven within the last ten ' +
      'minutes. The phone makes a key that does not leave it, and sends the public one: ECDSA on P-256, as ' +
      '`SubjectPublicKeyInfo`. It is listed, renamed and removed as every authenticator. It keeps this session open for ' +
      'longer than others. ' +
      `An account has ${MOST_PHONES} at most.`,
    access: 'session',
    body: z.object({ publicKey: base64url(200), name: authenticatorName.optional() }),
    answers: { 201: authenticator },
    errors: [
      'approval.mobile_only',
      'approval.key_wrong',
      'approval.too_many_phones',
      'second_factor.not_enrolled',
      'second_factor.fresh_code_required',
    ],
  },
  'POST /api/v1/me/authenticators/{id}/session': {
    summary: 'Have this phone keep its session open for longer',
    description:
      'For a session of the client `mobile` with a second factor proven within the last ten minutes by a code or a passkey, ' +
      'signed with the key of the phone: `ECDSA`, `SHA-256`, base64url, over `countersign keep open SESSION`, the id of ' +
      'this session. It ends by the limits of a phone then, counted from its sign-in, and the session that the phone kept ' +
      'open before as every other does. Registering a phone does the same. Without the phone the ordinary limits hold at once.',
    access: 'session',
    params: authenticatorId,
    body: z.object({ signature: base64url(86) }),
    answers: { 200: z.object({ expiresAt: z.iso.datetime() }).meta({ id: 'KeptSession' }) },
    errors: ['approval.mobile_only', 'approval.device_refused', 'second_factor.fresh_code_required'],
  },
  'POST /api/v1/me/authenticators/{id}/push': {
    summary: 'Have this phone told of sign-ins while the app is closed',
    description:
      'What `PushManager.subscribe()` answers for the `pushKey` of this server; in place of the subscription before. ' +
      'What is sent holds nothing but that there is something to look at.',
    access: 'session',
    params: authenticatorId,
    body: z.object({
      // Plain HTTP for a receiver on this machine alone: RFC 8030 wants TLS.
      endpoint: z
        .url({ protocol: /^https?$/ })
        .max(2000)
        .regex(
          /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1)[:/])[^\s@\\\p{Cc}]+$/iu,
          'Send the address of a push service.',
        ),
      keys: z.object({ p256dh: base64url(88), auth: base64url(24) }),
    }),
    answers: { 204: null },
    errors: ['authenticator.not_found', 'approval.no_push', 'approval.key_wrong'],
  },
  'DELETE /api/v1/me/authenticators/{id}/push': {
    summary: 'Have this phone told no more while the app is closed',
    access: 'session',
    params: authenticatorId,
    answers: { 204: null },
    errors: ['authenticator.not_found'],
  },
  'GET /api/v1/me/approvals': {
    summary:
      'The sign-in that waits for your yes or no, if there is one, and each yes that can be taken back',
    access: 'session',
    answers: {
      200: z
        .object({
          items: z.array(approval),
          pushKey: z
            .string()
            .optional()
            .describe(
              'the `applicationServerKey` for PushManager.subscribe(), where this server sends Web Push',
            ),
        })
        .meta({ id: 'Approvals' }),
    },
  },
  'GET /api/v1/me/approvals/events': {
    summary: 'The same, live: server-sent events',
    description: 'Each message is all that waits, or can be taken back, then.',
    access: 'session',
    isEvents: true,
    answers: { 200: z.object({ items: z.array(approval) }).meta({ id: 'WaitingApprovals' }) },
  },
  'POST /api/v1/me/approvals/{id}/approve': {
    summary: 'Approve a sign-in, with the number that it shows',
    description:
      'From a session of the client `mobile` that was signed in with a code or a passkey, signed with the key of a ' +
      'phone that is registered: `ECDSA`, `SHA-256`, base64url, over `countersign approve ID NUMBER`. A wrong number ends ' +
      'the sign-in, and counts as a wrong code.',
    access: 'session',
    params: approvalId,
    body: z.object({
      authenticator: z.uuid().describe('of this phone'),
      number: approvalNumber,
      signature: base64url(86),
    }),
    answers: { 204: null },
    errors: [
      'approval.not_found',
      'approval.number_wrong',
      'approval.device_refused',
      'second_factor.too_many_attempts',
    ],
  },
  'POST /api/v1/me/approvals/{id}/deny': {
    summary: 'It was not me',
    description:
      'Ends that sign-in and tells the admins; changes nothing else. A yes is taken back, too, until somebody is in by it.',
    access: 'session',
    params: approvalId,
    answers: { 204: null },
    errors: ['approval.not_found'],
  },
})
