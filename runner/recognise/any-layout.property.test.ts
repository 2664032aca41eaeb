// A sign-in put together at random: in any of the languages, with any of the usual ways to name and to send it, beside
// forms for something else and hidden twins. It is found, and nothing else is typed into.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recognise } from './recognise.ts'
import { phrasesOf, type Phrases } from './testing/phrases.ts'
import { button, input, nameOf, writtenPage, type Written, type WrittenForm } from './testing/written-page.ts'

const language = fc.constantFrom(...Object.values(phrasesOf))
const oneOf = (words: readonly string[], at: number) => words[at % words.length] ?? ''
const layout = fc.record({
  say: language,
  at: fc.nat(1000),
  named: fc.constantFrom('label' as const, 'placeholder' as const, 'nearby' as const),
  sender: fc.constantFrom('button', 'input', 'link', 'div'),
  isInForm: fc.boolean(),
  extras: fc.record({ show: fc.boolean(), stay: fc.boolean(), lost: fc.boolean(), other: fc.boolean() }),
  twin: fc.boolean(),
  before: fc.subarray(['search', 'newsletter', 'signUp'] as const),
  after: fc.subarray(['search', 'newsletter', 'signUp'] as const),
})

function beside(kind: 'search' | 'newsletter' | 'signUp', say: Phrases, at: number): WrittenForm {
  const email = input('email', { label: oneOf(say.names, 0) })
  switch (kind) {
    case 'search':
      return { controls: [input('search', { name: 'q' }), button('', { type: 'submit' })] }
    case 'newsletter':
      return { controls: [email, button(oneOf(say.newsletter, at))] }
    case 'signUp':
      return {
        controls: [
          email,
          input('password', { label: oneOf(say.newPassword, at) }),
          input('password', { label: oneOf(say.repeat, at) }),
          button(oneOf(say.signUp, at)),
        ],
      }
  }
}

function senderOf(kind: string, label: string): Written {
  if (kind === 'link') return { tag: 'a', id: 'go', label, href: '#' }
  if (kind === 'div') return { tag: 'other', id: 'go', role: 'button', label }
  return kind === 'input' ? input('submit', { id: 'go', label }) : button(label, { id: 'go' })
}

test('a sign-in is found in any language and layout, beside whatever stands there', () => {
  fc.assert(
    fc.property(layout, ({ say, at, named, sender, isInForm, extras, twin, before, after }) => {
      const hidden = { isVisible: false }
      const controls: Written[] = [
        ...(extras.other ? [button(oneOf(say.others, at), { type: 'button' })] : []),
        ...(twin ? [input('text', { name: 'username', ...hidden }), input('password', hidden)] : []),
        input('text', { id: 'name', [named]: oneOf(say.names, at) }),
        input('password', { id: 'pw', [named]: oneOf(say.passwords, at) }),
        ...(extras.show ? [button(oneOf(say.show, at), { type: 'button' })] : []),
        ...(extras.stay ? [input('checkbox', { id: 'stay', label: oneOf(say.remember, at) })] : []),
        ...(extras.lost ? [{ tag: 'a' as const, label: oneOf(say.reset, at), href: '/lost' }] : []),
        senderOf(sender, oneOf(say.signIn, at)),
      ]
      const others = (list: typeof before) => list.map((kind) => beside(kind, say, at))
      const perception = writtenPage({
        forms: [...others(before), ...(isInForm ? [{ controls }] : []), ...others(after)],
        ...(isInForm ? {} : { loose: controls }),
      })
      const { signIn } = recognise(perception)
      expect({
        identifier: nameOf(perception, signIn?.identifier),
        password: nameOf(perception, signIn?.password),
        submit: nameOf(perception, signIn?.submit),
        code: signIn?.code,
      }).toEqual({ identifier: 'name', password: 'pw', submit: 'go', code: undefined })
    }),
    { numRuns: 1500 },
  )
})

test('a page for a code is found in any language, in one box or in several, beside whatever stands there', () => {
  const codePage = fc.record({
    say: language,
    at: fc.nat(1000),
    boxes: fc.constantFrom(1, 4, 5, 6, 7, 8),
    sender: fc.constantFrom('button', 'input', 'div'),
    isInForm: fc.boolean(),
    before: fc.subarray(['search', 'newsletter'] as const),
  })
  fc.assert(
    fc.property(codePage, ({ say, at, boxes, sender, isInForm, before }) => {
      const heading = oneOf(say.codes, at)
      const box = (index: number) => ({ x: 100 + 50 * index, y: 400, width: 40, height: 44 })
      const fields =
        boxes === 1
          ? [input('text', { id: 'd0', label: heading })]
          : Array.from({ length: boxes }, (_, index) =>
              input('text', { id: `d${index}`, maxLength: 1, box: box(index) }),
            )
      const stay = input('checkbox', { id: 'stay', label: oneOf(say.remember, at) })
      const controls = [...fields, stay, senderOf(sender, oneOf(say.goOn, at))]
      const perception = writtenPage({
        headings: [heading],
        text: heading,
        forms: [...before.map((kind) => beside(kind, say, at)), ...(isInForm ? [{ controls }] : [])],
        ...(isInForm ? {} : { loose: controls }),
      })
      const { signIn } = recognise(perception)
      expect(signIn?.code?.map((ref) => nameOf(perception, ref))).toEqual(fields.map(({ id }) => id))
      expect(nameOf(perception, signIn?.submit)).toBe('go')
      expect(signIn?.password ?? signIn?.identifier).toBeUndefined()
    }),
    { numRuns: 800 },
  )
})
