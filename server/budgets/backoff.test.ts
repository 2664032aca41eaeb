// The arithmetic of the waits (NIST SP 800-63B-4 3.2.2; security requirements, section 2: "arithmetic behind the cap").
import { expect, test } from 'vitest'
import {
  codeBackoff,
  codeFailuresCap,
  pairFailuresOfAccount,
  passwordBackoff,
  secondsUntil,
  waitSeconds,
} from './backoff.ts'

const waitsOf = (policy: Parameters<typeof waitSeconds>[0], upTo: number) =>
  Array.from({ length: upTo }, (_, index) => waitSeconds(policy, index + 1))

test('four wrong codes are free, then the wait doubles from 30 seconds to an hour and stays there', () => {
  expect(waitsOf(codeBackoff, 14)).toEqual([0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600])
})

test('a pair of account and address waits after its fifth failure, at most a quarter of an hour', () => {
  expect(waitsOf(passwordBackoff.pair, 14)).toEqual([0, 0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900])
})

test('an account over all addresses has room for an office, an address over all accounts for more', () => {
  const { account, address } = passwordBackoff
  expect([19, 20, 21, 100].map((failures) => waitSeconds(account, failures))).toEqual([0, 5, 10, 900])
  expect([99, 100, 101, 500].map((failures) => waitSeconds(address, failures))).toEqual([0, 5, 10, 300])
})

test('what one address adds to the count of an account costs the account no wait', () => {
  expect(waitSeconds(passwordBackoff.account, pairFailuresOfAccount)).toBe(0)
})

test('no failures mean no wait', () => {
  for (const policy of [codeBackoff, ...Object.values(passwordBackoff)])
    expect(waitSeconds(policy, 0)).toBe(0)
})

test('a count that no one will ever reach gives the longest wait, not infinity', () => {
  for (const policy of [codeBackoff, ...Object.values(passwordBackoff)]) {
    expect(waitSeconds(policy, 2 ** 31 - 1)).toBe(policy.mostSeconds)
  }
})

test('the waits never shrink while failures go on', () => {
  for (const policy of [codeBackoff, ...Object.values(passwordBackoff)]) {
    const waits = waitsOf(policy, 200)
    expect(waits).toEqual(waits.toSorted((a, b) => a - b))
  }
})

test('the cap is within what NIST allows, and a thief of the password has one chance in five thousand', () => {
  expect(codeFailuresCap).toBeLessThanOrEqual(100)
  const codesAccepted = 2
  const chance = 1 - (1 - codesAccepted / 1_000_000) ** codeFailuresCap
  expect(chance).toBeCloseTo(0.0002, 6)
})

test('whoever only guesses needs days to reach the cap', () => {
  const seconds = waitsOf(codeBackoff, codeFailuresCap - 1).reduce((sum, wait) => sum + wait, 0)
  expect(seconds).toBeGreaterThan(3 * 86_400)
})

test('Retry-After is whole seconds, rounded up, and never zero', () => {
  const now = new Date('2026-11-23T09:00:00Z')
  const after = (ms: number) => secondsUntil(new Date(now.getTime() + ms), now)
  expect([30_000, 29_001, 1, 0, -5_000].map(after)).toEqual([30, 30, 1, 1, 1])
})
