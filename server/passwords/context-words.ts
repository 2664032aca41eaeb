// Words that are too close to a person or a place to be their password. Source: NIST SP 800-63B-4 §3.1.1.2
// (whole-password comparison, derivatives), ASVS 5.0 6.1.2 and 6.2.11.
import { listedForm } from './blocklist-file.ts'

/** What is known about whose password it is. */
export type PasswordContext = { email?: string; organizationName?: string; name?: string }
/** Where a refused word comes from. */
export type ContextSource = 'email' | 'organization' | 'name' | 'product'

const productName = 'Countersign'

// A shorter word is chance, not meaning: a tail of eight characters behind it is nearly the whole password.
const minWordCharacters = 3
// `acme2026!`, `!!acme31122026`: so many characters that are no letters may surround the word, and still the word is
// all there is to guess. With more, the password stands on them.
const maxPaddingCharacters = 8

const lookalikes: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '9': 'g',
  '@': 'a',
  $: 's',
  '!': 'i',
  '|': 'i',
  '+': 't',
  // Whoever writes 1 may mean either.
  l: 'i',
}

/**
 * The source of the word that the password is, or undefined. It is the word when nothing else is left after letter
 * case, separators, digits for letters (`4cm3`), repetition (`acmeacme`) and up to eight digits or symbols around it
 * are taken away. A password that merely contains a word is not refused.
 */
export function findContextWord(password: string, context: PasswordContext): ContextSource | undefined {
  const typed = listedForm(password)
  const squeezed = squeeze(typed)
  return listWords(context).find(
    ({ word }) => listedForm(word) === typed || isWordWithPadding(squeezed, squeeze(listedForm(word))),
  )?.source
}

function listWords(context: PasswordContext): { source: ContextSource; word: string }[] {
  const { email = '', organizationName = '', name = '' } = context
  const at = email.lastIndexOf('@')
  const localPart = at < 0 ? email : email.slice(0, at)
  const domain = at < 0 ? '' : email.slice(at + 1)
  const withoutTag = localPart.replace(/\+.*$/s, '')
  // The last label (com, org, de) says nothing about anybody.
  const labels = domain.split('.').slice(0, -1)
  return [
    ...[email, `${withoutTag}@${domain}`, localPart, withoutTag, ...splitWords(withoutTag)].map(
      from('email'),
    ),
    ...[domain, ...labels].map(from('email')),
    ...[organizationName, ...splitWords(organizationName)].map(from('organization')),
    ...[name, ...splitWords(name)].map(from('name')),
    ...[productName].map(from('product')),
  ].filter(({ word }) => word !== '')
}

function from(source: ContextSource): (word: string) => { source: ContextSource; word: string } {
  return (word) => ({ source, word })
}

function splitWords(text: string): string[] {
  return text.split(/[^\p{L}\p{M}\p{N}]+/u)
}

function squeeze(text: string): string {
  return text.replace(/[\s._-]/g, '')
}

function isWordWithPadding(typed: string, word: string): boolean {
  if ([...word].length < minWordCharacters) return false
  const spelled = replaceLookalikes(typed)
  const wanted = replaceLookalikes(word)
  // Digits around a number are another number.
  const mayBePadded = /\p{L}/u.test(word)
  for (let start = 0; start <= (mayBePadded ? maxPaddingCharacters * 2 : 0); start++) {
    let end = start
    while (spelled.startsWith(wanted, end)) end += wanted.length
    if (end === start) continue
    const padding = typed.slice(0, start) + typed.slice(end)
    if (padding === '') return true
    if (mayBePadded && isPadding(padding)) return true
  }
  return false
}

function isPadding(text: string): boolean {
  return [...text].length <= maxPaddingCharacters && !/[\p{L}\p{M}]/u.test(text)
}

// One character for one, so that a position in the result is the same position in the text.
function replaceLookalikes(text: string): string {
  return text.replace(/[0-9@$!|+l]/g, (character) => lookalikes[character] ?? character)
}
