// A step as it is typed, and back.
import type { CaptureStep } from './dashboards.ts'
import { numberIn } from './draft.ts'

export const stepKinds = [
  'press',
  'type',
  'type_secret',
  'key',
  'scroll',
  'wait',
] as const satisfies readonly CaptureStep['do'][]

type Kind = (typeof stepKinds)[number]
type Target = Extract<CaptureStep, { do: 'press' }>['on']

export const keys = ['Enter', 'Escape', 'Tab', 'ArrowDown', 'ArrowUp'] as const
export const secrets = ['username', 'password', 'code'] as const

export interface StepDraft {
  do: Kind
  selector: string
  role: string
  name: string
  x: string
  y: string
  text: string
  secret: (typeof secrets)[number]
  key: (typeof keys)[number]
  by: string
  seconds: string
}

const empty: StepDraft = {
  do: 'press',
  selector: '',
  role: '',
  name: '',
  x: '',
  y: '',
  text: '',
  secret: 'password',
  key: 'Enter',
  by: '500',
  seconds: '2',
}

export const isTargeted = (kind: Kind): boolean =>
  kind === 'press' || kind === 'type' || kind === 'type_secret'

export function draftOfStep(step: CaptureStep | undefined): StepDraft {
  if (step === undefined) return empty
  const on = 'on' in step ? step.on : undefined
  return {
    ...empty,
    do: step.do,
    selector: on?.selector ?? '',
    role: on?.role ?? '',
    name: on?.name ?? '',
    x: on?.x === undefined ? '' : String(on.x),
    y: on?.y === undefined ? '' : String(on.y),
    ...(step.do === 'type' ? { text: step.text } : {}),
    ...(step.do === 'type_secret' ? { secret: step.secret } : {}),
    ...(step.do === 'key' ? { key: step.key } : {}),
    ...(step.do === 'scroll' ? { by: String(step.by) } : {}),
    ...(step.do === 'wait' ? { seconds: String(step.seconds) } : {}),
  }
}

/** @returns nothing while something is missing or wrong */
export function stepOf(draft: StepDraft): CaptureStep | undefined {
  const on = targetOf(draft)
  switch (draft.do) {
    case 'press':
      return on && { do: 'press', on }
    case 'type':
      return on && draft.text !== '' ? { do: 'type', on, text: draft.text } : undefined
    case 'type_secret':
      return on && { do: 'type_secret', on, secret: draft.secret }
    case 'key':
      return { do: 'key', key: draft.key }
    case 'scroll': {
      const by = Number(draft.by)
      if (draft.by.trim() === '' || !Number.isInteger(by) || by === 0 || Math.abs(by) > 20_000)
        return undefined
      return { do: 'scroll', by, ...(on === undefined ? {} : { on }) }
    }
    case 'wait': {
      const seconds = numberIn(draft.seconds, { min: 1, max: 30 })
      return seconds === undefined ? undefined : { do: 'wait', seconds }
    }
  }
}

/** Nothing while it does not say what is meant: a role alone, or half of a place. */
function targetOf(draft: StepDraft): Target | undefined {
  const selector = draft.selector.trim()
  const role = draft.role.trim()
  const name = draft.name.trim()
  const [x, y] = [numberIn(draft.x, { min: 0, max: 3840 }), numberIn(draft.y, { min: 0, max: 3840 })]
  const isNamed = role !== '' && name !== ''
  const isPlaced = x !== undefined && y !== undefined
  if (selector === '' && !isNamed && !isPlaced) return undefined
  return {
    ...(selector === '' ? {} : { selector }),
    ...(isNamed ? { role, name } : {}),
    ...(isPlaced ? { x, y } : {}),
  }
}
