// The wall at a glance: counts by state, every screen worst first, the connections behind them, and what happened.
import { z } from 'zod'
import { cause } from './attempts.ts'
import { frameTroubles } from './frames.ts'
import { defineRoutes } from './route.ts'

const activity = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    what: z
      .enum([
        'signed_in',
        'sign_in_failed',
        'person_needed',
        'frames_stopped',
        'frames_again',
        'screen_paired',
        'screen_removed',
        'screen_token_stolen',
        'screen_offline',
        'screen_back',
        'runner_gone',
        'runner_back',
        'message_shown',
        'message_taken_back',
      ])
      .describe('the console makes a sentence of it'),
    name: z.string().describe('of the connection, dashboard, screen or runner, as it was called then'),
    connection: z.uuid().optional(),
    dashboard: z.uuid().optional(),
    screen: z.uuid().optional(),
    cause: cause.optional(),
    trouble: z.enum(frameTroubles).optional(),
    tookSeconds: z.int().optional(),
    withCode: z.boolean().optional().describe('a code was typed'),
  })
  .meta({ id: 'Activity' })

const overview = z
  .object({
    now: z.iso.datetime(),
    screens: z.object({
      good: z.int(),
      old: z.int(),
      stale: z.int(),
      offline: z.int(),
      nothing: z.int(),
      resting: z.int(),
    }),
    connections: z.object({
      signedIn: z.int(),
      signingIn: z.int(),
      needsAttention: z.int(),
      paused: z.int(),
    }),
    dashboards: z.object({
      fresh: z.int(),
      old: z.int(),
      stale: z.int(),
      waiting: z.int(),
      resting: z.int(),
      paused: z.int(),
    }),
    runners: z.object({ here: z.int(), gone: z.int() }),
    worstScreens: z
      .array(
        z.object({
          id: z.uuid(),
          name: z.string(),
          tags: z.array(z.string()),
          state: z.enum(['good', 'old', 'stale', 'offline', 'nothing', 'resting']),
          showing: z.string().optional().describe('name of the dashboard'),
          dashboard: z.uuid().optional(),
          takenAt: z.iso.datetime().optional(),
          frameNumber: z.int().optional().describe('another one: its picture is to be fetched again'),
          lastSeenAt: z.iso.datetime().optional(),
          hasMessage: z.boolean(),
        }),
      )
      .max(500),
    worstConnections: z
      .array(
        z.object({
          id: z.uuid(),
          name: z.string(),
          service: z.string(),
          state: z.enum(['signed_in', 'signing_in', 'needs_attention', 'paused']),
          cause: cause.optional(),
          nextTryAt: z.iso.datetime().optional(),
          nextVisitAt: z.iso.datetime().optional().describe('when its session is looked at or renewed'),
          signedInAt: z.iso.datetime().optional(),
          dashboards: z.int(),
        }),
      )
      .max(200),
    activity: z.array(activity).max(50).describe('newest first'),
  })
  .meta({ id: 'Overview' })

export const overviewRoutes = defineRoutes({
  'GET /api/v1/overview': {
    summary: 'The wall at a glance',
    access: 'session',
    answers: { 200: overview },
  },
  'GET /api/v1/overview/events': {
    summary: 'The same, live: server-sent events',
    description: 'Each message is the whole overview as it is then, at most one in two seconds.',
    access: 'session',
    isEvents: true,
    answers: { 200: overview },
  },
})
