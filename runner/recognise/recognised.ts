// What a page is for, as far as it can be told of a page that nobody described: which field wants what.
import type { ElementRef } from '../perceive/perception.ts'

export type FieldPurpose =
  | 'username'
  | 'email'
  | 'username-or-email'
  | 'tel'
  | 'current-password'
  | 'new-password'
  | 'otp'
  | 'recovery'
  | 'search'
  | 'submit'
  | 'other'

export type FormPurpose =
  'login' | 'signup' | 'reset' | 'change-password' | 'otp' | 'search' | 'newsletter' | 'other'

/** Which code a page asks for. `unsaid`: a code of a second factor, and no word of where it comes from. */
export type CodeKind = 'authenticator' | 'mailed' | 'texted' | 'recovery' | 'pushed' | 'unsaid'

export interface Recognised {
  fields: { ref: ElementRef; purpose: FieldPurpose }[]
  forms: { ref: ElementRef; purpose: FormPurpose }[]
  /** Where a sign-in can go on; nothing on a page that has none. */
  signIn?: SignInFields
}

export interface SignInFields {
  identifier?: ElementRef
  password?: ElementRef
  /** One box, or one for each digit, in the order of reading. */
  code?: ElementRef[]
  codeKind?: CodeKind
  /** What sends it; nothing where there is only the Enter key. */
  submit?: ElementRef
  /** "Stay signed in", "Trust this device": a box that spares the next sign-in. */
  remember?: ElementRef
}
