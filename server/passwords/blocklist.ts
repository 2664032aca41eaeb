// The common and breached passwords that nobody may choose. Source: NIST SP 800-63B-4 §3.1.1.2, ASVS 5.0 6.2.4
// and 6.2.12; the data is made by build-blocklist.ts, README.md tells from what.
import { readFileSync } from 'node:fs'
import { type Blocklist, decodeBlocklist, listedForm } from './blocklist-file.ts'

const read = (): Blocklist => decodeBlocklist(readFileSync(new URL('./blocklist.bin', import.meta.url)))

/** Read when the module is, so that a damaged file stops the start. New passwords are rare: in between its 2 MB are given back. */
let lastRead = new WeakRef(read())

/** The list that comes with Countersign. */
export function shippedBlocklist(): Blocklist {
  const there = lastRead.deref()
  if (there !== undefined) return there
  const anew = read()
  lastRead = new WeakRef(anew)
  return anew
}

// What people append so that a listed word passes for a new one, and guessers with them: a year or a digit, then
// an exclamation mark. No more than that: a longer tail may carry the strength of a password of its own.
const usualTail = /(?:(?:19|20)[0-9]{2}|[0-9])?!?$/

/**
 * Whether the whole password is common: listed in any letter case, or listed before the usual tail. A listed word
 * elsewhere in it, or with more behind it, is no reason to refuse.
 */
export function isCommonPassword(password: string, list: Blocklist = shippedBlocklist()): boolean {
  const whole = listedForm(password)
  const withoutMark = whole.replace(/!$/, '')
  const forms = [whole, withoutMark, withoutMark.replace(/[0-9]$/, ''), whole.replace(usualTail, '')]
  return [...new Set(forms)].some((form) => list.has(form))
}
