// Problem details (RFC 9457): how every failure is told.
import { z } from 'zod'
import { errors, type ErrorCode } from './errors.ts'

const codes = Object.keys(errors) as [ErrorCode, ...ErrorCode[]]

export const problem = z
  .object({
    type: z.string().describe('a URI that names the failure: the path of its entry on the reference page'),
    title: z.string().describe('one sentence for people'),
    status: z.int(),
    code: z.enum(codes).describe('decide by this'),
    requestId: z.string().describe('the same id as in the log of the server'),
    retryAfterSeconds: z.int().optional().describe('also in the header Retry-After'),
    clockOffsetSeconds: z
      .int()
      .optional()
      .describe('with second_factor.clock_off: negative when the phone is behind'),
    fields: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .describe('with request.invalid: what is wrong where'),
  })
  .meta({ id: 'Problem' })

export type Problem = z.output<typeof problem>
