// What screens tell of themselves, written in one statement for as many as tell at this moment.
import type { PictureFormat } from '../../contract/frames.ts'
import type { Database } from '../database/database.ts'
import type { PairedScreen } from './screen-token.store.ts'

const reportStatement = {
  name: 'screen_report',
  columns: {
    organization_id: 'uuid',
    screen_id: 'uuid',
    now: 'timestamptz',
    address: 'text',
    user_agent: 'text',
    takes: 'text',
    width: 'int',
    height: 'int',
    pixel_ratio: 'real',
    dashboard_id: 'uuid',
    frame: 'text',
    since: 'timestamptz',
  },
  text: `,
    told AS (
      SELECT DISTINCT ON (q.organization_id, q.screen_id) q.* FROM asked q
      JOIN screens s ON s.organization_id = q.organization_id AND s.id = q.screen_id
      ORDER BY q.organization_id, q.screen_id, q.n DESC)
    UPDATE screens s SET last_seen_at = q.now, address = q.address, user_agent = q.user_agent,
      takes = string_to_array(q.takes, ','), width = coalesce(q.width, s.width),
      height = coalesce(q.height, s.height), pixel_ratio = coalesce(q.pixel_ratio, s.pixel_ratio),
      now_dashboard_id = d.id, now_address = CASE WHEN d.id IS NOT NULL THEN q.frame END,
      now_since = CASE WHEN d.id IS NOT NULL THEN q.since END
    FROM told q
    LEFT JOIN dashboards d ON d.organization_id = q.organization_id AND d.id = q.dashboard_id
    WHERE s.organization_id = q.organization_id AND s.id = q.screen_id
    RETURNING q.n`,
}

export interface ScreenReport {
  address: string
  userAgent: string
  takes: PictureFormat[]
  width: number | undefined
  height: number | undefined
  pixelRatio: number | undefined
  showing: { dashboard: string; address: string | undefined; since: Date } | undefined
}

export async function noteReport(
  database: Database,
  { organizationId, id }: PairedScreen,
  report: ScreenReport,
  now: Date,
): Promise<void> {
  await database.together(reportStatement, [
    organizationId,
    id,
    now,
    report.address,
    report.userAgent,
    report.takes.join(','),
    report.width ?? null,
    report.height ?? null,
    report.pixelRatio ?? null,
    report.showing?.dashboard ?? null,
    report.showing?.address ?? null,
    report.showing?.since ?? null,
  ])
}
