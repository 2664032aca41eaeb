// Whoever removes the last app or passkey turns two-factor off, and has to be told so before.
import { expect, test } from 'vitest'
import { isLastOne } from './last-one.ts'

const app = { id: 'app', kind: 'totp' } as const
const passkey = { id: 'passkey', kind: 'passkey' } as const
const phone = { id: 'phone', kind: 'approval' } as const
const otherPhone = { id: 'other', kind: 'approval' } as const

test('an app beside phones alone is the last one: with it all of them go', () => {
  expect(isLastOne(app, [app])).toBe(true)
  expect(isLastOne(app, [app, phone, otherPhone])).toBe(true)
  expect(isLastOne(passkey, [phone, passkey])).toBe(true)
})

test('of an app and a passkey neither is, and a phone never is', () => {
  expect(isLastOne(app, [app, passkey, phone])).toBe(false)
  expect(isLastOne(passkey, [app, passkey])).toBe(false)
  expect(isLastOne(phone, [app, phone])).toBe(false)
  expect(isLastOne(phone, [phone])).toBe(false)
})
