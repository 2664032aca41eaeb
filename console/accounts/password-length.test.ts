// What the hint below a new password says.
import { expect, test } from 'vitest'
import { isLengthUsable, passwordLength } from './password-length.ts'

test.each([
  ['', 'empty'],
  ['1234567', 'tooShort'],
  ['12345678', 'enough'],
  ['12345678901234', 'enough'],
  ['123456789012345', 'advised'],
  ['a'.repeat(256), 'advised'],
  ['a'.repeat(257), 'tooLong'],
])('%j is %s', (password, length) => {
  expect(passwordLength(password)).toBe(length)
})

test('an emoji is one character, as on the server, not two', () => {
  expect(isLengthUsable('🔑'.repeat(7))).toBe(false)
  expect(isLengthUsable('🔑'.repeat(8))).toBe(true)
})
