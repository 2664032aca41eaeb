// A wait is shown in whole seconds, and at zero it is really over.
import { expect, test } from 'vitest'
import { secondsLeft } from './countdown.ts'
import { roundDuration } from './duration.ts'

test('a started second counts as a whole one, so that nobody tries too early', () => {
  expect(secondsLeft(10_000, 0)).toBe(10)
  expect(secondsLeft(10_000, 1)).toBe(10)
  expect(secondsLeft(10_000, 9_999)).toBe(1)
})

test('from the moment on it is zero and stays there', () => {
  expect(secondsLeft(10_000, 10_000)).toBe(0)
  expect(secondsLeft(10_000, 60_000)).toBe(0)
})

test('long waits are told in minutes and hours, never shorter than they are', () => {
  expect(roundDuration(119)).toEqual({ count: 119, unit: 'seconds' })
  expect(roundDuration(120)).toEqual({ count: 2, unit: 'minutes' })
  expect(roundDuration(121)).toEqual({ count: 3, unit: 'minutes' })
  expect(roundDuration(7200)).toEqual({ count: 2, unit: 'hours' })
})
