// A code box takes what authenticator apps, password managers and keyboards really hand over.
import { expect, test } from 'vitest'
import { codeDigits } from './code-digits.ts'

test.each([
  ['123456', '123456'],
  ['123 456', '123456'],
  ['123\u00a0456\n', '123456'],
  ['123-456', '123456'],
  ['\u200b12 34 56', '123456'],
  ['１２３４５６', '123456'],
  ['٠١٢٣٤٥', '012345'],
  ['۰۱۲۳۴۵', '012345'],
  ['०१२३४५', '012345'],
  ['Your code is 123456.', '123456'],
])('%j is taken as %s', (text, digits) => {
  expect(codeDigits(text)).toBe(digits)
})

test('more than six digits do not fit: the first six stay', () => {
  expect(codeDigits('12345678')).toBe('123456')
})

test('letters that look like digits are not taken for some', () => {
  expect(codeDigits('l23O56')).toBe('2356')
  expect(codeDigits('²³½Ⅳ')).toBe('')
})
