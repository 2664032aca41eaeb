// A picture as an answer: its type, how long it may be kept, and nothing at all for whoever has it already (RFC 9110,
// section 13).
import type { FastifyReply, FastifyRequest } from 'fastify'
import { pictureFormats, type PictureFormat } from '../../contract/frames.ts'

export interface Picture {
  bytes: Buffer
  /** JPEG where nothing is said. */
  format?: PictureFormat
  /** Without quotes; it names these very bytes. */
  etag?: string
  lastModified?: Date
  /** `no-store`, like every answer, where nothing is said. */
  cacheControl?: string
  /** Whoever asks named the one that it has in another way than by a tag, and it is still the one. */
  isUnchanged?: boolean
  /** The same address answers another format to whoever takes another. */
  variesByAccept?: boolean
  /** Further headers. */
  headers?: Record<string, string>
}

export function sendPicture(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: Buffer | Picture,
): FastifyReply {
  const picture: Picture = Buffer.isBuffer(answer) ? { bytes: answer } : answer
  const { bytes, format = 'jpeg', etag, lastModified, cacheControl, variesByAccept, headers } = picture
  if (etag !== undefined) reply.header('etag', `"${etag}"`)
  if (lastModified !== undefined) reply.header('last-modified', lastModified.toUTCString())
  if (cacheControl !== undefined) reply.header('cache-control', cacheControl)
  if (variesByAccept === true) reply.header('vary', 'accept')
  if (headers !== undefined) reply.headers(headers)
  if (picture.isUnchanged === true || isKnown(request, picture)) return reply.code(304).send()
  return reply.type(`image/${format}`).send(bytes)
}

/** Whoever names a picture by its tag is judged by that alone; a date of whole seconds is the weaker of the two. */
function isKnown({ headers }: FastifyRequest, { etag, lastModified }: Picture): boolean {
  const names = headers['if-none-match']
  if (names !== undefined) {
    return names.split(',').some((name) => name.trim().replace(/^W\//, '') === `"${etag ?? ''}"`)
  }
  const since = headers['if-modified-since']
  if (since === undefined || lastModified === undefined) return false
  return Math.floor(lastModified.getTime() / 1000) * 1000 <= Date.parse(since)
}

/** The best that is there of what an Accept header names; JPEG is what everybody takes. */
export function bestFormat(accept: string, there: readonly PictureFormat[]): PictureFormat {
  const taken = accept
    .toLowerCase()
    .split(',')
    .map((part) => part.trim().split(/\s*;\s*/))
    .filter((parts) => !parts.some((part) => /^q=0(\.0*)?$/.test(part)))
    .map(([type]) => type)
  return pictureFormats.find((one) => there.includes(one) && taken.includes(`image/${one}`)) ?? 'jpeg'
}
