// Perceptions written by hand, short: what a test does not say is as on a plain page.
import type { PerceivedControl, PerceivedForm, Perception } from '../../perceive/perception.ts'

export type Written = Partial<Omit<PerceivedControl, 'ref' | 'form'>>

export interface WrittenForm extends Partial<Omit<PerceivedForm, 'ref'>> {
  controls: Written[]
}

export interface WrittenPage {
  url?: string
  title?: string
  text?: string
  headings?: string[]
  forms?: WrittenForm[]
  /** In no form, after the forms. */
  loose?: Written[]
}

export function input(type: string, more: Written = {}): Written {
  return { tag: 'input', type, ...more }
}

export function button(label: string, more: Written = {}): Written {
  return { tag: 'button', type: 'submit', label, ...more }
}

export function writtenPage({ url, title, text, headings, forms = [], loose = [] }: WrittenPage): Perception {
  let element = 0
  const place = () => ({ frame: 0, element: element++ })
  const control = (written: Written, form?: number): PerceivedControl => {
    const ref = place()
    return {
      ref,
      ...(form === undefined ? {} : { form }),
      tag: 'other',
      type: '',
      id: '',
      name: '',
      hints: '',
      autocomplete: '',
      inputMode: '',
      pattern: '',
      placeholder: '',
      label: '',
      nearby: '',
      box: { x: 100, y: 60 * ref.element, width: 240, height: 30 },
      isVisible: true,
      isDisabled: false,
      isReadOnly: false,
      isFilled: false,
      isHiddenFromReaders: false,
      ...written,
    }
  }
  const perceivedForms: PerceivedForm[] = []
  const controls: PerceivedControl[] = []
  for (const [index, { controls: own, ...form }] of forms.entries()) {
    const ref = place()
    perceivedForms.push({
      ref,
      id: '',
      name: '',
      hints: '',
      action: '',
      method: 'post',
      text: '',
      headings: [],
      isVisible: own.some((one) => one.isVisible !== false),
      ...form,
    })
    for (const one of own) controls.push(control(one, index))
  }
  for (const one of loose) controls.push(control(one))
  const address = url ?? 'https://service.example/'
  return {
    url: address,
    origin: new URL(address).origin,
    title: title ?? '',
    frames: [
      {
        origin: new URL(address).origin,
        url: address,
        isMain: true,
        isVisible: true,
        text: text ?? '',
        headings: headings ?? [],
        controls,
        forms: perceivedForms,
        marks: [],
      },
    ],
  }
}

/** The control that a reference means, by its id or else its label. */
export function nameOf(
  perception: Perception,
  ref: { frame: number; element: number } | undefined,
): string | undefined {
  const found = perception.frames[ref?.frame ?? -1]?.controls.find((one) => one.ref.element === ref?.element)
  return found === undefined ? undefined : found.id === '' ? found.label : found.id
}
