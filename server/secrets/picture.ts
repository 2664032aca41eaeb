// QR codes in pictures: photographs, screenshots and files, read in this process and kept nowhere.
import { refuse } from './candidate.ts'

/** A photograph of a phone has 12 to 50 million pixels; one that unpacks to more is made to harm. */
const MOST_PIXELS = 64_000_000

/** The longest side at which a code is looked for, in turn: small codes in large pictures need the larger ones. */
const SIDES = [1000, 2000, 4000] as const

const KINDS: readonly [kind: string, mark: RegExp][] = [
  ['png', /^\x89PNG\r\n/],
  ['jpeg', /^\xff\xd8\xff/],
  ['webp', /^RIFF....WEBP/s],
  ['gif', /^GIF8[79]a/],
  ['avif', /^....ftypavi[fs]/s],
  ['tiff', /^(II\*\0|MM\0\*)/],
]

/** Formats that people have, and that we leave alone: what reads them reads other files too, or is not at hand. */
const OTHER_PICTURES = /^(....ftyp(heic|heix|mif1|msf1)|BM|%PDF-|\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?<svg)/s

/** By its first bytes; what its name or its sender say counts for nothing. */
export function isPicture(bytes: Buffer): boolean {
  const head = bytes.subarray(0, 400).toString('latin1')
  if (OTHER_PICTURES.test(head)) throw refuse('secret.picture_unreadable')
  return KINDS.some(([, mark]) => mark.test(head))
}

/**
 * The text of the QR code in a picture.
 *
 * @throws {AppError} secret.picture_too_large, secret.picture_unreadable, secret.picture_without_code
 */
export async function readQrPicture(bytes: Buffer): Promise<string> {
  // When the first picture comes: most servers are never shown one, and it is 20 MB.
  const { default: sharp } = await import('sharp')
  const { default: decodeQR } = await import('qr/decode.js')
  const open = () => sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error', pages: 1 })
  const { width, height } = await readable(open().metadata())
  for (const side of SIDES) {
    const { data, info } = await readable(
      open()
        .rotate()
        .flatten({ background: 'white' })
        .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: side > SIDES[0] })
        .toColourspace('srgb')
        .ensureAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true }),
    )
    const text = attempt(() => decodeQR({ data, width: info.width, height: info.height }))
    if (text !== undefined) return text
    if (Math.max(width, height) <= side) break
  }
  throw refuse('secret.picture_without_code')
}

async function readable<Value>(reading: Promise<Value>): Promise<Value> {
  try {
    return await reading
  } catch (error) {
    const isTooLarge = error instanceof Error && error.message.includes('pixel limit')
    throw refuse(isTooLarge ? 'secret.picture_too_large' : 'secret.picture_unreadable')
  }
}

/** The library throws where it finds none. */
function attempt<Value>(look: () => Value): Value | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}
