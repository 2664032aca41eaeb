// Makes elements of a page, in place of a framework. A text goes in as a text, never as markup.

type Listener = (event: Event) => void
type Attributes = Record<string, string | number | boolean | Listener | undefined>
export type Child = Node | string | undefined | false

/** @param attributes `true` sets one without a value, `false` and nothing leave it out; `onclick` and the like listen */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key.replace(/^on/, ''), value)
    else if (value === true) made.setAttribute(key, '')
    else if (value !== undefined && value !== false) made.setAttribute(key, String(value))
  }
  made.append(...children.filter((child) => child !== undefined && child !== false))
  return made
}

const svgNames = 'http://www.w3.org/2000/svg'

/** The same for what is drawn. */
export function drawing(
  name: string,
  attributes: Record<string, string | number>,
  ...children: readonly Node[]
): SVGElement {
  const made = document.createElementNS(svgNames, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value))
  made.append(...children)
  return made
}
