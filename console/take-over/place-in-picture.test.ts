// Where somebody presses in a picture is where it is pressed in the page, at every size of the picture.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeInPicture } from './place-in-picture.ts'

const page = { width: 1280, height: 800 }

test.each([
  { shown: { left: 0, top: 0, width: 1280, height: 800 }, at: [640, 400], place: { x: 640, y: 400 } },
  { shown: { left: 100, top: 50, width: 640, height: 400 }, at: [420, 250], place: { x: 640, y: 400 } },
  { shown: { left: 16, top: 200, width: 328, height: 205 }, at: [180, 302.5], place: { x: 640, y: 400 } },
])('the middle of the picture is the middle of the page: $shown', ({ shown, at, place }) => {
  const [clientX = 0, clientY = 0] = at
  expect(placeInPicture({ clientX, clientY }, shown, page)).toEqual(place)
})

test('a place is never outside of the page, and is whole pixels', () => {
  const pixels = fc.double({ min: -5000, max: 5000, noNaN: true })
  fc.assert(
    fc.property(pixels, pixels, fc.double({ min: 0, max: 3000, noNaN: true }), (clientX, clientY, size) => {
      const shown = { left: 10, top: 20, width: size, height: size }
      const { x, y } = placeInPicture({ clientX, clientY }, shown, page)
      expect([Number.isInteger(x), Number.isInteger(y)]).toEqual([true, true])
      expect([x >= 0, x < page.width, y >= 0, y < page.height]).toEqual([true, true, true, true])
    }),
  )
})
