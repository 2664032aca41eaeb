// Where a sign-in goes on: of all groups of a page the one that it is for, and the fields of that.
import type { PerceivedControl } from '../perceive/perception.ts'
import { codeBoxRow } from './code-boxes.ts'
import { codeKindOf } from './code-kind.ts'
import type { Field } from './field-clues.ts'
import { isIdentifier } from './field-purposes.ts'
import { isFolded, isUsable } from './groups.ts'
import type { Judged } from './judge.ts'
import type { FieldPurpose, SignInFields } from './recognised.ts'
import { plain, speaksOf } from './speak.ts'

/** `folded`: also of forms that a person has to unfold first. */
export function signInOf(judged: readonly Judged[], folded = false): SignInFields | undefined {
  const origin = judged.find((one) => one.facts.group.frame.isMain)?.facts.group.frame.origin
  // A frame of another site never outdoes the page's own form.
  const isForeign = (one: Judged) => origin !== undefined && one.facts.group.frame.origin !== origin
  const candidates = judged
    .map((one) => ({ one, fields: signInFieldsOf(one, folded) }))
    .filter(({ fields }) => fields !== undefined)
    // Of two that are alike the later one is the page's own: the first is in its header.
    .toReversed()
    .toSorted(
      (a, b) => Number(isForeign(a.one)) - Number(isForeign(b.one)) || strength(b.one) - strength(a.one),
    )
  return candidates[0]?.fields
}

const headerPixels = 130

/** By how much a group is the one that the page is for. */
export function strength({ scores, purpose, facts }: Judged): number {
  const top = Math.min(...facts.group.fields.map((field) => field.control.box.y))
  // The strip at the top of a page has a small sign-in on every page; the one below is what the page is for.
  const isInHeader =
    top < headerPixels ||
    /\b(header|navbar|topbar|dropdown)\b/.test(`${facts.named} ${facts.group.fields[0]?.named}`)
  return (scores.get(purpose) ?? 0) + (facts.passwords.length > 0 ? 3 : 0) - (isInHeader ? 2 : 0)
}

function signInFieldsOf(
  { facts, purpose, fields, submit }: Judged,
  folded: boolean,
): SignInFields | undefined {
  if (purpose !== 'login' && purpose !== 'otp') return undefined
  const mayUse = (control: PerceivedControl) => isUsable(control) || (folded && isFolded(facts.group))
  const usable = fields.filter(({ field }) => mayUse(field.control))
  const row = codeBoxRow(usable.filter((one) => one.purpose === 'otp').map(({ field }) => field))
  const boxesOf = (wanted: FieldPurpose) =>
    usable.filter((one) => one.purpose === wanted).map((one) => one.field)
  const codes = row ?? [...boxesOf('otp'), ...boxesOf('recovery')]
  // What is switched off for a moment, or filled by the page before, is taken where there is no other.
  const seen = [...usable, ...fields.filter(({ field }) => field.control.isVisible)]
  const password = seen.find((one) => one.purpose === 'current-password')?.field
  const names = seen.filter((one) => isIdentifier(one.purpose)).map(({ field }) => field)
  // A number of a company or a telephone stands beside the name, and is the name only where there is no other.
  const isNamed = (field: Field) => /^(username|email)$/.test(facts.wants.get(field) ?? '')
  const identifier = names.find(isNamed) ?? names[0]
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
