// What people type and paste where a code belongs.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { normalizeCode } from './code.ts'

it('takes the digits as they are', () => {
  expect(normalizeCode('012345')).toBe('012345')
  expect(normalizeCode('01234567', 8)).toBe('01234567')
})

it('passes over spaces, hyphens, line ends and what cannot be seen', () => {
  for (const text of ['123 456', '123-456', '1 2 3 4 5 6', '\t123456\r\n', '123\u00a0456', '123\u2013456']) {
    expect(normalizeCode(text)).toBe('123456')
  }
  expect(normalizeCode('\u202a123\u200b456\u202c')).toBe('123456')
  expect(normalizeCode('\u3000１２３　４５６')).toBe('123456')
})

it('refuses another number of digits', () => {
  for (const text of ['', ' ', '12345', '1234567']) expect(normalizeCode(text)).toBeUndefined()
  expect(normalizeCode('123456', 8)).toBeUndefined()
  expect(normalizeCode('12345678', 7)).toBeUndefined()
})

it('refuses every other character', () => {
  for (const text of [
    '+123456',
    '12345a',
    '123_456',
    '123.456',
    '123456\0',
    '\u0007123456',
    '١٢٣٤٥٦',
    '12345½',
  ]) {
    expect(normalizeCode(text)).toBeUndefined()
  }
})

it('does not read a text that is far longer than any code', () => {
  expect(normalizeCode(`${' '.repeat(1000)}123456`)).toBeUndefined()
})

it('answers with exactly so many ASCII digits, or with nothing', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom<(6 | 7 | 8)[]>(6, 7, 8),
      (text, digits) => {
        const code = normalizeCode(text, digits)
        if (code === undefined) return
        expect(code).toMatch(new RegExp(`^[0-9]{${digits}}$`))
        expect(normalizeCode(code, digits)).toBe(code)
      },
    ),
  )
})
