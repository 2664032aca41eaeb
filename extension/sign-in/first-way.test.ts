// Where no passkey can be asked for, whoever has an app is not led to paper, and whoever has nothing else is told why.
import { expect, test } from 'vitest'
import { firstWay } from './second-factor-view.ts'

const byName = 'https://login.northwind.example'
const byNumber = 'http://127.0.0.1:8443'

test('what the server names first comes first', () => {
  expect(firstWay(byName, ['passkey', 'totp', 'recovery_code'])).toBe('passkey')
  expect(firstWay(byName, ['totp', 'recovery_code'])).toBe('totp')
})

test('at an address where passkeys are not possible the app or the phone does instead', () => {
  expect(firstWay(byNumber, ['passkey', 'totp', 'recovery_code'])).toBe('totp')
  expect(firstWay(byNumber, ['passkey', 'approval', 'recovery_code'])).toBe('approval')
})

test('and with a passkey alone its view comes, which says why it is of no use', () => {
  expect(firstWay(byNumber, ['passkey', 'recovery_code'])).toBe('passkey')
})
