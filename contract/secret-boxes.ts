// By which words a page calls a box for a password, or for a code. What looks at boxes runs in the page and is sent there as
// its own text: these go along as the sources of regular expressions, for words in any case.

export interface SecretBoxWords {
  password: string
  code: string
  /** Codes that no authenticator makes, and that open something all the same. */
  printedCode: string
  /** What is called a code and opens nothing. */
  otherCode: string
}

export const secretBoxWords: SecretBoxWords = {
  password: String.raw`passw|passphrase|pwd|kennwort|contrase|senha|mot.?de.?passe|\bpin\b`,
  code: String.raw`otp|2fa|mfa|two.?factor|passcode|one.?time|verif|authenti|security.?code|\bcode\b|código|sicherheitscode|token`,
  printedCode: 'recovery|backup',
  otherCode: 'zip|postal|postleit|country|coupon|promo|voucher|gutschein|rabatt',
}
