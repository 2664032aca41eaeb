// Screens, as the console sees them: pairing, what each shows, and how it is.
import { z } from 'zod'
import { hoursKept, hoursOfWeek } from './hours.ts'
import { defineRoutes, file } from './route.ts'

/** A code is on a screen for so long; then it shows another. */
export const PAIRING_MINUTES = 10

/** Letters and digits that nobody takes for one another across a room. */
export const PAIRING_ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'

const name = z
  .string()
  .trim()
  .min(1, 'Type a name.')
  .max(60, 'Use at most 60 characters.')
  .regex(/^[^\p{Cc}]*$/u, 'Leave out control characters.')
  .meta({ examples: ['Reception'] })

const tag = z
  .string()
  .trim()
  .min(1)
  .max(40, 'Use at most 40 characters.')
  .regex(/^[^\p{Cc},]*$/u, 'Leave out commas and control characters.')

const tags = z.array(tag).max(20).describe('groups of screens, such as a floor')

const pairingCode = z
  .string()
  .trim()
  .transform((text) => text.toUpperCase().replaceAll(/[\s-]/g, ''))
  .pipe(z.string().regex(/^[A-Z0-9]{6}$/, 'Type the six characters that are on the screen.'))
  .meta({ examples: ['K7MX2P'] })

/** What a screen shows. Nothing: it says its name, and that nothing was chosen for it yet. */
const shows = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('nothing') }),
  z.object({ kind: z.literal('dashboard'), dashboard: z.uuid() }),
  z.object({ kind: z.literal('playlist'), playlist: z.uuid() }),
])

export const orientation = z
  .enum(['as_it_is', 'turned_right', 'upside_down', 'turned_left'])
  .describe('for a screen that hangs otherwise than its browser knows')

export const fit = z
  .enum(['contain', 'cover', 'fill'])
  .describe('all of the picture with bars beside it, the screen full and the picture cut, or stretched')

const screen = z
  .object({
    id: z.uuid(),
    name: z.string(),
    tags: z.array(z.string()),
    shows,
    orientation,
    fit,
    state: z
      .enum(['good', 'old', 'stale', 'offline', 'nothing', 'resting'])
      .describe(
        'the worst of: offline, not heard of for a minute; stale (red) and old (amber), what it shows; nothing, nothing chosen. resting: not heard of outside its hours',
      ),
    hours: hoursKept.optional().describe('in which it is on: outside of them nobody is told that it is away'),
    message: z.uuid().optional().describe('that stands over everything else on it'),
    now: z
      .object({
        dashboard: z.uuid(),
        name: z.string(),
        since: z.iso.datetime(),
        takenAt: z.iso.datetime().optional().describe('of the frame that it says it shows'),
        isTrue: z
          .boolean()
          .describe('that frame is the last good one of the dashboard, or it shows the page live'),
      })
      .optional()
      .describe('what it says it shows'),
    lastSeenAt: z.iso.datetime().optional(),
    pairedAt: z.iso.datetime(),
    pairedBy: z.uuid(),
    device: z.string().describe('its browser and system, in words'),
    address: z.string().describe('from which it was last heard of'),
    width: z.int().optional().describe('in CSS pixels'),
    height: z.int().optional(),
    pixelRatio: z.number().optional(),
  })
  .meta({ id: 'Screen' })

const playlistItem = z.object({
  dashboard: z.uuid(),
  seconds: z.int().min(5, 'Show it for 5 seconds at least.').max(86_400).default(30),
  hours: hoursOfWeek.optional().describe('shown within them only'),
})

const playlist = z
  .object({
    id: z.uuid(),
    name: z.string(),
    items: z.array(z.object({ dashboard: z.uuid(), seconds: z.int(), hours: hoursKept.optional() })),
    transition: z.enum(['cut', 'fade', 'slide']),
    screens: z.int().describe('how many show it'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Playlist' })

const writablePlaylist = {
  name,
  items: z.array(playlistItem).max(100, 'Use at most 100 items.').default([]),
  transition: z.enum(['cut', 'fade', 'slide']).default('fade'),
}

/** Which screens are meant: those named, those with one of the tags, or all. */
const which = z
  .object({
    all: z.literal(true).optional(),
    screens: z.array(z.uuid()).max(1000).optional(),
    tags: z.array(tag).max(50).optional(),
  })
  .refine(
    ({ all, screens, tags }) => all === true || (screens ?? tags) !== undefined,
    'Say which screens are meant.',
  )

export const wallMessage = z
  .object({
    id: z.uuid(),
    level: z.enum(['note', 'warning', 'alarm']),
    text: z.string(),
    hasPicture: z.boolean(),
    screens: z.int().describe('on how many it stands'),
    by: z.uuid(),
    at: z.iso.datetime(),
    endsAt: z.iso.datetime().optional().describe('nothing: until somebody takes it back'),
  })
  .meta({ id: 'WallMessage' })

const play = z
  .object({
    screen: z.uuid(),
    screenName: z.string(),
    dashboard: z.uuid(),
    dashboardName: z.string(),
    hour: z.iso.datetime().describe('in which it was shown'),
    times: z.int(),
    seconds: z.int(),
    oldestSeconds: z.int().describe('the greatest age that a picture had while it was shown'),
  })
  .meta({ id: 'Play' })

const thing = z.object({ id: z.uuid() })
const page = {
  after: z.string().max(200).optional().describe('the cursor `next` of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
}
const MOST_MESSAGE_PICTURE_BYTES = 2 * 1024 * 1024
const playlistErrors = ['playlist.dashboard_not_found', 'playlist.too_many'] as const

export const screenRoutes = defineRoutes({
  'GET /api/v1/screens/pairings/{code}': {
    summary: 'What shows a pairing code: to be compared with the screen before it is paired',
    access: 'admin',
    params: z.object({ code: pairingCode }),
    answers: {
      200: z
        .object({
          displayedName: z.string().describe('stands on the screen beside the code'),
          device: z.string(),
          address: z.string(),
          expiresAt: z.iso.datetime(),
        })
        .meta({ id: 'Pairing' }),
    },
    errors: ['pairing.not_found', 'pairing.too_many_tries'],
  },
  'POST /api/v1/screens': {
    summary: 'Pair the screen that shows a code',
    access: 'admin',
    body: z.object({
      pairingCode,
      name,
      tags: tags.default([]),
      shows: shows.default({ kind: 'nothing' }),
    }),
    answers: { 201: screen },
    errors: [
      'pairing.not_found',
      'pairing.too_many_tries',
      'screen.name_taken',
      'screen.too_many',
      'dashboard.not_found',
      'playlist.not_found',
    ],
  },
  'GET /api/v1/screens': {
    summary: 'The screens of the organization, worst first',
    access: 'session',
    query: z.object({ ...page, tag: tag.optional() }),
    answers: {
      200: z.object({ items: z.array(screen), next: z.string().optional() }).meta({ id: 'ScreenPage' }),
    },
  },
  'GET /api/v1/screens/{id}': {
    summary: 'One screen',
    access: 'session',
    params: thing,
    answers: { 200: screen },
    errors: ['screen.not_found'],
  },
  'PATCH /api/v1/screens/{id}': {
    summary: 'Change a screen: its name, its tags, what it shows, how it hangs',
    access: 'admin',
    params: thing,
    body: z.object({
      name: name.optional(),
      tags: tags.optional(),
      shows: shows.optional(),
      orientation: orientation.optional(),
      fit: fit.optional(),
      hours: hoursOfWeek.nullable().optional().describe('null: it is always on'),
    }),
    answers: { 200: screen },
    errors: ['screen.not_found', 'screen.name_taken', 'dashboard.not_found', 'playlist.not_found'],
  },
  'DELETE /api/v1/screens/{id}': {
    summary: 'Unpair a screen: its token is void at once, and it shows a pairing code again',
    access: 'admin',
    params: thing,
    answers: { 204: null },
    errors: ['screen.not_found'],
  },
  'GET /api/v1/screens/{id}/picture': {
    summary: 'What the screen shows, as a small JPEG',
    access: 'session',
    isPicture: true,
    params: thing,
    answers: { 200: z.string().describe('a picture') },
    errors: ['screen.not_found', 'dashboard.no_frame'],
  },
  'POST /api/v1/screens/{id}/identify': {
    summary: 'The screen says its name in large letters for half a minute',
    access: 'session',
    params: thing,
    answers: { 204: null },
    errors: ['screen.not_found'],
  },
  'POST /api/v1/screens/{id}/restart': {
    summary: 'The screen loads its page anew',
    access: 'admin',
    params: thing,
    answers: { 204: null },
    errors: ['screen.not_found'],
  },
  'POST /api/v1/screens/show': {
    summary: 'Show one thing on many screens at once',
    access: 'admin',
    body: z.object({ which, shows }),
    answers: { 200: z.object({ screens: z.int() }).meta({ id: 'ShownOn' }) },
    errors: ['dashboard.not_found', 'playlist.not_found'],
  },
  'GET /api/v1/wall-messages': {
    summary: 'The messages that stand on screens now',
    access: 'session',
    isNoUse: true,
    answers: { 200: z.object({ items: z.array(wallMessage) }).meta({ id: 'WallMessagePage' }) },
  },
  'POST /api/v1/wall-messages': {
    summary: 'Put a message or a picture on screens, over everything else',
    access: 'admin',
    maxBodyBytes: Math.ceil(MOST_MESSAGE_PICTURE_BYTES * 1.4) + 4096,
    body: z.object({
      which,
      level: z.enum(['note', 'warning', 'alarm']).default('note'),
      text: z.string().trim().max(500, 'Use at most 500 characters.').default(''),
      picture: z
        .base64()
        .max(Math.ceil((MOST_MESSAGE_PICTURE_BYTES * 4) / 3))
        .optional()
        .describe('PNG, JPEG or WebP'),
      minutes: z.int().min(1).max(1440).optional().describe('nothing: until somebody takes it back'),
    }),
    answers: { 201: wallMessage },
    errors: ['wall_message.empty', 'secret.picture_unreadable', 'secret.picture_too_large'],
  },
  'DELETE /api/v1/wall-messages/{id}': {
    summary: 'Take a message back: the screens show again what they showed',
    access: 'admin',
    params: thing,
    answers: { 204: null },
    errors: ['wall_message.not_found'],
  },
  'GET /api/v1/playlists': {
    summary: 'The playlists of the organization, in the order of their names',
    access: 'session',
    query: z.object(page),
    answers: {
      200: z.object({ items: z.array(playlist), next: z.string().optional() }).meta({ id: 'PlaylistPage' }),
    },
  },
  'POST /api/v1/playlists': {
    summary: 'Add a playlist',
    access: 'admin',
    body: z.object(writablePlaylist),
    answers: { 201: playlist },
    errors: playlistErrors,
  },
  'GET /api/v1/playlists/{id}': {
    summary: 'One playlist',
    access: 'session',
    params: thing,
    answers: { 200: playlist },
    errors: ['playlist.not_found'],
  },
  'PATCH /api/v1/playlists/{id}': {
    summary: 'Change a playlist; `items` are given whole',
    access: 'admin',
    params: thing,
    body: z.object({
      name: name.optional(),
      items: z.array(playlistItem).max(100, 'Use at most 100 items.').optional(),
      transition: z.enum(['cut', 'fade', 'slide']).optional(),
    }),
    answers: { 200: playlist },
    errors: ['playlist.not_found', ...playlistErrors],
  },
  'DELETE /api/v1/playlists/{id}': {
    summary: 'Delete a playlist; screens that showed it show nothing',
    access: 'admin',
    params: thing,
    answers: { 204: null },
    errors: ['playlist.not_found'],
  },
  'GET /api/v1/plays': {
    summary: 'What was shown where, by the hour, newest first',
    access: 'admin',
    query: z.object({ ...page, screen: z.uuid().optional(), dashboard: z.uuid().optional() }),
    answers: {
      200: z.object({ items: z.array(play), next: z.string().optional() }).meta({ id: 'PlayPage' }),
    },
  },
  'GET /api/v1/plays/export': {
    summary: 'The same as a file, whole',
    access: 'admin',
    isDownload: true,
    query: z.object({
      format: z.enum(['csv', 'json']).default('csv'),
      screen: z.uuid().optional(),
      dashboard: z.uuid().optional(),
    }),
    answers: { 200: file },
  },
})
