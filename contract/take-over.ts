// Taking over: a person does by hand, in the very page of the runner, what no machine can pass.
import { z } from 'zod'
import { defineRoutes } from './route.ts'
import { takeOverKeys } from './take-over-keys.ts'

const pixel = z.int().min(0).max(10_000)

/** What a person does, in pixels of the picture. */
export const personInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('press'), x: pixel, y: pixel }),
  z.object({ kind: z.literal('drag'), x: pixel, y: pixel, toX: pixel, toY: pixel }),
  z.object({ kind: z.literal('text'), text: z.string().min(1).max(500) }),
  z.object({ kind: z.literal('key'), key: z.enum(takeOverKeys) }),
  z.object({ kind: z.literal('scroll'), x: pixel, y: pixel, by: z.int().min(-5000).max(5000) }),
])

const MOST_VIEW_BYTES = 512 * 1024

export const liveView = z
  .object({
    number: z.int().describe('grows with each picture'),
    picture: z.string().optional().describe('JPEG in base64; nothing when there is no newer one'),
    width: z.int(),
    height: z.int(),
    origin: z.string().describe('of the page, by the browser; empty for a page of none'),
    isLive: z.boolean().describe('a runner has the page; where none has, the next one begins anew'),
    endsAt: z.iso.datetime(),
  })
  .meta({ id: 'LiveView' })

const attemptId = z.object({ id: z.uuid(), attempt: z.uuid() })
const viewErrors = ['connection.not_found', 'attempt.not_found', 'attempt.not_yours', 'attempt.over'] as const

export const takeOverRoutes = defineRoutes({
  'POST /api/v1/connections/{id}/take-over': {
    summary: 'Sign in at the service by hand, in the browser of the runner',
    description:
      'Ends an attempt that runs. The runner goes as far as it gets by itself, unless the service refused something before; then the page is the person’s. The session that it leads to is kept.',
    access: 'admin',
    needsStepUp: true,
    params: z.object({ id: z.uuid() }),
    answers: { 202: z.object({ attempt: z.uuid() }).meta({ id: 'TakeOverAsked' }) },
    errors: ['connection.not_found', 'connection.no_runner', 'connection.taken_over'],
  },
  'GET /api/v1/connections/{id}/sign-ins/{attempt}/view': {
    summary: 'The page as it is now, for whoever has taken over',
    description: 'Waits for up to 10 seconds for a picture after the one that is named.',
    access: 'admin',
    params: attemptId,
    query: z.object({ after: z.coerce.number().int().min(0).default(0) }),
    answers: { 200: liveView },
    errors: viewErrors,
  },
  'POST /api/v1/connections/{id}/sign-ins/{attempt}/inputs': {
    summary: 'Press, type and scroll in the page',
    access: 'admin',
    params: attemptId,
    body: z.object({ inputs: z.array(personInput).min(1).max(100) }),
    answers: { 204: null },
    errors: viewErrors,
  },
  'POST /api/v1/connections/{id}/sign-ins/{attempt}/end': {
    summary: 'Give the page back',
    access: 'admin',
    params: attemptId,
    body: z.object({
      isSignedIn: z
        .boolean()
        .default(false)
        .describe(
          'the person sees that it is signed in: the session is kept, whatever the runner makes of the page',
        ),
    }),
    answers: { 204: null },
    errors: viewErrors,
  },
  'POST /api/v1/runner/leases/{id}/view': {
    summary: 'Show the page to whoever has taken over, and hear what to do there',
    description: 'Waits for up to a second while nothing is to be done.',
    access: 'runner',
    maxBodyBytes: Math.ceil(MOST_VIEW_BYTES * 1.4),
    params: z.object({ id: z.uuid() }),
    body: z.object({
      picture: z
        .base64()
        .max(Math.ceil((MOST_VIEW_BYTES * 4) / 3))
        .optional()
        .describe('nothing when the page looks as it did'),
      width: pixel,
      height: pixel,
      origin: z.string().max(300),
    }),
    answers: {
      200: z
        .object({
          inputs: z.array(personInput),
          isOver: z.boolean().describe('the person is done, or the time is'),
          isSignedIn: z.boolean().describe('as the person says who is done'),
        })
        .meta({ id: 'PersonInputs' }),
    },
    errors: ['lease.lost'],
  },
})
