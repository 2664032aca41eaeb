// Grants: which agents may use a connection, or be told its codes. Admins may do both with every connection.
import { z } from 'zod'
import { defineRoutes } from './route.ts'

/** What can be given; the second includes the first. */
export const grantable = z
  .enum(['use', 'reveal'])
  .describe('use: see it and have it sign in; reveal: be told its codes, too')

const grant = z
  .object({
    account: z.object({ id: z.uuid(), email: z.string(), name: z.string() }),
    may: grantable,
    grantedAt: z.iso.datetime(),
    grantedBy: z.uuid().describe('the account of the admin who gave it'),
  })
  .meta({ id: 'Grant' })

const connectionId = z.object({ id: z.uuid() })

export const grantRoutes = defineRoutes({
  'GET /api/v1/connections/{id}/grants': {
    summary: 'Which agents may use a connection, in the order in which it was given to them',
    access: 'admin',
    params: connectionId,
    query: z.object({
      after: z.string().max(200).optional().describe('the cursor `next` of the page before'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    answers: {
      200: z.object({ items: z.array(grant), next: z.string().optional() }).meta({ id: 'GrantPage' }),
    },
    errors: ['connection.not_found'],
  },
  'POST /api/v1/connections/{id}/grants': {
    summary: 'Let an agent use a connection, or be told its codes',
    description:
      'An account has one grant of a connection: this one, from now on. reveal asks for a fresh proof.',
    access: 'admin',
    params: connectionId,
    body: z.object({ accountId: z.uuid(), may: grantable }),
    answers: { 200: grant },
    errors: [
      'connection.not_found',
      'user.not_found',
      'connection.admin_needs_no_grant',
      'access.step_up_required',
    ],
  },
  'DELETE /api/v1/connections/{id}/grants/{accountId}': {
    summary: 'Take the grant of an agent back, at once',
    access: 'admin',
    params: connectionId.extend({ accountId: z.uuid() }),
    answers: { 204: null },
    errors: ['connection.grant_not_found'],
  },
})
