// The pictures of frames as objects of a bucket, under the names that they have in a folder. Several servers share one.
import { MOST_FRAME_BYTES } from '../../contract/frames.ts'
import { FrameStoreError, type BucketClient } from './bucket-client.ts'
import { frameFileName, readFrameFileName, type FrameFileKey, type FrameFiles } from './frame-files.ts'

const NO_PICTURE_BYTES = 64 * 1024
const LISTING_BYTES = 4 * 1024 * 1024
const LISTED_AT_A_TIME = 1_000

export interface FrameBucketOptions {
  client: BucketClient
  /** With a slash at the end, or empty. */
  prefix: string
  listedAtATime?: number
}

export function openFrameBucket({
  client,
  prefix,
  listedAtATime = LISTED_AT_A_TIME,
}: FrameBucketOptions): FrameFiles {
  const nameOf = (key: FrameFileKey) => prefix + frameFileName(key)

  return {
    // An object is replaced as a whole, or not at all.
    async write(key, bytes) {
      if (bytes.byteLength > MOST_FRAME_BYTES) {
        throw new FrameStoreError(`A picture of ${bytes.byteLength} bytes is too large to be kept.`, {})
      }
      const type = key.file === 'thumbnail' ? 'image/jpeg' : `image/${key.file}`
      const written = await client.ask({
        method: 'PUT',
        name: nameOf(key),
        body: { bytes, type },
        mostBytes: NO_PICTURE_BYTES,
      })
      if (written === undefined) throw new FrameStoreError('The store of frames has no place for them.', {})
    },
    async read(key) {
      const found = await client.ask({ method: 'GET', name: nameOf(key), mostBytes: MOST_FRAME_BYTES })
      return found?.bytes
    },
    async has(key) {
      const found = await client.ask({ method: 'HEAD', name: nameOf(key), mostBytes: NO_PICTURE_BYTES })
      return found !== undefined && found.announcedBytes > 0 && found.announcedBytes <= MOST_FRAME_BYTES
    },
    async remove(key) {
      await client.ask({ method: 'DELETE', name: nameOf(key), mostBytes: NO_PICTURE_BYTES })
    },
    async *list(before) {
      let after: string | undefined
      do {
        const page = await listPage(client, prefix, listedAtATime, after)
        for (const { name, modifiedAt } of page.objects) {
          if (!name.startsWith(prefix) || modifiedAt >= before) continue
          const key = readFrameFileName(name.slice(prefix.length))
          if (key !== undefined) yield key
        }
        // A store that gives the same page for ever is not followed.
        after = page.next === after ? undefined : page.next
      } while (after !== undefined)
    },
  }
}

interface ListedPage {
  objects: { name: string; modifiedAt: Date }[]
  /** What the next page is asked with. */
  next: string | undefined
}

/** ListObjectsV2. @throws {FrameStoreError} */
export async function listPage(
  client: BucketClient,
  prefix: string,
  most: number,
  after: string | undefined,
): Promise<ListedPage> {
  const answer = await client.ask({
    method: 'GET',
    query: {
      'list-type': '2',
      'max-keys': String(most),
      ...(prefix === '' ? {} : { prefix }),
      ...(after === undefined ? {} : { 'continuation-token': after }),
    },
    mostBytes: LISTING_BYTES,
  })
  const text = answer?.bytes.toString() ?? ''
  const objects = [...text.matchAll(/<Contents>(.*?)<\/Contents>/gs)].flatMap(([, facts = '']) => {
    const name = textOf(facts, 'Key')
    const modifiedAt = new Date(textOf(facts, 'LastModified') ?? '')
    return name === undefined || Number.isNaN(modifiedAt.getTime()) ? [] : [{ name, modifiedAt }]
  })
  const isMore = textOf(text, 'IsTruncated') === 'true'
  return { objects, next: isMore ? textOf(text, 'NextContinuationToken') : undefined }
}

/** What stands in an element; a list of objects has no attributes and nothing nested where this looks. */
function textOf(xml: string, element: string): string | undefined {
  const found = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1]
  return found?.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(lt|gt|quot|apos|amp));/gi, decodeEntity)
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

function decodeEntity(whole: string, hex?: string, decimal?: string, name?: string): string {
  if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole
  const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
  return point <= 0x10ffff ? String.fromCodePoint(point) : whole
}
