// What sends a form: a button by the markup, or what only a script makes one.
import type { PerceivedControl } from '../perceive/perception.ts'
import type { Field } from './field-clues.ts'
import { isFolded, type Group } from './groups.ts'
import type { FormPurpose } from './recognised.ts'
import { identifierWords, plain, speaksOf } from './speak.ts'
import type { Topic } from './words/topics.ts'

export function isButton(control: PerceivedControl): boolean {
  if (control.tag === 'input') return /^(submit|image|button)$/.test(control.type)
  if (/^(textbox|searchbox|combobox|checkbox|switch|radio)$/.test(control.role ?? '')) return false
  return control.tag === 'button' || control.tag === 'other' || control.tag === 'a'
}

/** It is a button that sends by the markup; or it is none that says something else. */
export function sendsForm(control: PerceivedControl): boolean {
  return isSender(control) || ((control.tag === 'button' || control.tag === 'input') && isButton(control))
}

export function isSender(control: PerceivedControl): boolean {
  return (
    (control.tag === 'input' && /^(submit|image)$/.test(control.type)) ||
    (control.tag === 'button' && control.type === 'submit')
  )
}

const topicOf: Partial<Record<FormPurpose, Topic>> = {
  login: 'signIn',
  signup: 'signUp',
  reset: 'reset',
  'change-password': 'change',
  newsletter: 'newsletter',
  search: 'search',
}

/** Nothing where only the Enter key sends it. */
export function findSubmit(
  group: Group,
  purpose: FormPurpose,
  last: Field | undefined,
): PerceivedControl | undefined {
  let best: PerceivedControl | undefined
  let most = 2
  for (const control of group.controls) {
    if (!isButton(control) || (!control.isVisible && !isFolded(group))) continue
    const score = submitScore(control, purpose, last, group)
    if (score > most) {
      best = control
      most = score
    }
  }
  return best ?? onlyButtonLeft(group, last)
}

/** A link that leads to an address leaves; what sends a form has none. */
function leadsAway({ tag, href }: PerceivedControl): boolean {
  return tag === 'a' && href !== undefined && !/^(#.*|javascript:.*)?$/.test(href)
}

/** Where no word is known: the one button behind the last field that is not known to be for something else. */
function onlyButtonLeft({ controls }: Group, last: Field | undefined): PerceivedControl | undefined {
  if (last === undefined) return undefined
  const left = controls.filter((control) => {
    const label = plain(control.label)
    const isOther = (['aside', 'forgot', 'thirdParty', 'signUp', 'search'] as const).some((topic) =>
      speaksOf(topic, label),
    )
    const isPlainly = control.tag !== 'other' || control.role === 'button'
    const isBehind = control.ref.element > last.control.ref.element
    return (
      isButton(control) &&
      isPlainly &&
      !leadsAway(control) &&
      control.isVisible &&
      isBehind &&
      label !== '' &&
      !isOther
    )
  })
  return left.length === 1 ? left[0] : undefined
}

function submitScore(
  control: PerceivedControl,
  purpose: FormPurpose,
  last: Field | undefined,
  group: Group,
): number {
  const label = plain(control.label)
  const own = identifierWords(`${control.id} | ${control.name}`)
  const named = `${own} | ${identifierWords(control.hints)}`
  const topic = topicOf[purpose]
  const isButtonByMarkup = control.tag === 'button' || control.tag === 'input'
  let score = isSender(control) ? 4 : isButtonByMarkup ? 2 : control.role === 'button' ? 1 : 0
  const saysSo = topic !== undefined && speaksOf(topic, label)
  if (saysSo) score += 3
  else if (speaksOf('goOn', label)) score += 2
  if (topic !== undefined && speaksOf(topic, named)) score += 1
  if (/\bsubmit\b/.test(named)) score += 1
  if (control.tag === 'a') {
    score += leadsAway(control) ? -5 : 0
    if (group.form === undefined && !saysSo) score -= 1
  }
  if (speaksOf('thirdParty', `${label} | ${own}`)) score -= 4
  if (speaksOf('aside', label)) score -= 3
  if (speaksOf('forgot', label)) score -= 4
  if (purpose === 'login' && speaksOf('signUp', label)) score -= 3
  if (purpose !== 'search' && speaksOf('search', `${label} | ${own}`)) score -= 3
  if (last !== undefined) {
    const distance = control.ref.element - last.control.ref.element
    if (distance < 0) score -= 2
    else score -= Math.min(2, distance / 20)
  }
  return score
}
