// Base64 as links carry it (RFC 4648, sections 4 and 5), read only.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The bytes of base64 (RFC 4648) in either alphabet, with or without padding, or undefined for other text. */
export function decodeBase64(text: string): Uint8Array | undefined {
  // A plus sign that went through a form has become a space.
  const digits = text
    .replaceAll(' ', '+')
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .replace(/={0,2}$/, '')
  if (digits.length % 4 === 1) return undefined
  const bytes = new Uint8Array(Math.floor((digits.length * 6) / 8))
  let length = 0
  let buffer = 0
  let bits = 0
  for (const digit of digits) {
    const value = ALPHABET.indexOf(digit)
    if (value < 0) return undefined
    buffer = ((buffer << 6) | value) & 0x3fff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[length] = buffer >> bits
      length += 1
    }
  }
  return bytes
}
