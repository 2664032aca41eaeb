// The login history: every sign-in of an account, and every attempt that failed.
import { z } from 'zod'
import { defineRoutes, file } from './route.ts'
import { client } from './sessions.ts'

export const signInEvent = z
  .object({
    id: z.uuid(),
    accountId: z.uuid(),
    email: z.string(),
    name: z.string(),
    at: z.iso.datetime(),
    outcome: z.enum(['success', 'failure']),
    client,
    device: z.string().describe('in words, such as “Firefox on Windows”; empty when nothing is known'),
    address: z.string(),
    factors: z
      .array(
        z.enum(['password', 'passkey', 'totp', 'approval', 'recovery_code', 'bypass_code', 'trusted_device']),
      )
      .describe('how each factor was proven; of a failure, what had been proven before it'),
    step: z
      .enum(['password', 'passkey', 'totp', 'approval', 'recovery_code', 'bypass_code', 'enrolment'])
      .optional()
      .describe('of a failure: what was tried'),
    reason: z.string().optional().describe('of a failure: its error code'),
    isNewDevice: z.boolean(),
    endedAt: z.iso.datetime().optional(),
    endedReason: z.string().optional(),
  })
  .meta({ id: 'SignInEvent' })

const page = {
  after: z.string().max(200).optional().describe('the cursor `next` of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
}

const filters = {
  outcome: z.enum(['success', 'failure']).optional(),
  client: client.optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
}

const filtersOfAdmins = {
  ...filters,
  user: z.uuid().optional(),
  address: z
    .string()
    .max(64)
    .regex(/^[0-9a-fA-F.:]*$/, 'Type an address, or its beginning.')
    .optional(),
}

const format = { format: z.enum(['csv', 'json']).default('csv') }

const answers = {
  200: z.object({ items: z.array(signInEvent), next: z.string().optional() }).meta({ id: 'SignInPage' }),
}

export const historyRoutes = defineRoutes({
  'GET /api/v1/me/sign-ins': {
    summary: 'Your sign-ins and the attempts that failed, newest first',
    access: 'session',
    query: z.object({ ...page, ...filters }),
    answers,
  },
  'GET /api/v1/sign-ins': {
    summary: 'The sign-ins of the organization, newest first',
    access: 'admin',
    query: z.object({ ...page, ...filtersOfAdmins }),
    answers,
  },
  'GET /api/v1/sign-ins/export': {
    summary: 'The same as a file',
    access: 'admin',
    needsStepUp: true,
    isDownload: true,
    query: z.object({ ...format, ...filtersOfAdmins }),
    answers: { 200: file },
  },
})
