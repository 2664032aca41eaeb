// What a new password must be: long enough, and nothing a guesser tries first. Source: NIST SP 800-63B-4 §3.1.1.2,
// ASVS 5.0 6.2. There are no composition rules, on purpose.
import { isCommonPassword } from './blocklist.ts'
import { type ContextSource, findContextWord, type PasswordContext } from './context-words.ts'
import { passwordLimits, readPassword } from './normalize-password.ts'

/** Why a password is refused, with the facts for a sentence about it. */
export type PasswordProblem =
  | { code: 'password.too_short'; minCharacters: number }
  | { code: 'password.too_long'; maxCharacters: number }
  | { code: 'password.is_context_word'; source: ContextSource }
  | { code: 'password.common' }
  /** Lone surrogates: nobody can type them, and UTF-8 would make one password of many. */
  | { code: 'request.invalid' }

/**
 * The first reason to refuse a new password on any way it is set (set-up, invitation, change, reset, command line),
 * or undefined where there is none. Not for sign-in: what was taken once stays valid.
 *
 * Length counts code points after NFKC. For the minimum the fewer of NFC and NFKC count, because NFKC spells one
 * ligature out as up to eighteen letters.
 */
export function checkNewPassword(password: string, context: PasswordContext): PasswordProblem | undefined {
  if (!password.isWellFormed()) return { code: 'request.invalid' }
  const tooLong = { code: 'password.too_long', maxCharacters: passwordLimits.maxCharacters } as const
  const text = readPassword(password)
  if (text === undefined) return tooLong
  const characters = [...text].length
  if (characters > passwordLimits.maxCharacters) return tooLong
  if (Math.min(characters, [...password.normalize('NFC')].length) < passwordLimits.minCharacters) {
    return { code: 'password.too_short', minCharacters: passwordLimits.minCharacters }
  }
  const source = findContextWord(text, context)
  if (source !== undefined) return { code: 'password.is_context_word', source }
  // One character again and again is on no list in every length and script, and is the first guess in all of them.
  const isOneCharacter = new Set(text.toLowerCase()).size === 1
  if (isOneCharacter || isCommonPassword(text)) return { code: 'password.common' }
  return undefined
}
