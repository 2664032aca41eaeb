// A wrong text that is kept as a key locks somebody out of a service.
import { expect, test } from 'vitest'
import { chooseKey } from './choose-key.ts'

const address =
  'otpauth://totp/Wall:ada%40northwind.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Wall'
const key = 'jbsw y3dp ehpk 3pxp'

test('an address says more than a bare key', () => {
  expect(chooseKey([address], [key])).toBe(address)
  expect(chooseKey([], [key])).toBe(key)
})

test.each([
  ['another address of the page', 'https://wall.example/app'],
  ['an authenticator that counts', 'otpauth://hotp/Wall?secret=JBSWY3DPEHPK3PXP&counter=1'],
  ['an address without a key', 'otpauth://totp/Wall'],
  ['no address at all', ''],
])('%s is passed over', (_, text) => {
  expect(chooseKey([text, address], [])).toBe(address)
})

test.each([
  ['too short', 'JBSWY3DP'],
  ['a letter that keys have not', 'JBSWY3DPEHPK3PX1'],
])('a text that is no key is passed over: %s', (_, text) => {
  expect(chooseKey([], [text])).toBeUndefined()
})
