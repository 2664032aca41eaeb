// Previews in the database: asked for by an admin, made by the runner that has the place, and gone after minutes.
import type { Capture } from '../../contract/dashboards.ts'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { placeOf, touchPlace } from '../places/touch-place.store.ts'

export const previewTopic = (id: string): string => `preview ${id}`

/** Whoever waits longer has gone, or will ask again. */
export const PREVIEW_SECONDS = 90

const PREVIEWS_OF_ONE = 5

export interface NewPreview {
  organizationId: string
  id: string
  connection: string | null
  url: string
  capture: Capture
  askedBy: string
}

/** The newest of whoever asks takes the place of those that wait: each change of a dashboard asks for one. */
export async function askForPreview(
  database: Database,
  { organizationId, id, connection, url, capture, askedBy }: NewPreview,
  now: Date,
): Promise<'asked' | 'connection.not_found' | 'dashboard.connection_not_signed_in'> {
  return database.query.transaction().execute(async (transaction) => {
    if (connection !== null) {
      const row = await transaction
        .selectFrom('connections as c')
        .leftJoin('connection_work as work', (join) =>
          join
            .onRef('work.organization_id', '=', 'c.organization_id')
            .onRef('work.connection_id', '=', 'c.id'),
        )
        .select('work.state')
        .where('c.organization_id', '=', organizationId)
        .where('c.id', '=', connection)
        .forKeyShare(['c'])
        .executeTakeFirst()
      if (row === undefined) return 'connection.not_found'
      // One whose session is looked at is there again in a moment.
      if (row.state !== 'signed_in' && row.state !== 'signing_in') {
        return 'dashboard.connection_not_signed_in'
      }
    }
    await touchPlace(transaction, placeOf(organizationId, connection))
    const mine = transaction
      .selectFrom('previews')
      .select('id')
      .where('organization_id', '=', organizationId)
      .where('asked_by', '=', askedBy)
      .where('state', '<>', 'waiting')
      .orderBy('asked_at', 'desc')
      .limit(PREVIEWS_OF_ONE - 1)
    await transaction
      .deleteFrom('previews')
      .where('organization_id', '=', organizationId)
      .where('asked_by', '=', askedBy)
      .where('id', 'not in', mine)
      .execute()
    await transaction
      .insertInto('previews')
      .values({
        organization_id: organizationId,
        id,
        connection_id: connection,
        url,
        capture: JSON.stringify(capture),
        state: 'waiting',
        asked_by: askedBy,
        asked_at: now,
      })
      .execute()
    return 'asked'
  })
}

export type PreviewRow = Pick<Tables['previews'], 'id' | 'state' | 'trouble' | 'width' | 'height'> & {
  asked_at: Date
}

export async function findPreview(
  database: Database,
  { organizationId, id }: { organizationId: string; id: string },
): Promise<PreviewRow | undefined> {
  return database.query
    .selectFrom('previews')
    .select(['id', 'state', 'trouble', 'width', 'height', 'asked_at'])
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** @returns nothing where there is no preview; `none` for one without a picture */
export async function findPreviewPicture(
  database: Database,
  { organizationId, id }: { organizationId: string; id: string },
): Promise<Buffer | 'none' | undefined> {
  const row = await database.query
    .selectFrom('previews')
    .select('picture')
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row === undefined ? undefined : (row.picture ?? 'none')
}
