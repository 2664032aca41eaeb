// One spelling per password before anything looks at it. Source: NIST SP 800-63B-4 §3.1.1.2 (NFKC, count code points); ASVS 5.0 6.2.8.

/** The bounds that every new password keeps. Characters are Unicode code points. */
export const passwordLimits = { minCharacters: 8, maxCharacters: 256 } as const

// Longer text cannot shrink to 256 characters: NFKC never makes one code unit out of more than four. Above it
// nothing is normalised or hashed, so a megabyte in the password field costs nothing.
const maxCodeUnits = 4096

const isAscii = /^[\0-\x7f]*$/

/**
 * Spells a password in the one form that is counted, compared and hashed: NFKC. ASCII text stays byte for byte
 * as typed. Never trims, never folds case: those would accept a password that was not typed.
 */
export function normalizePassword(text: string): string {
  return isAscii.test(text) ? text : text.normalize('NFKC')
}

/**
 * The text as it goes into the hash, or undefined where no password can be meant: lone surrogates (UTF-8 would
 * turn each of them into the same U+FFFD, and different passwords into one) or far beyond the longest allowed.
 */
export function readPassword(text: string): string | undefined {
  if (text.length > maxCodeUnits || !text.isWellFormed()) return undefined
  return normalizePassword(text)
}
