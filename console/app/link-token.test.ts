// What people paste when a link asks for its token.
import { expect, test } from 'vitest'
import { tokenOf } from './link-token.ts'

test('a whole link, its fragment and the bare token all come down to the token', () => {
  expect(tokenOf('http://127.0.0.1:8400/setup#k7Rx_-Q2')).toBe('k7Rx_-Q2')
  expect(tokenOf('#k7Rx_-Q2')).toBe('k7Rx_-Q2')
  expect(tokenOf('  k7Rx_-Q2\n')).toBe('k7Rx_-Q2')
})

test('a mail program that percent-encoded the fragment does no harm, and neither does a lone percent sign', () => {
  expect(tokenOf('https://id.example.com/invitation#a%2Db')).toBe('a-b')
  expect(tokenOf('#100%')).toBe('100%')
})

test('an empty fragment is no token', () => {
  expect(tokenOf('https://id.example.com/invitation#')).toBe('')
})
