// otpauth:// URIs: what a QR code of an authenticator secret says (Key URI Format), written so that every
// authenticator reads it, and read as loosely as authenticators do.
import { Base32Error, decodeBase32, encodeBase32 } from './base32.ts'
import type { Algorithm, Digits } from './hotp.ts'
import { fittingNames } from './key-names.ts'
import { percentDecoded, splitUri, type UriParts } from './uri-parts.ts'

export interface OtpauthKey {
  type: 'totp' | 'hotp'
  /** Absent where the URI names none. */
  issuer?: string
  /** May be empty: some services leave it out. */
  account: string
  /** Label and parameter name two issuers: `issuer` is the parameter's. Show both and ask. */
  issuerMismatch?: { label: string; parameter: string }
  secret: Uint8Array
  /** Fewer than 80 bits. RFC 4226 asks for 128; 80 are common and accepted without a word. */
  weakSecret: boolean
  algorithm: Algorithm
  digits: Digits
  /** Means nothing for HOTP. */
  periodSeconds: number
  /** The next counter; HOTP only. */
  counter?: bigint
}

/** Why a text is not taken. Codes stay; words may change. */
export type OtpauthUriErrorCode =
  | 'otpauth.not_an_otpauth_uri'
  | 'otpauth.too_long'
  | 'otpauth.unknown_type'
  | 'otpauth.bad_percent_encoding'
  | 'otpauth.duplicate_parameter'
  | 'otpauth.secret_missing'
  | 'otpauth.secret_invalid'
  | 'otpauth.unknown_algorithm'
  | 'otpauth.digits_out_of_range'
  | 'otpauth.period_out_of_range'
  | 'otpauth.counter_missing'
  | 'otpauth.counter_out_of_range'

/** Holds nothing of the secret but, in `cause`, the one character that is not base32. */
export class OtpauthUriError extends Error {
  override readonly name = 'OtpauthUriError'
  readonly code: OtpauthUriErrorCode

  constructor(code: OtpauthUriErrorCode, message: string, cause?: Base32Error) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}

export interface OtpauthUriFields {
  issuer: string
  account: string
  secret: Uint8Array
  /** Anything but SHA1, 6 digits and 30 seconds is silently ignored by widespread authenticators. */
  algorithm?: Algorithm
  digits?: Digits
  periodSeconds?: number
  type?: 'totp' | 'hotp'
  /** The next counter: needed for HOTP, refused for TOTP. */
  counter?: number | bigint
}

const MAX_URI_LENGTH = 4096
const WEAK_BELOW_BYTES = 10
const DEFAULT_DIGITS = 6
const DEFAULT_PERIOD_SECONDS = 30

/**
 * The URI for the QR code of a new authenticator. Issuer and account are made fit for every authenticator
 * first (see `fittingNames`); the three defaults are left out, so that the code stays small: with a
 * secret of 20 bytes at most 213 characters, which is QR version 10 at error correction M.
 *
 * Spaces are written %20, never '+', which many authenticators show as it is.
 *
 * Throws RangeError for an empty secret, and for parameters that no authenticator could read.
 */
export function buildOtpauthUri(fields: OtpauthUriFields): string {
  const { secret, algorithm = 'SHA1', digits = DEFAULT_DIGITS, type = 'totp', counter } = fields
  const periodSeconds = fields.periodSeconds ?? DEFAULT_PERIOD_SECONDS
  if (secret.length === 0) throw new RangeError('The secret is empty')
  if (readAlgorithm(algorithm) !== algorithm)
    throw new RangeError('The algorithm must be SHA1, SHA256 or SHA512')
  if (readDigits(String(digits)) !== digits) throw new RangeError('A code has 6, 7 or 8 digits')
  if (readPeriod(String(periodSeconds)) !== periodSeconds) throw new RangeError('The period is out of range')
  if ((type === 'hotp') !== (counter !== undefined))
    throw new RangeError('HOTP, and only HOTP, has a counter')
  if (counter !== undefined && readCounter(String(counter)) === undefined) {
    throw new RangeError('The counter is out of range')
  }

  const { issuer, account } = fittingNames(fields.issuer, fields.account)
  let uri = `otpauth://${type}/`
  if (issuer !== '') uri += `${encodeURIComponent(issuer)}:`
  uri += `${encodeURIComponent(account)}?secret=${encodeBase32(secret)}`
  if (issuer !== '') uri += `&issuer=${encodeURIComponent(issuer)}`
  if (algorithm !== 'SHA1') uri += `&algorithm=${algorithm}`
  if (digits !== DEFAULT_DIGITS) uri += `&digits=${digits}`
  if (periodSeconds !== DEFAULT_PERIOD_SECONDS) uri += `&period=${periodSeconds}`
  if (counter !== undefined) uri += `&counter=${counter}`
  return uri
}

/**
 * Reads an otpauth:// URI as pasted or scanned: scheme, type and parameter names in any case (and Apple's
 * own scheme), secret in any form that `decodeBase32` takes, issuer in the label, in the parameter, in both or
 * nowhere, unknown parameters passed over. A short secret is flagged, two different issuers are reported.
 *
 * Throws OtpauthUriError where a guess could make wrong codes: a parameter that is there twice, a period of 0,
 * digits outside 6 to 8, an unknown algorithm, a secret that is not base32.
 */
export function parseOtpauthUri(text: string): OtpauthKey {
  if (text.length > MAX_URI_LENGTH)
    throw new OtpauthUriError('otpauth.too_long', 'The text is too long for a key')
  const parts = splitUri(text, ['otpauth', 'apple-otpauth'])
  if ('fault' in parts) {
    if (parts.fault === 'scheme') {
      throw new OtpauthUriError('otpauth.not_an_otpauth_uri', 'The text does not begin with otpauth://')
    }
    throw new OtpauthUriError('otpauth.duplicate_parameter', `There is more than one “${parts.parameter}”`)
  }
  const type = parts.host
  if (type !== 'totp' && type !== 'hotp') {
    throw new OtpauthUriError('otpauth.unknown_type', 'Only keys of type totp and hotp are known')
  }

  const secret = secretOf(parts)
  const algorithm = readAlgorithm(parameterOf(parts, 'algorithm') ?? 'SHA1')
  if (algorithm === undefined) {
    throw new OtpauthUriError('otpauth.unknown_algorithm', 'The algorithm must be SHA1, SHA256 or SHA512')
  }
  const digits = readDigits(parameterOf(parts, 'digits') ?? String(DEFAULT_DIGITS))
  if (digits === undefined) {
    throw new OtpauthUriError('otpauth.digits_out_of_range', 'A code must have 6, 7 or 8 digits')
  }
  const periodSeconds = readPeriod(parameterOf(parts, 'period') ?? String(DEFAULT_PERIOD_SECONDS))
  if (periodSeconds === undefined) {
    throw new OtpauthUriError(
      'otpauth.period_out_of_range',
      'The period must be a whole number of seconds, at least 1',
    )
  }
  const key: OtpauthKey = {
    type,
    ...splitLabel(
      decodedOrRefused(parts.path),
      decodedOrRefused(spacesForPlus(parts.parameters.get('issuer') ?? '')),
    ),
    secret,
    weakSecret: isWeakSecret(secret),
    algorithm,
    digits,
    periodSeconds,
  }
  return type === 'hotp' ? { ...key, counter: counterOf(parts) } : key
}

/** Whether a secret has fewer than 80 bits, the shortest that well-known services still hand out. */
export function isWeakSecret(secret: Uint8Array): boolean {
  return secret.length < WEAK_BELOW_BYTES
}

/**
 * The names in a label ("Issuer:account" or "account") and an issuer that stands beside it ('' for none).
 * What cannot be seen (control characters, marks that turn the direction of writing) is taken out, because
 * people choose by these names.
 */
export function splitLabel(
  label: string,
  issuerParameter: string,
): Pick<OtpauthKey, 'issuer' | 'account' | 'issuerMismatch'> {
  const colon = label.indexOf(':')
  const inLabel = visible(colon < 0 ? '' : label.slice(0, colon))
  const account = visible(label.slice(colon + 1))
  const parameter = visible(issuerParameter)
  const issuer = parameter === '' ? inLabel : parameter
  return {
    account,
    ...(issuer === '' ? {} : { issuer }),
    ...(inLabel === '' || inLabel === issuer ? {} : { issuerMismatch: { label: inLabel, parameter } }),
  }
}

function visible(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu, '').trim()
}

function secretOf(parts: UriParts): Uint8Array {
  const text = parameterOf(parts, 'secret') ?? ''
  let secret: Uint8Array
  try {
    secret = decodeBase32(spacesForPlus(text))
  } catch (error) {
    if (!(error instanceof Base32Error)) throw error
    throw new OtpauthUriError('otpauth.secret_invalid', `The secret is not base32: ${error.message}`, error)
  }
  if (secret.length === 0) throw new OtpauthUriError('otpauth.secret_missing', 'There is no secret')
  return secret
}

function counterOf(parts: UriParts): bigint {
  const text = parameterOf(parts, 'counter')
  if (text === undefined)
    throw new OtpauthUriError('otpauth.counter_missing', 'A key of type hotp needs a counter')
  const counter = readCounter(text)
  if (counter !== undefined) return counter
  throw new OtpauthUriError('otpauth.counter_out_of_range', 'The counter must be a whole number below 2^64')
}

function parameterOf(parts: UriParts, name: string): string | undefined {
  const value = parts.parameters.get(name)
  return value === undefined ? undefined : decodedOrRefused(value)
}

function decodedOrRefused(text: string): string {
  const decoded = percentDecoded(text)
  if (decoded !== undefined) return decoded
  throw new OtpauthUriError('otpauth.bad_percent_encoding', 'A percent sign is not followed by valid UTF-8')
}

/** Where forms write '+' for a space: a plus sign that is meant is written %2B. */
function spacesForPlus(text: string): string {
  return text.replaceAll('+', ' ')
}

/** "SHA1", also as "sha-1" and "HmacSHA1", which some services write. */
function readAlgorithm(text: string): Algorithm | undefined {
  const match = /^(?:HMAC-?)?SHA-?(1|256|512)$/i.exec(text)
  return match === null ? undefined : (`SHA${match[1]}` as Algorithm)
}

function readDigits(text: string): Digits | undefined {
  return text === '6' ? 6 : text === '7' ? 7 : text === '8' ? 8 : undefined
}

function readPeriod(text: string): number | undefined {
  return /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : undefined
}

function readCounter(text: string): bigint | undefined {
  if (!/^[0-9]{1,20}$/.test(text)) return undefined
  const counter = BigInt(text)
  return counter < 0x1_0000_0000_0000_0000n ? counter : undefined
}
