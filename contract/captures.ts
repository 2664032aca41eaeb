// What runners ask to make pictures: a place, which is a connection that is signed in, or the public pages of an
// organization, with all its dashboards; and where they tell what they saw.
import { z } from 'zod'
import { captureStep, shownCapture } from './dashboards.ts'
import { frameTroubles, MOST_FRAME_BYTES, pictureFormat } from './frames.ts'
import { hoursKept } from './hours.ts'
import { defineRoutes } from './route.ts'
import { recordingInput } from './recordings.ts'
import { leasedCode, leasedPassword, MOST_SESSION_BYTES, typingOrigin } from './runners.ts'

const bodyFor = (bytes: number): number => Math.ceil(bytes * 1.4) + 4096

const MOST_LIVE_BYTES = 512 * 1024

/** Lists of dashboards and screens show it: of this width, or smaller. */
export const THUMBNAIL_WIDTH_PIXELS = 480

const MOST_THUMBNAIL_BYTES = 256 * 1024

const base64 = (bytes: number) => z.base64().max(Math.ceil((bytes * 4) / 3))

const place = z
  .object({
    id: z.uuid().describe('of the lease'),
    expiresAt: z.iso.datetime(),
    organization: z.uuid(),
    connection: z
      .object({
        id: z.uuid(),
        url: z.string(),
        username: z.string(),
        hasPassword: z.boolean(),
        hasSecret: z.boolean(),
        signInOrigins: z.array(z.string()),
        pack: z.record(z.string(), z.unknown()).describe('the service pack; see service-pack.ts'),
        session: z.string().optional().describe('what the browser kept'),
      })
      .optional()
      .describe('nothing for public pages'),
  })
  .meta({ id: 'CapturePlace' })

const work = z
  .object({
    revision: z.int().describe('of what there is to do; the next one is waited for'),
    expiresAt: z.iso.datetime(),
    dashboards: z.array(
      z.object({
        id: z.uuid(),
        url: z.string(),
        capture: shownCapture,
        refreshSeconds: z.int().describe('LIVE_LOOK_SECONDS for a live one'),
        isLive: z.boolean(),
        isWatched: z.boolean().describe('a live one: somebody looks'),
        hours: hoursKept.optional(),
        formats: z
          .array(pictureFormat)
          .describe('what its screens take, where it is worth its making; jpeg is always one'),
        hash: z.string().optional().describe('of the frame that the server has'),
        takenAt: z.iso.datetime().optional().describe('of that frame'),
        asked: z.int().describe('grows each time somebody wants a picture now'),
      }),
    ),
    previews: z.array(z.object({ id: z.uuid(), url: z.string(), capture: shownCapture })),
    recording: z
      .object({
        dashboard: z.uuid(),
        url: z.string(),
        capture: shownCapture,
        endsAt: z.iso.datetime().describe('another one: somebody began anew'),
        inputs: z.array(recordingInput),
      })
      .optional()
      .describe('a person shows the way to a dashboard, which may be a paused one'),
    isOver: z.boolean().describe('the place is given back: nothing of it is to be seen any more'),
  })
  .meta({ id: 'CaptureWork' })

const leaseId = z.object({ id: z.uuid() })
const leaseErrors = ['lease.lost'] as const

/** The other one: the dashboard is not of this place, or not any more. */
const dashboardErrors = [...leaseErrors, 'dashboard.not_found'] as const

const typing = z.object({
  origin: typingOrigin,
  dashboard: z.uuid().optional().describe('that has the step, or whose way is shown; nothing for a preview'),
})

const realm = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .optional()
  .describe('SHA-256 of the dialog’s realm')

const typingPassword = typing.extend({
  realm,
  isForDialog: z
    .boolean()
    .default(false)
    .describe('a browser’s own dialog asks for it (HTTP Basic or Digest), and no step'),
})

const typingErrors = [
  ...leaseErrors,
  'lease.foreign_origin',
  'lease.not_wanted',
  'lease.does_not_open',
] as const

const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256 over what is seen, not over how it is packed')

export const captureRoutes = defineRoutes({
  'POST /api/v1/runner/places': {
    summary: 'Ask for places to make pictures of',
    description: 'Waits while there is none. A place whose connection signs in is nobody’s until it has.',
    access: 'runner',
    body: z.object({
      version: z.string().max(60),
      most: z.int().min(0).max(50),
      waitSeconds: z.int().min(0).max(20).default(20),
    }),
    answers: { 200: z.object({ items: z.array(place) }).meta({ id: 'CapturePlaces' }) },
  },
  'POST /api/v1/runner/places/{id}/work': {
    summary: 'Keep a place, and hear what there is to do there',
    description: 'Waits for up to 10 seconds while nothing changes.',
    access: 'runner',
    params: leaseId,
    body: z.object({ revision: z.int().min(0), waitSeconds: z.int().min(0).max(10).default(10) }),
    answers: { 200: work },
    errors: leaseErrors,
  },
  'POST /api/v1/runner/places/{id}/frames': {
    summary: 'Give a frame; one that looks as the one before is given without its pictures',
    access: 'runner',
    maxBodyBytes: bodyFor(3 * MOST_FRAME_BYTES + MOST_THUMBNAIL_BYTES),
    params: leaseId,
    body: z.object({
      dashboard: z.uuid(),
      asked: z.int().describe('of the work that it was made for'),
      hash,
      width: z.int().min(1).max(12_000),
      height: z.int().min(1).max(12_000),
      pictures: z
        .object({
          jpeg: base64(MOST_FRAME_BYTES),
          thumbnail: base64(MOST_THUMBNAIL_BYTES).describe(
            'JPEG, THUMBNAIL_WIDTH_PIXELS wide: this server decodes no picture of a runner, so it makes no smaller one',
          ),
          webp: base64(MOST_FRAME_BYTES).optional(),
          avif: base64(MOST_FRAME_BYTES).optional(),
        })
        .optional(),
    }),
    answers: {
      200: z
        .object({ isKept: z.boolean().describe('false: the pictures are wanted, after all') })
        .meta({ id: 'FrameTaken' }),
    },
    errors: dashboardErrors,
  },
  'POST /api/v1/runner/places/{id}/troubles': {
    summary: 'Tell why there is no frame; the last good one stays',
    description:
      '`signed_out` ends the lease: the connection signs in first. `login_refused`: the login was given in a dialog, and ' +
      'is not given to it again, in front of any dashboard of the connection; whether it still signs in is tried at once.',
    access: 'runner',
    params: leaseId,
    body: z.object({
      dashboard: z.uuid(),
      asked: z.int().describe('of the look that found it'),
      trouble: z.enum(frameTroubles),
      realm,
    }),
    answers: { 204: null },
    errors: dashboardErrors,
  },
  'POST /api/v1/runner/places/{id}/live': {
    summary: 'Show what a live dashboard looks like now',
    access: 'runner',
    maxBodyBytes: bodyFor(MOST_LIVE_BYTES),
    params: leaseId,
    body: z.object({
      dashboard: z.uuid(),
      picture: base64(MOST_LIVE_BYTES),
      width: z.int(),
      height: z.int(),
    }),
    answers: { 200: z.object({ isWatched: z.boolean() }).meta({ id: 'LiveTaken' }) },
    errors: dashboardErrors,
  },
  'POST /api/v1/runner/places/{id}/previews/{preview}': {
    summary: 'Give a preview, or why there is none',
    access: 'runner',
    maxBodyBytes: bodyFor(MOST_FRAME_BYTES),
    params: leaseId.extend({ preview: z.uuid() }),
    body: z.object({
      picture: base64(MOST_FRAME_BYTES).optional(),
      width: z.int().optional(),
      height: z.int().optional(),
      trouble: z.enum(frameTroubles).optional(),
    }),
    answers: { 204: null },
    errors: leaseErrors,
  },
  'POST /api/v1/runner/places/{id}/recording': {
    summary: 'Show the page to whoever records the way to a dashboard, with the steps that were understood',
    access: 'runner',
    maxBodyBytes: bodyFor(MOST_LIVE_BYTES),
    params: leaseId,
    body: z.object({
      dashboard: z.uuid(),
      picture: base64(MOST_LIVE_BYTES).optional(),
      width: z.int(),
      height: z.int(),
      steps: z.array(captureStep).max(50).describe('those since the recording began'),
    }),
    answers: { 204: null },
    errors: leaseErrors,
  },
  'POST /api/v1/runner/places/{id}/password': {
    summary: 'The password, for a step that types it now, on an origin of the connection',
    description:
      'Only one that has signed the connection in: a wrong one is never typed again and again. For a dialog: on the ' +
      'connection’s own origin, where nothing is kept of its sign-ins, until `login_refused` was told of it.',
    access: 'runner',
    params: leaseId,
    body: typingPassword,
    answers: { 200: leasedPassword },
    errors: [...typingErrors, 'lease.password_given'],
  },
  'POST /api/v1/runner/places/{id}/code': {
    summary: 'A code, for a step that types it now, which nobody was given before',
    description: 'By the clock of the service, as it was last seen. Answers when its code is good.',
    access: 'runner',
    params: leaseId,
    body: typing,
    answers: { 200: leasedCode },
    errors: [...typingErrors, 'lease.clock_off', 'connection.has_no_secret', 'connection.code_not_yet'],
  },
  'POST /api/v1/runner/places/{id}/session': {
    summary: 'Give what the browser keeps: a restart needs no sign-in',
    access: 'runner',
    maxBodyBytes: bodyFor(MOST_SESSION_BYTES),
    params: leaseId,
    body: z.object({
      session: z.string().max(MOST_SESSION_BYTES),
      cookiesLastSeconds: z
        .int()
        .min(1)
        .max(2 ** 31 - 1)
        .optional(),
    }),
    answers: { 204: null },
    errors: leaseErrors,
  },
  'POST /api/v1/runner/places/{id}/end': {
    summary: 'Give a place back',
    access: 'runner',
    params: leaseId,
    body: z.object({ restSeconds: z.int().min(0).max(3600).default(0).describe('nobody takes it before') }),
    answers: { 204: null },
    errors: leaseErrors,
  },
})
