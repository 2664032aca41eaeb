// Which sessions are open, in SQL: by the limits of every session, or, with a registered phone, by those of its own.
import type { Settings } from '../settings.ts'

/** How long a session may go unused; its absolute end stands in its row. */
export type IdleLimits = Pick<Settings, 'sessionIdleMinutes' | 'phoneSessionIdleDays'>

/** Placeholders of a statement, or columns. */
export interface OpenAt {
  now: string
  idleMinutes: string
  phoneIdleDays: string
}

/** Whether the session `s` is open. What a phone adds is on top: it makes no session shorter. */
export const isOpenSql = ({ now, idleMinutes, phoneIdleDays }: OpenAt): string => `
  s.ended_at IS NULL AND (
    (s.expires_at > ${now} AND s.last_seen_at > ${now} - ${idleMinutes} * interval '1 minute')
    OR (s.phone_id IS NOT NULL AND s.phone_expires_at > ${now}
      AND s.last_seen_at > ${now} - ${phoneIdleDays} * interval '24 hours'))`

/** The absolute end of a session in the table, or of that name. */
export const endOfSessionSql = (s: string): string =>
  `CASE WHEN ${s}.phone_id IS NULL THEN ${s}.expires_at ELSE greatest(${s}.expires_at, ${s}.phone_expires_at) END`
