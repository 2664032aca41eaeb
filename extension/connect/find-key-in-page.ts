// Runs in the page: what there may be a key of an authenticator in. It is sent there as its own text, so it stands alone.

export interface FoundInPage {
  /** Addresses of otpauth:// that a link leads to, as behind “open in your app”. */
  links: string[]
  /** What is written in the form of a key. */
  texts: string[]
  /** Where a picture of a QR code may be, in pixels of a picture of the window. */
  squares: { x: number; y: number; side: number }[]
}

export function findKeyInPage(): FoundInPage {
  const most = 20
  // What nobody sees is not what the page shows; and what is typed into a box that hides it is somebody's password.
  const isSeen = (one: Element) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true })
  const links = [...document.querySelectorAll('a[href]')]
    .filter(isSeen)
    .map((link) => link.getAttribute('href') ?? '')
    .filter((href) => /^otpauth:\/\//i.test(href))
    .slice(0, most)

  // Keys are written in one piece, or in groups of four; letters alone are a word unless they stand in groups.
  const inOnePiece = /^(?=.*[2-7])(?:[A-Z2-7]{16,128}|[a-z2-7]{16,128})=*$/
  const inGroups = /^(?:[A-Z2-7]{4}(?:[ -][A-Z2-7]{1,4}){3,31}|[a-z2-7]{4}(?:[ -][a-z2-7]{1,4}){3,31})$/
  const texts = [...document.querySelectorAll('body *')]
    .filter(isSeen)
    .map((one) => {
      if (one instanceof HTMLTextAreaElement) return one.value
      if (one instanceof HTMLInputElement) return one.type === 'text' ? one.value : ''
      return one.childElementCount === 0 ? (one.textContent ?? '') : ''
    })
    .map((text) => text.replaceAll(/[\s\u00a0]+/g, ' ').trim())
    .filter((text) => inOnePiece.test(text) || inGroups.test(text))
    .slice(0, most)

  const squares = [...document.querySelectorAll('img, canvas, svg, picture, object, div, figure, span')]
    .map((one) => ({ one, box: one.getBoundingClientRect() }))
    .filter(({ one, box: { width, height, top, left } }) => {
      const isPicture = !/^(div|figure|span)$/i.test(one.tagName)
      const isDrawn = isPicture || getComputedStyle(one).backgroundImage !== 'none'
      const isSquare = width >= 60 && Math.abs(width - height) <= width * 0.15
      return isDrawn && isSquare && top < innerHeight && left < innerWidth && top + height > 0
    })
    .slice(0, most)
    .map(({ box: { x, y, width, height } }) => ({
      x: x * devicePixelRatio,
      y: y * devicePixelRatio,
      side: Math.max(width, height) * devicePixelRatio,
    }))
  return { links, texts, squares }
}
