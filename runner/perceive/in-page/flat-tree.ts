// Runs in the page: goes through a document the way it is shown, open shadow roots and slots included. Self-contained,
// since its source is handed to the browser.

export type FlatTree = ReturnType<typeof makeFlatTree>

export function makeFlatTree() {
  // A form's and a document's own properties can be hidden by elements that are named like them (<input name="id">), in
  // an isolated world too. So they are read by the getters of the prototypes.
  const getterOf = (prototype: object, name: string) => {
    const property = Object.getOwnPropertyDescriptor(prototype, name)
    return (node: Node): unknown => property?.get?.call(node)
  }
  const firstChildOf = getterOf(Node.prototype, 'firstChild') as (node: Node) => Node | null
  const nextSiblingOf = getterOf(Node.prototype, 'nextSibling') as (node: Node) => Node | null
  const parentNodeOf = getterOf(Node.prototype, 'parentNode') as (node: Node) => Node | null
  const shadowRootOf = getterOf(Element.prototype, 'shadowRoot') as (node: Node) => ShadowRoot | null
  const assignedSlotOf = getterOf(Element.prototype, 'assignedSlot') as (node: Node) => Element | null
  const textContentOf = getterOf(Node.prototype, 'textContent') as (node: Node) => string | null

  const allOfDocument = Object.getOwnPropertyDescriptor(Document.prototype, 'querySelectorAll')?.value as (
    selector: string,
  ) => NodeListOf<Element>

  function allOf(root: Document | ShadowRoot, selector: string): Element[] {
    return [
      ...(root instanceof Document ? allOfDocument.call(root, selector) : root.querySelectorAll(selector)),
    ]
  }

  function attribute(element: Element, name: string): string {
    return Element.prototype.getAttribute.call(element, name) ?? ''
  }

  function has(element: Element, name: string): boolean {
    return Element.prototype.hasAttribute.call(element, name)
  }

  /** Of an element: its shadow root's children instead of its own, and of a slot what is assigned to it. */
  function childrenOf(node: Node): Node[] {
    if (node instanceof Element) {
      const shadow = shadowRootOf(node)
      if (shadow !== null) return childrenOf(shadow)
      if (node instanceof HTMLSlotElement) {
        const assigned = node.assignedNodes()
        if (assigned.length > 0) return assigned
      }
    }
    const children: Node[] = []
    for (let child = firstChildOf(node); child !== null; child = nextSiblingOf(child)) children.push(child)
    return children
  }

  /** The element that contains it as shown: of a slotted one the slot, of the first in a shadow root the host. */
  function parentOf(element: Element): Element | null {
    const slot = assignedSlotOf(element)
    if (slot !== null) return slot
    const parent = parentNodeOf(element)
    if (parent instanceof ShadowRoot) return parent.host
    return parent instanceof Element ? parent : null
  }

  function isWithin(element: Element | null, ancestor: Element): boolean {
    for (let at = element; at !== null; at = parentOf(at)) if (at === ancestor) return true
    return false
  }

  function rootOf(element: Element): Document | ShadowRoot {
    const root = Node.prototype.getRootNode.call(element)
    return root instanceof ShadowRoot ? root : document
  }

  return { allOf, attribute, has, childrenOf, parentOf, isWithin, rootOf, textContentOf }
}
