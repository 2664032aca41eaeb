// From where somebody draws on the picture of a page to the part of the page that is meant.
import type { Rectangle } from './draft.ts'

/** Less than this, in pixels of the page, is a press and no part. */
const leastSidePixels = 16

interface Point {
  x: number
  y: number
}

/**
 * @param from, to where the drawing began and ended, as shares of the picture from 0 to 1
 * @param page the size of the page, in its own pixels
 * @returns whole pixels inside of the page; nothing for a mere press
 */
export function drawnPart(
  from: Point,
  to: Point,
  page: { width: number; height: number },
): Rectangle | undefined {
  const [left, right] = edges(from.x, to.x, page.width)
  const [top, bottom] = edges(from.y, to.y, page.height)
  const part = { x: left, y: top, width: right - left, height: bottom - top }
  return part.width < leastSidePixels || part.height < leastSidePixels ? undefined : part
}

function edges(a: number, b: number, length: number): [number, number] {
  const place = (share: number): number => Math.round(Math.min(1, Math.max(0, share)) * length)
  return a < b ? [place(a), place(b)] : [place(b), place(a)]
}
