// When a signed-in connection is looked at again. Three things end a session: nobody uses it (a visit keeps it), it is too
// old (then it is signed in anew before that), and its cookies run out (the runner sees to those that do).

export interface SessionTimes {
  /** Of the pack, or what was learned of this connection. */
  idleMinutes: number
  /** Of the pack: from its sign-in on, however much it is used. */
  longestMinutes?: number | undefined
  /** When it was signed in by us; nothing where a person did it, whose work is not given up before its end. */
  beganAt?: Date | undefined
  /** The shortest that the service gave at the last visit. */
  cookiesLastSeconds?: number | undefined
}

/** Where neither a pack nor the connection itself says more. */
export const USUAL_IDLE_MINUTES = 30

/** Of a service that forgets sooner there is no session to keep. */
const LEAST_IDLE_MINUTES = 10

/** A session of a month is looked at every other day all the same: it may have ended there. */
const MOST_IDLE_MINUTES = 2 * 24 * 60

/** Of the time that a session lasts without use: from 0.4 to 0.6, so that one visit that fails is not the end of it. */
const LEAST_SHARE = 0.4
const MOST_SHARE = 0.6

/** Cookies of a minute are no session, and no reason to come by every minute. */
const LEAST_COOKIE_VISIT_SECONDS = 300

const LEAST_MARGIN_SECONDS = 120

/** What the next visit is at the latest after this one, for the runner, which renews what would end before it. */
export function longestGapSeconds({ idleMinutes }: Pick<SessionTimes, 'idleMinutes'>): number {
  return Math.min(idleMinutes, MOST_IDLE_MINUTES) * 60 * MOST_SHARE
}

/** @param chance from 0 to 1: connections that were signed in at one moment are not visited at one moment */
export function nextVisit(times: SessionTimes, now: Date, chance: number): Date {
  const share = LEAST_SHARE + (MOST_SHARE - LEAST_SHARE) * chance
  const ofIdle = Math.min(times.idleMinutes, MOST_IDLE_MINUTES) * 60 * share
  const { cookiesLastSeconds = Infinity } = times
  const ofCookies = Math.max(LEAST_COOKIE_VISIT_SECONDS, cookiesLastSeconds * share)
  const old = oldFrom(times)
  const secondsUntilOld = old === undefined ? Infinity : (old.from.getTime() - now.getTime()) / 1000
  const ofAge =
    secondsUntilOld > 0 ? secondsUntilOld + (old?.marginSeconds ?? 0) * chance * MOST_SHARE : Infinity
  return new Date(now.getTime() + Math.round(Math.max(60, Math.min(ofIdle, ofCookies, ofAge)) * 1000))
}

/** Whether it would end by its age before it is looked at again: then it is signed in anew, from the beginning. */
export function isTooOld(times: SessionTimes, now: Date): boolean {
  const old = oldFrom(times)
  return old !== undefined && now >= old.from
}

function oldFrom(times: SessionTimes): { from: Date; marginSeconds: number } | undefined {
  const { longestMinutes, beganAt } = times
  if (longestMinutes === undefined || beganAt === undefined) return undefined
  const longestSeconds = longestMinutes * 60
  const marginSeconds = Math.min(longestSeconds / 4, Math.max(longestGapSeconds(times), LEAST_MARGIN_SECONDS))
  return { from: new Date(beganAt.getTime() + (longestSeconds - marginSeconds) * 1000), marginSeconds }
}

/**
 * What is believed from now on of a session that did not last until its first visit, and had to be signed in again. Later
 * ones do not count: whatever ended them, it was not that nobody came by.
 */
export function shorterIdle(idleMinutes: number): number {
  return Math.max(LEAST_IDLE_MINUTES, Math.floor(Math.min(idleMinutes, MOST_IDLE_MINUTES) / 2))
}
