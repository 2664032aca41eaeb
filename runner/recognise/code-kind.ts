// Which code a page asks for. It decides whether a code of the authenticator may be typed, so the page's own words count,
// and a word of mail or text messages counts for more than the word "code".
import type { Field } from './field-clues.ts'
import { loudness } from './field-clues.ts'
import type { Group } from './groups.ts'
import type { CodeKind } from './recognised.ts'
import { plain, speaksOf } from './speak.ts'
import type { Topic } from './words/topics.ts'

const kinds: readonly [Topic, CodeKind][] = [
  ['recovery', 'recovery'],
  ['authenticator', 'authenticator'],
  ['mailed', 'mailed'],
  ['texted', 'texted'],
  ['pushed', 'pushed'],
]

export function codeKindOf({ frame, form }: Group, code: readonly Field[]): CodeKind {
  // The nearest words first: the box itself, then its form, then the page.
  for (const [topic, kind] of kinds) {
    if (code.some((field) => loudness(field, topic) >= 2)) return kind
  }
  const texts = [
    [...(form?.headings ?? []), form?.headingBefore ?? ''].join(' | '),
    form?.text ?? '',
    frame.headings.join(' | '),
    frame.text.slice(0, 3000),
  ].map(plain)
  for (const text of texts) {
    const said = kinds.filter(([topic]) => speaksOf(topic, text)).map(([, kind]) => kind)
    // "Try another way: text message" stands beside the app's own code, so the app wins where both are named.
    if (said.includes('authenticator')) return 'authenticator'
    const [only] = said.filter((kind) => kind !== 'recovery')
    if (only !== undefined) return only
  }
  return 'unsaid'
}
