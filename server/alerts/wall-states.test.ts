// When something is told, and when a dashboard stands still.
import { expect, test } from 'vitest'
import { isScreenGone, isStandingStill, isToBeTold } from './wall-states.ts'

const at = (time: string) => new Date(`2026-01-07T${time}Z`)
const office = { timeZone: 'UTC', spans: [{ days: [1, 2, 3, 4, 5], from: '07:00', to: '19:00' }] }

test('a refused login is told at once, a service that is down after ten minutes', () => {
  const since = at('09:00:00')
  const connection = { kind: 'connection', since } as const
  expect(isToBeTold({ ...connection, reason: 'wrong_password' }, since)).toBe(true)
  expect(isToBeTold({ ...connection, reason: 'service_down' }, at('09:09:59'))).toBe(false)
  expect(isToBeTold({ ...connection, reason: 'service_down' }, at('09:10:00'))).toBe(true)
})

test('a screen and a runner may be away for a moment', () => {
  const since = at('09:00:00')
  expect(isToBeTold({ kind: 'screen', reason: null, since }, at('09:03:59'))).toBe(false)
  expect(isToBeTold({ kind: 'screen', reason: null, since }, at('09:04:00'))).toBe(true)
  expect(isToBeTold({ kind: 'runner', reason: null, since }, at('09:00:59'))).toBe(false)
  expect(isToBeTold({ kind: 'runner', reason: null, since }, at('09:01:00'))).toBe(true)
})

test('a dashboard stands still when it is stale', () => {
  const one = { refreshSeconds: 60, since: at('09:00:00'), hours: undefined }
  expect(isStandingStill(one, at('09:05:00'))).toBe(false)
  expect(isStandingStill(one, at('09:05:01'))).toBe(true)
})

test('no alarm in the morning: the last picture of yesterday is old, and the first of today on its way', () => {
  const one = { refreshSeconds: 60, since: new Date('2026-01-06T18:59:00Z'), hours: office }
  expect(isStandingStill(one, at('03:00:00'))).toBeUndefined()
  expect(isStandingStill(one, at('07:02:00'))).toBeUndefined()
  expect(isStandingStill(one, at('07:05:00'))).toBe(true)
})

test('a screen that is switched off for the night is not missed, and has some minutes in the morning', () => {
  const off = { seenAt: new Date('2026-01-06T19:00:00Z'), hours: office }
  expect(isScreenGone(off, at('03:00:00'))).toBeUndefined()
  expect(isScreenGone(off, at('07:04:59'))).toBeUndefined()
  expect(isScreenGone(off, at('07:05:00'))).toBe(true)
  expect(isScreenGone({ ...off, seenAt: at('12:00:00') }, at('12:01:00'))).toBe(false)
  expect(isScreenGone({ ...off, seenAt: at('12:00:00') }, at('12:01:01'))).toBe(true)
  expect(isScreenGone({ ...off, hours: undefined }, at('03:00:00'))).toBe(true)
})
