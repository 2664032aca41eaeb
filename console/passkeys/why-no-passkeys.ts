// Whether this page can ask for a passkey at all. Browsers do so for names alone, over HTTPS or at localhost (Web
// Authentication section 5.1, on the effective domain).

/** Why it cannot, as the key of a sentence; nothing where it can. */
export function whyNoPasskeys(): 'passkey.address' | 'passkey.browser' | undefined {
  const isNumber = /^[\d.]+$|^\[/.test(window.location.hostname)
  if (!window.isSecureContext || isNumber) return 'passkey.address'
  return 'PublicKeyCredential' in window ? undefined : 'passkey.browser'
}
