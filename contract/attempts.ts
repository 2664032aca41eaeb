// Attempts: sign-ins of connections at their services, step by step, with pictures.
import { z } from 'zod'
import { causes, type CauseCode } from './causes.ts'
import { defineRoutes } from './route.ts'

const causeCodes = Object.keys(causes) as [CauseCode, ...CauseCode[]]

export const cause = z
  .enum(causeCodes)
  .describe('why it did not come to its end; the table of causes says it in words')

/** What was done on a page. The value that was typed is never part of it. */
export const stepKinds = [
  'opened',
  'typed_username',
  'typed_password',
  'typed_username_and_password',
  'typed_code',
  'typed_password_and_code',
  'pressed',
  'waited',
  'taken_over',
  'signed_in',
  'stopped',
] as const

const step = z
  .object({
    number: z.int(),
    at: z.iso.datetime(),
    what: z.enum(stepKinds),
    page: z
      .string()
      .describe('which page it was taken for: a state of the service pack, such as `microsoft.kmsi`'),
    host: z.string().describe('of the page, without its path'),
    picture: z.string().optional().describe('the address of the picture; every field in it is blank'),
  })
  .meta({ id: 'AttemptStep' })

export const attempt = z
  .object({
    id: z.uuid(),
    connection: z.uuid(),
    state: z
      .enum(['waiting', 'running', 'signed_in', 'failed'])
      .describe('waiting: no runner has taken it yet'),
    why: z
      .enum(['asked', 'renewal', 'retry', 'taken_over'])
      .describe(
        'who wanted it: a person, the end of a session, the circuit, or a person who does it by hand',
      ),
    askedBy: z.uuid().optional(),
    askedAt: z.iso.datetime(),
    startedAt: z.iso.datetime().optional(),
    endedAt: z.iso.datetime().optional(),
    cause: cause.optional(),
    nextTryAt: z.iso
      .datetime()
      .optional()
      .describe('when it is tried again by itself; nothing where it is not'),
    steps: z.array(step),
  })
  .meta({ id: 'Attempt' })

const connectionId = z.object({ id: z.uuid() })
const attemptId = connectionId.extend({ attempt: z.uuid() })

export const attemptRoutes = defineRoutes({
  'POST /api/v1/connections/{id}/sign-in': {
    summary: 'Sign in at the service now',
    description:
      'One attempt runs at a time: who asks while one waits or runs is given that one. A login that the service refused is not typed again before it was edited.',
    access: 'session',
    params: connectionId,
    answers: { 202: z.object({ attempt: z.uuid() }).meta({ id: 'AttemptAsked' }) },
    errors: [
      'connection.not_found',
      'connection.login_refused',
      'connection.locked_there',
      'connection.no_runner',
    ],
  },
  'POST /api/v1/connections/{id}/pause': {
    summary: 'Leave the account alone until somebody asks for a sign-in',
    description: 'Ends an attempt that runs. What the browser kept stays.',
    access: 'session',
    params: connectionId,
    answers: { 204: null },
    errors: ['connection.not_found'],
  },
  'GET /api/v1/connections/{id}/sign-ins': {
    summary: 'The attempts of a connection, newest first, without their steps',
    access: 'session',
    params: connectionId,
    query: z.object({
      after: z.string().max(200).optional().describe('the cursor `next` of the page before'),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
    answers: {
      200: z
        .object({ items: z.array(attempt.omit({ steps: true })), next: z.string().optional() })
        .meta({ id: 'AttemptPage' }),
    },
    errors: ['connection.not_found'],
  },
  'GET /api/v1/connections/{id}/sign-ins/{attempt}': {
    summary: 'One attempt, with its steps',
    access: 'session',
    params: attemptId,
    answers: { 200: attempt },
    errors: ['connection.not_found', 'attempt.not_found'],
  },
  'GET /api/v1/connections/{id}/sign-ins/{attempt}/events': {
    summary: 'The same, live: server-sent events',
    description: 'Each message is the whole attempt as it is then; the stream ends when the attempt has.',
    access: 'session',
    isEvents: true,
    params: attemptId,
    answers: { 200: attempt },
    errors: ['connection.not_found', 'attempt.not_found'],
  },
  'GET /api/v1/connections/{id}/sign-ins/{attempt}/steps/{number}/picture': {
    summary: 'The picture of a step, as JPEG',
    access: 'session',
    isPicture: true,
    params: attemptId.extend({ number: z.coerce.number().int().min(1).max(1000) }),
    answers: { 200: z.string().describe('a picture') },
    errors: ['connection.not_found', 'attempt.not_found'],
  },
})
