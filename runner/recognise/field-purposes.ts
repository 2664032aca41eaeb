// What each field is for, once it is known what its form is for.
import { loudness, type Field, type Want } from './field-clues.ts'
import { isCounted, type GroupFacts } from './group-facts.ts'
import type { FieldPurpose, FormPurpose } from './recognised.ts'
import { speaksOf } from './speak.ts'

export interface LabelledField {
  field: Field
  purpose: FieldPurpose
}

export function purposesOf(facts: GroupFacts, purpose: FormPurpose): LabelledField[] {
  const fields = facts.group.fields.map((field) => ({ field, purpose: purposeOf(field, facts, purpose) }))
  if (purpose === 'signup') keepOneName(fields)
  if (purpose !== 'login' && purpose !== 'signup') return fields
  const names = fields.filter((one) => isIdentifier(one.purpose) && isCounted(one.field.control, facts.group))
  // A telephone number that is signed in with is the name of its account.
  const [only] = names
  if (purpose === 'login' && names.length === 1 && only?.purpose === 'tel') only.purpose = 'username-or-email'
  if (names.length > 0) return fields
  // Whatever it is called: the box before the password is the name.
  const password = fields.findIndex((one) => one.purpose.endsWith('password') && one.field.control.isVisible)
  const before = fields
    .slice(0, Math.max(0, password))
    .findLast(({ field, purpose: own }) => own === 'other' && mayBeName(field, facts, purpose))
  if (before !== undefined) before.purpose = purpose === 'login' ? 'username-or-email' : 'username'
  return fields
}

/** Of several names on a sign-up one is the account's; the others are shown to people, or the forum's own questions. */
function keepOneName(fields: LabelledField[]): void {
  const scoreOf = ({ field }: LabelledField) => field.scores.get('username') ?? 0
  const names = fields.filter(({ purpose }) => purpose === 'username')
  const most = Math.max(...names.map(scoreOf))
  for (const one of names) if (scoreOf(one) < most) one.purpose = 'other'
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
