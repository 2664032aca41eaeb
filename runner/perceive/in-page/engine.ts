// Runs in the page, in a world of its own: answers a look with data, and a reference with its element. It has the shape
// of a selector engine of Playwright, because that is the public way to both: an isolated world and element handles.
// Self-contained: its source is handed to the browser.
import type { FlatTree } from './flat-tree.ts'
import type { FrameLook } from './look.ts'
import type { Visibility } from './visibility.ts'

export type Question =
  | { ask: 'look'; key: string; selectors: readonly string[] }
  | { ask: 'element'; key: string; element: number }
  /** Of a frame's own element: can it be seen? */
  | { ask: 'frame' }

export interface InPage {
  tree: FlatTree
  visibility: Visibility
  look: (selectors: readonly string[]) => { seen: FrameLook; elements: Element[] }
}

export function makeEngine(makeInPage: () => InPage) {
  // References hold for a few looks, and for none of an older document: this world ends with its document.
  const looks = new Map<string, WeakRef<Element>[]>()
  const keptLooks = 8

  /** Data goes out as the text of an element that is in no document, and that no script of the page can reach. */
  function carry(data: unknown): Element {
    return new Option(JSON.stringify(data))
  }

  function answer(root: unknown, question: Question): Element | undefined {
    if (question.ask === 'element') return looks.get(question.key)?.[question.element]?.deref()
    const { tree, visibility, look } = makeInPage()
    if (question.ask === 'frame') {
      if (!(root instanceof Element)) return carry(false)
      const box = visibility.boxOf(root)
      const isReadable = box.width >= 40 && box.height >= 20 && !tree.has(root, 'hidden')
      return carry(
        isReadable && visibility.isShown(root) && visibility.hasRoom(root) && !visibility.isCovered(root),
      )
    }
    const { seen, elements } = look(question.selectors)
    looks.set(
      question.key,
      elements.map((element) => new WeakRef(element)),
    )
    for (const old of [...looks.keys()].slice(0, -keptLooks)) looks.delete(old)
    return carry(seen)
  }

  function queryAll(root: unknown, selector: string): Element[] {
    const found = answer(root, JSON.parse(decodeURIComponent(selector)) as Question)
    return found === undefined ? [] : [found]
  }

  return { queryAll, query: (root: unknown, selector: string) => queryAll(root, selector)[0] ?? null }
}
