// One's own account: the password, a forgotten one, everything that is kept, and the end of it.
import { z } from 'zod'
import { email } from './accounts.ts'
import { newPassword, newPasswordErrors, password } from './password.ts'
import { defineRoutes, file } from './route.ts'
import { code, codeErrors } from './second-factor.ts'

const token = z.string().max(200)

const passwordAgainErrors = ['password.wrong', 'sign_in.too_many_attempts', 'server.busy'] as const

export const accountSelfRoutes = defineRoutes({
  'POST /api/v1/me/password': {
    summary: 'Change your password',
    description:
      'Ends your other sessions; this one goes on under a new token: a new cookie for the web, `token` for the ' +
      'others. With a second factor, a proof of it in the last ten minutes is needed.',
    access: 'session',
    body: z.object({ currentPassword: password, newPassword }),
    answers: { 200: z.object({ token: z.string().optional() }).meta({ id: 'ChangedPassword' }) },
    errors: ['access.step_up_required', ...passwordAgainErrors, ...newPasswordErrors],
  },
  'GET /api/v1/me/export': {
    summary: 'Everything that is kept about you, as a file; no secrets',
    access: 'session',
    needsStepUp: true,
    isDownload: true,
    answers: { 200: file },
  },
  'DELETE /api/v1/me': {
    summary: 'Delete your account and everything personal in it',
    description: 'Needs the password, and a code unless a second factor was proven in the last ten minutes.',
    access: 'session',
    body: z.object({ password, code: code.optional() }),
    answers: { 204: null },
    errors: [
      ...passwordAgainErrors,
      'user.last_admin',
      'second_factor.fresh_code_required',
      'second_factor.switched_off',
      ...codeErrors,
    ],
  },
  'POST /api/v1/password-reset': {
    summary: 'Ask for a link to set a new password',
    description: 'Answers the same whether or not there is such an account. The link comes by mail.',
    access: 'public',
    body: z.object({ email }),
    answers: { 202: null },
    errors: ['sign_in.too_many_attempts', 'password.no_mail'],
  },
  'POST /api/v1/password-reset/complete': {
    summary: 'Set a new password with the link',
    description:
      'Changes the password and nothing else: no session comes of it, and the second factor is asked as before.',
    access: 'public',
    body: z.object({ token, password: newPassword }),
    answers: { 204: null },
    errors: ['password.reset_invalid', 'sign_in.too_many_attempts', 'server.busy', ...newPasswordErrors],
  },
})
