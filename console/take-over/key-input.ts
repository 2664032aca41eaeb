// Which keys go to the page as keys. Letters do not: they come as text, from wherever the keyboard has them.
import { takeOverKeys, type TakeOverKey } from '../../contract/take-over-keys.ts'

/** Nothing for letters, and for what belongs to the browser, such as Ctrl+V, whose text arrives when it is pasted. */
export function keyOf(event: {
  key: string
  shiftKey: boolean
  ctrlKey: boolean
  altKey: boolean
  metaKey: boolean
}): TakeOverKey | undefined {
  if (event.ctrlKey || event.altKey || event.metaKey) return undefined
  if (event.key === 'Tab' && event.shiftKey) return 'Shift+Tab'
  return takeOverKeys.find((key) => key === event.key)
}
