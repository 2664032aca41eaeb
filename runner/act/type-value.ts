// Types a value into a field as a keyboard would, and never anywhere else: before each piece, the field has the focus.
import type { ElementHandle, Page } from 'playwright-core'

/** `gone`: it, or the page around it, left while it was typed in, which is how pages go on after the last digit. */
export type TypeOutcome = 'typed' | 'gone' | 'did_not_stick'

/** The value stands in no error and no result. */
export async function typeInto(
  page: Page,
  element: ElementHandle,
  value: string,
  isSame: (wanted: string, found: string) => boolean = (wanted, found) => wanted === found,
): Promise<TypeOutcome> {
  try {
    if (await takeFocus(element)) {
      if ((await contentOf(element)) !== '') await page.keyboard.press('ControlOrMeta+a')
      await typePieces(page, element, value)
    }
    if (isSame(value, await contentOf(element))) return 'typed'
    // A mask that fought the keys, or focus that went elsewhere: as a password manager would do it.
    await element.evaluate(setContent, value)
    return isSame(value, await contentOf(element)) ? 'typed' : 'did_not_stick'
  } catch {
    // What Playwright says here may quote what was typed.
    return 'gone'
  }
}

/**
 * All at once but for the last character, which is a key: pages that wait for keys get one when the value is whole, and a
 * page that takes the focus away in the middle finds nothing that is typed into something else.
 */
async function typePieces(page: Page, element: ElementHandle, value: string): Promise<void> {
  const characters = [...value]
  const last = characters.pop()
  if (characters.length > 0) {
    await page.keyboard.insertText(characters.join(''))
    if (!(await element.evaluate(hasFocus))) return
  }
  if (last !== undefined) await page.keyboard.type(last)
}

/** By the keyboard's focus alone first: a click may open something over the field. */
async function takeFocus(element: ElementHandle): Promise<boolean> {
  await element.focus()
  if (await element.evaluate(hasFocus)) return true
  await element.click({ timeout: 2_000 }).catch(() => {})
  return element.evaluate(hasFocus)
}

/** Throws when the element is in no document any more. */
function contentOf(element: ElementHandle): Promise<string> {
  return element.evaluate((node) => {
    if (!node.isConnected) throw new Error('gone')
    if (node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement) return node.value
    return node.textContent ?? ''
  })
}

/** Runs in the page. Within shadow roots too. */
function hasFocus(node: Node): boolean {
  const root = node.getRootNode()
  if (!(root instanceof Document || root instanceof ShadowRoot)) return false
  const { activeElement } = root
  if (activeElement === null) return false
  // An editable element that holds the one that was found.
  return activeElement === node || (activeElement.contains(node) && activeElement !== document.body)
}

/** Runs in the page. Past what a framework has put over `value`, so that it notices. */
function setContent(node: Node, value: string): void {
  if (node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement) {
    const prototype =
      node instanceof HTMLInputElement ? HTMLInputElement.prototype : HTMLTextAreaElement.prototype
    Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(node, value)
  } else if (node instanceof HTMLElement && node.isContentEditable) {
    node.textContent = value
  }
  node.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, inputType: 'insertText' }))
  node.dispatchEvent(new Event('change', { bubbles: true }))
}
