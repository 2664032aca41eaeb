// A key that was read off a screen and typed: the letter that is wrong is named, so that nobody compares all 32.
import { expect, test } from 'vitest'
import { findWrongLetter } from './wrong-letter.ts'

test('the first letter that no key has, where it stands, and what it was meant to be', () => {
  expect(findWrongLetter('JBSW Y3DP EHPK 8PXP')).toEqual({ character: '8', place: 16, meant: 'B' })
  expect(findWrongLetter('JBSWY3DPEHPK!PXP')).toEqual({ character: '!', place: 13 })
})

test('a key that has none is left alone, as is one that is only too short', () => {
  expect(findWrongLetter('jbsw-y3dp-ehpk-3pxp')).toBeUndefined()
  expect(findWrongLetter('JBSWY3DPE')).toBeUndefined()
})
