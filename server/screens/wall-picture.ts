// The picture of a message: decoded once, by us, and packed anew, so that screens are handed nothing that somebody sent.
import { AppError } from '../app-error.ts'
import { isPicture } from '../secrets/picture.ts'

/** A photograph of a phone has 12 to 50 million pixels; one that unpacks to more is made to harm. */
const MOST_PIXELS = 64_000_000

/** A screen shows no more. */
const MOST_SIDE_PIXELS = 3840

/** @throws {AppError} secret.picture_too_large, secret.picture_unreadable */
export async function repackPicture(bytes: Buffer): Promise<Buffer> {
  if (!isPicture(bytes)) throw new AppError('secret.picture_unreadable')
  // When the first picture comes: most servers are never shown one, and it is 20 MB.
  const { default: sharp } = await import('sharp')
  try {
    return await sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error', pages: 1 })
      .rotate()
      .flatten({ background: 'black' })
      .resize({
        width: MOST_SIDE_PIXELS,
        height: MOST_SIDE_PIXELS,
        fit: 'inside',
        withoutEnlargement: true,
      })
      .toColourspace('srgb')
      .jpeg({ quality: 85 })
      .toBuffer()
  } catch (error) {
    const isTooLarge = error instanceof Error && error.message.includes('pixel limit')
    throw new AppError(isTooLarge ? 'secret.picture_too_large' : 'secret.picture_unreadable')
  }
}
