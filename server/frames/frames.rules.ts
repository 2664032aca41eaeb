// Frames as they are handed out: which file answers whom, and that it is what it is called.
import { THUMBNAIL_WIDTH_PIXELS } from '../../contract/captures.ts'
import type { PictureFormat } from '../../contract/frames.ts'
import { AppError } from '../app-error.ts'
import { bestFormat, type Picture } from '../http/send-picture.ts'
import type { Services } from '../services.ts'
import type { Caller } from '../sessions/caller.ts'
import type { FrameFile, FrameFileKey } from './frame-files.ts'
import { isOfFormat } from './picture-kind.ts'
import { findKeptFrame } from './read-frame.store.ts'

/** Nothing for one that is missing, or that a full disk cut off before it began: it is asked for again. */
export async function readFrameFile(
  { frameFiles }: Pick<Services, 'frameFiles'>,
  key: FrameFileKey,
): Promise<Buffer | undefined> {
  const bytes = await frameFiles.read(key)
  return bytes !== undefined && isOfFormat(bytes, formatOf(key.file)) ? bytes : undefined
}

export const formatOf = (file: FrameFile): PictureFormat => (file === 'thumbnail' ? 'jpeg' : file)

/** The last good frame, in the best format that is taken; as a small JPEG where a small one is enough. */
export async function giveFrame(
  services: Services,
  caller: Caller,
  id: string,
  { width, accept }: { width: number | undefined; accept: string },
): Promise<Picture> {
  const organizationId = caller.organization.id
  const frame = await findKeptFrame(services.database, { organizationId, id }, caller.account.id)
  if (frame === undefined) throw new AppError('dashboard.not_found')
  if (frame === 'none') throw new AppError('dashboard.no_frame')
  const { address, formats, madeAt } = frame
  const isSmall = width !== undefined && width <= THUMBNAIL_WIDTH_PIXELS
  const file: FrameFile = isSmall ? 'thumbnail' : width === undefined ? bestFormat(accept, formats) : 'jpeg'
  const bytes = await readFrameFile(services, { organizationId, address, file })
  if (bytes === undefined) throw new AppError('dashboard.no_frame')
  return {
    bytes,
    format: formatOf(file),
    etag: `${address}.${file}`,
    lastModified: madeAt,
    // What is behind a login: kept by the browser of whoever is signed in, and asked for each time.
    cacheControl: 'private, no-cache',
    variesByAccept: true,
  }
}
