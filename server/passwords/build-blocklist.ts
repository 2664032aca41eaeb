// Makes blocklist.bin out of word lists: node build-blocklist.ts OUT MIN:FILE…; README.md names the sources.
// MIN is the shortest entry, in characters, taken from that file: 8 is the shortest password there is, 6 also
// takes words that reach 8 only with the digit and the exclamation mark that isCommonPassword looks behind.
import { readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { decodeBlocklist, encodeBlocklist, listedForm } from './blocklist-file.ts'
import { passwordLimits } from './normalize-password.ts'

/** The entries of one list: a JSON array of strings, or one entry a line; either may be gzipped. Nothing is trimmed. */
function readEntries(path: string): string[] {
  const bytes = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  if (!/\.json(\.gz)?$/.test(path)) return text.split(/\r?\n/)
  const parsed: unknown = JSON.parse(text)
  if (!Array.isArray(parsed)) throw new TypeError(`${path} is not a JSON array`)
  return parsed.map(String)
}

const [output, ...sources] = process.argv.slice(2)
if (output === undefined || sources.length === 0) {
  throw new Error('Usage: node build-blocklist.ts OUT MIN:FILE…')
}
const listed = new Set<string>()
for (const source of sources) {
  const [, min, path] = /^(\d+):(.+)$/.exec(source) ?? []
  if (min === undefined || path === undefined) throw new Error(`Not MIN:FILE: ${source}`)
  const before = listed.size
  const entries = readEntries(path)
  for (const entry of entries) {
    const form = listedForm(entry)
    const characters = [...form].length
    if (characters >= Number(min) && characters <= passwordLimits.maxCharacters) listed.add(form)
  }
  process.stdout.write(`${path}: ${entries.length} lines, ${listed.size - before} new\n`)
}
const file = encodeBlocklist(listed)
const list = decodeBlocklist(file)
for (const form of listed) {
  if (!list.has(form)) throw new Error('An entry is not found again')
}
writeFileSync(output, file)
const ofPasswordLength = [...listed].filter((form) => [...form].length >= passwordLimits.minCharacters).length
process.stdout.write(
  `${output}: ${file.length} bytes, ${list.entryCount} entries, ${ofPasswordLength} of 8 and more\n`,
)
