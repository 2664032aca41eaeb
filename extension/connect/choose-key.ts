// Which of the things that were found on a page is the key of an authenticator.
import { decodeBase32 } from '../../otp/base32.ts'
import { parseOtpauthUri } from '../../otp/otpauth-uri.ts'

/** Services hand out 80 bits and more; what is shorter is something else. */
const leastKeyBytes = 10

/**
 * The key as the server takes it, an otpauth:// address before a bare key: it says for whom and how. Nothing where there
 * is none.
 */
export function chooseKey(addresses: readonly string[], texts: readonly string[]): string | undefined {
  return addresses.find(isTotpAddress) ?? texts.find(isKey)
}

function isTotpAddress(text: string): boolean {
  try {
    return parseOtpauthUri(text).type === 'totp'
  } catch {
    return false
  }
}

function isKey(text: string): boolean {
  try {
    return decodeBase32(text).length >= leastKeyBytes
  } catch {
    return false
  }
}
