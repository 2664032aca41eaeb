// Which controls belong together: those of a form; and of those that are in none, what ends with a button.
import type { PerceivedControl, PerceivedForm, PerceivedFrame } from '../perceive/perception.ts'
import { fieldOf, isTextBox, type Field } from './field-clues.ts'
import { plain, speaksOf } from './speak.ts'

export interface Group {
  frame: PerceivedFrame
  /** Nothing for what is in no form. */
  form?: PerceivedForm
  /** In the order of the document. */
  controls: PerceivedControl[]
  fields: Field[]
}

export function groupsOf(frame: PerceivedFrame): Group[] {
  const forms = frame.forms.flatMap((form, index) => {
    const controls = frame.controls.filter((control) => control.form === index)
    const parts = isManyForms(controls) ? partAtButtons(controls) : [controls]
    return parts.map((part) => groupFrom(frame, form, part))
  })
  const loose = partAtButtons(frame.controls.filter((control) => control.form === undefined))
    .map((controls) => groupFrom(frame, undefined, controls))
    .filter((group) => group.fields.length > 0)
  return [...forms, ...loose]
}

/** Some servers put one form around everything: the search, the sign-in and the newsletter. */
function isManyForms(controls: readonly PerceivedControl[]): boolean {
  const boxes = controls.filter((control) => isTextBox(control) && control.isVisible)
  const hasPassword = boxes.some((control) => control.type === 'password')
  return hasPassword && boxes.length > 3 && controls.filter(endsGroup).length > 1
}

/** A button between two fields parts them, unless it is one that belongs to a field: show, clear, send a code. */
function partAtButtons(controls: readonly PerceivedControl[]): PerceivedControl[][] {
  const parts: PerceivedControl[][] = []
  let part: PerceivedControl[] = []
  let isEnded = false
  for (const control of controls) {
    if (isEnded && isTextBox(control) && !isSecondHalf(part, control)) {
      parts.push(part)
      part = []
      isEnded = false
    }
    part.push(control)
    if (part.some(isTextBox) && endsGroup(control)) isEnded = true
  }
  return [...parts, part]
}

function endsGroup(control: PerceivedControl): boolean {
  const isButton =
    control.tag === 'button' || /^(submit|button|image)$/.test(control.type) || control.role === 'button'
  const label = plain(control.label)
  return (
    isButton && control.isVisible && label !== '' && !speaksOf('aside', label) && !speaksOf('forgot', label)
  )
}

/** The password after a name that has a button of its own; or its repetition, after one that makes or checks it. */
function isSecondHalf(part: readonly PerceivedControl[], control: PerceivedControl): boolean {
  const boxes = part.filter(isTextBox)
  return control.type === 'password' && (boxes.length === 1 || boxes.at(-1)?.type === 'password')
}

function groupFrom(
  frame: PerceivedFrame,
  form: PerceivedForm | undefined,
  controls: PerceivedControl[],
): Group {
  const fields = controls.filter(isTextBox).map(fieldOf)
  return { frame, ...(form === undefined ? {} : { form }), controls, fields }
}

export function isUsable(control: PerceivedControl): boolean {
  return control.isVisible && !control.isDisabled
}

/** A form that is folded away as a whole has hidden fields, and is the same form. */
export function isFolded({ form, fields }: Group): boolean {
  return form?.isVisible === false || !fields.some((field) => field.control.isVisible)
}

/** A text, as `plain` made it, without what the given links and buttons say. */
export function withoutLabels(text: string, controls: readonly PerceivedControl[]): string {
  let rest = text
  for (const control of controls) {
    const label = plain(control.label)
    if (label.length > 3) rest = rest.replace(label, '|')
  }
  return rest
}
