// Before a person is shown a page: what the machine typed is taken out of its fields, since pages have buttons that show a
// password, and no person is to read one that is kept here.
import type { Frame, Page } from 'playwright-core'

const LIMIT_MILLIS = 3_000

/** @returns false when a frame gave no answer: then something may still stand in it */
export async function clearTyped(page: Page, secrets: readonly string[]): Promise<boolean> {
  if (secrets.length === 0) return true
  const cleared = await Promise.all(page.frames().map((frame) => clearIn(frame, secrets)))
  return !cleared.includes(false)
}

async function clearIn(frame: Frame, secrets: readonly string[]): Promise<boolean> {
  const { promise: tooLate, resolve } = Promise.withResolvers<false>()
  const timer = setTimeout(() => resolve(false), LIMIT_MILLIS)
  const done = frame.evaluate(emptyFields, [...secrets]).then(
    () => true,
    // A frame that is gone has no fields.
    () => frame.isDetached(),
  )
  return Promise.race([done, tooLate]).finally(() => clearTimeout(timer))
}

/** Runs in the page. The value is set as the browser would, so that a page which keeps its own copy hears of it. */
function emptyFields(secrets: readonly string[]): void {
  function* everyField(root: Document | ShadowRoot): Generator<HTMLInputElement | HTMLTextAreaElement> {
    for (const element of root.querySelectorAll('*')) {
      if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) yield element
      if (element.shadowRoot !== null) yield* everyField(element.shadowRoot)
    }
  }
  for (const field of everyField(document)) {
    const holds = secrets.some((secret) => field.value !== '' && field.value.includes(secret))
    // A password that was cut short on its way is one, too.
    const isPart = field.type === 'password' && field.value !== ''
    if (!holds && !isPart) continue
    const prototype =
      field instanceof HTMLInputElement ? HTMLInputElement.prototype : HTMLTextAreaElement.prototype
    Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, '')
    field.dispatchEvent(new Event('input', { bubbles: true }))
    field.dispatchEvent(new Event('change', { bubbles: true }))
  }
}
