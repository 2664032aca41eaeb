// What taking in a secret finds: accounts of an authenticator, each with its key or with why it cannot be used.
import { Base32Error, decodeBase32 } from '../../otp/base32.ts'
import type { Algorithm, Digits } from '../../otp/hotp.ts'
import { isWeakSecret, OtpauthUriError, parseOtpauthUri, type OtpauthKey } from '../../otp/otpauth-uri.ts'
import type { ErrorCode } from '../../contract/errors.ts'
import { AppError } from '../app-error.ts'

/** Bounds within which every service and authenticator that we know lies (docs/secrets.md). */
const PERIOD_SECONDS = { least: 15, most: 300 }

export interface AuthenticatorKey {
  secret: Uint8Array
  algorithm: Algorithm
  digits: Digits
  periodSeconds: number
}

export interface Names {
  issuer?: string
  account?: string
}

/** One account that was found: `key`, or `refusedFor` with the code that says why not. */
export type Candidate = Names & ({ key: AuthenticatorKey } | { refusedFor: ErrorCode })

/** Never the text itself: what is wrong, and where. */
export function refuse(code: ErrorCode, message?: string): AppError {
  return new AppError(code, message === undefined ? {} : { fields: [{ path: 'text', message }] })
}

/** A key by itself, in any form in which a page shows it: RFC 4648 base32, in groups, in lower case. */
export function readBareKey(text: string): AuthenticatorKey {
  let secret: Uint8Array
  try {
    secret = decodeBase32(text)
  } catch (error) {
    if (error instanceof Base32Error) throw refuse('secret.not_a_key', `${error.message}.`)
    throw error
  }
  return { secret, algorithm: 'SHA1', digits: 6, periodSeconds: 30 }
}

/** @throws {AppError} for a text that is no otpauth URI, or one whose codes we could only guess */
export function readOtpauthUri(text: string): Candidate {
  let parsed: OtpauthKey
  try {
    parsed = parseOtpauthUri(text)
  } catch (error) {
    if (!(error instanceof OtpauthUriError)) throw error
    const isKey = error.code === 'otpauth.secret_invalid'
    throw refuse(isKey ? 'secret.not_a_key' : 'secret.uri_not_understood', `${error.message}.`)
  }
  return candidateOf(parsed)
}

export function candidateOf(parsed: OtpauthKey): Candidate {
  const { issuer, account, type, secret, algorithm, digits, periodSeconds } = parsed
  const names = namesOf(issuer, account)
  if (type === 'hotp') return { ...names, refusedFor: 'secret.counter_based' }
  if (periodSeconds < PERIOD_SECONDS.least || periodSeconds > PERIOD_SECONDS.most) {
    return { ...names, refusedFor: 'secret.uri_not_understood' }
  }
  return { ...names, key: { secret, algorithm, digits, periodSeconds } }
}

/** As an export of another program says it: any of the members may be missing, or be something else. */
export interface ForeignEntry {
  issuer: unknown
  account: unknown
  type: unknown
  secret: unknown
  algorithm: unknown
  digits: unknown
  periodSeconds: unknown
}

/** An entry that would make wrong codes if a member were guessed is refused; what is left out is the usual. */
export function readForeignEntry(entry: ForeignEntry): Candidate {
  const names = namesOf(entry.issuer, entry.account)
  const type = typeof entry.type === 'string' ? entry.type.toLowerCase() : 'totp'
  if (type === 'hotp') return { ...names, refusedFor: 'secret.counter_based' }
  if (type === 'steam') return { ...names, refusedFor: 'secret.for_another_app' }
  const { secret, algorithm, digits, periodSeconds: period } = entry
  if (type !== 'totp' || typeof secret !== 'string' || secret === '') {
    return { ...names, refusedFor: 'secret.uri_not_understood' }
  }
  const parameters = Object.entries({ secret, algorithm, digits, period })
    .filter(([, value]) => value !== undefined && value !== null)
    // What is neither text nor number is none of the values that a URI may have.
    .map(([name, value]) => `${name}=${encodeURIComponent(isPlain(value) ? value : '?')}`)
  try {
    const found = readOtpauthUri(`otpauth://totp/x?${parameters.join('&')}`)
    return 'key' in found ? { ...names, key: found.key } : { ...names, refusedFor: found.refusedFor }
  } catch (error) {
    if (error instanceof AppError) return { ...names, refusedFor: error.code }
    throw error
  }
}

function isPlain(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}

/** What password managers keep beside a login: a URI, a key by itself, or a key of Steam's. Undefined for an empty field. */
export function readTotpField(names: Names, field: unknown): Candidate | undefined {
  const text = typeof field === 'string' ? field.trim() : ''
  if (text === '') return undefined
  if (/^steam:/i.test(text)) return { ...names, refusedFor: 'secret.for_another_app' }
  try {
    // Where the key names no issuer, the name of the login stands for it.
    return { ...names, ...(/^otpauth:/i.test(text) ? readOtpauthUri(text) : { key: readBareKey(text) }) }
  } catch (error) {
    if (error instanceof AppError) return { ...names, refusedFor: error.code }
    throw error
  }
}

export function namesOf(issuer: unknown, account: unknown): Names {
  return { ...nameOf('issuer', issuer), ...nameOf('account', account) }
}

const MOST_NAME = 200

function nameOf(member: 'issuer' | 'account', value: unknown): Names {
  if (typeof value !== 'string') return {}
  // What cannot be seen is taken out, as people choose by these names.
  const visible = value
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .slice(0, MOST_NAME)
  return visible === '' ? {} : { [member]: visible }
}

/** Fewer than 80 bits: told, not refused, where the service itself says that it is the key. */
export function isWeak({ secret }: AuthenticatorKey): boolean {
  return isWeakSecret(secret)
}
