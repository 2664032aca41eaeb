// What comes along when people copy keys and codes from pages, mails and documents.

/**
 * Whether a UTF-16 unit only separates or is not seen at all: white space of any width, line ends, hyphens and
 * dashes, zero-width characters, marks of writing direction. NUL and the other control characters are not
 * among them: nobody pastes those by accident.
 */
export function isSeparator(unit: number): boolean {
  if (unit < 0x80) return unit === 0x20 || unit === 0x2d || (unit >= 0x09 && unit <= 0x0d)
  return (
    unit === 0x85 || // next line
    unit === 0xa0 || // no-break space
    unit === 0xad || // soft hyphen
    unit === 0x61c || // Arabic letter mark
    unit === 0x1680 || // Ogham space mark
    unit === 0x180e || // Mongolian vowel separator
    (unit >= 0x2000 && unit <= 0x2015) || // spaces, zero-width characters, direction marks, hyphens, dashes
    (unit >= 0x2028 && unit <= 0x202f) || // line and paragraph separator, embeddings, narrow no-break space
    (unit >= 0x205f && unit <= 0x2064) || // mathematical space, word joiner, invisible operators
    (unit >= 0x2066 && unit <= 0x2069) || // direction isolates
    unit === 0x2212 || // minus sign
    unit === 0x3000 || // ideographic space
    unit === 0xfe58 || // small em dash
    unit === 0xfe63 || // small hyphen-minus
    unit === 0xfeff || // byte order mark, zero-width no-break space
    unit === 0xff0d // full-width hyphen-minus
  )
}
