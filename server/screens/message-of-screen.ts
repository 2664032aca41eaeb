// Which message stands on a screen: of those that are meant for it the gravest, and among equals the newest.
import { sql } from 'kysely'

/** Whether message `m` is meant for screen `s`. */
export const messageIsMeantSql = `
  m.organization_id = s.organization_id AND (m.for_all OR s.id = ANY (m.screen_ids) OR s.tags && m.tags)`

export const gravestFirstSql = `
  CASE m.level WHEN 'alarm' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, m.made_at DESC, m.id DESC`

/** Its id, in a statement over screens `s`. */
export function messageOfScreen(now: Date) {
  return sql<string | null>`(
    SELECT m.id FROM wall_messages m
    WHERE ${sql.raw(messageIsMeantSql)} AND (m.ends_at IS NULL OR m.ends_at > ${now})
    ORDER BY ${sql.raw(gravestFirstSql)} LIMIT 1)`
}
