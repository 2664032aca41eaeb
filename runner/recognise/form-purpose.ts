// What a group of fields is for. Each rule adds to the score of one or more purposes, and says why where it is not plain;
// the purpose with the highest score is taken.
import { loudness, type Want } from './field-clues.ts'
import type { GroupFacts } from './group-facts.ts'
import { isFolded } from './groups.ts'
import type { FormPurpose } from './recognised.ts'
import { speaksOf } from './speak.ts'
import type { Topic } from './words/topics.ts'

type Scores = Partial<Record<FormPurpose, number>>
type Rule = (facts: GroupFacts) => Scores

const countsPasswords: Rule = ({ passwords, waitingPassword, identifiers, others, group }) => {
  if (waitingPassword !== undefined) return { newsletter: -4 }
  if (passwords.length === 0) return { login: -2, 'change-password': -4, signup: -1 }
  if (passwords.length === 1) {
    const isSmall = others < 2 && identifiers.length <= 2
    return { login: isSmall ? 4 : 1, signup: 1, search: -6, newsletter: -4, reset: -3, other: -2 }
  }
  const isOnlyPasswords = identifiers.length === 0 && group.fields.length <= passwords.length + 1
  // Two that nobody calls new or repeated: a password and a PIN, or one that was drawn twice.
  const isRepeated = passwords.some(
    (field) => loudness(field, 'repeat') >= 2 || loudness(field, 'newPassword') >= 2,
  )
  return {
    signup: isOnlyPasswords ? 0 : isRepeated ? 4 : 2,
    'change-password': isOnlyPasswords ? 5 : 0,
    login: isRepeated || passwords.length > 2 ? -1 : 2,
    search: -6,
    newsletter: -4,
    other: -2,
  }
}

/** The first of two pages that brings the second along, still folded. */
const bringsPassword: Rule = ({ waitingPassword, identifiers, others }) =>
  waitingPassword !== undefined && identifiers.length > 0 && others < 2 ? { login: 3 } : {}

/** A name and an address besides: both are asked of somebody new. */
const asksForNameAndAddress: Rule = (facts) =>
  facts.passwords.length > 0 && asksForBoth(facts) ? { signup: 2, login: -1.5 } : {}

function asksForBoth({ identifiers, wants }: GroupFacts): boolean {
  const has = (want: Want) => identifiers.some((field) => wants.get(field) === want)
  return has('email') && has('username')
}

const wordsOfSending: Rule = ({ sending, buttons }) => {
  const isSaid = (['signIn', 'signUp', 'reset', 'change', 'newsletter', 'search'] as const).some((topic) =>
    speaksOf(topic, sending),
  )
  const scoreOf = (topic: Topic) =>
    speaksOf(topic, sending) ? 4 : !isSaid && speaksOf(topic, buttons) ? 1.5 : 0
  return {
    login: scoreOf('signIn'),
    signup: scoreOf('signUp'),
    reset: scoreOf('reset'),
    'change-password': scoreOf('change'),
    newsletter: scoreOf('newsletter'),
    search: scoreOf('search'),
    other: Math.max(scoreOf('contact'), scoreOf('shop')),
  }
}

const wordsOfNaming: Rule = ({ named, action, headings, above }) => {
  const scoreOf = (topic: Topic) =>
    (speaksOf(topic, named) ? 2 : 0) + (speaksOf(topic, action) ? 2 : 0) + (speaksOf(topic, headings) ? 2 : 0)
  return {
    login: scoreOf('signIn'),
    signup: scoreOf('signUp'),
    reset: scoreOf('reset') + scoreOf('forgot') / 2 + (speaksOf('reset', above) ? 1 : 0),
    'change-password': scoreOf('change'),
    newsletter: scoreOf('newsletter'),
    search: scoreOf('search'),
    other: Math.max(scoreOf('contact'), scoreOf('shop')),
    otp: scoreOf('code'),
  }
}

const wordsOfPage: Rule = ({ page }) => ({
  login: speaksOf('signIn', page) ? 1 : 0,
  signup: speaksOf('signUp', page) ? 1.5 : 0,
  reset: speaksOf('reset', page) ? 2 : 0,
  other: speaksOf('contact', page) || speaksOf('shop', page) ? 0.5 : 0,
})

const wordsOfText: Rule = ({ text, said, passwords }) => ({
  login:
    (passwords.length === 1 && speaksOf('forgot', text) ? 1.5 : 0) + (speaksOf('remember', text) ? 1.5 : 0),
  signup: passwords.length > 0 && speaksOf('terms', text) ? 1.5 : 0,
  newsletter: speaksOf('newsletter', said) ? 1.5 : 0,
})

const isForNewPassword: Rule = ({ passwords, headings }) => {
  const loud = Math.max(
    0,
    ...passwords.map((field) => loudness(field, 'newPassword') + loudness(field, 'repeat') / 2),
  )
  const isSaid = passwords.some(({ control }) => control.autocomplete.includes('new-password'))
  const isCurrent = passwords.some(({ control }) => control.autocomplete.includes('current-password'))
  return {
    signup: (loud >= 2 ? 2 : 0) + (isSaid ? 1 : 0) + (speaksOf('newPassword', headings) ? 2 : 0),
    'change-password': (loud >= 2 ? 1 : 0) + (isSaid ? 0.5 : 0),
    login: (isCurrent ? 2 : 0) - (loud >= 2 && !isCurrent ? 3 : 0),
    reset: loud >= 2 ? 2 : 0,
  }
}

/** The first of two pages: a name, a button that goes on, and a page that is for signing in. */
const goesOnFromName: Rule = (facts) => {
  const { passwords, identifiers, others, sending, headings, said, page, named, action, group, wants } = facts
  const [name] = identifiers
  if (passwords.length > 0 || name === undefined || others >= 1 || isFolded(group)) return {}
  // A page for a lost password looks the same, but for its words.
  const around = `${page} | ${headings} | ${named} | ${action} | ${sending}`
  if (speaksOf('reset', around) || speaksOf('newsletter', around)) return {}
  const isCalledName = (name.scores.get('username') ?? 0) >= 3
  if (speaksOf('reset', said) && !speaksOf('signIn', around) && !isCalledName) return { reset: 2 }
  const isName = wants.get(name) !== 'email' || isCalledName
  if (asksForBoth(facts)) return {}
  const goesOn = speaksOf('goOn', sending)
  const isForSignIn = speaksOf('signIn', around)
  return {
    login:
      (isCalledName ? 2 : isName ? 1 : 0) + (goesOn ? 1.5 : 0) + (isForSignIn && (goesOn || isName) ? 3 : 0),
    newsletter: goesOn ? -1 : 0,
  }
}

const onlyAddress: Rule = ({ passwords, identifiers, others, searches, codes, wants, sending }) => {
  if (passwords.length > 0 || others >= 2) return {}
  if (searches.length > 0 && identifiers.length === 0) return { search: 4 }
  if (codes.length > 0 && identifiers.length === 0) return { otp: 5 }
  if (identifiers.length === 0) return { other: 1 }
  // "Sign up" over nothing but an address is for letters, not for an account.
  const isEmail = identifiers.every(
    (field) => wants.get(field) === 'email' && (field.scores.get('username') ?? 0) < 3,
  )
  const isSignUp = isEmail && speaksOf('signUp', sending)
  return { newsletter: (isEmail ? 2 : 0) + (isSignUp ? 3 : 0), signup: isSignUp ? -1 : 0, reset: 1 }
}

const rules: readonly Rule[] = [
  countsPasswords,
  bringsPassword,
  asksForNameAndAddress,
  wordsOfSending,
  wordsOfNaming,
  wordsOfPage,
  wordsOfText,
  isForNewPassword,
  goesOnFromName,
  onlyAddress,
]

export function purposeScores(facts: GroupFacts): Map<FormPurpose, number> {
  const scores = new Map<FormPurpose, number>([['other', 0.5]])
  for (const rule of rules) {
    for (const [purpose, points] of Object.entries(rule(facts)) as [FormPurpose, number][]) {
      scores.set(purpose, (scores.get(purpose) ?? 0) + points)
    }
  }
  return scores
}

export function likeliestPurpose(scores: Map<FormPurpose, number>): FormPurpose {
  const [best] = [...scores].toSorted(([, one], [, other]) => other - one)
  return best?.[0] ?? 'other'
}
