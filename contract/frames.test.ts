// How old a frame may be before a screen says so.
import { expect, test } from 'vitest'
import { ageOfFrame } from './frames.ts'

test('one that did not come makes it old, four make it stale', () => {
  expect(ageOfFrame(300, 600)).toBe('fresh')
  expect(ageOfFrame(300, 601)).toBe('old')
  expect(ageOfFrame(300, 1500)).toBe('old')
  expect(ageOfFrame(300, 1501)).toBe('stale')
})

test('of a quick one no minute is counted in which a browser starts again', () => {
  expect(ageOfFrame(5, 60)).toBe('fresh')
  expect(ageOfFrame(5, 61)).toBe('old')
  expect(ageOfFrame(5, 301)).toBe('stale')
})
