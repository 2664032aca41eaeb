// Runs in the page: what names a control to a person. Never the value of a field. Self-contained: its source is handed
// to the browser.
import type { FlatTree } from './flat-tree.ts'

export type Texts = ReturnType<typeof makeTexts>

export function makeTexts(tree: FlatTree) {
  // What a person typed or chose is in the text of these.
  const holdsValue = new Set(['textarea', 'select', 'script', 'style', 'template', 'datalist'])
  const hintAttributes = [
    'class',
    'data-testid',
    'data-test',
    'data-test-id',
    'data-qa',
    'data-cy',
    'data-se',
    'data-type',
    'data-action',
    'data-bind',
    'ng-model',
    'formcontrolname',
    'aria-describedby',
    'onclick',
    'src',
  ]

  function collapse(text: string, limit: number): string {
    return text
      .slice(0, limit * 4)
      .replaceAll(/\s+/g, ' ')
      .trim()
      .slice(0, limit)
  }

  function isEditable(element: Element): boolean {
    const editable = tree.attribute(element, 'contenteditable').toLowerCase()
    if (editable === 'true' || editable === 'plaintext-only') return true
    if (editable === '' && tree.has(element, 'contenteditable')) return true
    return /^(textbox|searchbox)$/.test(tree.attribute(element, 'role'))
  }

  /** Text within an element, pictures by their words. */
  function textOf(element: Element, limit: number): string {
    const pieces: string[] = []
    let length = 0
    const visit = (node: Node, depth: number) => {
      if (length > limit || depth > 30) return
      if (node instanceof Text) {
        pieces.push(node.data)
        length += node.data.trim().length
        return
      }
      if (node instanceof Element) {
        if (holdsValue.has(node.localName) || node.localName === 'noscript' || isEditable(node)) return
        const alternative = node.localName === 'img' ? tree.attribute(node, 'alt') : ''
        if (alternative !== '') pieces.push(` ${alternative} `)
      }
      const isApart = node instanceof Element && !/^(b|i|em|span|strong|font|u|small)$/.test(node.localName)
      if (isApart) pieces.push(' ')
      for (const child of tree.childrenOf(node)) visit(child, depth + 1)
      if (isApart) pieces.push(' ')
    }
    visit(element, 0)
    return collapse(pieces.join(''), limit)
  }

  function labelOf(element: Element): string {
    const names: string[] = []
    const add = (name: string) => {
      const text = collapse(name, 200)
      if (text !== '' && !names.includes(text)) names.push(text)
    }
    for (const label of (element as HTMLInputElement).labels ?? []) add(textOf(label, 200))
    add(tree.attribute(element, 'aria-label'))
    for (const id of tree.attribute(element, 'aria-labelledby').split(/\s+/).slice(0, 5)) {
      const other = id === '' ? null : tree.rootOf(element).getElementById(id)
      if (other !== null && other !== element) add(textOf(other, 200))
    }
    add(tree.attribute(element, 'title'))
    if (element instanceof HTMLInputElement) {
      if (/^(submit|button|reset|image)$/.test(element.type)) {
        // The words on a button are no value that anybody typed.
        add(element.value)
        add(tree.attribute(element, 'alt'))
      }
    } else if (!holdsValue.has(element.localName) && !isEditable(element)) add(textOf(element, 200))
    return names.join(' ').slice(0, 300)
  }

  function hintsOf(element: Element): string {
    const hints = hintAttributes.map((name) => tree.attribute(element, name)).filter((hint) => hint !== '')
    return collapse(hints.map((hint) => hint.slice(0, 150)).join(' '), 300)
  }

  return { collapse, textOf, labelOf, hintsOf, isEditable, holdsValue }
}
