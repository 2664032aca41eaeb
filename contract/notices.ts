// Notices: what the owner of an account is told about it, in the console and by mail.
import { z } from 'zod'

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
  'recovery_codes_renewed',
  'recovery_code_used',
  'bypass_code_issued',
  'bypass_code_used',
  'new_device',
  'sessions_ended',
  'requirement_reminder',
  'recovery_requested',
  'recovery_stopped',
  'recovery_used',
])
