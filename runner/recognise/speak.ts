// Which topics a text speaks of, in any of the languages of the table.
import { dutch } from './words/dutch.ts'
import { english } from './words/english.ts'
import { french } from './words/french.ts'
import { german } from './words/german.ts'
import { italian } from './words/italian.ts'
import { japanese } from './words/japanese.ts'
import { moreLanguages } from './words/more-languages.ts'
import { portuguese } from './words/portuguese.ts'
import { spanish } from './words/spanish.ts'
import { topics, type Topic, type Words } from './words/topics.ts'

const languages: readonly Words[] = [
  english,
  german,
  french,
  spanish,
  portuguese,
  italian,
  dutch,
  japanese,
  ...moreLanguages,
]

const patterns = new Map<Topic, RegExp>(topics.map((topic) => [topic, patternOf(topic)]))

/** Whether a text, as `plain` or `identifierWords` made it, speaks of the topic. */
export function speaksOf(topic: Topic, text: string): boolean {
  return text !== '' && patterns.get(topic)?.test(` ${text} `) === true
}

/** Words and the bars between texts, parted by one space each; lower case, without accents: as the table is compared. */
export function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('|', ' | ')
    .replaceAll(/[^\p{L}\p{N}|]+/gu, ' ')
    .trim()
}

// Words that developers write without a gap: `txtEmail`, `loginemail`, `formpassword`.
const joinedWords = /(e-?mail|password|passwd|user|login|phone|search|captcha|newsletter)/gi

/** Words of an identifier: `j_userName2` is "j user name 2", and also as it stands, in case it is one word. */
export function identifierWords(identifier: string): string {
  const parted = identifier
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replaceAll(/([A-Za-z])(\d)/g, '$1 $2')
    .replaceAll(joinedWords, ' $1 ')
  const words = plain(parted)
  const whole = plain(identifier)
  return words === whole ? words : `${words} | ${whole}`
}

function patternOf(topic: Topic): RegExp {
  const phrases = languages.flatMap((words) => (words[topic] ?? '').split(','))
  const unique = [...new Set(phrases.map(phrasePattern))].filter((pattern) => pattern !== '')
  // Japanese, Chinese and Thai part no words.
  const isUnparted = (pattern: string) =>
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(pattern)
  const parted = unique.filter((pattern) => !isUnparted(pattern))
  const unparted = unique.filter(isUnparted)
  return new RegExp([` (?:${parted.join('|')})(?= )`, ...unparted].join('|'))
}

/** A space of a phrase stands for one or none, a star for what is left of a word. */
function phrasePattern(phrase: string): string {
  return phrase
    .split('*')
    .map((part) => plain(part).replaceAll(' ', ' ?') + (/\s$/.test(part) ? ' ?' : ''))
    .join('[^ ]*')
    .replace(/^( \?)+|( \?)+$/g, '')
}
