// What people type, paste or dictate into a code box, brought down to its digits.

export const codeLength = 6

// The decimal digits of scripts whose keyboards are in use: the first of each ten.
const zeros = [0x0030, 0x0660, 0x06f0, 0x0966, 0xff10]

/** The first six digits of a text, in ASCII; full-width and other decimal digits count, everything else falls away. */
export function codeDigits(text: string): string {
  let digits = ''
  for (const character of text) {
    const digit = digitOf(character)
    if (digit !== undefined) digits += digit
    if (digits.length === codeLength) break
  }
  return digits
}

function digitOf(character: string): string | undefined {
  const point = character.codePointAt(0) ?? 0
  const zero = zeros.find((first) => point >= first && point < first + 10)
  return zero === undefined ? undefined : String(point - zero)
}
