// A code in boxes of one character each: a row of them, side by side and alike, whatever they are called.
import type { Field } from './field-clues.ts'

const fewest = 4
const most = 8

/** The boxes in the order of reading; nothing where there is no such row. */
export function codeBoxRow(fields: readonly Field[]): Field[] | undefined {
  const candidates = fields.filter(isBoxForOne)
  for (const first of candidates) {
    const row = candidates
      .filter((other) => isBeside(first, other))
      .toSorted((one, other) => one.control.box.x - other.control.box.x)
    if (row.length >= fewest && row.length <= most) return row
  }
  return undefined
}

function isBoxForOne({ control, named, label }: Field): boolean {
  if (!/^(text|tel|number|password)$/.test(control.type) || control.isDisabled) return false
  if (control.maxLength === 1) return true
  const { width, height } = control.box
  const isSquare = width > 0 && width <= 90 && height > 0 && width / height < 1.8
  const isNumbered = /(digit|otp|code|pin|box|char)\D{0,12}[0-8]\b/.test(`${named} ${label}`)
  // The first of a row often takes the whole code at once, for the browser to fill in.
  const mayTakeAll = isSquare && control.autocomplete.includes('one-time-code')
  return (isSquare || isNumbered) && (mayTakeAll || control.maxLength === undefined || control.maxLength <= 2)
}

function isBeside(one: Field, other: Field): boolean {
  const a = one.control
  const b = other.control
  if (a.isVisible !== b.isVisible || a.type !== b.type) return false
  // Without a layout of its own (hidden, or not yet drawn) the order of the document has to do.
  if (a.box.height === 0) return b.box.height === 0
  return (
    Math.abs(a.box.y - b.box.y) <= a.box.height / 2 && Math.abs(a.box.width - b.box.width) <= a.box.width / 3
  )
}
