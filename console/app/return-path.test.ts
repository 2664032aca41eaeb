// A sign-in page that sends people wherever its address says is a gift to whoever sends such links.
import { expect, test } from 'vitest'
import { safeReturnPath } from './return-path.ts'

test('pages of ours are gone back to, with their search', () => {
  expect(safeReturnPath('/users')).toBe('/users')
  expect(safeReturnPath('/users?search=anna')).toBe('/users?search=anna')
  expect(safeReturnPath('/profile')).toBe('/profile')
  // What a notification on the phone leads to.
  expect(safeReturnPath('/approve')).toBe('/approve')
})

test.each([
  'https://evil.example/users',
  '//evil.example/users',
  '/\\evil.example',
  '/users/../setup',
  '/usersx',
  'javascript:alert(1)',
  '/sign-in',
  '',
  undefined,
  42,
])('%s is not gone back to', (wanted) => {
  expect(safeReturnPath(wanted)).toBeUndefined()
})
