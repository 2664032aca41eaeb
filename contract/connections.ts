// Connections: stored logins to outside services, each with the secret that makes its codes. What was stored to be
// typed in there is written and never read again.
import { z } from 'zod'
import { cause } from './attempts.ts'
import { defineRoutes } from './route.ts'
import { MOST_SECRET_BODY_BYTES, secretErrors, secretInput } from './secrets.ts'
import { originOf } from './where-to-type.ts'

/** Which service packs there are is the server's to say: operators add their own. */
const service = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'The id of a service has small letters, digits and hyphens.')
  .describe('the id of a service pack; any: a service that has none')
  .meta({
    examples: [
      'atlassian',
      'trello',
      'microsoft',
      'power-bi',
      'salesforce',
      'zendesk',
      'google',
      'okta',
      'grafana',
      'tableau',
      'looker',
      'any',
    ],
  })

const name = z
  .string()
  .trim()
  .min(1, 'Type a name.')
  .max(100, 'Use at most 100 characters.')
  .regex(/^[^\p{Cc}]*$/u, 'Leave out control characters.')
  .meta({ examples: ['Power BI, sales floor'] })

const WEB_ADDRESS =
  'Type a web address that begins with https:// or http://, without a name or password in it.'

/** No @ before the path, and no backslash, which browsers read as the slash that begins it. */
const url = z
  .url({ protocol: /^https?$/, error: WEB_ADDRESS })
  .max(2000, 'Use at most 2000 characters.')
  .regex(/^https?:\/\/[^/?#@\\\s\p{Cc}]+([/?#][^\s\p{Cc}]*)?$/iu, WEB_ADDRESS)
  .meta({ examples: ['https://app.powerbi.com/'] })

const ORIGIN =
  'Type where the page is, and no more: https:// and its host. A host with letters beyond A to Z goes as xn--….'

/** The browser's word for where a page is. Nothing that stands for several, and no path: it would promise too much. */
const signInOrigin = z
  .string()
  .max(300, 'Use at most 300 characters.')
  .refine((text) => /^[^/]+:\/\/[^/?#]+\/?$/.test(text) && originOf(text) !== undefined, ORIGIN)

const signInOrigins = z
  .array(signInOrigin)
  .max(10, 'Name at most 10 origins.')
  .describe(
    'further origins where the login may be typed, such as that of a single sign-on; https, or http where the url is http',
  )
  .meta({ examples: [['https://login.example.com']] })

const username = z
  .string()
  .trim()
  .min(1, 'Type the name that the service knows you by.')
  .max(254, 'Use at most 254 characters.')
  .regex(/^[^\p{Cc}]*$/u, 'Leave out control characters.')
  .meta({ examples: ['wallboard@example.com'] })

const password = z
  .string()
  .min(1, 'Type the password.')
  .max(1024, 'Use at most 1024 characters.')
  .describe('at the service; never answered')

const secret = z
  .union([
    z.string().min(1, 'Paste the secret key.').max(4096, 'Use at most 4096 characters.'),
    secretInput.describe('what secrets/inspect recognised, with the pick where there was a choice'),
  ])
  .describe('of the authenticator, in any form; never answered')

const state = z
  .enum(['signed_in', 'signing_in', 'needs_attention', 'paused'])
  .describe('paused: nobody has asked it to sign in since its login was edited')

const connection = z
  .object({
    id: z.uuid(),
    service,
    name: z.string(),
    url: z.string(),
    signInOrigins: z.array(z.string()),
    username: z.string(),
    hasPassword: z.boolean(),
    hasSecret: z.boolean(),
    secret: z
      .object({
        issuer: z.string().optional(),
        account: z.string().optional(),
        digits: z.int(),
        periodSeconds: z.int(),
        algorithm: z.enum(['SHA1', 'SHA256', 'SHA512']),
      })
      .optional()
      .describe('what is known of the secret; the secret itself never leaves the server'),
    state,
    cause: cause.optional().describe('of the last attempt, where that one failed'),
    nextTryAt: z.iso.datetime().optional(),
    signedInAt: z.iso.datetime().optional(),
    clockOffsetSeconds: z
      .int()
      .optional()
      .describe('how far the clock of the service was ahead of ours; from 5 on either way it is a warning'),
    may: z
      .enum(['use', 'reveal', 'manage'])
      .describe('what whoever asks may do with it, each with those before: reveal its codes, change it'),
    createdAt: z.iso.datetime(),
    createdBy: z.uuid().describe('the account of the admin who added it'),
  })
  .meta({ id: 'Connection' })

const connectionId = z.object({ id: z.uuid() })

export const connectionRoutes = defineRoutes({
  'GET /api/v1/connections': {
    summary: 'The connections that you may use, in the order in which they were added',
    description: 'For an admin those of the organization, for an agent those that were granted.',
    access: 'session',
    query: z.object({
      after: z.string().max(200).optional().describe('the cursor `next` of the page before'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    answers: {
      200: z
        .object({ items: z.array(connection), next: z.string().optional() })
        .meta({ id: 'ConnectionPage' }),
    },
  },
  'POST /api/v1/connections': {
    summary: 'Add a connection',
    access: 'admin',
    maxBodyBytes: MOST_SECRET_BODY_BYTES,
    body: z.object({
      service,
      name,
      url,
      signInOrigins: signInOrigins.default([]),
      username,
      password,
      secret: secret.optional(),
    }),
    answers: { 201: connection },
    errors: ['connection.unknown_service', 'connection.origin_not_https', 'server.busy', ...secretErrors],
  },
  'GET /api/v1/connections/{id}': {
    summary: 'One connection',
    access: 'session',
    params: connectionId,
    answers: { 200: connection },
    errors: ['connection.not_found'],
  },
  'PATCH /api/v1/connections/{id}': {
    summary: 'Change a connection',
    description:
      'What is left out stays as it is. The service, the url and the sign-in origins say where the password is typed: ' +
      'they ask for a fresh proof.',
    access: 'admin',
    maxBodyBytes: MOST_SECRET_BODY_BYTES,
    params: connectionId,
    body: z.object({
      service: service.optional(),
      name: name.optional(),
      url: url.optional(),
      signInOrigins: signInOrigins.optional(),
      username: username.optional(),
      password: password.nullable().optional().describe('null takes it away'),
      secret: secret.nullable().optional().describe('null takes it away'),
    }),
    answers: { 200: connection },
    errors: [
      'connection.not_found',
      'connection.unknown_service',
      'connection.origin_not_https',
      'access.step_up_required',
      'server.busy',
      ...secretErrors,
    ],
  },
  'DELETE /api/v1/connections/{id}': {
    summary: 'Delete a connection with its password and its secret',
    access: 'admin',
    params: connectionId,
    answers: { 204: null },
    errors: ['connection.not_found'],
  },
  'GET /api/v1/connections/{id}/code': {
    summary: 'A code of the connection, which nobody was given before and nobody is given again',
    description:
      'Answers when its code is good: at once, or when the next step begins. Each answer is in the audit log. For ' +
      'admins, and agents with a grant to reveal; at most 10 in 10 minutes for each of them.',
    access: 'session',
    needsStepUp: true,
    usesUp: true,
    params: connectionId,
    answers: {
      200: z.object({ code: z.string(), validUntil: z.iso.datetime() }).meta({ id: 'ConnectionCode' }),
    },
    errors: [
      'connection.not_found',
      'connection.has_no_secret',
      'connection.secret_does_not_open',
      'connection.reveal_not_granted',
      'connection.code_not_yet',
      'connection.too_many_codes',
      'server.busy',
    ],
  },
})
