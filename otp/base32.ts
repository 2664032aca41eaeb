// Base32 as authenticators use it for secrets (RFC 4648, section 6), written strictly and read kindly.
import { isSeparator } from './pasted-text.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Why a text is not base32. Codes stay; words may change. */
export type Base32ErrorCode = 'base32.character' | 'base32.padding' | 'base32.length'

/** Says what is refused and where. Of the text it holds one character: a log may have it. */
export class Base32Error extends Error {
  override readonly name = 'Base32Error'
  readonly code: Base32ErrorCode
  /** Index of the refused character in the text as it was pasted (UTF-16 units, from 0). */
  readonly position: number
  /** The refused character, whole: both halves of one outside the Basic Multilingual Plane. */
  readonly character: string

  constructor(code: Base32ErrorCode, message: string, position: number, character: string) {
    super(message)
    this.code = code
    this.position = position
    this.character = character
  }
}

/** The bytes as upper-case base32 without padding, the only form that all authenticators take. */
export function encodeBase32(bytes: Uint8Array): string {
  let text = ''
  let buffer = 0
  let bits = 0
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xfff
    for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET[(buffer >> (bits - 5)) & 31]
  }
  return bits === 0 ? text : text + ALPHABET[(buffer << (5 - bits)) & 31]
}

// What a character below U+0080 means: 0 to 31 its value, else one of these.
const REFUSED = -1
const SKIPPED = -2
const PADDING = -3
const MEANINGS = Int8Array.from({ length: 0x80 }, (_, unit) => {
  const character = String.fromCharCode(unit)
  // Some pages write a key in groups with dots between.
  if (isSeparator(unit) || character === '.') return SKIPPED
  if (character === '=') return PADDING
  return ALPHABET.indexOf(character.toUpperCase())
})

/**
 * The bytes of a base32 text as people paste it: upper or lower case, in groups parted by spaces (of any
 * kind), hyphens, tabs, line ends or dots, with invisible characters, with or without padding. An empty text
 * is no bytes.
 *
 * Bits left over at the end are dropped without a look, as authenticators do: "MY" and "MZ" are the same byte,
 * and what is encoded again is "MY". To refuse them would lock out keys that work on every phone.
 *
 * Throws Base32Error for any other character (with a hint for 0, 1 and 8), for padding before the end, and for
 * a number of letters that no bytes have (1, 3 or 6 more than a multiple of 8): one was lost or doubled.
 */
export function decodeBase32(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8))
  let length = 0
  let buffer = 0
  let bits = 0
  let letters = 0
  let lastLetterAt = 0
  let paddingAt = -1
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i)
    const meaning = unit < 0x80 ? MEANINGS[unit]! : isSeparator(unit) ? SKIPPED : REFUSED
    if (meaning >= 0) {
      if (paddingAt >= 0) throw paddingError(text, paddingAt)
      letters += 1
      lastLetterAt = i
      buffer = ((buffer << 5) | meaning) & 0xfff
      bits += 5
      if (bits >= 8) {
        bits -= 8
        bytes[length] = buffer >> bits
        length += 1
      }
    } else if (meaning === REFUSED) throw characterError(text, i)
    else if (meaning === PADDING && paddingAt < 0) paddingAt = i
  }
  // One letter beyond whole bytes leaves 5 bits or more over; two, four, five or seven leave 1 to 4.
  if (bits >= 5) throw lengthError(text, letters, lastLetterAt)
  return length === bytes.length ? bytes : bytes.slice(0, length)
}

/** A key as people read it aloud and type it: in groups of four, parted by spaces. */
export function formatInGroups(text: string, groupLength = 4): string {
  let grouped = text.slice(0, groupLength)
  for (let i = groupLength; i < text.length; i += groupLength) grouped += ` ${text.slice(i, i + groupLength)}`
  return grouped
}

const MEANT: Readonly<Record<string, string>> = {
  '0': 'the letter O',
  '1': 'the letter I or L',
  '8': 'the letter B',
}

function characterError(text: string, position: number): Base32Error {
  const codePoint = text.codePointAt(position)!
  const character = String.fromCodePoint(codePoint)
  const name = /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character)
    ? `“${character}”`
    : `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`
  const meant = MEANT[character]
  const message = `${name} at character ${position + 1} is not in base32, which has the letters A to Z and the digits 2 to 7`
  return new Base32Error(
    'base32.character',
    meant === undefined ? message : `${message}: perhaps ${meant} is meant`,
    position,
    character,
  )
}

function paddingError(text: string, position: number): Base32Error {
  const message = `“=” at character ${position + 1} stands in the middle: padding comes after the last letter`
  return new Base32Error('base32.padding', message, position, text[position]!)
}

function lengthError(text: string, letters: number, position: number): Base32Error {
  const message = `No key has ${letters} letters: one was lost or doubled, perhaps at the end (character ${position + 1})`
  return new Base32Error('base32.length', message, position, text[position]!)
}
