// What stays of a recording when steps are taken out of its list while it goes on.
import { expect, test } from 'vitest'
import type { CaptureStep } from './dashboards.ts'
import { hasBegunAnew, keptSteps, takeOut } from './kept-steps.ts'

const press: CaptureStep = { do: 'press', on: { selector: '#tab' } }
const scroll = (by: number): CaptureStep => ({ do: 'scroll', on: { x: 1, y: 2 }, by })
const type = (text: string): CaptureStep => ({ do: 'type', on: { selector: '#team' }, text })

const stepsOf = (...args: Parameters<typeof keptSteps>) => keptSteps(...args).map(({ step }) => step)

test('what was taken out stays out, also when the same is done once more after it', () => {
  const takenOut = takeOut(new Map(), { step: press, at: 0 })
  expect(stepsOf([press], takenOut)).toEqual([])
  expect(stepsOf([press, scroll(100), press], takenOut)).toEqual([scroll(100), press])
})

test('a step that goes on after it was taken out is back with all of it', () => {
  const takenOut = takeOut(new Map(), { step: scroll(100), at: 1 })
  expect(stepsOf([press, scroll(100)], takenOut)).toEqual([press])
  expect(stepsOf([press, scroll(250)], takenOut)).toEqual([press, scroll(250)])
})

test('steps that are gone mean another page, and a deleted letter does not', () => {
  expect(hasBegunAnew([press, scroll(100)], [])).toBe(true)
  expect(hasBegunAnew([press], [])).toBe(true)
  expect(hasBegunAnew([type('a')], [])).toBe(false)
  expect(hasBegunAnew([], [])).toBe(false)
  expect(hasBegunAnew([press], [press, press])).toBe(false)
})
