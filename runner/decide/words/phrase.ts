// Looking for words on a page as a person reads them: case, white space and the form of an apostrophe do not count.

export type Language = 'en' | 'de' | 'fr' | 'es' | 'pt' | 'it' | 'nl' | 'ja'

/** The same thing in each language. `*` stands for up to 60 characters. */
export type Words = Readonly<Record<Language, readonly string[]>>

/** How far apart the parts around a `*` may be. */
const MOST_BETWEEN = 60

/** How often a part is looked for; a page that repeats it more often than that is playing. */
const MOST_PLACES = 200

export const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[’‘ʼ`´]/g, "'")
    .replaceAll(/\s+/g, ' ')
    .trim()

const isWordCharacter = (character: string | undefined): boolean =>
  character !== undefined && /[\p{Script=Latin}\p{N}]/u.test(character)

/** Where a part stands in the text as whole words, from a place on; -1 for nowhere. */
function findPart(text: string, part: string, from: number): number {
  let at = text.indexOf(part, from)
  for (let tries = 0; at !== -1 && tries < MOST_PLACES; tries += 1) {
    const isStart = !isWordCharacter(part[0]) || !isWordCharacter(text[at - 1])
    const isEnd = !isWordCharacter(part.at(-1)) || !isWordCharacter(text[at + part.length])
    if (isStart && isEnd) return at
    at = text.indexOf(part, at + 1)
  }
  return -1
}

/** Whether the phrase stands in a text that went through `plain`. */
export function hasPhrase(plainText: string, phrase: string): boolean {
  const parts = phrase.split('*').map(plain)
  const [first = '', ...rest] = parts
  let start = findPart(plainText, first, 0)
  for (let tries = 0; start !== -1 && tries < MOST_PLACES; tries += 1) {
    let end = start + first.length
    const isWhole = rest.every((part) => {
      const next = findPart(plainText, part, end)
      if (next === -1 || next - end > MOST_BETWEEN) return false
      end = next + part.length
      return true
    })
    if (isWhole) return true
    start = findPart(plainText, first, start + 1)
  }
  return false
}

export const hasAny = (plainText: string, phrases: readonly string[]): boolean =>
  phrases.some((phrase) => hasPhrase(plainText, phrase))

/** In any of the languages: a page does not always say which one it is in. */
export const says = (plainText: string, words: Words): boolean =>
  Object.values(words).some((phrases) => hasAny(plainText, phrases))

/** Whether a label is one of the words, and says nothing else. */
export function isLabel(label: string, words: Words): boolean {
  const said = plain(label).replace(/^[\s»›→←«‹•.…!]+|[\s»›→←«‹•.…!]+$/gu, '')
  return Object.values(words).some((phrases) => phrases.some((phrase) => plain(phrase) === said))
}
