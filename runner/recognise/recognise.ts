// What a page is for, over what was perceived of it: rules that each say why, and no more.
import type { PerceivedControl, PerceivedForm, Perception } from '../perceive/perception.ts'
import { codeBoxRow } from './code-boxes.ts'
import { codeKindOf } from './code-kind.ts'
import { loudness, type Field, type Want } from './field-clues.ts'
import { factsOf, isCounted, likeliestPurpose, purposeScores, type GroupFacts } from './form-purpose.ts'
import { groupsOf, isFolded, isUsable } from './groups.ts'
import type { FieldPurpose, FormPurpose, Recognised, SignInFields } from './recognised.ts'
import { plain, speaksOf } from './speak.ts'
import { findSubmit } from './submit-button.ts'

export interface Judged {
  facts: GroupFacts
  purpose: FormPurpose
  scores: Map<FormPurpose, number>
  fields: { field: Field; purpose: FieldPurpose }[]
  submit?: PerceivedControl
}

export function recognise(perception: Perception): Recognised {
  const judged = judge(perception)
  const signIn = signInOf(judged)
  return {
    fields: judged.flatMap(({ fields, submit }) => [
      ...fields.map(({ field, purpose }) => ({ ref: field.control.ref, purpose })),
      ...(submit === undefined ? [] : [{ ref: submit.ref, purpose: 'submit' as const }]),
    ]),
    forms: formsOf(judged),
    ...(signIn === undefined ? {} : { signIn }),
  }
}

/** A form that was taken apart is what its strongest part is. */
function formsOf(judged: readonly Judged[]): Recognised['forms'] {
  const strongest = new Map<PerceivedForm, Judged>()
  for (const one of judged) {
    const { form } = one.facts.group
    if (form === undefined) continue
    const other = strongest.get(form)
    if (other === undefined || strength(one) > strength(other)) strongest.set(form, one)
  }
  return [...strongest].map(([form, { purpose }]) => ({ ref: form.ref, purpose }))
}

/** With the scores, for those who want to know why. */
export function judge(perception: Perception): Judged[] {
  return perception.frames.flatMap(groupsOf).map((group) => {
    const facts = factsOf(group, plain(perception.title))
    const scores = purposeScores(facts)
    const purpose = likeliestPurpose(scores)
    const fields = purposesOf(facts, purpose)
    // A code that follows the password has a button of its own, where it has one.
    const last =
      fields.findLast(({ purpose }) => purpose.endsWith('password'))?.field ??
      fields.findLast(({ purpose }) => purpose !== 'other')?.field
    const submit = findSubmit(group, purpose, last)
    return { facts, purpose, scores, fields, ...(submit === undefined ? {} : { submit }) }
  })
}

function purposesOf(facts: GroupFacts, purpose: FormPurpose): Judged['fields'] {
  const fields = facts.group.fields.map((field) => ({ field, purpose: purposeOf(field, facts, purpose) }))
  if (purpose !== 'login' && purpose !== 'signup') return fields
  if (fields.some((one) => isIdentifier(one.purpose) && isCounted(one.field.control, facts.group)))
    return fields
  // Whatever it is called: the box before the password is the name.
  const password = fields.findIndex((one) => one.purpose.endsWith('password') && one.field.control.isVisible)
  const before = fields
    .slice(0, Math.max(0, password))
    .findLast(({ field, purpose: own }) => own === 'other' && mayBeName(field, facts, purpose))
  if (before !== undefined) before.purpose = purpose === 'login' ? 'username-or-email' : 'username'
  return fields
}

function mayBeName(field: Field, facts: GroupFacts, purpose: FormPurpose): boolean {
  const { control } = field
  if (purpose === 'signup' && facts.wants.get(field) !== undefined) return false
  const isOfType = control.tag === 'input' && /^(text|tel|number|email)$/.test(control.type)
  return isOfType && isCounted(control, facts.group)
}

export function isIdentifier(purpose: FieldPurpose): boolean {
  return /^(username|email|username-or-email|tel)$/.test(purpose)
}

function purposeOf(field: Field, facts: GroupFacts, purpose: FormPurpose): FieldPurpose {
  const want = facts.wants.get(field)
  const score = (name: Want) => field.scores.get(name) ?? 0
  switch (want) {
    case 'password':
      return passwordPurpose(field, facts, purpose)
    case 'email':
      return score('username') >= 3 ? 'username-or-email' : 'email'
    case 'username':
      if (score('email') >= 2) return 'username-or-email'
      if (purpose === 'signup' || purpose === 'reset') return 'username'
      if (purpose !== 'login') return 'other'
      // What only the developer calls a user name may as well take an address.
      return speaksOf('username', `${field.label} | ${field.placeholder}`) ? 'username' : 'username-or-email'
    case 'memberNumber':
      return purpose === 'login' ? 'username-or-email' : 'other'
    case 'phone':
      return score('phone') >= 3 || field.control.type === 'tel' ? 'tel' : 'other'
    case 'code':
      return isCode(facts, purpose, score('code'), field) ? 'otp' : 'other'
    case 'recovery':
      return 'recovery'
    case 'search':
      return purpose === 'search' || score('search') >= 5 ? 'search' : 'other'
    default:
      return purpose === 'search' && facts.group.fields.length === 1 ? 'search' : 'other'
  }
}

/** Where nothing else speaks for a second factor, one word "code" is too little: vouchers and pictures have codes. */
function isCode(facts: GroupFacts, purpose: FormPurpose, score: number, field: Field): boolean {
  if (facts.codeRow?.includes(field) === true) return true
  if (purpose === 'login' || purpose === 'otp') return true
  return score >= 7
}

function passwordPurpose(field: Field, { passwords }: GroupFacts, purpose: FormPurpose): FieldPurpose {
  // A secret that is neither signed in with nor made: of a card, of a shop.
  if (purpose === 'other') return 'other'
  if (purpose === 'signup' || purpose === 'reset') return 'new-password'
  if (purpose === 'change-password') {
    const isOld = loudness(field, 'oldPassword') >= 2 || (passwords.length === 3 && passwords[0] === field)
    return isOld ? 'current-password' : 'new-password'
  }
  return loudness(field, 'newPassword') >= 3 ? 'new-password' : 'current-password'
}

/** `folded`: also of forms that a person has to unfold first. */
export function signInOf(judged: readonly Judged[], folded = false): SignInFields | undefined {
  const candidates = judged
    .map((one) => ({ one, fields: signInFieldsOf(one, folded) }))
    .filter(({ fields }) => fields !== undefined)
    .toReversed()
    .toSorted((a, b) => strength(b.one) - strength(a.one))
  return candidates[0]?.fields
}

const headerPixels = 130

function strength({ scores, purpose, facts }: Judged): number {
  const top = Math.min(...facts.group.fields.map((field) => field.control.box.y))
  // The strip at the top of a page has a small sign-in on every page; the one below is what the page is for.
  const isInHeader = top < headerPixels
  return (scores.get(purpose) ?? 0) + (facts.passwords.length > 0 ? 3 : 0) - (isInHeader ? 2 : 0)
}

function signInFieldsOf(
  { facts, purpose, fields, submit }: Judged,
  folded: boolean,
): SignInFields | undefined {
  if (purpose !== 'login' && purpose !== 'otp') return undefined
  const mayUse = (control: PerceivedControl) => isUsable(control) || (folded && isFolded(facts.group))
  const usable = fields.filter(({ field }) => mayUse(field.control))
  const row = codeBoxRow(usable.filter((one) => one.purpose === 'otp').map((one) => one.field))
  const codes =
    row ?? usable.filter((one) => one.purpose === 'otp' || one.purpose === 'recovery').map((one) => one.field)
  // What is switched off for a moment, or filled by the page before, is taken where there is no other.
  const seen = [...usable, ...fields.filter(({ field }) => field.control.isVisible)]
  const password = seen.find((one) => one.purpose === 'current-password')?.field
  const identifier = seen.find((one) => isIdentifier(one.purpose))?.field
  if (password === undefined && identifier === undefined && codes.length === 0) return undefined
  if (purpose === 'otp' && codes.length === 0) return undefined
  const code = row === undefined ? codes.slice(0, 1) : codes
  const remember = facts.group.controls.find(
    (control) =>
      control.type === 'checkbox' &&
      isUsable(control) &&
      speaksOf('remember', plain(`${control.label} ${control.nearby} ${control.name}`)),
  )
  return {
    ...(identifier === undefined ? {} : { identifier: identifier.control.ref }),
    ...(password === undefined ? {} : { password: password.control.ref }),
    ...(code.length === 0
      ? {}
      : { code: code.map((field) => field.control.ref), codeKind: codeKindOf(facts.group, code) }),
    ...(submit === undefined || !(submit.isVisible || (folded && isFolded(facts.group)))
      ? {}
      : { submit: submit.ref }),
    ...(remember === undefined ? {} : { remember: remember.ref }),
  }
}
