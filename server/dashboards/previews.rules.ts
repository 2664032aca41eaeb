// Previews: what a dashboard would look like, before it is saved.
import type { z } from 'zod'
import type { dashboardRoutes } from '../../contract/dashboards.ts'
import { AppError } from '../app-error.ts'
import { makeRowId } from '../row-id.ts'
import type { Services } from '../services.ts'
import type { Caller } from '../sessions/caller.ts'
import { requireRunner } from './dashboards.rules.ts'
import {
  askForPreview,
  findPreview,
  findPreviewPicture,
  PREVIEW_SECONDS,
  previewTopic,
  type PreviewRow,
} from './previews.store.ts'

type Asked = z.output<(typeof dashboardRoutes)['POST /api/v1/previews']['body']>
type Preview = z.input<(typeof dashboardRoutes)['GET /api/v1/previews/{id}']['answers'][200]>

const WAIT_MILLIS = 20_000

export async function beginPreview(
  services: Services,
  caller: Caller,
  { connection, url, capture }: Asked,
  now: Date,
): Promise<Preview> {
  const organizationId = caller.organization.id
  await requireRunner(services, organizationId, now)
  const id = makeRowId(services.randomBytes, now)
  const preview = { organizationId, id, connection, url, capture, askedBy: caller.account.id }
  const asked = await askForPreview(services.database, preview, now)
  if (asked !== 'asked') throw new AppError(asked)
  services.wakeRunner?.()
  return { id, state: 'waiting' }
}

/** As soon as it is done, or as it is after twenty seconds. */
export async function watchPreview(
  { database, signals }: Services,
  caller: Caller,
  id: string,
  clock: () => Date,
): Promise<Preview> {
  const key = { organizationId: caller.organization.id, id }
  const watch = signals.watch(previewTopic(id))
  try {
    const first = toPreview(await findPreview(database, key), clock())
    if (first.state !== 'waiting') return first
    await watch.next(WAIT_MILLIS)
    return toPreview(await findPreview(database, key), clock())
  } finally {
    watch.end()
  }
}

function toPreview(row: PreviewRow | undefined, now: Date): Preview {
  if (row === undefined) throw new AppError('preview.not_found')
  const isLate = row.asked_at.getTime() + PREVIEW_SECONDS * 1000 < now.getTime()
  // Whoever had the place is gone, and nobody else came.
  if (row.state === 'waiting' && isLate) return { id: row.id, state: 'failed', trouble: 'took_too_long' }
  const { id, state, trouble, width, height } = row
  return {
    id,
    state,
    ...(trouble === null ? {} : { trouble }),
    ...(width === null || height === null ? {} : { width, height }),
  }
}

export async function givePreviewPicture(
  { database }: Services,
  caller: Caller,
  id: string,
): Promise<Buffer> {
  const picture = await findPreviewPicture(database, { organizationId: caller.organization.id, id })
  if (picture === undefined) throw new AppError('preview.not_found')
  if (picture === 'none') throw new AppError('dashboard.no_frame')
  return picture
}
