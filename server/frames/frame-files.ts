// Where the pictures of frames lie, one file for each format: in a folder or in a bucket. The database says which there
// are; what is missing here is asked for again, so that none of it needs a backup.
import type { PictureFormat } from '../../contract/frames.ts'

/** The thumbnail is a JPEG as well. */
export type FrameFile = PictureFormat | 'thumbnail'

export interface FrameFileKey {
  organizationId: string
  address: string
  file: FrameFile
}

export interface FrameFiles {
  /** All of it or nothing: whoever reads meanwhile has what was there before. */
  write(key: FrameFileKey, bytes: Uint8Array): Promise<void>
  /** Nothing for what is not there. */
  read(key: FrameFileKey): Promise<Buffer | undefined>
  has(key: FrameFileKey): Promise<boolean>
  remove(key: FrameFileKey): Promise<void>
  /** Every one that is older than that, of every organization. */
  list(before: Date): AsyncGenerator<FrameFileKey, void, void>
}

/** The same in a folder and in a bucket, so that one can be copied into the other. */
export function frameFileName({ organizationId, address, file }: FrameFileKey): string {
  // A folder of ten thousand files is slow to look through.
  return `${organizationId}/${address.slice(0, 2)}/${address}.${file}`
}

const NAME = /^([^/]+)\/[\w-]{2}\/([\w-]{43})\.(avif|webp|jpeg|thumbnail)$/

/** Nothing for what is no frame. */
export function readFrameFileName(name: string): FrameFileKey | undefined {
  const [, organizationId, address, file] = NAME.exec(name) ?? []
  if (organizationId === undefined || address === undefined) return undefined
  return { organizationId, address, file: file as FrameFile }
}
