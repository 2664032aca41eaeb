// How a field for an e-mail address behaves, everywhere.

/** The same form that the contract asks for; that it exists is for the mail to show. */
export function isEmail(text: string): boolean {
  return text.trim().length <= 254 && /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(text.trim())
}

/** Not type="email": browsers rewrite letters beyond ASCII in such a field, so another address would be sent. */
export const emailFieldProps = {
  name: 'email',
  type: 'text',
  inputMode: 'email',
  autoCapitalize: 'none',
  autoCorrect: 'off',
  spellCheck: false,
} as const
