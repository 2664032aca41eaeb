// The token by which a trusted browser shows itself, beside the cookie by which it is known: another one after each use.
//
// The one that comes next is made of the one before by a key of the vault: a browser that did not hear the answer gets the
// same one again, and nobody who has the old one can make the new one.
import { emailKey } from '../accounts/email-key.ts'
import type { Vault } from '../vault/vault.ts'

/** What the browser is to keep, and where: a browser that several trust has a token for each, which changes by itself. */
export interface TrustCookie {
  tag: string
  token: string
  expiresAt: Date
}

/** 43 characters of base64url, as every token. */
export function trustTokenAfter(vault: Vault, token: string): string {
  return vault.fingerprint('trust token', token).toString('base64url')
}

/** Tells the cookies of a browser apart, and nobody whose they are. */
export function trustTagOf(vault: Vault, email: string): string {
  return vault.fingerprint('trust cookie', emailKey(email)).toString('base64url').slice(0, 16)
}
