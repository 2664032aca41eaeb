// Which formats of pictures this browser shows. None is believed to be shown because of a version: one of each is tried.
import type { PictureFormat } from '../contract/frames.ts'

/** As frames are made, with the colour of each pixel, which some decoders of AVIF do not know. */
const AVIF =
  'AAAAHGZ0eXBhdmlmAAAAAG1pZjFhdmlmbWlhZgAAANZtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG9jAAAAAERAAAEAAQAAAAAA+gABAAAAAAAAACQAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABhdjAxAAAAAA5waXRtAAAAAAABAAAAVmlwcnAAAAA4aXBjbwAAAAxhdjFDgSACAAAAABRpc3BlAAAAAAAAAAgAAAAIAAAAEHBpeGkAAAAAAwgICAAAABZpcG1hAAAAAAAAAAEAAQOBAgMAAAAsbWRhdBIACgg4CL9pAQ0GkDIWGAJjBMKKKKNBIACQPrW1RJWZ4Ji6GA=='

/** Called at once, and once more where AVIF is shown too. */
export function findFormats(found: (formats: PictureFormat[]) => void): void {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 1
  const isWebp = canvas.toDataURL('image/webp').indexOf('data:image/webp') === 0
  const formats: PictureFormat[] = isWebp ? ['webp', 'jpeg'] : ['jpeg']
  found(formats)
  const bytes = atob(AVIF)
  const numbers = new Uint8Array(bytes.length)
  for (let at = 0; at < bytes.length; at += 1) numbers[at] = bytes.charCodeAt(at)
  const url = URL.createObjectURL(new Blob([numbers], { type: 'image/avif' }))
  const image = new Image()
  const over = (): void => URL.revokeObjectURL(url)
  image.addEventListener('error', over)
  image.addEventListener('load', () => {
    over()
    if (isDrawn(image)) found((['avif'] as PictureFormat[]).concat(formats))
  })
  image.src = url
}

/** A browser may read the head of a picture that it cannot decode, and says that it is loaded: `#445565` it is, drawn. */
function isDrawn(image: HTMLImageElement): boolean {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')
  if (context === null) return false
  context.drawImage(image, 0, 0)
  const [red = 0, green = 0, blue = 0, alpha = 0] = Array.from(context.getImageData(4, 4, 1, 1).data)
  return alpha === 255 && near(red, 0x44) && near(green, 0x55) && near(blue, 0x65)
}

const near = (value: number, wanted: number): boolean => Math.abs(value - wanted) < 16
