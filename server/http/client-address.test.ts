// One counter for one client, however its address is written (attack 41; RFC 4291 section 2.2, RFC 6177).
import { expect, test } from 'vitest'
import { addressKey } from './client-address.ts'

test('an IPv4 address counts for itself', () => {
  expect(addressKey('203.0.113.7')).toBe('203.0.113.7')
  expect(addressKey('203.0.113.7')).not.toBe(addressKey('203.0.113.8'))
})

test.each([
  '::ffff:203.0.113.7',
  '::FFFF:203.0.113.7',
  '::ffff:cb00:7107',
  '0:0:0:0:0:ffff:203.0.113.7',
  '0000:0000:0000:0000:0000:FFFF:CB00:7107',
])('%s is the IPv4 address 203.0.113.7', (spelling) => {
  expect(addressKey(spelling)).toBe('203.0.113.7')
})

test.each([
  '2001:db8:1:2::1',
  '2001:0db8:0001:0002:0000:0000:0000:0001',
  '2001:DB8:1:2::1',
  '2001:db8:1:2:ffff:ffff:ffff:ffff',
  '2001:db8:1:2::',
  '2001:db8:1:2:0:0:203.0.113.7',
  '2001:db8:1:2::1%eth0',
])('%s is the network 2001:db8:1:2::/64', (spelling) => {
  expect(addressKey(spelling)).toBe('2001:db8:1:2::/64')
})

test('the next /64 is another client', () => {
  expect(addressKey('2001:db8:1:3::1')).toBe('2001:db8:1:3::/64')
})

test('loopback and link-local addresses have a key of their own', () => {
  expect(addressKey('::1')).toBe('0:0:0:0::/64')
  expect(addressKey('fe80::1%eth0')).toBe('fe80:0:0:0::/64')
  expect(addressKey('127.0.0.1')).toBe('127.0.0.1')
})

test.each([
  ['203.0.113.7:51234', '203.0.113.7'],
  ['[2001:db8:1:2::1]:51234', '2001:db8:1:2::/64'],
  ['[2001:db8:1:2::1]', '2001:db8:1:2::/64'],
  ['[::ffff:203.0.113.7]:443', '203.0.113.7'],
])(
  'a proxy that writes the port beside the address (%s) makes no new client of each connection',
  (text, key) => {
    expect(addressKey(text)).toBe(key)
  },
)

test('what is no address is a key all the same: everything unreadable from a proxy is counted', () => {
  expect(addressKey('unknown')).toBe('unknown')
  expect(addressKey('')).toBe('')
})
