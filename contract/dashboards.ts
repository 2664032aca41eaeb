// Dashboards: an address seen through a connection, and how a picture is made of it.
import { z } from 'zod'
import { frameTroubles } from './frames.ts'
import { hoursKept, hoursOfWeek } from './hours.ts'
import { defineRoutes } from './route.ts'

/** A picture of a screen is at most this large, before its scale. */
const MOST_SIDE_PIXELS = 3840

const name = z
  .string()
  .trim()
  .min(1, 'Type a name.')
  .max(100, 'Use at most 100 characters.')
  .regex(/^[^\p{Cc}]*$/u, 'Leave out control characters.')
  .meta({ examples: ['Open tickets'] })

const WEB_ADDRESS =
  'Type a web address that begins with https:// or http://, without a name or password in it.'

const url = z
  .url({ protocol: /^https?$/, error: WEB_ADDRESS })
  .max(2000, 'Use at most 2000 characters.')
  .regex(/^https?:\/\/[^/?#@\\\s\p{Cc}]+([/?#][^\s\p{Cc}]*)?$/iu, WEB_ADDRESS)
  .meta({ examples: ['https://app.powerbi.com/reportEmbed?id=7'] })

const selector = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .regex(/^[^\p{Cc}]*$/u)
  .describe('CSS; an element in an open shadow root or a frame of the page counts, too')

const pixels = z.int().min(0).max(MOST_SIDE_PIXELS)

const rectangle = z.object({ x: pixels, y: pixels, width: pixels.min(1), height: pixels.min(1) })

/** What is pressed or typed into, said in several ways: a page that was redesigned may still know one of them. */
const shownTarget = z.object({
  selector: selector.optional(),
  role: z.string().max(40).optional().describe('of ARIA, with the name that goes with it'),
  name: z.string().max(200).optional(),
  x: pixels.optional().describe('where it was when it was recorded, of the viewport'),
  y: pixels.optional(),
})

const target = shownTarget.refine(
  ({ selector, role, name, x, y }) =>
    selector !== undefined ||
    (role !== undefined && name !== undefined) ||
    (x !== undefined && y !== undefined),
  'Say what is meant: by selector, by role and name, or by place.',
)

/** What of a connection a step may name; its value is in none. */
export const stepSecret = z.enum(['username', 'password', 'code'])

/** What is done on the page before its picture is taken. A secret is named, and never part of a step. */
const stepOn = (on: typeof target) =>
  z.discriminatedUnion('do', [
    z.object({ do: z.literal('press'), on }),
    z.object({ do: z.literal('type'), on, text: z.string().min(1).max(500) }),
    z.object({
      do: z.literal('type_secret'),
      on,
      secret: stepSecret.describe(
        'of the connection, typed at its own origins alone: a password into a box for one, and both only where the page does not write them as text afterwards',
      ),
    }),
    z.object({ do: z.literal('key'), key: z.enum(['Enter', 'Escape', 'Tab', 'ArrowDown', 'ArrowUp']) }),
    z.object({ do: z.literal('scroll'), on: on.optional(), by: z.int().min(-20_000).max(20_000) }),
    z.object({ do: z.literal('wait'), seconds: z.int().min(1).max(30) }),
  ])

export const captureStep = stepOn(target)
/** The same in an answer, which tells what was checked when it came in. */
export const shownCaptureStep = stepOn(shownTarget)

export type CaptureStep = z.output<typeof captureStep>

const shownCrop = z.object({ selector: selector.optional(), rectangle: rectangle.optional() })

export const capture = z.object({
  viewport: z
    .object({
      width: z.int().min(320).max(MOST_SIDE_PIXELS),
      height: z.int().min(240).max(MOST_SIDE_PIXELS),
    })
    .default({ width: 1920, height: 1080 }),
  scale: z.number().min(1).max(3).default(1).describe('pixels of the picture for one of the page'),
  zoom: z.number().min(0.25).max(4).default(1),
  crop: shownCrop
    .refine(
      ({ selector, rectangle }) => selector !== undefined || rectangle !== undefined,
      'Say what to cut out.',
    )
    .optional()
    .describe('the element where it is there, else the rectangle, else all'),
  hide: z.array(selector).max(50).default([]).describe('beside what the service pack hides'),
  cookieNoticesAway: z.boolean().default(true),
  colors: z.enum(['light', 'dark']).default('light'),
  steps: z.array(captureStep).max(50).default([]),
  waitFor: selector
    .optional()
    .describe('what stands there when it is drawn; else it is drawn when it is quiet'),
  waitSeconds: z.int().min(0).max(60).default(20).describe('how long it is waited for at most'),
})

export type Capture = z.output<typeof capture>

const { viewport, scale, zoom, hide, cookieNoticesAway, colors, waitSeconds } = capture.shape

/** As it is answered: what is left out of a request has its value here. */
export const shownCapture = capture
  .extend({
    viewport: viewport.unwrap(),
    scale: scale.unwrap(),
    zoom: zoom.unwrap(),
    hide: hide.unwrap(),
    cookieNoticesAway: cookieNoticesAway.unwrap(),
    colors: colors.unwrap(),
    crop: shownCrop.optional(),
    steps: z.array(shownCaptureStep),
    waitSeconds: waitSeconds.unwrap(),
  })
  .meta({ id: 'Capture' })

const refresh = z
  .union([z.literal('live'), z.int().min(5, 'Use at least 5 seconds.').max(86_400, 'Use at most a day.')])
  .describe('seconds, or live: as it changes, while a screen shows it')

const state = z
  .enum(['fresh', 'old', 'stale', 'waiting', 'resting', 'paused'])
  .describe(
    'fresh, old (amber) and stale (red) by the age of its frame; waiting: there is none yet; resting: outside of its hours',
  )

const dashboard = z
  .object({
    id: z.uuid(),
    name: z.string(),
    connection: z.uuid().optional().describe('nothing for a public page'),
    url: z.string(),
    capture: shownCapture,
    refresh,
    hours: hoursKept.optional(),
    isPaused: z.boolean(),
    state,
    trouble: z.enum(frameTroubles).optional().describe('why there is no newer frame'),
    troubleSince: z.iso.datetime().optional(),
    frame: z
      .object({
        number: z.int().describe('grows with each frame'),
        takenAt: z.iso.datetime().describe('when the page was last seen to look like this'),
        width: z.int(),
        height: z.int(),
      })
      .optional()
      .describe('the last good one'),
    screens: z.int().describe('how many show it'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Dashboard' })

const dashboardId = z.object({ id: z.uuid() })

const writable = {
  name,
  connection: z.uuid().nullable().default(null),
  url,
  capture: capture.prefault({}),
  refresh: refresh.default(60),
  hours: hoursOfWeek.nullable().default(null),
  isPaused: z.boolean().default(false),
}

const writeErrors = ['connection.not_found', 'dashboard.too_many'] as const

const preview = z
  .object({
    id: z.uuid(),
    state: z.enum(['waiting', 'done', 'failed']),
    trouble: z.enum(frameTroubles).optional(),
    width: z.int().optional().describe('of the picture'),
    height: z.int().optional(),
  })
  .meta({ id: 'Preview' })

export const dashboardRoutes = defineRoutes({
  'GET /api/v1/dashboards': {
    summary: 'The dashboards of the organization, in the order of their names',
    description: 'For an agent those whose connection was granted, and those of public pages.',
    access: 'session',
    query: z.object({
      after: z.string().max(200).optional().describe('the cursor `next` of the page before'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      connection: z.uuid().optional(),
    }),
    answers: {
      200: z.object({ items: z.array(dashboard), next: z.string().optional() }).meta({ id: 'DashboardPage' }),
    },
  },
  'POST /api/v1/dashboards': {
    summary: 'Add a dashboard',
    access: 'admin',
    body: z.object(writable),
    answers: { 201: dashboard },
    errors: writeErrors,
  },
  'GET /api/v1/dashboards/{id}': {
    summary: 'One dashboard',
    access: 'session',
    params: dashboardId,
    answers: { 200: dashboard },
    errors: ['dashboard.not_found'],
  },
  'PATCH /api/v1/dashboards/{id}': {
    summary: 'Change a dashboard',
    description: 'What is left out stays as it is; `capture` is given whole. A picture is made at once.',
    access: 'admin',
    params: dashboardId,
    body: z.object({
      name: name.optional(),
      connection: z.uuid().nullable().optional(),
      url: url.optional(),
      capture: capture.optional(),
      refresh: refresh.optional(),
      hours: hoursOfWeek.nullable().optional(),
      isPaused: z.boolean().optional(),
    }),
    answers: { 200: dashboard },
    errors: ['dashboard.not_found', ...writeErrors],
  },
  'DELETE /api/v1/dashboards/{id}': {
    summary: 'Delete a dashboard with its frames; screens go on without it',
    access: 'admin',
    params: dashboardId,
    answers: { 204: null },
    errors: ['dashboard.not_found'],
  },
  'POST /api/v1/dashboards/{id}/refresh': {
    summary: 'Make a new picture now',
    access: 'session',
    params: dashboardId,
    answers: { 204: null },
    errors: ['dashboard.not_found', 'connection.no_runner'],
  },
  'GET /api/v1/dashboards/{id}/frame': {
    summary: 'The last good picture',
    description:
      'AVIF, WebP or JPEG, by the Accept header and by what there is. With ETag and Last-Modified; 404 until there is one.',
    access: 'session',
    isPicture: true,
    params: dashboardId,
    query: z.object({
      width: z.coerce.number().int().min(80).max(MOST_SIDE_PIXELS).optional().describe('as a smaller JPEG'),
    }),
    answers: { 200: z.string().describe('a picture') },
    errors: ['dashboard.not_found', 'dashboard.no_frame'],
  },
  'POST /api/v1/previews': {
    summary: 'See what a dashboard would look like, without saving it',
    access: 'admin',
    body: z.object({ connection: writable.connection, url, capture: capture.prefault({}) }),
    answers: { 202: preview },
    errors: [...writeErrors, 'connection.no_runner', 'dashboard.connection_not_signed_in', 'server.busy'],
  },
  'GET /api/v1/previews/{id}': {
    summary: 'How a preview came out; waits for it for up to 20 seconds',
    access: 'admin',
    params: dashboardId,
    answers: { 200: preview },
    errors: ['preview.not_found'],
  },
  'GET /api/v1/previews/{id}/picture': {
    summary: 'The picture of a preview, as JPEG',
    access: 'admin',
    isPicture: true,
    params: dashboardId,
    answers: { 200: z.string().describe('a picture') },
    errors: ['preview.not_found', 'dashboard.no_frame'],
  },
})
