// Alerts: where it is told that a sign-in failed, a dashboard stands still, a screen or a runner is gone, and that it is
// well again. By webhook (Standard Webhooks, standardwebhooks.com) and by mail.
import { z } from 'zod'
import { alertKinds } from './alert-kinds.ts'
import { defineRoutes } from './route.ts'

/** What is told of each kind, as the `type` of a webhook. */
export const alertTypes = {
  connection: { bad: 'connection.sign_in_failed', good: 'connection.signed_in' },
  dashboard: { bad: 'dashboard.frames_stopped', good: 'dashboard.frames_again' },
  screen: { bad: 'screen.offline', good: 'screen.back' },
  runner: { bad: 'runner.gone', good: 'runner.back' },
} as const satisfies Record<(typeof alertKinds)[number], { bad: string; good: string }>

/** After a change the secret before it signs, too, for so long: whoever receives has time to take the new one. */
export const OLD_WEBHOOK_SECRET_HOURS = 24

const about = z.array(z.enum(alertKinds)).min(1, 'Choose at least one.').max(alertKinds.length)

const url = z
  .url({ protocol: /^https?$/, error: 'Type a web address that begins with https:// or http://.' })
  .max(2000, 'Use at most 2000 characters.')
  .regex(/^https?:\/\/[^/?#@\\\s\p{Cc}]+([/?#][^\s\p{Cc}]*)?$/iu, 'Leave out a name and a password.')
  .meta({ examples: ['https://hooks.example.com/countersign'] })

const address = z.email('Type a mail address.').max(254)

const target = z
  .object({
    id: z.uuid(),
    kind: z.enum(['webhook', 'mail']),
    host: z
      .string()
      .optional()
      .describe('of a webhook; the rest of its address may be a secret, and is not answered'),
    address: z.string().optional().describe('of a mail'),
    about,
    isOn: z.boolean(),
    last: z
      .object({
        at: z.iso.datetime(),
        isDelivered: z.boolean(),
        problem: z
          .enum(['refused_address', 'no_answer', 'too_slow', 'not_accepted', 'no_mail_server'])
          .optional(),
        status: z.int().optional().describe('what a webhook answered'),
      })
      .optional()
      .describe('the last try'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'AlertTarget' })

const targetWithSecret = target
  .extend({
    secret: z
      .string()
      .optional()
      .describe('of a webhook, to check signatures with: whsec_ and base64; told this once'),
  })
  .meta({ id: 'AlertTargetWithSecret' })

const targetId = z.object({ id: z.uuid() })

export const alertRoutes = defineRoutes({
  'GET /api/v1/alert-targets': {
    summary: 'Where alerts go',
    access: 'admin',
    answers: { 200: z.object({ items: z.array(target) }).meta({ id: 'AlertTargetPage' }) },
  },
  'POST /api/v1/alert-targets': {
    summary: 'Have alerts sent to a webhook or a mail address',
    access: 'admin',
    needsStepUp: true,
    body: z
      .object({ url: url.optional(), address: address.optional(), about: about.default([...alertKinds]) })
      .refine(({ url, address }) => (url === undefined) !== (address === undefined), {
        path: ['url'],
        message: 'Give the address of a webhook, or a mail address.',
      }),
    answers: { 201: targetWithSecret },
    errors: ['access.step_up_required', 'alert.no_mail_server', 'alert.too_many_targets'],
  },
  'PATCH /api/v1/alert-targets/{id}': {
    summary: 'Change what a target is told, or switch it off',
    access: 'admin',
    params: targetId,
    body: z.object({
      about: about.optional(),
      isOn: z.boolean().optional(),
    }),
    answers: { 200: target },
    errors: ['alert.target_not_found'],
  },
  'DELETE /api/v1/alert-targets/{id}': {
    summary: 'Send no more alerts there',
    access: 'admin',
    params: targetId,
    answers: { 204: null },
    errors: ['alert.target_not_found'],
  },
  'POST /api/v1/alert-targets/{id}/secret': {
    summary: 'Make a new secret of a webhook; the one before it signs, too, for a day',
    access: 'admin',
    needsStepUp: true,
    params: targetId,
    answers: { 200: targetWithSecret },
    errors: ['access.step_up_required', 'alert.target_not_found'],
  },
  'POST /api/v1/alert-targets/{id}/test': {
    summary: 'Send an alert that says it is a test; `last` tells how it went',
    access: 'admin',
    params: targetId,
    answers: { 202: target },
    errors: ['alert.target_not_found', 'alert.too_many_tests'],
  },
})
