// What a single field says of itself, each thing said weighed: by its markup, by the words a developer named it with, and
// by the words that a person reads.
import type { PerceivedControl } from '../perceive/perception.ts'
import { identifierWords, plain, speaksOf } from './speak.ts'
import type { Topic } from './words/topics.ts'

/** What a field may want, before it is known what its form is for. */
export type Want =
  | 'password'
  | 'username'
  | 'email'
  | 'phone'
  | 'memberNumber'
  | 'code'
  | 'recovery'
  | 'captcha'
  | 'search'
  | 'person'

export interface Field {
  control: PerceivedControl
  /** Words of a developer: id and name; and class names and the like, which say less. */
  named: string
  hinted: string
  /** Words of a person: on it, in it, beside it. */
  label: string
  placeholder: string
  nearby: string
  scores: Map<Want, number>
}

export function isTextBox(control: PerceivedControl): boolean {
  if (control.tag === 'textarea') return true
  if (control.tag === 'other') return control.role === 'textbox' || control.role === 'searchbox'
  return (
    control.tag === 'input' &&
    /^(text|email|tel|password|number|search|url)$/.test(control.type) &&
    control.role !== 'button'
  )
}

/** `you@company.com` in an empty box: an address, and no company. */
const exampleAddress = /[^\s@]+@[^\s@]+\.\p{L}+/gu

export function fieldOf(control: PerceivedControl): Field {
  const field: Field = {
    control,
    named: identifierWords(`${control.id} | ${control.name}`),
    hinted: identifierWords(control.hints),
    label: plain(control.label),
    placeholder: plain(control.placeholder.replaceAll(exampleAddress, ' e-mail ')),
    nearby: plain(control.nearby.slice(-50)),
    scores: new Map(),
  }
  for (const rule of rules) {
    const score = rule(field)
    for (const [want, points] of Object.entries(score) as [Want, number][]) {
      field.scores.set(want, (field.scores.get(want) ?? 0) + points)
    }
  }
  return field
}

/** How loudly the words around a field speak of a topic. What stands near it may belong to its neighbour. */
export function loudness(field: Field, topic: Topic): number {
  const isNamedForPeople = field.label !== '' || field.placeholder !== ''
  return (
    (speaksOf(topic, field.named) ? 3 : 0) +
    (speaksOf(topic, field.label) ? 3 : 0) +
    (speaksOf(topic, field.placeholder) ? 3 : 0) +
    (speaksOf(topic, field.nearby) ? (isNamedForPeople ? 0.5 : 2) : 0) +
    (speaksOf(topic, field.hinted) ? 0.5 : 0)
  )
}

type Rule = (field: Field) => Partial<Record<Want, number>>

const saysByMarkup: Rule = ({ control }) => {
  const tokens = control.autocomplete.split(/\s+/)
  if (tokens.includes('one-time-code')) return { code: 8 }
  if (tokens.includes('current-password') || tokens.includes('new-password')) {
    return control.type === 'password' ? {} : { password: 3 }
  }
  if (tokens.includes('username')) return { username: 4 }
  if (tokens.includes('email')) return { email: 3 }
  if (tokens.some((token) => /^tel(-|$)/.test(token))) return { phone: 4 }
  const isOfPerson =
    /^(name|given-name|family-name|street-address|address-|postal-code|cc-|bday|organization|country)/
  return tokens.some((token) => isOfPerson.test(token)) ? { person: 8 } : {}
}

const isOfType: Rule = (field) => {
  switch (field.control.type) {
    case 'password':
      // Card checks and answers to questions are hidden like passwords, and are none.
      return { password: saysAloud(field, 'otherSecret') && !saysAloud(field, 'password') ? 0 : 8 }
    case 'email':
      return { email: 4 }
    case 'tel':
      return { phone: 2 }
    case 'search':
      return { search: 5 }
    default:
      return field.control.role === 'searchbox' ? { search: 4 } : {}
  }
}

/** A plain box for a password says so itself: what only stands near it is the name of its neighbour. */
const isPlainPassword: Rule = (field) => {
  if (field.control.type === 'password' || loudness(field, 'search') > 0) return {}
  if (speaksOf('reset', field.named) || speaksOf('forgot', field.named)) return {}
  const own = { ...field, nearby: '', hinted: '' }
  // "One-time password" and "passcode" are codes, and a password in the box of a code would be a secret shown.
  return { password: Math.max(0, loudness(own, 'password') - loudness(own, 'code')) }
}

const isCalled: Rule = (field) => {
  const email = loudness(field, 'email')
  const person = loudness(field, 'person')
  // "First name" in words for people stands above a `user_…` of a developer; "e-mail address" is no street.
  const title =
    field.label === '' && field.placeholder === '' ? field.nearby : `${field.label} | ${field.placeholder}`
  const isNamedPerson = email === 0 && speaksOf('person', title) && !speaksOf('username', title)
  return {
    username: loudness({ ...field, named: withoutOwner(field.named) }, 'username') - (isNamedPerson ? 2 : 0),
    email,
    phone: loudness(field, 'phone'),
    memberNumber: loudness(field, 'memberNumber'),
    captcha: loudness(field, 'captcha') * 1.2,
    search:
      loudness(field, 'search') + (/^(q|s|query|keys?|search\w*|term)$/.test(field.control.name) ? 2 : 0),
    person: person - (email > 0 ? 3 : 0),
    recovery: loudness(field, 'recovery') * 1.5,
  }
}

/** `user[city]`: the user has the field, and is not what it wants. */
function withoutOwner(named: string): string {
  return named.replaceAll(
    /\b(?:user|usuario|account|member) (?!name|id|login|nome|code|number|\d|email|mail|tmp|input|field|box|text|account)(?=\p{L})/gu,
    '',
  )
}

function saysAloud(field: Field, topic: Topic): boolean {
  return [field.named, field.label, field.placeholder].some((text) => speaksOf(topic, text))
}

/** "Code" and nothing else: with another word before it, it is of something else mostly. */
function isBareCode(field: Field): boolean {
  const bare =
    /^(enter |your |the |login |input |txt )*(code|codes|token|tan|codigo|codice|kode|kod|コード|トークン)( \d| optional| if (enabled|you have one))?$/
  return [field.named, field.label, field.placeholder].some((text) =>
    text.split('|').some((part) => bare.test(part.trim())),
  )
}

/** `123456`, `000 000`, `XXXXXX`: a code as it will look. */
function isExampleCode(placeholder: string): boolean {
  return /^(123456(78?)?|(\d)\3{5,7}|x{6,8})$/i.test(placeholder.replaceAll(/[\s–-]/g, ''))
}

/** A box that has no name of its own, under "We sent a code to your phone". */
function isToldOfSentCode({ control, label, placeholder }: Field): boolean {
  if (label !== '' || placeholder !== '' || !/^(text|tel|number)$/.test(control.type)) return false
  const told = plain(control.nearby)
  return wordForCode.test(told) && (speaksOf('mailed', told) || speaksOf('texted', told))
}

const wordForCode = new RegExp(`\\b(code|codigo|codice)\\b|${plain('コード')}`)

/** "Code" alone is also on postcodes and vouchers; what is short and of digits is rather a code. */
const asksForCode: Rule = (field) => {
  const { control } = field
  const isShort = control.maxLength !== undefined && control.maxLength >= 4 && control.maxLength <= 10
  const isOfDigits =
    control.inputMode === 'numeric' ||
    control.type === 'number' ||
    control.type === 'tel' ||
    /^\^?(\[0-9\]|\\d)/.test(control.pattern)
  const words =
    loudness(field, 'code') +
    loudness(field, 'authenticator') +
    (isBareCode(field) ? 4 : 0) +
    (isExampleCode(control.placeholder) ? 4 : 0) +
    (isToldOfSentCode(field) ? 3 : 0)
  if (words === 0) return {}
  return {
    code:
      words +
      (isShort ? 1.5 : 0) +
      (isOfDigits ? 1 : 0) -
      2 * loudness(field, 'otherCode') -
      loudness(field, 'captcha'),
  }
}

const rules: readonly Rule[] = [saysByMarkup, isOfType, isPlainPassword, isCalled, asksForCode]

/** The want with the highest score, if it is high enough to go by. */
export function likeliestWant(field: Field, leastScore = 2): Want | undefined {
  if (field.control.tag === 'textarea') return undefined
  let best: Want | undefined
  let most = leastScore - 0.001
  for (const [want, score] of field.scores) {
    if (score > most) {
      best = want
      most = score
    }
  }
  return best
}
