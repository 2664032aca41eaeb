// When sessions are looked at again: before they end, and never all at once. Pure: every moment is given.
import { describe, expect, test } from 'vitest'
import { isTooOld, longestGapSeconds, nextVisit, shorterIdle } from './session-plan.ts'

const now = new Date('2026-11-23T09:00:00Z')
const chances = Array.from({ length: 40 }, (_, at) => (at + 0.5) / 40)
const after = (seconds: number) => new Date(now.getTime() + seconds * 1000)
const secondsUntil = (moment: Date) => (moment.getTime() - now.getTime()) / 1000
const MINUTE = 60
const HOUR = 60 * MINUTE

describe('a session that ends when nobody uses it', () => {
  test.each([10, 15, 30, 60, 120])(
    'of %i minutes is visited when about half of them are over',
    (idleMinutes) => {
      for (const chance of [0, 0.5, 0.999]) {
        const share = secondsUntil(nextVisit({ idleMinutes }, now, chance)) / (idleMinutes * MINUTE)
        expect(share).toBeGreaterThanOrEqual(0.4)
        expect(share).toBeLessThanOrEqual(0.6)
      }
    },
  )

  test('of a month is visited every other day at the latest', () => {
    expect(secondsUntil(nextVisit({ idleMinutes: 43_200 }, now, 1))).toBeLessThanOrEqual(48 * HOUR)
  })

  test('that lasted less than was believed is visited twice as often, down to every few minutes', () => {
    expect([30, 60, 43_200, 15, 10].map(shorterIdle)).toEqual([15, 30, 1440, 10, 10])
  })
})

test('forty that were signed in in the same second are visited over minutes, and no three of them in one second', () => {
  const visits = chances.map((chance) => nextVisit({ idleMinutes: 30 }, now, chance))
  expect(secondsUntil(visits.at(-1) ?? now) - secondsUntil(visits[0] ?? now)).toBeGreaterThan(5 * MINUTE)
  const inSecond = Map.groupBy(visits, (visit) => Math.floor(visit.getTime() / 1000))
  expect(Math.max(...[...inSecond.values()].map(({ length }) => length))).toBeLessThan(3)
})

describe('a session that ends by its age', () => {
  const longestMinutes = 8 * 60
  const times = { idleMinutes: 30, longestMinutes, beganAt: now }

  test.each(chances.filter((_, at) => at % 5 === 0))(
    'is visited until then, and signed in anew before its end, with chance %f',
    (chance) => {
      const visits = [now]
      while (!isTooOld(times, visits.at(-1) ?? now) && visits.length < 100) {
        visits.push(nextVisit(times, visits.at(-1) ?? now, chance))
      }
      const renewedAt = secondsUntil(visits.at(-1) ?? now)
      expect(renewedAt).toBeLessThan(longestMinutes * MINUTE - MINUTE)
      expect(renewedAt).toBeGreaterThan(longestMinutes * MINUTE * 0.9)
      expect(visits.length).toBeGreaterThan(20)
    },
  )

  test.each([5, 10, 20, 40])('of %i minutes is signed in anew in the last quarter of it', (minutes) => {
    const short = { idleMinutes: 30, longestMinutes: minutes, beganAt: now }
    for (const chance of chances) {
      let visit = nextVisit(short, now, chance)
      for (let visits = 1; visits < 10 && !isTooOld(short, visit); visits += 1)
        visit = nextVisit(short, visit, chance)
      expect(isTooOld(short, visit)).toBe(true)
      expect(secondsUntil(visit)).toBeLessThan(minutes * MINUTE)
    }
    expect(isTooOld(short, after(minutes * MINUTE * 0.7))).toBe(false)
  })

  test('forty of the same age are not signed in anew in the same second', () => {
    const short = { idleMinutes: 120, longestMinutes: 60, beganAt: now }
    const renewals = chances.map((chance) => nextVisit(short, now, chance))
    expect(new Set(renewals.map((at) => Math.floor(at.getTime() / 1000))).size).toBe(40)
  })

  test('that a person signed in is kept to its very end', () => {
    expect(isTooOld({ idleMinutes: 30, longestMinutes }, after(100 * HOUR))).toBe(false)
  })
})

describe('cookies that end', () => {
  test('are visited well before they do', () => {
    const visit = nextVisit({ idleMinutes: 120, cookiesLastSeconds: 20 * MINUTE }, now, 0.999)
    expect(secondsUntil(visit)).toBeLessThanOrEqual(12 * MINUTE)
  })

  test('of a minute are no reason to come by every minute', () => {
    expect(secondsUntil(nextVisit({ idleMinutes: 120, cookiesLastSeconds: 60 }, now, 0))).toBe(5 * MINUTE)
  })

  test('what the runner renews is what would end before the next visit', () => {
    expect(longestGapSeconds({ idleMinutes: 30 })).toBe(18 * MINUTE)
  })
})
