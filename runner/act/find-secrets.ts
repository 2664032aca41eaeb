// Runs in the page, in a world of its own: where fields are that hold a value, and where a secret is written as text; and
// puts a style over the page for as long as its picture is taken, of which the document is told nothing.
// It has the shape of a selector engine of Playwright, the public way to an isolated world. Self-contained.

export interface SecretPlaces {
  /** In CSS pixels of the frame's window. */
  boxes: { x: number; y: number; width: number; height: number }[]
  /** The frame's window, in CSS pixels too. */
  window: { width: number; height: number }
}

export interface SecretQuestion {
  secrets: readonly string[]
  /** What is laid over the page from now on; an empty one takes it away again. */
  style: string
}

export function makeSecretFinder() {
  const shownTypes = ['button', 'submit', 'reset', 'image', 'checkbox', 'radio', 'range', 'color', 'hidden']

  /** With what is in open shadow roots, in the order of the document. */
  function* everyNode(root: Node): Generator<Node> {
    yield root
    const shadow = root instanceof Element ? root.shadowRoot : null
    if (shadow !== null) yield* everyNode(shadow)
    for (const child of root.childNodes) yield* everyNode(child)
  }

  function holdsValue(node: Node): node is HTMLElement {
    if (node instanceof HTMLInputElement) return !shownTypes.includes(node.type)
    if (node instanceof HTMLTextAreaElement || node instanceof HTMLSelectElement) return true
    return node instanceof HTMLElement && node.isContentEditable
  }

  let sheet: CSSStyleSheet | undefined
  let dressed: (Document | ShadowRoot)[] = []

  /** Neither the document's nodes nor its rules about styles have a part in it, and nobody who watches it hears of it. */
  function dress(style: string): void {
    for (const root of dressed)
      root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== sheet)
    dressed = []
    if (style === '') return
    if (sheet === undefined) {
      sheet = new CSSStyleSheet()
      sheet.replaceSync(style)
    }
    for (const node of everyNode(document)) {
      if (!(node instanceof Document || node instanceof ShadowRoot)) continue
      node.adoptedStyleSheets = [...node.adoptedStyleSheets, sheet]
      dressed.push(node)
    }
  }

  function find(secrets: readonly string[]): SecretPlaces {
    const boxes: DOMRect[] = []
    const letters: { node: Text; at: number }[] = []
    let text = ''
    for (const node of everyNode(document)) {
      if (holdsValue(node)) boxes.push(node.getBoundingClientRect())
      if (!(node instanceof Text)) continue
      const parent = node.parentElement?.localName
      if (parent === 'script' || parent === 'style') continue
      // A code may be written in groups, or each digit in a box of its own.
      for (let at = 0; at < node.data.length; at++) {
        const letter = node.data[at] ?? ''
        if (letter.trim() === '') continue
        text += letter
        letters.push({ node, at })
      }
    }
    for (const secret of secrets) {
      const bare = secret.replaceAll(/\s/g, '')
      if (bare.length < 4) continue
      for (let from = text.indexOf(bare); from !== -1; from = text.indexOf(bare, from + 1)) {
        for (const { node, at } of letters.slice(from, from + bare.length)) {
          const range = document.createRange()
          range.setStart(node, at)
          range.setEnd(node, at + 1)
          // Slanted letters stand out of their boxes.
          for (const { x, y, width, height } of range.getClientRects()) {
            boxes.push(new DOMRect(x - height / 4, y, width + height / 2, height))
          }
        }
      }
    }
    return {
      boxes: boxes.map(({ x, y, width, height }) => ({ x, y, width, height })),
      window: { width: innerWidth, height: innerHeight },
    }
  }

  /** The answer is the text of an element that is in no document, and that no script of the page can reach. */
  function query(_root: unknown, question: string): Element {
    const { secrets, style } = JSON.parse(decodeURIComponent(question)) as SecretQuestion
    dress(style)
    return new Option(JSON.stringify(find(secrets)))
  }

  return { query, queryAll: (root: unknown, question: string) => [query(root, question)] }
}
