// Which code a page asks for. It decides whether a code of the authenticator may be typed, so the page's own words count,
// and not those of the ways around: "Use your authenticator app instead" stands on the page for a texted code.
import { loudness, type Field } from './field-clues.ts'
import { withoutLabels, type Group } from './groups.ts'
import type { CodeKind } from './recognised.ts'
import { plain, speaksOf } from './speak.ts'
import { isButton } from './submit-button.ts'
import type { Topic } from './words/topics.ts'

const kinds: readonly [Topic, CodeKind][] = [
  ['recovery', 'recovery'],
  ['authenticator', 'authenticator'],
  ['mailed', 'mailed'],
  ['texted', 'texted'],
  ['pushed', 'pushed'],
]

// A long page speaks of mail and telephones for other reasons.
const longestPage = 1500

export function codeKindOf({ frame, form, controls }: Group, code: readonly Field[]): CodeKind {
  // The nearest words first: the box itself, then its form, then the page.
  for (const [topic, kind] of kinds) {
    if (code.some((field) => loudness(field, topic) >= 2)) return kind
  }
  const ways = [...controls, ...frame.controls].filter(isButton)
  const texts = [
    [...(form?.headings ?? []), form?.headingBefore ?? ''].join(' | '),
    form?.text ?? '',
    frame.headings.join(' | '),
    frame.text.length <= longestPage ? frame.text : '',
  ]
  for (const text of texts) {
    const own = withoutLabels(plain(text), ways)
    const said = kinds.filter(([topic]) => speaksOf(topic, own)).map(([, kind]) => kind)
    // Where a page takes the code of the app or another one, the app's is right.
    if (said.includes('authenticator')) return 'authenticator'
    const [only] = said.filter((kind) => kind !== 'recovery')
    if (only !== undefined) return only
  }
  return 'unsaid'
}
