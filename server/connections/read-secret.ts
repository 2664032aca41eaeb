// What people paste as the secret of an authenticator: the bare key in base32, or an otpauth:// URI.
import { Base32Error, decodeBase32 } from '../../otp/base32.ts'
import type { Algorithm, Digits } from '../../otp/hotp.ts'
import { isWeakSecret, OtpauthUriError, parseOtpauthUri } from '../../otp/otpauth-uri.ts'
import { AppError } from '../app-error.ts'

export interface Secret {
  bytes: Uint8Array
  issuer?: string
  account?: string
  digits: Digits
  periodSeconds: number
  algorithm: Algorithm
}

/** An answer waits for up to two periods, and a code is typed within one: no service uses others. */
const SHORTEST_PERIOD_SECONDS = 15
const LONGEST_PERIOD_SECONDS = 300

/** @throws {AppError} connection.secret_not_understood; it holds nothing of the text */
export function readSecret(text: string): Secret {
  const secret = read(text)
  if (secret === undefined) throw new AppError('connection.secret_not_understood')
  const { periodSeconds } = secret
  if (periodSeconds < SHORTEST_PERIOD_SECONDS || periodSeconds > LONGEST_PERIOD_SECONDS) {
    throw new AppError('connection.secret_not_understood')
  }
  return secret
}

function read(text: string): Secret | undefined {
  try {
    // A URI has a colon, or is percent-encoded as a whole; a key has neither.
    return /[:%]/.test(text) ? readUri(text) : readKey(text)
  } catch (error) {
    if (error instanceof OtpauthUriError || error instanceof Base32Error) return undefined
    throw error
  }
}

/** Keys of HOTP count how often they were used, which the broker of codes by time cannot know. */
function readUri(text: string): Secret | undefined {
  const { type, secret, issuer, account, digits, periodSeconds, algorithm } = parseOtpauthUri(text)
  if (type !== 'totp') return undefined
  return {
    bytes: secret,
    ...(issuer === undefined ? {} : { issuer }),
    ...(account === '' ? {} : { account }),
    digits,
    periodSeconds,
    algorithm,
  }
}

/** What is shorter than any key is a code or a backup code that was pasted in its place: 234567 is base32, too. */
function readKey(text: string): Secret | undefined {
  const bytes = decodeBase32(text)
  return isWeakSecret(bytes) ? undefined : { bytes, digits: 6, periodSeconds: 30, algorithm: 'SHA1' }
}
