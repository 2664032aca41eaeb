// What runners ask: leases of connections, a login or a code at the moment of typing, and where they tell what they did.
// A runner holds no key and no login of the database; its token is all it has.
import { z } from 'zod'
import { attempt, cause, stepKinds } from './attempts.ts'
import { defineRoutes } from './route.ts'

/** A lease that is not renewed for so long passes on. */
export const LEASE_SECONDS = 30

/** Cookies and storage of a signed-in browser. */
export const MOST_SESSION_BYTES = 8 * 1024 * 1024

const MOST_PICTURE_BYTES = 1024 * 1024

/** Base64 takes a third more, and something stands around it. */
const bodyFor = (bytes: number): number => Math.ceil(bytes * 1.4) + 4096

const lease = z
  .object({
    id: z.uuid(),
    expiresAt: z.iso.datetime(),
    organization: z.uuid(),
    connection: z.uuid(),
    attempt: z.uuid(),
    why: attempt.shape.why,
    typesFirst: z
      .boolean()
      .describe('false: the service refused what was typed last; whoever has taken over types by hand'),
    stepsSoFar: z.int().describe('of this attempt, by a runner that lost it'),
    url: z.string(),
    username: z.string(),
    hasPassword: z.boolean(),
    hasSecret: z.boolean(),
    signInOrigins: z.array(z.string()).describe('further origins where its login may be typed'),
    pack: z.record(z.string(), z.unknown()).describe('the service pack; see service-pack.ts'),
    session: z
      .string()
      .optional()
      .describe('what the browser kept, as the runner gave it; nothing where it is to be signed in anew'),
    visitAgainSeconds: z
      .int()
      .describe('the next visit is so late at the latest; what would end before it is to be renewed now'),
  })
  .meta({ id: 'Lease' })

const leaseId = z.object({ id: z.uuid() })

/** Where a secret is typed. */
export const typingOrigin = z
  .string()
  .max(300)
  .regex(/^https?:\/\/[^/?#@\\\s\p{Cc}]+$/u)
  .describe('of the frame that it is typed in, as the browser says it')

export const leasedPassword = z.object({ password: z.string() }).meta({ id: 'LeasedPassword' })
export const leasedCode = z
  .object({ code: z.string(), validUntil: z.iso.datetime() })
  .meta({ id: 'LeasedCode' })

const leaseErrors = ['lease.lost'] as const

export const runnerRoutes = defineRoutes({
  'POST /api/v1/runner/leases': {
    summary: 'Ask for work: connections that have to be signed in',
    description: 'Waits while there is none.',
    access: 'runner',
    body: z.object({
      version: z.string().max(60),
      most: z.int().min(0).max(50).describe('how many it takes'),
      waitSeconds: z.int().min(0).max(20).default(20).describe('how long it waits for work'),
    }),
    answers: { 200: z.object({ items: z.array(lease) }).meta({ id: 'Leases' }) },
  },
  'POST /api/v1/runner/leases/{id}/renew': {
    summary: 'Keep a lease',
    access: 'runner',
    params: leaseId,
    answers: { 200: z.object({ expiresAt: z.iso.datetime() }).meta({ id: 'LeaseRenewed' }) },
    errors: leaseErrors,
  },
  'POST /api/v1/runner/leases/{id}/password': {
    summary: 'The password, to be typed now, on an origin of the connection',
    description:
      'A password that has never worked is handed out under one lease: nobody types a wrong one again when the runner is gone that typed it.',
    access: 'runner',
    params: leaseId,
    body: z.object({ origin: typingOrigin }),
    answers: { 200: leasedPassword },
    errors: [...leaseErrors, 'lease.foreign_origin', 'lease.password_given', 'lease.does_not_open'],
  },
  'POST /api/v1/runner/leases/{id}/code': {
    summary: 'A code, to be typed now, which nobody was given before',
    description: 'Answers when its code is good: at once, or when the next step begins.',
    access: 'runner',
    params: leaseId,
    body: z.object({
      origin: typingOrigin,
      clockOffsetMillis: z
        .int()
        .min(-86_400_000)
        .max(86_400_000)
        .optional()
        .describe('how far the clock of the service is ahead of this server’s, by the Date headers of both'),
    }),
    answers: { 200: leasedCode },
    errors: [
      ...leaseErrors,
      'lease.foreign_origin',
      'lease.does_not_open',
      'lease.clock_off',
      'connection.has_no_secret',
      'connection.code_not_yet',
    ],
  },
  'POST /api/v1/runner/leases/{id}/steps': {
    summary: 'Tell a step of the attempt',
    access: 'runner',
    maxBodyBytes: bodyFor(MOST_PICTURE_BYTES),
    params: leaseId,
    body: z.object({
      number: z.int().min(1).max(1000),
      what: z.enum(stepKinds),
      page: z
        .string()
        .max(100)
        .regex(/^[\w.-]+$/),
      host: z.string().max(255),
      picture: z
        .base64()
        .max(Math.ceil((MOST_PICTURE_BYTES * 4) / 3))
        .optional()
        .describe('JPEG, every field in it blank'),
    }),
    answers: { 204: null },
    errors: leaseErrors,
  },
  'POST /api/v1/runner/leases/{id}/outcome': {
    summary: 'Tell how the attempt ended; the lease ends with it',
    access: 'runner',
    maxBodyBytes: bodyFor(MOST_SESSION_BYTES),
    params: leaseId,
    body: z.object({
      cause: cause.optional().describe('nothing for one that is signed in'),
      waitMinutes: z
        .int()
        .min(1)
        .max(10_080)
        .optional()
        .describe('how long the service wants to be left alone'),
      hasTyped: z.boolean().describe('false where the kept session was still good'),
      session: z.string().max(MOST_SESSION_BYTES).optional(),
      cookiesLastSeconds: z
        .int()
        .min(1)
        .max(2 ** 31 - 1)
        .optional()
        .describe('the shortest of what the service gave to this visit'),
    }),
    answers: { 204: null },
    errors: leaseErrors,
  },
})
