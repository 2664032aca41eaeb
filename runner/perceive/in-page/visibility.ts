// Runs in the page: what of it a person could really see. Self-contained: its source is handed to the browser.
import type { FlatTree } from './flat-tree.ts'

export type Visibility = ReturnType<typeof makeVisibility>

export function makeVisibility(tree: FlatTree) {
  // Text in a piece of this size is for readers of the page's sound, a control of it is a decoy or a technical twin.
  const tinyPixels = 3
  const shownBefore = new Map<Element, boolean>()
  const clipBefore = new Map<Element, Clip>()

  interface Clip {
    left: number
    top: number
    right: number
    bottom: number
  }

  function boxOf(element: Element): DOMRect {
    return Element.prototype.getBoundingClientRect.call(element)
  }

  /** Neither it nor what is around it is switched off by style: display, visibility, opacity, content-visibility. */
  function isShown(element: Element): boolean {
    const before = shownBefore.get(element)
    if (before !== undefined) return before
    const shown = Element.prototype.checkVisibility.call(element, {
      opacityProperty: true,
      visibilityProperty: true,
      contentVisibilityAuto: false,
    })
    shownBefore.set(element, shown)
    return shown
  }

  /** The part of the page, in page coordinates, that boxes around an element leave of it. */
  function clipAround(element: Element | null): Clip {
    if (element === null) {
      // To the right and below one can scroll, to the left and above one cannot.
      return { left: 0, top: 0, right: Infinity, bottom: Infinity }
    }
    const before = clipBefore.get(element)
    if (before !== undefined) return before
    const style = getComputedStyle(element)
    const box = boxOf(element)
    const around = clipAround(style.position === 'fixed' ? null : tree.parentOf(element))
    const clip = { ...around }
    const isRoot = element === document.documentElement || element.localName === 'body'
    if (!isRoot && style.display !== 'inline' && style.display !== 'contents') {
      // What scrolls can be scrolled to, as long as the opening itself has a size.
      const cuts = (overflow: string, size: number) =>
        overflow === 'hidden' || overflow === 'clip' || (overflow !== 'visible' && size < tinyPixels)
      if (cuts(style.overflowX, box.width)) {
        clip.left = Math.max(clip.left, box.left + scrollX)
        clip.right = Math.min(clip.right, box.right + scrollX)
      }
      if (cuts(style.overflowY, box.height)) {
        clip.top = Math.max(clip.top, box.top + scrollY)
        clip.bottom = Math.min(clip.bottom, box.bottom + scrollY)
      }
    }
    if (isCutAway(style)) clip.right = clip.left
    clipBefore.set(element, clip)
    return clip
  }

  /** The two old ways to hide a label from eyes, and circles and insets that leave nothing. */
  function isCutAway(style: CSSStyleDeclaration): boolean {
    const old = /^rect\((.+)\)$/.exec(style.getPropertyValue('clip'))
    if (old !== null && style.position !== 'static') {
      const [top = 0, right = 0, bottom = 0, left = 0] = (old[1] ?? '').split(/[ ,]+/).map(Number.parseFloat)
      if (right - left < tinyPixels || bottom - top < tinyPixels) return true
    }
    const inset = /^inset\(([\d.]+)%/.exec(style.clipPath)
    return (inset !== null && Number(inset[1]) >= 50) || /^circle\(0(px|%)?[ )]/.test(style.clipPath)
  }

  /** It has a size, and what is around it does not cut it away. */
  function hasRoom(element: Element): boolean {
    const box = boxOf(element)
    const clip = clipAround(element)
    const width = Math.min(box.right + scrollX, clip.right) - Math.max(box.left + scrollX, clip.left)
    const height = Math.min(box.bottom + scrollY, clip.bottom) - Math.max(box.top + scrollY, clip.top)
    return width >= tinyPixels && height >= tinyPixels && box.left + scrollX < pageWidth()
  }

  function pageWidth(): number {
    return Math.max(document.documentElement.scrollWidth, innerWidth)
  }

  /** Something else lies over it. Not known, and so taken for no, of what is outside the window. */
  function isCovered(element: Element): boolean {
    const box = boxOf(element)
    const points = [0.5, 0.15, 0.85].map(
      (part) => [box.left + box.width * part, box.top + box.height / 2] as const,
    )
    const inside = points.filter(([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight)
    if (inside.length === 0 || !inside.every(([x, y]) => isOther(element, box, topmostAt(x, y)))) return false
    return inside.some(([x, y]) => !isScrolledAway(element, x, y))
  }

  /** The point is outside of a box that scrolls, so that what lies there says nothing of what is in the box. */
  function isScrolledAway(element: Element, x: number, y: number): boolean {
    for (let at = tree.parentOf(element); at !== null; at = tree.parentOf(at)) {
      const box = boxOf(at)
      const isOutside = x < box.left || y < box.top || x > box.right || y > box.bottom
      if (isOutside && getComputedStyle(at).overflow !== 'visible' && at.localName !== 'body') return true
    }
    return false
  }

  function topmostAt(x: number, y: number): Element | null {
    let found = Document.prototype.elementFromPoint.call(document, x, y)
    for (let depth = 0; depth < 20; depth++) {
      const inside: Element | null | undefined = found?.shadowRoot?.elementFromPoint(x, y)
      if (inside === null || inside === undefined || inside === found) break
      found = inside
    }
    return found
  }

  function isOther(element: Element, box: DOMRect, top: Element | null): boolean {
    if (top === null || tree.isWithin(top, element) || tree.isWithin(element, top)) return false
    // A label that floats over its field, or draws the box of it, is part of it.
    if (top.closest('label') !== null && (element as HTMLInputElement).labels !== undefined) {
      if ([...((element as HTMLInputElement).labels ?? [])].some((label) => tree.isWithin(top, label)))
        return false
    }
    if (top instanceof HTMLInputElement || top instanceof HTMLTextAreaElement) return true
    // A placeholder, an icon or a frame that is drawn within the field's own surroundings takes no more room than it.
    const over = boxOf(top)
    const isLarger = over.width * over.height > 2.5 * box.width * box.height
    const contains =
      over.left <= box.left && over.right >= box.right && over.top <= box.top && over.bottom >= box.bottom
    return isLarger && contains
  }

  return { boxOf, isShown, hasRoom, isCovered }
}
