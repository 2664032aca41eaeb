// A licence that is not on the list must not slip in behind one that is.
import { expect, it } from 'vitest'
import { isAllowedLicence, isPictureLibrary } from './licences.ts'

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

it('lets the decoders of pictures be under the LGPL, and nobody else', () => {
  const licence = 'LGPL-3.0-or-later'
  expect(isPictureLibrary('node_modules/@img/sharp-libvips-linux-x64', licence)).toBe(true)
  expect(isPictureLibrary('node_modules/@img/sharp-win32-x64', `Apache-2.0 AND ${licence}`)).toBe(true)
  expect(isPictureLibrary('node_modules/@img/sharp-win32-x64', 'GPL-3.0-or-later')).toBe(false)
  expect(isPictureLibrary('node_modules/other', licence)).toBe(false)
  expect(isPictureLibrary('node_modules/other/node_modules/@img/sharp-libvips-linux-x64', licence)).toBe(
    false,
  )
})
