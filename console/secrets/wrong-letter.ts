// Which letter of a pasted key no key has, and which one was probably meant.
import { Base32Error, decodeBase32 } from '../../otp/base32.ts'

export interface WrongLetter {
  character: string
  /** Counted from 1, in the text as it was pasted. */
  place: number
  /** The letters it is taken for by eye. */
  meant?: string
}

/** What the eye takes for a letter or a digit of base32 (RFC 4648 section 6 leaves these out for that reason). */
const looksLike: Record<string, string> = { '0': 'O', '1': 'I', '8': 'B' }

/** Nothing where the text has no letter that is wrong. */
export function findWrongLetter(text: string): WrongLetter | undefined {
  try {
    decodeBase32(text)
    return undefined
  } catch (error) {
    if (!(error instanceof Base32Error) || error.code !== 'base32.character') return undefined
    const meant = looksLike[error.character]
    return {
      character: error.character,
      place: error.position + 1,
      ...(meant === undefined ? {} : { meant }),
    }
  }
}
