// Where in the page somebody points who points at its picture.
export interface Size {
  width: number
  height: number
}

/**
 * @param at in pixels of the window, as pointer events have it
 * @param shown where the picture is in the window, at whatever size
 * @param page the size of the page that it shows, in its own pixels
 * @returns whole pixels of the page, never outside of it
 */
export function placeInPicture(
  at: { clientX: number; clientY: number },
  shown: Size & { left: number; top: number },
  page: Size,
): { x: number; y: number } {
  const scaled = (from: number, length: number, size: number): number =>
    length === 0 ? 0 : Math.min(size - 1, Math.max(0, Math.round((from / length) * size)))
  return {
    x: scaled(at.clientX - shown.left, shown.width, page.width),
    y: scaled(at.clientY - shown.top, shown.height, page.height),
  }
}
