// Whose turn it is to let go of memory: were it everybody’s at once, all screens of a runner would wait for their pictures.
import { expect, test } from 'vitest'
import { openWeights } from './weights.ts'

const weigh = (of: Record<string, number>, youngUntil = 0) => {
  const weights = openWeights()
  for (const [place, megabytes] of Object.entries(of)) weights.note(place, { megabytes, youngUntil })
  return weights
}

test('the heaviest goes first, and the next one when it can be seen what that has freed', () => {
  const weights = weigh({ light: 40, heavy: 300, middle: 90 })
  expect(['light', 'middle', 'heavy'].map((place) => weights.takeTurn(place, 0))).toEqual([
    false,
    false,
    true,
  ])
  weights.note('heavy', { megabytes: 20, youngUntil: 600_000 })
  expect(weights.takeTurn('middle', 29_999)).toBe(false)
  expect(['light', 'middle'].map((place) => weights.takeTurn(place, 30_000))).toEqual([false, true])
})

test('one that is young has its time, and nobody waits for it', () => {
  const weights = weigh({ light: 40 })
  weights.note('young', { megabytes: 500, youngUntil: 600_000 })
  expect(weights.takeTurn('young', 1)).toBe(false)
  expect(weights.takeTurn('light', 1)).toBe(true)
  expect(weights.takeTurn('young', 600_000)).toBe(true)
})

test('one that is gone is waited for by nobody, and has no turn', () => {
  const weights = weigh({ light: 40, heavy: 300 })
  weights.forget('heavy')
  expect(weights.takeTurn('heavy', 0)).toBe(false)
  expect(weights.takeTurn('light', 0)).toBe(true)
})

test('of several that are as heavy, or were not weighed, one goes', () => {
  const weights = weigh({ one: 0, other: 0 })
  expect(['one', 'other'].map((place) => weights.takeTurn(place, 0))).toEqual([true, false])
})
