// A screenshot as a frame: cut, told by its pixels, and packed in the formats that are asked for.
import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { MOST_FRAME_BYTES, pictureFormats, type PictureFormat } from '../../contract/frames.ts'

export interface Pixels {
  raw: Buffer
  width: number
  height: number
  /** SHA-256 over the pixels and their size: how they are packed does not count. */
  hash: string
}

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** Four times what a 4K screen has. More than that would take the memory of everybody else. */
export const MOST_PIXELS = 34_000_000
const CHANNELS = 3

/** @param cut in pixels of the picture; nothing for all of it @returns nothing where nothing is left of it */
export async function readPixels(png: Buffer, cut?: Box): Promise<Pixels | undefined> {
  const picture = sharp(png, { limitInputPixels: MOST_PIXELS * 2 })
  if (cut !== undefined) {
    const whole = await picture.metadata()
    const box = within(cut, whole)
    if (box === undefined) return undefined
    picture.extract({ left: box.x, top: box.y, width: box.width, height: box.height })
  }
  const { data, info } = await picture.removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const { width, height } = info
  const hash = createHash('sha256').update(`${width}x${height}\n`).update(data).digest('hex')
  return { raw: data, width, height, hash }
}

function within(cut: Box, { width, height }: { width: number; height: number }): Box | undefined {
  const [x, y] = [Math.max(0, Math.round(cut.x)), Math.max(0, Math.round(cut.y))]
  const right = Math.min(width, Math.round(cut.x + cut.width))
  const bottom = Math.min(height, Math.round(cut.y + cut.height))
  return right - x < 1 || bottom - y < 1 ? undefined : { x, y, width: right - x, height: bottom - y }
}

/** How far a pixel may be from the ground, and which part of all may be further, for a picture that shows nothing. */
const BLANK_DISTANCE = 10
const BLANK_PART = 0.0004

/** All of one colour, but for a few specks. */
export function isBlank({ raw, width, height }: Pick<Pixels, 'raw' | 'width' | 'height'>): boolean {
  const ground = groundOf(raw)
  const mostOthers = width * height * BLANK_PART
  let others = 0
  for (let at = 0; at + 2 < raw.length; at += CHANNELS) {
    const distance = Math.max(
      Math.abs((raw[at] ?? 0) - ground[0]),
      Math.abs((raw[at + 1] ?? 0) - ground[1]),
      Math.abs((raw[at + 2] ?? 0) - ground[2]),
    )
    if (distance > BLANK_DISTANCE && (others += 1) > mostOthers) return false
  }
  return true
}

/** The colour that most of a thousand pixels have, all over the picture. */
function groundOf(raw: Buffer): [number, number, number] {
  const counts = new Map<number, number>()
  const pixels = Math.floor(raw.length / CHANNELS)
  const step = Math.max(1, Math.floor(pixels / 1000))
  for (let pixel = 0; pixel < pixels; pixel += step) {
    const colour = raw.readUIntBE(pixel * CHANNELS, CHANNELS)
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  const [most = 0] = [...counts].toSorted((one, other) => other[1] - one[1])[0] ?? []
  return [most >> 16, (most >> 8) & 255, most & 255]
}

export interface Packed {
  pictures: Partial<Record<PictureFormat, Buffer>> & { jpeg: Buffer }
  /** JPEG, 480 pixels wide. */
  thumbnail: Buffer
}

const THUMBNAIL_WIDTH = 480

/**
 * Nothing where the JPEG is too large at the least quality that can still be read; another format is then left out. So is one
 * that is no smaller than what each browser shows as well that shows it.
 */
export async function packPixels(
  pixels: Pixels,
  formats: readonly PictureFormat[],
): Promise<Packed | undefined> {
  const picture = () =>
    sharp(pixels.raw, { raw: { width: pixels.width, height: pixels.height, channels: CHANNELS } })
  const jpeg = await withinBytes([82, 60, 40], (quality) => picture().jpeg({ quality }).toBuffer())
  if (jpeg === undefined) return undefined
  const others = formats.filter((format) => format !== 'jpeg')
  const made = await Promise.all(
    others.map(async (format) => {
      const bytes = await withinBytes([80, 50], (quality) =>
        // More effort takes seconds for a few bytes, and there is a picture every few seconds.
        format === 'avif'
          ? picture()
              .avif({ quality: quality - 22, effort: 1 })
              .toBuffer()
          : picture().webp({ quality, effort: 1 }).toBuffer(),
      )
      return [format, bytes] as const
    }),
  )
  const thumbnail = await picture()
    .resize({ width: THUMBNAIL_WIDTH, withoutEnlargement: true })
    .jpeg({ quality: 72 })
    .toBuffer()
  const pictures: Packed['pictures'] = { jpeg }
  let least = jpeg.length
  const bytesOf = new Map<PictureFormat, Buffer | undefined>(made)
  for (const format of pictureFormats.toReversed()) {
    const bytes = bytesOf.get(format)
    if (bytes === undefined || bytes.length >= least) continue
    pictures[format] = bytes
    least = bytes.length
  }
  return { pictures, thumbnail }
}

async function withinBytes(
  qualities: readonly number[],
  pack: (quality: number) => Promise<Buffer>,
): Promise<Buffer | undefined> {
  for (const quality of qualities) {
    const bytes = await pack(quality)
    if (bytes.length <= MOST_FRAME_BYTES) return bytes
  }
  return undefined
}
