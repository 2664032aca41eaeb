// The audit log: every grave action, with who, for whom and why; only ever added to.
import { z } from 'zod'
import { defineRoutes, file } from './route.ts'

const person = z
  .object({
    id: z.uuid(),
    name: z
      .string()
      .optional()
      .describe('nothing for an account that was deleted: its id is all that is left'),
  })
  .describe('resolved when it is read; the log itself holds ids alone')

export const auditEvent = z
  .object({
    id: z.string(),
    sequence: z.int(),
    at: z.iso.datetime(),
    actor: z.object({ kind: z.enum(['account', 'operator', 'system']), person: person.optional() }),
    action: z.string(),
    subject: person.optional(),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
    hash: z.string().describe('of this row and, through the row before it, of all before it'),
  })
  .meta({ id: 'AuditEvent' })

const filters = {
  action: z
    .string()
    .max(60)
    .regex(/^[a-z_.]*$/)
    .optional()
    .describe('the action, or its beginning'),
  person: z.uuid().optional().describe('who did it or for whom'),
  from: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
}

export const auditRoutes = defineRoutes({
  'GET /api/v1/audit-events': {
    summary: 'The audit log of the organization, newest first',
    access: 'admin',
    query: z.object({
      after: z.string().max(200).optional().describe('the cursor `next` of the page before'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      ...filters,
    }),
    answers: {
      200: z.object({ items: z.array(auditEvent), next: z.string().optional() }).meta({ id: 'AuditPage' }),
    },
  },
  'GET /api/v1/audit-events/export': {
    summary: 'The same as a file',
    access: 'admin',
    needsStepUp: true,
    isDownload: true,
    query: z.object({ format: z.enum(['csv', 'json']).default('csv'), ...filters }),
    answers: { 200: file },
  },
})
