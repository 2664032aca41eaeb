// The last good frame of a dashboard in the database, for whoever may see the dashboard.
import type { PictureFormat } from '../../contract/frames.ts'
import { dashboardsFor, type DashboardKey } from '../dashboards/dashboards.store.ts'
import type { Database } from '../database/database.ts'

export interface KeptFrame {
  address: string
  formats: PictureFormat[]
  /** When its files were made, or were the last good ones again. */
  madeAt: Date
}

/** @returns nothing where there is no dashboard for this account; `none` for one without a frame */
export async function findKeptFrame(
  database: Database,
  { organizationId, id }: DashboardKey,
  accountId: string,
): Promise<KeptFrame | 'none' | undefined> {
  const row = await dashboardsFor(database.query, { organizationId, accountId })
    .leftJoin('frames as f', (join) =>
      join.onRef('f.organization_id', '=', 'd.organization_id').onRef('f.dashboard_id', '=', 'd.id'),
    )
    .leftJoin('frame_files as file', (join) =>
      join.onRef('file.organization_id', '=', 'f.organization_id').onRef('file.address', '=', 'f.address'),
    )
    .select(['f.address', 'f.formats', 'file.made_at'])
    .where('d.id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { address, formats, made_at: madeAt } = row
  return address === null || formats === null || madeAt === null ? 'none' : { address, formats, madeAt }
}
