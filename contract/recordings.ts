// Recording: a person shows the way to a dashboard, in the very page of the runner, and the steps are kept with it.
import { z } from 'zod'
import { shownCaptureStep, stepSecret } from './dashboards.ts'
import { defineRoutes } from './route.ts'
import { personInput } from './take-over.ts'

/** A person who has gone away leaves no signed-in page open for longer. */
export const RECORDING_MINUTES = 10

/** As in a page that is taken over; and a part of the login of the connection, which no person is told. */
export const recordingInput = z.discriminatedUnion('kind', [
  ...personInput.options,
  z.object({
    kind: z.literal('secret'),
    secret: stepSecret.describe('typed where the keyboard is, by the rules of a step that types it'),
  }),
])

const dashboardId = z.object({ id: z.uuid() })
const recordingErrors = ['dashboard.not_found', 'recording.not_yours', 'recording.over'] as const

export const recordingRoutes = defineRoutes({
  'POST /api/v1/dashboards/{id}/recording': {
    summary: 'Show the way to a dashboard by hand, in the browser of the runner',
    description:
      'For ten minutes. One that the same person had begun begins anew; nothing of the dashboard is changed by it: the steps are given with the next change of `capture`.',
    access: 'admin',
    needsStepUp: true,
    params: dashboardId,
    answers: { 202: z.object({ endsAt: z.iso.datetime() }).meta({ id: 'RecordingBegun' }) },
    errors: [
      'dashboard.not_found',
      'dashboard.connection_not_signed_in',
      'connection.no_runner',
      'recording.not_yours',
    ],
  },
  'GET /api/v1/dashboards/{id}/recording': {
    summary: 'The page as it is now, and the steps that were understood, for whoever records',
    description: 'Waits for up to 10 seconds for a picture after the one that is named.',
    access: 'admin',
    params: dashboardId,
    query: z.object({ after: z.coerce.number().int().min(0).default(0) }),
    answers: {
      200: z
        .object({
          number: z.int().describe('grows with each picture, and with each step'),
          picture: z.string().optional().describe('JPEG in base64; nothing when there is no newer one'),
          width: z.int(),
          height: z.int(),
          steps: z.array(shownCaptureStep).describe('those since the recording began'),
          isLive: z.boolean().describe('a runner has the page'),
          endsAt: z.iso.datetime(),
        })
        .meta({ id: 'RecordedView' }),
    },
    errors: recordingErrors,
  },
  'POST /api/v1/dashboards/{id}/recording/inputs': {
    summary: 'Press, type and scroll in the page',
    access: 'admin',
    params: dashboardId,
    body: z.object({ inputs: z.array(recordingInput).min(1).max(100) }),
    answers: { 204: null },
    errors: recordingErrors,
  },
  'POST /api/v1/dashboards/{id}/recording/end': {
    summary: 'Give the page back',
    access: 'admin',
    params: dashboardId,
    answers: { 204: null },
    errors: recordingErrors,
  },
})
