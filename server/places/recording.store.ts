// The page on which a person shows the way to a dashboard, in the database, so that the runner and the person may be at
// different servers.
import { sql } from 'kysely'
import type { CaptureStep } from '../../contract/dashboards.ts'
import type { Database } from '../database/database.ts'
import { signal } from '../database/signals.ts'
import { isDashboardOfPlace } from '../frames/publish-frame.store.ts'
import { lockPlace, type Place } from './places.store.ts'
import { recordingTopic } from './recording-topic.ts'

export interface RecordedPage {
  dashboard: string
  /** Nothing when the page looks as it did. */
  picture: Buffer | undefined
  width: number
  height: number
  steps: CaptureStep[]
}

/** Of a recording that is over nothing is kept. */
export async function showRecordedPage(
  database: Database,
  place: Place,
  { dashboard, picture, width, height, steps }: RecordedPage,
  now: Date,
): Promise<'told' | 'lost'> {
  if (!(await isDashboardOfPlace(database, place, dashboard))) return 'lost'
  return database.query.transaction().execute(async (transaction) => {
    if ((await lockPlace(transaction, place, now)) === undefined) return 'lost'
    const { numUpdatedRows } = await transaction
      .updateTable('recordings')
      .set({
        ...(picture === undefined ? {} : { picture, width, height }),
        number: sql<number>`number + 1`,
        steps: JSON.stringify(steps),
        told_at: now,
      })
      .where('organization_id', '=', place.organizationId)
      .where('dashboard_id', '=', dashboard)
      .where('ends_at', '>', now)
      .executeTakeFirst()
    if (numUpdatedRows === 1n) await signal(transaction, recordingTopic(dashboard))
    return 'told'
  })
}
