// The keys that a person who takes over presses in the page; letters come as text. A file of its own: the console takes it
// along without what checks requests.
export const takeOverKeys = [
  'Enter',
  'Tab',
  'Shift+Tab',
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
] as const

export type TakeOverKey = (typeof takeOverKeys)[number]
