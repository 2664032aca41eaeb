// Frames: pictures of dashboards that passed the check "this is the dashboard". What is none is told by its trouble.
import { z } from 'zod'

/** Why no new frame came: each is seen by a runner, or by the server, which waits for one. */
export const frameTroubles = [
  'signed_out',
  'login_refused',
  'not_the_dashboard',
  'error_page',
  'blank',
  'unreachable',
  'address_refused',
  'took_too_long',
  'step_failed',
  'page_failed',
  'too_large',
  'no_runner',
  'no_room',
] as const

export type FrameTrouble = (typeof frameTroubles)[number]

/** In the order of preference of a screen that takes them all. */
export const pictureFormats = ['avif', 'webp', 'jpeg'] as const

export type PictureFormat = (typeof pictureFormats)[number]

export const pictureFormat = z.enum(pictureFormats)

/** One picture in one format. */
export const MOST_FRAME_BYTES = 6 * 1024 * 1024

/** Of a `live` dashboard: it has changed little when nothing came, so its age counts from when it was last looked at. */
export const LIVE_LOOK_SECONDS = 30

export type FrameAge = 'fresh' | 'old' | 'stale'

/**
 * How old a frame may be, in seconds: one that was due and did not come makes it old (amber), four make it stale (red);
 * never before a minute and five, since a browser is started again in that time.
 */
export function frameAgeLimits(refreshSeconds: number): {
  oldAfterSeconds: number
  staleAfterSeconds: number
} {
  return {
    oldAfterSeconds: Math.max(2 * refreshSeconds, 60),
    staleAfterSeconds: Math.max(5 * refreshSeconds, 300),
  }
}

export function ageOfFrame(refreshSeconds: number, ageSeconds: number): FrameAge {
  const { oldAfterSeconds, staleAfterSeconds } = frameAgeLimits(refreshSeconds)
  if (ageSeconds > staleAfterSeconds) return 'stale'
  return ageSeconds > oldAfterSeconds ? 'old' : 'fresh'
}
