// A step comes back from its form as it went in, and one that says nothing is not kept.
import { expect, test } from 'vitest'
import { captureStep } from '../../contract/dashboards.ts'
import type { CaptureStep } from './dashboards.ts'
import { draftOfStep, stepOf } from './step-draft.ts'

const steps: CaptureStep[] = [
  { do: 'press', on: { selector: '#week', role: 'tab', name: 'Week', x: 3, y: 4 } },
  { do: 'type', on: { role: 'textbox', name: 'Search' }, text: ' open tickets' },
  { do: 'type_secret', on: { x: 10, y: 20 }, secret: 'username' },
  { do: 'key', key: 'Escape' },
  { do: 'scroll', by: -400 },
  { do: 'scroll', by: 300, on: { selector: 'main' } },
  { do: 'wait', seconds: 30 },
]

test.each(steps)('$do comes back as it was', (step) => {
  expect(captureStep.parse(stepOf(draftOfStep(step)))).toEqual(step)
})

const press = draftOfStep(undefined)

test.each([
  { wrong: 'pressed on nothing', draft: press },
  { wrong: 'a role without a name', draft: { ...press, role: 'button' } },
  { wrong: 'half of a place', draft: { ...press, x: '10' } },
  { wrong: 'nothing typed', draft: { ...press, do: 'type' as const, selector: '#a' } },
  { wrong: 'scrolled by nothing', draft: { ...press, do: 'scroll' as const, by: '0' } },
  { wrong: 'waited for an hour', draft: { ...press, do: 'wait' as const, seconds: '3600' } },
])('is no step: $wrong', ({ draft }) => expect(stepOf(draft)).toBeUndefined())
