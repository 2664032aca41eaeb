// A licence that is not on the list must not slip in behind one that is.
import { expect, it } from 'vitest'
import { isAllowedLicence } from './licences.ts'

it.each(['MIT', '(MIT OR CC0-1.0)', 'GPL-3.0-only OR MIT', 'MIT AND ISC'])('allows %s', (licence) => {
  expect(isAllowedLicence(licence)).toBe(true)
})

it.each([
  'AGPL-3.0-only',
  'MIT AND AGPL-3.0-only',
  'SEE LICENSE IN LICENSE.txt',
  'UNLICENSED',
  'unknown',
  '',
  '(MIT AND (GPL-2.0-only OR ISC))',
])('refuses “%s”', (licence) => {
  expect(isAllowedLicence(licence)).toBe(false)
})
