// Notices: what the owner of an account is told about it, in the console and by mail.
import { z } from 'zod'
import { defineRoutes } from './route.ts'

export const noticeKind = z.enum([
  'password_changed',
  'password_reset',
  'email_changed',
  'second_factor_on',
  'second_factor_off',
  'second_factor_reset',
  'authenticator_added',
  'authenticator_removed',
  'authenticators_switched_off',
  'passkey_copied',
  'recovery_codes_renewed',
  'recovery_code_used',
  'bypass_code_issued',
  'bypass_code_used',
  'new_device',
  'device_trusted',
  'trust_ended',
  'trust_copied',
  'sessions_ended',
  'requirement_reminder',
  'recovery_requested',
  'recovery_stopped',
  'recovery_used',
  'connection_needs_person',
  'screen_token_stolen',
  'sign_in_denied',
  'phone_asked_in_vain',
])

export const notice = z
  .object({
    id: z.uuid(),
    kind: noticeKind,
    facts: z.record(z.string(), z.string()).describe('what the sentence needs, by name'),
    createdAt: z.iso.datetime(),
    isRead: z.boolean(),
  })
  .meta({ id: 'Notice' })

export const noticeRoutes = defineRoutes({
  'GET /api/v1/me/notices': {
    summary: 'What you were told about your account, newest first',
    access: 'session',
    isNoUse: true,
    query: z.object({
      after: z.string().max(200).optional().describe('the cursor `next` of the page before'),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
    answers: {
      200: z
        .object({ items: z.array(notice), unread: z.int(), next: z.string().optional() })
        .meta({ id: 'NoticePage' }),
    },
  },
  'POST /api/v1/me/notices/read': {
    summary: 'Mark every notice as read',
    access: 'session',
    answers: { 204: null },
  },
})
