// Whose turn it is to let go of memory: were it everybody’s at once, all screens of a runner would wait for their pictures.
import { expect, test } from 'vitest'
import { openWeights, usualContextLimits, weighContext, type Weights } from './weights.ts'

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

const contextOf = (weights: Weights, place: string, weighs: { megabytes: number; pages: number }) =>
  weighContext({
    place,
    weights,
    limits: { ...usualContextLimits, youngMillis: 0 },
    bornAt: 0,
    measure: () => Promise.resolve(weighs.megabytes),
    pages: () => weighs.pages,
    memoryLeft: () => 400,
  })

test('the heaviest, in which a person shows a way just now, keeps no other from going', async () => {
  const weights = openWeights()
  const shown = contextOf(weights, 'shown', { megabytes: 500, pages: 2 })
  const light = contextOf(weights, 'light', { megabytes: 40, pages: 2 })
  await Promise.all([shown.weigh(1), light.weigh(1)])
  expect(light.whyAnew(1, false)).toBeUndefined()
  expect(shown.whyAnew(1, true)).toBeUndefined()
  await shown.weigh(2)
  expect(light.whyAnew(2, false)).toBe('memory')
  expect(shown.whyAnew(40_000, false)).toBe('memory')
})

test('many pages that are small hold much without having gathered it: they are not opened anew again and again', async () => {
  const heavy = contextOf(openWeights(), 'few', { megabytes: 900, pages: 4 })
  await heavy.weigh(1)
  expect(heavy.whyAnew(1, false)).toBe('heavy')
  const weights = openWeights()
  weights.note('heavier', { megabytes: 5_000, youngUntil: 0 })
  const many = contextOf(weights, 'many', { megabytes: 900, pages: 30 })
  await many.weigh(1)
  expect(many.whyAnew(1, false)).toBeUndefined()
})
