// Takes away pictures that nobody is shown any more: those that another one came after, and files that belong to nothing.
import { pictureFormats } from '../../contract/frames.ts'
import type { Database } from '../database/database.ts'
import type { Services } from '../services.ts'

/** A screen that was just told of another one still shows the one before. */
const SUPERSEDED_MINUTES = 10

/** A file is there before its row: so long nobody takes it for one that was left over. */
const ORPHAN_MINUTES = 60

type Parts = Pick<Services, 'database' | 'frameFiles'>

/** The row goes first: one that is shown again in this moment has its pictures asked for anew. */
export async function sweepSupersededFrames({ database, frameFiles }: Parts, now: Date): Promise<void> {
  const gone = await database.query
    .deleteFrom('frame_files')
    .where('superseded_at', '<', minutesBefore(now, SUPERSEDED_MINUTES))
    .returning(['organization_id', 'address'])
    .execute()
  for (const { organization_id: organizationId, address } of gone) {
    for (const file of [...pictureFormats, 'thumbnail'] as const) {
      await frameFiles.remove({ organizationId, address, file })
    }
  }
}

/** Of deleted dashboards and organizations, of other servers' sweeping, and of a database that was brought back. */
export async function sweepOrphanedFrames({ database, frameFiles }: Parts, now: Date): Promise<void> {
  for await (const key of frameFiles.list(minutesBefore(now, ORPHAN_MINUTES))) {
    if (!(await isKnown(database, key))) await frameFiles.remove(key)
  }
}

async function isKnown(
  database: Database,
  { organizationId, address }: { organizationId: string; address: string },
): Promise<boolean> {
  const row = await database.query
    .selectFrom('frame_files')
    .select('address')
    // A folder may have any name; an organization has a UUID.
    .where((where) => where.eb(where.cast<string>('organization_id', 'text'), '=', organizationId))
    .where('address', '=', address)
    .executeTakeFirst()
  return row !== undefined
}

const PREVIEW_MINUTES = 15
const LIVE_MINUTES = 1
const RECORDING_MINUTES = 30

/** What is shown for minutes shows what is behind a login, and is kept no longer. */
export async function sweepPassingPictures({ database }: Pick<Parts, 'database'>, now: Date): Promise<void> {
  await database.query
    .deleteFrom('previews')
    .where('asked_at', '<', minutesBefore(now, PREVIEW_MINUTES))
    .execute()
  await database.query
    .updateTable('live_frames')
    .set({ picture: null })
    .where('picture', 'is not', null)
    .where('at', '<', minutesBefore(now, LIVE_MINUTES))
    .execute()
  await database.query
    .deleteFrom('recordings')
    .where('ends_at', '<', minutesBefore(now, RECORDING_MINUTES))
    .execute()
}

const minutesBefore = (now: Date, minutes: number): Date => new Date(now.getTime() - minutes * 60_000)
