// Issuer and account, made fit for every authenticator and for a QR code that a phone reads at a glance.

const MAX_ISSUER_CHARACTERS = 32
const MAX_ACCOUNT_CHARACTERS = 64

// A QR code of version 10 at error correction M holds 213 bytes; "otpauth://totp/", ":", "?secret=" with 32
// letters and "&issuer=" take 64 of them. The issuer stands in the URI twice.
const NAMES_BYTES = 213 - 64
/** What an issuer may use up before the account has been considered: 32 letters and four spaces. */
const ISSUER_FIRST_BYTES = 40

/**
 * Both names as they go into a URI: letters (of any script), digits, space, dot, dash, underscore and '@'; in the
 * account '+' too, which e-mail addresses need and which does no harm there. Everything else is left out,
 * though it could be encoded: some authenticators decode the whole URI a second time, so that '&', '#', '%'
 * or ':' in a name would break the key, and signs that cannot be seen would let one name pass for another.
 * What is too long is cut: at 32 and 64 characters, and where the URI would outgrow its QR code.
 *
 * An issuer with nothing left is '', an account is then 'account': authenticators refuse an empty label.
 */
export function fittingNames(issuer: string, account: string): { issuer: string; account: string } {
  const fullIssuer = cut(fitting(issuer, /[^\p{L}\p{M}\p{Nd} .@_-]+/gu), MAX_ISSUER_CHARACTERS, Infinity)
  const fullAccount = cut(fitting(account, /[^\p{L}\p{M}\p{Nd} .@_+-]+/gu), MAX_ACCOUNT_CHARACTERS, Infinity)
  const issuerFirst = Math.min(encodedLength(fullIssuer), ISSUER_FIRST_BYTES)
  const fitAccount = cut(fullAccount, MAX_ACCOUNT_CHARACTERS, NAMES_BYTES - 2 * issuerFirst) || 'account'
  const issuerBytes = Math.floor((NAMES_BYTES - encodedLength(fitAccount)) / 2)
  return { issuer: cut(fullIssuer, MAX_ISSUER_CHARACTERS, issuerBytes), account: fitAccount }
}

function fitting(name: string, unfit: RegExp): string {
  return name
    .normalize('NFC')
    .replace(/['’`]/g, '') // "Tom's" reads better as "Toms" than as "Tom s"
    .replace(unfit, ' ')
    .replace(/ +/g, ' ')
    .trim()
}

/** The beginning of a text that has so many characters and, percent-encoded, so many bytes. */
function cut(text: string, maxCharacters: number, maxBytes: number): string {
  let kept = ''
  let characters = 0
  let bytes = 0
  for (const character of text) {
    characters += 1
    bytes += encodedLength(character)
    if (characters > maxCharacters || bytes > maxBytes) break
    kept += character
  }
  return kept.trim()
}

function encodedLength(text: string): number {
  return encodeURIComponent(text).length
}
