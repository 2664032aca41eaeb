// Whoever types the address of their Countersign gives it a password next.
import { expect, test } from 'vitest'
import { hostPattern, readAddress } from './countersign-address.ts'

test.each([
  ['https://login.example.com', 'https://login.example.com'],
  ['  https://Login.Example.com/sign-in?x=1 ', 'https://login.example.com'],
  ['login.example.com', 'https://login.example.com'],
  ['login.example.com:8443', 'https://login.example.com:8443'],
  ['http://127.0.0.1:8400', 'http://127.0.0.1:8400'],
  ['http://localhost:8400/', 'http://localhost:8400'],
])('%s is taken', (typed, origin) => {
  expect(readAddress(typed)).toBe(origin)
})

test.each([
  ['a password in the clear', 'http://login.example.com'],
  ['this machine by a name that only begins like it', 'http://localhost.example.com'],
  ['a host behind a name', 'https://login.example.com@evil.example'],
  ['a backslash', 'https://login.example.com\\@evil.example'],
  ['a page that is code', 'javascript:alert(1)'],
  ['another extension', 'chrome-extension://abc'],
  ['letters that look like others', 'https://lоgin.example.com'],
  ['nothing', '   '],
])('%s is refused', (_, typed) => {
  expect(readAddress(typed)).toBeUndefined()
})

test('asks for the one host', () => {
  expect(hostPattern('https://login.example.com:8443')).toBe('https://login.example.com/*')
})
