// The parts of an otpauth:// or otpauth-migration:// URI (RFC 3986), taken apart by hand.
//
// Not the URL class: it is no part of the language, engines disagree on what it does with these schemes, and
// URLSearchParams turns a plus sign into a space, which destroys base64.

export interface UriParts {
  /** Lower case. */
  host: string
  /** Without the leading slash, still percent-encoded. */
  path: string
  /** Names in lower case, values still percent-encoded. */
  parameters: ReadonlyMap<string, string>
}

export type UriFault = { fault: 'scheme' } | { fault: 'duplicate'; parameter: string }

const URI = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)\/*([^?#]*)(?:\?([^#]*))?/i
const ENCODED_URI = /^[a-z][a-z0-9+.-]*%3a/i

/**
 * Takes apart a URI of one of `schemes` (given in lower case), or says what is wrong with it. A URI that was
 * percent-encoded as a whole, as it is after a detour through another link, is decoded first. A parameter
 * that is there twice is refused: programs disagree on which of the two counts.
 */
export function splitUri(text: string, schemes: readonly string[]): UriParts | UriFault {
  const trimmed = text.trim()
  const uri = ENCODED_URI.test(trimmed) ? percentDecoded(trimmed) : trimmed
  const match = uri === undefined ? null : URI.exec(uri)
  if (match === null || !schemes.includes(match[1]!.toLowerCase())) return { fault: 'scheme' }

  const parameters = new Map<string, string>()
  for (const pair of (match[4] ?? '').split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const rawName = equals < 0 ? pair : pair.slice(0, equals)
    const name = (percentDecoded(rawName) ?? rawName).toLowerCase()
    if (parameters.has(name)) return { fault: 'duplicate', parameter: name }
    parameters.set(name, equals < 0 ? '' : pair.slice(equals + 1))
  }
  return { host: match[2]!.toLowerCase(), path: match[3]!, parameters }
}

/** The text with %XX read as UTF-8, or undefined where that is no valid UTF-8 or a stray percent sign. */
export function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** The text that UTF-8 bytes spell, or undefined where they are no valid UTF-8. */
export function utf8Decoded(bytes: Uint8Array): string | undefined {
  let encoded = ''
  for (const byte of bytes) encoded += `%${byte.toString(16).padStart(2, '0')}`
  return percentDecoded(encoded)
}
