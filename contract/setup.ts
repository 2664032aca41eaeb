// The first start: one organization with its first admin, made once with the token that the server printed.
import { z } from 'zod'
import { email, personName } from './accounts.ts'
import { newPassword } from './password.ts'
import { organizationName } from './organizations.ts'
import { defineRoutes } from './route.ts'
import { finishedSignIn } from './sign-in.ts'

export const setupRoutes = defineRoutes({
  'GET /api/v1/setup': {
    summary: 'Whether this installation still has to be set up',
    access: 'public',
    answers: {
      200: z.object({
        needed: z.boolean(),
        isSignUpOpen: z.literal(true).optional().describe('anybody may ask for an organization of their own'),
      }),
    },
  },
  'POST /api/v1/setup': {
    summary: 'Set up the organization and its first admin',
    description: 'The token works once. Of two calls at the same moment one makes the organization.',
    access: 'public',
    body: z.object({
      token: z.string().min(1).max(200).describe('from the link that the server printed'),
      organizationName,
      email,
      password: newPassword,
      name: personName.optional(),
    }),
    answers: { 201: finishedSignIn },
    errors: [
      'setup.already_done',
      'setup.token_wrong',
      'sign_in.too_many_attempts',
      'server.busy',
      'password.too_short',
      'password.too_long',
      'password.common',
      'password.is_context_word',
    ],
  },
})
