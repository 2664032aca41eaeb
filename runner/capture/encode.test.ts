// Frames as they are packed: pictures of the console stand for dashboards, since both are text and thin lines. What is packed
// looks as it did, is smaller the newer the format is, and is left out where it is not.
import { randomFillSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { packPixels, readPixels, type Pixels } from './encode.ts'

const ALL = ['avif', 'webp', 'jpeg'] as const
const pictures = resolve(import.meta.dirname, '../../docs/pictures')

async function pixelsOf(name: string): Promise<Pixels> {
  const pixels = await readPixels(readFileSync(resolve(pictures, name)))
  if (pixels === undefined) throw new Error('no picture')
  return pixels
}

/** The mean distance of a colour of a pixel from what it was, of 255. */
async function distance(packed: Buffer, { raw }: Pixels): Promise<number> {
  const again = await sharp(packed).removeAlpha().raw().toBuffer()
  expect(again.length).toBe(raw.length)
  let sum = 0
  for (let at = 0; at < raw.length; at += 1) sum += Math.abs((raw[at] ?? 0) - (again[at] ?? 0))
  return sum / raw.length
}

describe.each(['users.png', 'connection.png', 'enrolment.png'])('%s', (name) => {
  test('looks as it did in each format, and the newer one is the smaller one', async () => {
    const pixels = await pixelsOf(name)
    const packed = await packPixels(pixels, ALL)
    const { avif, webp, jpeg } = packed?.pictures ?? {}
    if (avif === undefined || webp === undefined || jpeg === undefined) throw new Error('not packed')
    for (const one of [avif, webp, jpeg]) expect(await distance(one, pixels)).toBeLessThan(2)
    expect((await sharp(avif).metadata()).format).toBe('heif')
    expect(webp.length).toBeLessThan(jpeg.length)
    expect(avif.length).toBeLessThan(webp.length)
  })

  test('is packed as what is asked for alone, and as JPEG always', async () => {
    const pixels = await pixelsOf(name)
    const keys = async (formats: readonly (typeof ALL)[number][]) =>
      Object.keys((await packPixels(pixels, formats))?.pictures ?? {}).toSorted()
    expect(await keys(['jpeg'])).toEqual(['jpeg'])
    expect(await keys(['webp'])).toEqual(['jpeg', 'webp'])
  })
})

test('a format that makes a picture no smaller is left out', async () => {
  const [width, height] = [4, 4]
  const raw = randomFillSync(Buffer.alloc(width * height * 3))
  const packed = await packPixels({ raw, width, height, hash: '' }, ALL)
  const sizes = ['jpeg', 'webp', 'avif'].flatMap((format) => packed?.pictures[format as 'jpeg']?.length ?? [])
  expect(sizes).toEqual(sizes.toSorted((one, other) => other - one))
  // Its head alone is larger.
  expect(packed?.pictures.avif).toBeUndefined()
})
