// The same pages with many ways to say the same thing, in the languages that are promised.
import { describe, expect, test } from 'vitest'
import { recognise } from './recognise.ts'
import { phrasesOf } from './testing/phrases.ts'
import {
  button,
  input,
  nameOf,
  writtenPage,
  type WrittenForm,
  type WrittenPage,
} from './testing/written-page.ts'

function look(page: WrittenPage) {
  const perception = writtenPage(page)
  const { signIn } = recognise(perception)
  if (signIn === undefined) return undefined
  return {
    identifier: nameOf(perception, signIn.identifier),
    password: nameOf(perception, signIn.password),
    submit: nameOf(perception, signIn.submit),
    remember: nameOf(perception, signIn.remember),
    code: signIn.code?.map((ref) => nameOf(perception, ref)),
    kind: signIn.codeKind,
  }
}

const formOf = (...controls: WrittenForm['controls']): WrittenPage => ({ forms: [{ controls }] })
const boxFor = (label: string) => input('text', { id: 'box', label })

describe.each(Object.entries(phrasesOf))('%s', (_language, say) => {
  const [named = '', second = ''] = say.names
  const [signIn = ''] = say.signIn
  const [goOn = ''] = say.goOn
  const name = input('text', { id: 'name', label: named })
  const password = input('password', { id: 'pw', label: say.passwords[0] ?? '' })
  const email = input('email', { id: 'mail', label: named })
  const signsIn = { identifier: 'name', password: 'pw' }

  test.each(say.names)('a name called %s', (label) => {
    expect(look(formOf({ ...name, label }, password, button(signIn)))).toMatchObject(signsIn)
  })

  test.each(say.passwords)('a password called %s, in a box of plain text', (label) => {
    const box = input('text', { id: 'pw', label })
    expect(look(formOf(name, box, button(signIn)))).toMatchObject(signsIn)
  })

  test.each(say.signIn)('a button that says %s, among others', (label) => {
    const others = [button(say.others[0] ?? ''), button(say.show[0] ?? '', { type: 'button' })]
    const signUp = button(say.signUp[0] ?? '', { type: 'button' })
    expect(look(formOf(name, password, ...others, button(label), signUp))?.submit).toBe(label)
    const div = { tag: 'other' as const, role: 'button', label }
    const lost = { tag: 'a' as const, label: say.reset[0] ?? '', href: '/lost' }
    expect(look({ loose: [name, password, div, lost] })?.submit).toBe(label)
  })

  test.each(say.headings)('the first of two pages: %s', (heading) => {
    for (const label of say.goOn) {
      for (const box of [name, email, { ...name, label: second }]) {
        const form = { headings: [heading], controls: [{ ...box, id: 'name' }, button(label)] }
        const found = look({ title: heading, headings: [heading], text: heading, forms: [form] })
        expect(found, label).toMatchObject({ identifier: 'name', submit: label })
      }
    }
  })

  test.each(say.signUp)('no sign-in: %s', (label) => {
    expect(look(formOf(email, password, button(label)))).toBeUndefined()
  })

  test.each(say.newsletter)('no sign-in: %s', (label) => {
    expect(look(formOf(email, button(label)))).toBeUndefined()
  })

  test.each(say.reset)('no sign-in: %s', (heading) => {
    const form = { headings: [heading], controls: [email, button(goOn)] }
    expect(look({ title: heading, headings: [heading], forms: [form] })).toBeUndefined()
  })

  test.each(say.repeat)('a new password, and again: %s', (label) => {
    const again = input('password', { id: 'again', label })
    expect(look(formOf(name, password, again, button(goOn)))).toBeUndefined()
    const fresh = { ...password, label: say.newPassword[0] ?? '' }
    expect(look(formOf(fresh, again, button(goOn)))).toBeUndefined()
  })

  test.each(say.remember)('a tick that says %s', (label) => {
    const tick = input('checkbox', { id: 'stay', label })
    expect(look(formOf(name, password, tick, button(signIn)))?.remember).toBe('stay')
  })

  test.each(say.codes)('a code called %s is no password, and no name', (label) => {
    for (const sends of [...say.goOn, signIn]) {
      const found = look(formOf(boxFor(label), button(sends)))
      expect(found, sends).toMatchObject({ code: ['box'], submit: sends })
      expect(found?.identifier ?? found?.password, sends).toBeUndefined()
    }
  })

  test.each(say.others)('never the button that says %s', (label) => {
    expect(look(formOf(button(label), name, password, button(signIn)))?.submit).toBe(signIn)
    const form = { headings: [say.headings[0] ?? ''], controls: [name, button(goOn), button(label)] }
    expect(look({ forms: [form] })?.submit).toBe(goOn)
  })

  test.each([
    ...say.authenticator.map((text) => ['authenticator', text] as const),
    ...say.mailed.map((text) => ['mailed', text] as const),
    ...say.texted.map((text) => ['texted', text] as const),
    ...say.recovery.map((text) => ['recovery', text] as const),
  ])('a code that is %s: %s', (kind, text) => {
    const label = kind === 'recovery' ? text : (say.codes[0] ?? '')
    const form = { text, controls: [boxFor(label), button(goOn)] }
    expect(look({ text, forms: [form] })?.kind).toBe(kind)
  })
})
