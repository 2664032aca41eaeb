// What can be counted and read in a group of fields: what its purpose is judged by.
import type { PerceivedControl } from '../perceive/perception.ts'
import { codeBoxRow } from './code-boxes.ts'
import { likeliestWant, loudness, type Field, type Want } from './field-clues.ts'
import { isFolded, withoutLabels, type Group } from './groups.ts'
import { identifierWords, plain, speaksOf } from './speak.ts'
import { isButton, isSender, sendsForm } from './submit-button.ts'

export interface GroupFacts {
  group: Group
  wants: Map<Field, Want | undefined>
  /** Boxes of one digit each, where there are such. */
  codeRow?: Field[]
  passwords: Field[]
  /** A box for the password that is not shown yet, beside a name that is. */
  waitingPassword?: Field
  identifiers: Field[]
  codes: Field[]
  searches: Field[]
  /** Names, addresses, messages: what nobody types to sign in. */
  others: number
  /** Words on what sends it: the first such button after its last field, and on the others. */
  sending: string
  buttons: string
  headings: string
  /** The heading above a form that has none of its own: it may be of something else. */
  above: string
  named: string
  action: string
  text: string
  /** The same without its links, which lead to what the form is not. */
  said: string
  page: string
}

export function factsOf(group: Group, title: string): GroupFacts {
  const { form, frame } = group
  const wants = new Map<Field, Want | undefined>()
  const row = codeBoxRow(group.fields)
  // Covered boxes in a row are a PIN in pieces, unless they are loudly called a code.
  const isPinRow =
    row?.every((field) => field.control.type === 'password' && (field.scores.get('code') ?? 0) < 5) === true
  const hasPasswordBox = group.fields.some(
    ({ control }) => control.type === 'password' && isCounted(control, group),
  )
  const boxes = group.fields.filter(({ control }) => control.isVisible)
  for (const field of group.fields) {
    const want = row?.includes(field) === true ? (isPinRow ? undefined : 'code') : likeliestWant(field)
    // A plain box is a password only where no box is made for one: beside one it is its twin, or a note on it.
    const isTwin = want === 'password' && field.control.type !== 'password' && hasPasswordBox
    // "Security code" is the code on a card, the letters of a picture, or, where nothing else is asked, one to sign in.
    const isAlone = boxes.length === 1 && boxes[0] === field && (field.scores.get('code') ?? -1) >= 0
    wants.set(field, isTwin ? undefined : want === 'captcha' && isAlone ? 'code' : want)
  }
  const wanting = (...list: Want[]) =>
    group.fields.filter((field) => isIn(list, wants.get(field)) && isCounted(field.control, group))
  const textAreas = group.fields.filter(
    ({ control }) => control.tag === 'textarea' && control.isVisible,
  ).length
  const selects = group.controls.filter((control) => control.tag === 'select' && control.isVisible).length
  const unknown = group.fields.filter(
    (field) => wants.get(field) === undefined && field.control.isVisible && field.control.tag === 'input',
  ).length
  const passwords = wanting('password')
  const waiting = group.fields.filter(
    (field) =>
      field.control.type === 'password' && !field.control.isVisible && loudness(field, 'newPassword') < 2,
  )
  const text = plain(form === undefined ? frame.text.slice(0, 1500) : form.text.slice(0, 1000))
  return {
    group,
    wants,
    ...(row === undefined || isPinRow ? {} : { codeRow: row }),
    passwords,
    ...(passwords.length === 0 && waiting.length === 1 && waiting[0] !== undefined && !isFolded(group)
      ? { waitingPassword: waiting[0] }
      : {}),
    identifiers: wanting('username', 'email', 'phone', 'memberNumber'),
    codes: wanting('code', 'recovery'),
    searches: wanting('search'),
    others:
      wanting('person').length +
      textAreas * 2 +
      Math.min(selects, 2) * 0.5 +
      Math.max(0, selects - 2) +
      unknown * 0.5,
    ...buttonsOf(group),
    headings: plain((form === undefined ? frame.headings : form.headings).join(' | ')),
    above: plain(form !== undefined && form.headings.length === 0 ? (form.headingBefore ?? '') : ''),
    named: identifierWords(form === undefined ? '' : `${form.id} | ${form.name} | ${form.hints}`),
    action: identifierWords(form?.action ?? ''),
    text,
    said: withoutLabels(
      text,
      group.controls.filter((control) => control.tag === 'a' || (isButton(control) && !isSender(control))),
    ),
    page: `${identifierWords(pathOf(frame.url))} | ${plain([title, ...frame.headings.slice(0, 3)].join(' | '))}`,
  }
}

function buttonsOf(group: Group): { sending: string; buttons: string } {
  const buttons = group.controls
    .filter((control) => isButton(control) && sendsForm(control) && isCounted(control, group))
    .map((control) => ({
      control,
      words: plain(`${control.label} ${identifierWords(`${control.id} ${control.name}`)}`),
    }))
    .filter(({ words }) => !speaksOf('thirdParty', words))
  const last = group.fields.findLast(({ control }) => isCounted(control, group))?.control.ref.element ?? -1
  const own = buttons.filter(({ control }) => !speaksOf('aside', plain(control.label)))
  const senders = own.filter(({ control }) => isSender(control))
  const isAfter = ({ control }: { control: PerceivedControl }) => control.ref.element > last
  const first = senders.find(isAfter) ?? senders[0] ?? own.find(isAfter) ?? buttons[0]
  return {
    sending: first?.words ?? '',
    buttons: buttons
      .filter((one) => one !== first)
      .map(({ words }) => words)
      .join(' | '),
  }
}

/** In a form that is hidden as a whole, hidden fields are its fields; in one that is seen, they are not. */
export function isCounted(control: PerceivedControl, group: Group): boolean {
  return control.isVisible || isFolded(group)
}

function isIn(list: readonly Want[], want: Want | undefined): boolean {
  return want !== undefined && list.includes(want)
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : ''
}
