// What is drawn on the picture is what is cut out of the page, at every size of the picture and in every direction.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawnPart } from './drawn-part.ts'

const page = { width: 1920, height: 1080 }

test.each([
  { from: { x: 0, y: 0 }, to: { x: 1, y: 1 }, part: { x: 0, y: 0, width: 1920, height: 1080 } },
  { from: { x: 0.75, y: 0.5 }, to: { x: 0.25, y: 0.25 }, part: { x: 480, y: 270, width: 960, height: 270 } },
  { from: { x: 0.5, y: 0.5 }, to: { x: 3, y: 4 }, part: { x: 960, y: 540, width: 960, height: 540 } },
  { from: { x: 0.5, y: 0.5 }, to: { x: 0.501, y: 0.9 }, part: undefined },
])('from $from to $to', ({ from, to, part }) => expect(drawnPart(from, to, page)).toEqual(part))

test('a part is never outside of the page, and is whole pixels', () => {
  const share = fc.double({ min: -2, max: 3, noNaN: true })
  fc.assert(
    fc.property(share, share, share, share, (ax, ay, bx, by) => {
      const part = drawnPart({ x: ax, y: ay }, { x: bx, y: by }, page)
      if (part === undefined) return
      expect(Object.values(part).every(Number.isInteger)).toBe(true)
      expect(part.x >= 0 && part.y >= 0).toBe(true)
      expect(part.x + part.width <= page.width && part.y + part.height <= page.height).toBe(true)
    }),
  )
})
