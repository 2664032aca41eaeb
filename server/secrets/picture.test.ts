// QR codes as people send them: a saved picture, a screenshot, a photograph; and pictures that are none, or made to harm.
import { crc32 } from 'node:zlib'
import { encodeQR } from 'qr'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { AppError } from '../app-error.ts'
import { isPicture, readQrPicture } from './picture.ts'

const URI =
  'otpauth://totp/Northwind:wall%40northwind.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Northwind'

const svg = Buffer.from(encodeQR(URI, 'svg'))

/** The code as it stands on a page, so many pixels wide. */
const code = (width: number) =>
  sharp(svg, { density: 600 }).resize(width).flatten({ background: 'white' }).png().toBuffer()

async function refusalOf(work: () => unknown): Promise<string> {
  try {
    await work()
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
  return 'taken'
}

const pictures: [string, () => Promise<Buffer>][] = [
  ['a small PNG', () => code(120)],
  ['a large PNG', () => code(1800)],
  [
    'a JPEG of poor quality',
    async () =>
      sharp(await code(400))
        .jpeg({ quality: 30 })
        .toBuffer(),
  ],
  [
    'a WebP',
    async () =>
      sharp(await code(300))
        .webp()
        .toBuffer(),
  ],
  [
    'an AVIF',
    async () =>
      sharp(await code(300))
        .avif()
        .toBuffer(),
  ],
  [
    'a GIF',
    async () =>
      sharp(await code(300))
        .gif()
        .toBuffer(),
  ],
  [
    'a TIFF',
    async () =>
      sharp(await code(300))
        .tiff()
        .toBuffer(),
  ],
  [
    'a photograph that lies on its side, by its EXIF',
    async () =>
      sharp(await code(500))
        .withMetadata({ orientation: 6 })
        .jpeg()
        .toBuffer(),
  ],
  [
    'a code that is turned and out of focus',
    async () =>
      sharp(await code(500))
        .rotate(17, { background: 'grey' })
        .blur(2)
        .png()
        .toBuffer(),
  ],
  [
    'a screenshot of a page in which the code is small',
    async () =>
      sharp({ create: { width: 1920, height: 1080, channels: 3, background: '#f4f5f7' } })
        .composite([{ input: await code(180), left: 1210, top: 340 }])
        .png()
        .toBuffer(),
  ],
  [
    'a photograph of twelve million pixels',
    async () =>
      sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#b8a890' } })
        .composite([{ input: await code(420), left: 2700, top: 1900 }])
        .jpeg()
        .toBuffer(),
  ],
  ['a code without a background', () => sharp(svg, { density: 600 }).resize(300).png().toBuffer()],
]

test.each(pictures)('%s is read', async (_, make) => {
  const bytes = await make()
  expect(isPicture(bytes)).toBe(true)
  expect(await readQrPicture(bytes)).toBe(URI)
})

describe('is told what is wrong with', () => {
  test('a picture without a code', async () => {
    const bytes = await sharp({ create: { width: 800, height: 600, channels: 3, background: 'teal' } })
      .png()
      .toBuffer()
    expect(await refusalOf(() => readQrPicture(bytes))).toBe('secret.picture_without_code')
  })
  test('a picture that was cut off', async () => {
    const bytes = await sharp(await code(600))
      .jpeg()
      .toBuffer()
    expect(await refusalOf(() => readQrPicture(bytes.subarray(0, bytes.length / 2)))).toBe(
      'secret.picture_unreadable',
    )
  })
  test('a picture of a few bytes that unpacks to ten thousand million pixels', async () => {
    // A PNG's header alone says so: width and height 100,000.
    const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'white' } })
      .png()
      .toBuffer()
    bytes.writeUInt32BE(100_000, 16)
    bytes.writeUInt32BE(100_000, 20)
    bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29)
    expect(await refusalOf(() => readQrPicture(bytes))).toBe('secret.picture_too_large')
  })
  test.each([
    ['an SVG, which could name other files', svg],
    [
      'an SVG after a comment',
      Buffer.from(`<?xml version="1.0"?><!-- x --><svg xmlns="http://www.w3.org/2000/svg"/>`),
    ],
    ['a PDF', Buffer.from('%PDF-1.7\n')],
    ['a HEIC', Buffer.from('\0\0\0\u0018ftypheic\0\0\0\0')],
    ['a BMP', Buffer.from('BM......')],
  ])('%s', async (_, bytes) => {
    expect(await refusalOf(() => isPicture(bytes))).toBe('secret.picture_unreadable')
  })
  test('what is no picture at all', () => {
    expect(isPicture(Buffer.from('JBSWY3DPEHPK3PXP'))).toBe(false)
    expect(isPicture(Buffer.alloc(0))).toBe(false)
  })
})
