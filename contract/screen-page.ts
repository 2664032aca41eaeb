// What the page of a screen asks: a code to show, then its program, its pictures, and where it tells how it is. A paired
// screen has a cookie of its own, which opens these calls and nothing else.
import { z } from 'zod'
import { pictureFormat } from './frames.ts'
import { defineRoutes } from './route.ts'
import { fit, orientation } from './screens.ts'

/** A screen that was not heard of for so long is offline; it tells of itself three times in that time. */
export const SCREEN_OFFLINE_SECONDS = 60

const program = z
  .object({
    now: z.iso.datetime().describe('by the server’s clock: ages are counted by it'),
    name: z.string(),
    orientation,
    fit,
    transition: z.enum(['cut', 'fade', 'slide']),
    items: z.array(
      z.object({
        dashboard: z.uuid(),
        name: z.string(),
        seconds: z.int(),
        isOpen: z.boolean().describe('within its hours: it is shown'),
        changesAt: z.iso.datetime().optional().describe('from then on isOpen is the other way round'),
        oldAfterSeconds: z.int().describe('an older frame is amber'),
        staleAfterSeconds: z.int().describe('and an older one red'),
        isLive: z.boolean(),
        frame: z
          .object({
            address: z.string().describe('of GET /api/v1/screen/frames/{address}, without the format'),
            formats: z.array(pictureFormat),
            takenAt: z.iso.datetime(),
            width: z.int(),
            height: z.int(),
          })
          .optional()
          .describe('nothing: there is none yet; the screen says so and shows no page of a service'),
      }),
    ),
    message: z
      .object({
        id: z.uuid(),
        level: z.enum(['note', 'warning', 'alarm']),
        text: z.string(),
        picture: z.string().optional().describe('its address, as that of a frame'),
        endsAt: z.iso.datetime().optional(),
      })
      .optional(),
    identify: z.int().describe('grows each time somebody wants to know which screen this is'),
    restart: z.int().describe('grows each time somebody wants it to load anew'),
    build: z.string().describe('of the page that goes with this server: another one loads anew'),
  })
  .meta({ id: 'ScreenProgram' })

const seen = z
  .object({
    seen: z
      .array(z.int().nullable())
      .describe(
        'of each item in its order: how many seconds ago its frame was taken; nothing where it has none',
      ),
  })
  .meta({ id: 'ScreenSeen' })

export const screenPageRoutes = defineRoutes({
  'POST /api/v1/screens/pairings': {
    summary: 'A screen asks for a code to show',
    access: 'public',
    body: z.object({
      width: z.int().min(1).max(20_000).optional(),
      height: z.int().min(1).max(20_000).optional(),
      pixelRatio: z.number().min(0.1).max(10).optional(),
    }),
    answers: {
      201: z
        .object({
          pairingCode: z.string(),
          displayedName: z.string().describe('two words, for whoever pairs it to compare'),
          qrSvg: z.string().describe('leads whoever scans it to where the code is typed'),
          pollToken: z.string().describe('to hear that it was paired; good for nothing else'),
          expiresAt: z.iso.datetime(),
        })
        .meta({ id: 'PairingAsked' }),
    },
    errors: ['pairing.too_many'],
  },
  'POST /api/v1/screens/pairings/wait': {
    summary:
      'Waits for up to 20 seconds until the screen is paired; then the cookie of the screen comes with the answer',
    access: 'public',
    body: z.object({ pollToken: z.string().max(100) }),
    answers: {
      200: z.object({ state: z.enum(['waiting', 'paired', 'over']) }).meta({ id: 'PairingState' }),
    },
  },
  'GET /api/v1/screen': {
    summary: 'What this screen shows',
    access: 'screen',
    answers: { 200: program },
  },
  'GET /api/v1/screen/events': {
    summary: 'The same, live: server-sent events',
    description:
      'The whole program whenever it is another one; every 15 seconds, while nothing changes, only how old its frames are.',
    access: 'screen',
    isEvents: true,
    answers: { 200: z.union([program, seen]) },
  },
  'GET /api/v1/screen/frames/{file}': {
    summary:
      'A picture of its own, by its address: it never changes, so that a cache before the server may keep it',
    access: 'screen',
    isPicture: true,
    params: z.object({ file: z.string().regex(/^[\w-]{43}\.(avif|webp|jpeg)$/) }),
    answers: { 200: z.string().describe('a picture') },
    errors: ['screen.frame_not_found'],
  },
  'GET /api/v1/screen/live/{dashboard}': {
    summary:
      'The next picture of a live dashboard, as JPEG, after the one that is named; waits for up to 10 seconds',
    description:
      'Header `Countersign-Picture` has its number. 304: it is still that one. 404: there is none, and the frame is shown.',
    access: 'screen',
    isPicture: true,
    params: z.object({ dashboard: z.uuid() }),
    query: z.object({ after: z.coerce.number().int().min(0).default(0) }),
    answers: { 200: z.string().describe('a picture') },
    errors: ['screen.frame_not_found'],
  },
  'POST /api/v1/screen/reports': {
    summary: 'The screen tells how it is, and what it has shown',
    access: 'screen',
    body: z.object({
      width: z.int().min(1).max(20_000).optional(),
      height: z.int().min(1).max(20_000).optional(),
      pixelRatio: z.number().min(0.1).max(10).optional(),
      takes: z.array(pictureFormat).max(3).describe('the formats that it can show'),
      showing: z
        .object({ dashboard: z.uuid(), address: z.string().max(100).optional(), forSeconds: z.int().min(0) })
        .optional(),
      played: z
        .array(
          z.object({
            dashboard: z.uuid(),
            secondsAgo: z
              .int()
              .min(0)
              .max(7 * 86_400)
              .describe('when it ended'),
            seconds: z.int().min(0).max(86_400),
            oldestSeconds: z
              .int()
              .min(0)
              .max(2 ** 31 - 1),
          }),
        )
        .max(500)
        .describe('since the last report that was heard'),
      batch: z
        .object({
          run: z
            .int()
            .min(0)
            .max(2 ** 32 - 1)
            .describe('drawn anew when the page is loaded'),
          number: z
            .int()
            .min(1)
            .max(2 ** 31 - 1)
            .describe('grows with each batch of that run'),
        })
        .optional()
        .describe(
          'names `played`: a batch whose answer was lost is told again under its number, and counts once',
        ),
      troubles: z
        .array(z.enum(['picture_failed', 'recovered', 'restarted', 'was_offline']))
        .max(20)
        .default([]),
    }),
    answers: { 204: null },
  },
})
