// What a pasted or scanned text is: a key, a URI, an export, or something that people take for one of them.
import { normalizeCode } from '../../otp/code.ts'
import { joinMigrationParts, MigrationUriError, parseMigrationUri } from '../../otp/migration-uri.ts'
import { isSeparator } from '../../otp/pasted-text.ts'
import { candidateOf, namesOf, readBareKey, readOtpauthUri, refuse, type Candidate } from './candidate.ts'

export type TextKind = 'key' | 'otpauth_uri' | 'google_export'

export interface Recognised<Kind extends string> {
  kind: Kind
  candidates: Candidate[]
  /** Of an export over several QR codes: how many there are, and which are not there yet, from 1. */
  parts?: { count: number; missing: number[] }
}

/** A hundred parts of an export; a file that is longer and none of the known ones is nothing that we look through. */
const MOST_CHARS = 1_000_000

/** The shortest key that services hand out: 80 bits, 16 letters. Whatever is shorter is something else. */
const LEAST_KEY_LETTERS = 16

/** Lines of one length, none of them long enough for a key, are a list of recovery codes. */
const RECOVERY_CODE = /^[\p{L}\p{N}]{6,15}$/u

/** Microsoft's own app is set up by a scheme of its own, or from hosts of its own. */
const MICROSOFT_APP = /^(phonefactor:|https:\/\/([\w-]+\.)*(phonefactor\.net|auth\.microsoft\.com)\/)/i

/** Schemes by which other apps of services are set up; no authenticator makes codes from them. */
const OTHER_APP =
  /^(duo|oktaverify|com\.okta\.\w+|steam|steammobile|blizzard|entrust|onespan|vip|lastpassmfa|authy):/i

/** @throws {AppError} with a code `secret.…` that says what the text is instead */
export function recogniseText(pasted: string): Recognised<TextKind> {
  const text = unescaped(trimmed(pasted))
  if (text === '') throw refuse('secret.empty')
  if (text.length > MOST_CHARS) throw refuse('secret.file_unknown')
  if (/^otpauth-migration:/i.test(text)) return readGoogleExport(text)
  if (/^(?:apple-)?otpauth:/i.test(text)) {
    return { kind: 'otpauth_uri', candidates: [readOtpauthUri(text)] }
  }
  if (MICROSOFT_APP.test(text)) throw refuse('secret.for_microsofts_app')
  if (OTHER_APP.test(text)) throw refuse('secret.for_another_app')
  if (/^https?:\/\//i.test(text)) throw refuse('secret.is_a_link')
  refuseCodes(text)
  return { kind: 'key', candidates: [{ key: readBareKey(text) }] }
}

/** White space, and the marks that nobody sees, around what was pasted. */
function trimmed(text: string): string {
  let from = 0
  let to = text.length
  const isAround = (at: number): boolean => {
    const unit = text.charCodeAt(at)
    return unit !== 0x2d && isSeparator(unit)
  }
  while (from < to && isAround(from)) from += 1
  while (to > from && isAround(to - 1)) to -= 1
  return text.slice(from, to)
}

/** Some pages and mails hand out the whole URI percent-encoded. */
function unescaped(text: string): string {
  if (!/^otpauth(-migration)?%3a/i.test(text)) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Codes are what people have at hand when they are asked for a key. */
function refuseCodes(text: string): void {
  for (const digits of [6, 7, 8] as const) {
    if (normalizeCode(text, digits) !== undefined) throw refuse('secret.is_a_code')
  }
  const lines = text.split(/\r?\n/).map(bare).filter(Boolean)
  const [first = ''] = lines
  const isList = lines.length > 1 && lines.every((line) => line.length === first.length)
  if (isList && lines.every((line) => RECOVERY_CODE.test(line))) throw refuse('secret.is_a_recovery_code')
  const letters = bare(text)
  if (letters.length >= LEAST_KEY_LETTERS || !/^[\p{L}\p{N}]+$/u.test(letters)) return
  throw refuse(letters.length < 6 ? 'secret.too_short' : 'secret.is_a_recovery_code')
}

/** Without what parts groups and pads. */
function bare(text: string): string {
  return [...text]
    .filter((character) => !isSeparator(character.charCodeAt(0)) && !'.='.includes(character))
    .join('')
}

/** One part or several, each on a line of its own, in any order. */
function readGoogleExport(text: string): Recognised<'google_export'> {
  try {
    const parts = text
      .split(/\s+/)
      .filter(Boolean)
      .map((line) => parseMigrationUri(unescaped(line)))
    const { entries, refused, missing, batchSize } = joinMigrationParts(parts)
    const candidates: Candidate[] = [
      ...entries.map(candidateOf),
      ...refused.map(({ issuer, account }) => ({
        ...namesOf(issuer, account),
        refusedFor: 'secret.uri_not_understood' as const,
      })),
    ]
    const isWhole = batchSize <= 1 && missing.length === 0
    return {
      kind: 'google_export',
      candidates,
      ...(isWhole ? {} : { parts: { count: batchSize, missing: missing.map((index) => index + 1) } }),
    }
  } catch (error) {
    if (error instanceof MigrationUriError) throw refuse('secret.export_damaged', `${error.message}.`)
    throw error
  }
}
