// Which keys go to the page as keys. Letters do not: they come as text, from wherever the keyboard has them.
import type { TakeOverInput } from './input-line.ts'

type Key = Extract<TakeOverInput, { kind: 'key' }>['key']

const keys: readonly Key[] = [
  'Enter',
  'Tab',
  'Backspace',
  'Delete',
  'Escape',
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'Home',
  'End',
  'PageUp',
  'PageDown',
]

/** Nothing for letters, and for what belongs to the browser, such as Ctrl+V, whose text arrives when it is pasted. */
export function keyOf(event: {
  key: string
  shiftKey: boolean
  ctrlKey: boolean
  altKey: boolean
  metaKey: boolean
}): Key | undefined {
  if (event.ctrlKey || event.altKey || event.metaKey) return undefined
  if (event.key === 'Tab' && event.shiftKey) return 'Shift+Tab'
  return keys.find((key) => key === event.key)
}
