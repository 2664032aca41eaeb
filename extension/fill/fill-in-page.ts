// Runs in the page: finds the box for a code, and types one. It is sent there as its own text, so it stands alone.
import type { SecretBoxWords } from '../../contract/secret-boxes.ts'

export interface FillJob {
  /** Where it may be typed; looked at again here, in the same moment in which it is typed. */
  origin: string
  digits: number
  words: SecretBoxWords
  /** Nothing: only look whether there is a box. */
  code?: string
}

/**
 * `several`: the person has to say which, by clicking into it. `elsewhere`: this is another page than the one that was
 * looked at, or it stands in somebody's frame.
 */
export type FillOutcome = 'ready' | 'typed' | 'elsewhere' | 'no_box' | 'several'

export function fillInPage({ origin, digits, words, code }: FillJob): FillOutcome {
  // The address says where a sandboxed page came from, and `origin` that it is nobody's.
  if (window.top !== window || location.origin !== origin || self.origin !== origin) return 'elsewhere'

  const boxes = inputsIn(document).filter(canTake)
  const chosen = choose()
  if (typeof chosen === 'string') return chosen
  if (code === undefined) return 'ready'
  // Boxes of one digit each take one each; a box takes all.
  const parts = chosen.length > 1 ? [...code] : [code]
  for (const [index, box] of chosen.entries()) type(box, parts[index] ?? '')
  return 'typed'

  function choose(): HTMLInputElement[] | 'no_box' | 'several' {
    const single = boxes.filter((box) => box.maxLength === 1)
    const candidates = [
      boxes.filter((box) => wordsOf(box, 'autocomplete').includes('one-time-code') && box.maxLength !== 1),
      single.length === digits ? [single] : [],
      boxes.filter((box) => box.maxLength !== 1 && looksLikeCode(box)),
    ].find((found) => found.length > 0)
    if (candidates === undefined) return focused() ?? 'no_box'
    const [first] = candidates
    if (candidates.length > 1 || first === undefined) return focused() ?? 'several'
    return [first].flat()
  }

  /** Where the person has clicked, unless that is a box for something else. */
  function focused(): [HTMLInputElement] | undefined {
    let active = document.activeElement
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement
    const box = boxes.find((one) => one === active && one.maxLength !== 1)
    const completes = box === undefined ? '' : wordsOf(box, 'autocomplete')
    return box === undefined || /username|email|tel|name|postal|cc-/.test(completes) ? undefined : [box]
  }

  function inputsIn(root: Document | ShadowRoot): HTMLInputElement[] {
    return [...root.querySelectorAll('*')].flatMap((one) => {
      if (one instanceof HTMLInputElement) return [one]
      return one.shadowRoot === null ? [] : inputsIn(one.shadowRoot)
    })
  }

  function canTake(box: HTMLInputElement): boolean {
    return (
      ['text', 'tel', 'number'].includes(box.type) &&
      !box.disabled &&
      !box.readOnly &&
      (box.maxLength === -1 || box.maxLength === 1 || box.maxLength >= digits) &&
      isSeen(box) &&
      staysHere(box)
    )
  }

  /** What nobody sees is no box that somebody meant. */
  function isSeen(box: HTMLInputElement): boolean {
    const { width, height, right, bottom } = box.getBoundingClientRect()
    if (width < 8 || height < 8 || right + scrollX < 0 || bottom + scrollY < 0) return false
    return box.checkVisibility({
      opacityProperty: true,
      visibilityProperty: true,
      contentVisibilityAuto: true,
    })
  }

  /** A form that sends what is typed to another origin is no place for it. */
  function staysHere(box: HTMLInputElement): boolean {
    const { form } = box
    const root = box.getRootNode()
    if (form === null || !(root instanceof Document || root instanceof ShadowRoot)) return true
    // A field by the name of a function would stand in its place: `form.action`, `form.getAttribute`.
    const action = Element.prototype.getAttribute.call(form, 'action')
    const senders = [...root.querySelectorAll('[formaction]')]
      .filter((one) => (one as HTMLButtonElement).form === form)
      .map((one) => one.getAttribute('formaction'))
    return [action, ...senders].every((target) => {
      if (target === null || /^\s*(javascript:.*)?$/i.test(target)) return true
      return URL.canParse(target, document.baseURI) && new URL(target, document.baseURI).origin === origin
    })
  }

  function looksLikeCode(box: HTMLInputElement): boolean {
    const said = [
      wordsOf(box, 'name'),
      wordsOf(box, 'id'),
      wordsOf(box, 'placeholder'),
      wordsOf(box, 'aria-label'),
      ...[...(box.labels ?? [])].map((label) => label.textContent?.toLowerCase() ?? ''),
    ].join(' ')
    if (new RegExp(`${words.otherCode}|${words.printedCode}`).test(said)) return false
    return new RegExp(words.code).test(said)
  }

  function wordsOf(box: HTMLInputElement, attribute: string): string {
    return (box.getAttribute(attribute) ?? '').toLowerCase()
  }

  /** As if it was pasted: the page's own script hears of it, also one that keeps the value to itself. */
  function type(box: HTMLInputElement, text: string): void {
    box.focus()
    box.value = text
    box.dispatchEvent(
      new InputEvent('input', { bubbles: true, composed: true, inputType: 'insertText', data: text }),
    )
    box.dispatchEvent(new Event('change', { bubbles: true }))
  }
}
