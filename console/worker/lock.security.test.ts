// Somebody finds the phone on a table: after the minutes that its owner chose, nothing goes out with the session any more,
// whatever was done to the clock, and only a proof of who it is opens it.
import { expect, test } from 'vitest'
import { nothingKept, type Kept } from './kept.ts'
import { judgeClock, lockIfIdle, provenAgain, signedIn, touched } from './lock.ts'
import { readProof } from './user-verified.ts'

const NOON_MS = Date.parse('2026-11-27T12:00:00.000Z')
const MINUTE_MS = 60_000

const withPasskey = signedIn(nothingKept, 'token-of-noon', true, NOON_MS)
const withoutPasskey = signedIn(nothingKept, 'token-of-noon', false, NOON_MS)

test('it locks when the minutes are over, not before; a touch in time begins them anew', () => {
  expect(lockIfIdle(withPasskey, NOON_MS + 5 * MINUTE_MS - 1)).toBe(withPasskey)
  expect(lockIfIdle(withPasskey, NOON_MS + 5 * MINUTE_MS)).toEqual({ ...withPasskey, isLocked: true })
  const later = touched(withPasskey, NOON_MS + 4 * MINUTE_MS)
  expect(lockIfIdle(later, NOON_MS + 8 * MINUTE_MS).isLocked).toBe(false)
  expect(lockIfIdle(later, NOON_MS + 9 * MINUTE_MS).isLocked).toBe(true)
})

test('a touch that comes too late locks it, and one of a locked app opens nothing', () => {
  const locked = touched(withPasskey, NOON_MS + 60 * MINUTE_MS)
  expect(locked).toMatchObject({ isLocked: true, usedAtMs: NOON_MS })
  expect(touched(locked, NOON_MS + MINUTE_MS)).toBe(locked)
  expect(lockIfIdle(locked, NOON_MS + MINUTE_MS)).toBe(locked)
})

test('where no passkey would open it, the session goes; the choice of minutes stays', () => {
  const kept: Kept = { ...withoutPasskey, lockMinutes: 1 }
  const gone = lockIfIdle(kept, NOON_MS + MINUTE_MS)
  expect(gone).toMatchObject({ token: undefined, isLocked: false, lockMinutes: 1 })
})

test('a clock that is set back gives no time; one that is corrected by a little does no harm', () => {
  expect(lockIfIdle(withPasskey, NOON_MS - 60 * MINUTE_MS).isLocked).toBe(true)
  expect(lockIfIdle(withPasskey, NOON_MS - 2_000)).toBe(withPasskey)
})

/** An answer that took a quarter of a second, by a phone whose clock stands so far behind the server's. */
const answerAt = (serverMs: number, behindMs = 0) => ({
  askedAtMs: serverMs - behindMs - 250,
  cameAtMs: serverMs - behindMs,
  madeAtMs: Math.floor(serverMs / 1000) * 1000,
})

test('a clock that is set back into the minutes of the last touch is judged by the server\u2019s', () => {
  const used = judgeClock(withPasskey, answerAt(NOON_MS + 250))
  const threeHours = 180 * MINUTE_MS
  const back = answerAt(NOON_MS + threeHours, threeHours - MINUTE_MS)
  expect(lockIfIdle(used, back.cameAtMs).isLocked).toBe(false)
  expect(judgeClock(used, back).isLocked).toBe(true)
  // A touch in between makes it no better.
  expect(judgeClock(touched(used, back.askedAtMs), back).isLocked).toBe(true)
  expect(judgeClock({ ...used, unlocksByPasskey: false }, back).token).toBeUndefined()
})

test('a clock that was wrong all the time, or is corrected by seconds, does no harm', () => {
  const wrong = signedIn(nothingKept, 'token-of-noon', true, NOON_MS - 90 * MINUTE_MS)
  const used = judgeClock(wrong, answerAt(NOON_MS + 250, 90 * MINUTE_MS))
  expect(judgeClock(used, answerAt(NOON_MS + MINUTE_MS, 90 * MINUTE_MS)).isLocked).toBe(false)
  expect(judgeClock(used, answerAt(NOON_MS + MINUTE_MS, 90 * MINUTE_MS + 20_000)).isLocked).toBe(false)
})

test('an answer for which a phone slept locks nothing by being late, nor the next one by being quick', () => {
  const used = judgeClock(withPasskey, answerAt(NOON_MS + 250))
  const late = { askedAtMs: NOON_MS, cameAtMs: NOON_MS + 4 * MINUTE_MS, madeAtMs: NOON_MS }
  const then = judgeClock(used, late)
  expect(then.isLocked).toBe(false)
  expect(judgeClock(then, answerAt(NOON_MS + 4 * MINUTE_MS + 500)).isLocked).toBe(false)
})

test('with nobody signed in there is nothing to lock', () => {
  expect(lockIfIdle(nothingKept, NOON_MS)).toBe(nothingKept)
})

test('only a proof whose device asked who it is opens it; another one that the server took leaves it locked', () => {
  const locked = lockIfIdle(withPasskey, NOON_MS + 60 * MINUTE_MS)
  const now = NOON_MS + 61 * MINUTE_MS
  const unchecked = provenAgain(locked, 'next', { isUserVerified: false, isOfPhone: false }, now)
  expect(unchecked).toEqual({ ...locked, token: 'next' })
  const checked = provenAgain(locked, 'next', { isUserVerified: true, isOfPhone: false }, now)
  expect(checked).toMatchObject({ token: 'next', isLocked: false, usedAtMs: now })
})

test('a passkey of another device does not become what opens this phone', () => {
  const now = NOON_MS + MINUTE_MS
  const byKey = provenAgain(withoutPasskey, 'next', { isUserVerified: true, isOfPhone: false }, now)
  expect(byKey.unlocksByPasskey).toBe(false)
  const byPhone = provenAgain(withoutPasskey, 'next', { isUserVerified: true, isOfPhone: true }, now)
  expect(byPhone.unlocksByPasskey).toBe(true)
})

/** Authenticator data with these flags (Web Authentication level 3, section 6.1). */
const bodyWith = (flags: number, authenticatorAttachment: string): string => {
  const authenticatorData = Buffer.from([...Buffer.alloc(32, 255), flags, 0, 0, 0, 1]).toString('base64url')
  return JSON.stringify({ passkey: { authenticatorAttachment, response: { authenticatorData } } })
}

test('whether somebody was asked who it is stands in the flags, not in what the page says', () => {
  expect(readProof(bodyWith(0b101, 'platform'))).toEqual({ isUserVerified: true, isOfPhone: true })
  expect(readProof(bodyWith(0b101, 'cross-platform'))).toEqual({ isUserVerified: true, isOfPhone: false })
  expect(readProof(bodyWith(0b001, 'platform'))).toEqual({ isUserVerified: false, isOfPhone: false })
})

test.each([undefined, '{}', '{"code":"123456"}', '{"passkey":{"response":{"authenticatorData":""}}}'])(
  '%s proves nobody',
  (body) => expect(readProof(body)).toEqual({ isUserVerified: false, isOfPhone: false }),
)
