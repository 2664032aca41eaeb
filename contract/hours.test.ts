// Hours of the week, over midnight and over the change to summer time.
import { expect, test } from 'vitest'
import { hoursOfWeek, isWithinHours, nextChangeOfHours } from './hours.ts'

const office = { timeZone: 'Europe/Berlin', spans: [{ days: [1, 2, 3, 4, 5], from: '07:00', to: '19:00' }] }
const night = { timeZone: 'Europe/Berlin', spans: [{ days: [5], from: '22:00', to: '06:00' }] }

test('the clocks on the wall of the time zone count, in winter and in summer', () => {
  expect(isWithinHours(office, new Date('2026-01-05T06:00:00Z'))).toBe(true)
  expect(isWithinHours(office, new Date('2026-01-05T05:59:00Z'))).toBe(false)
  expect(isWithinHours(office, new Date('2026-07-06T05:00:00Z'))).toBe(true)
  expect(isWithinHours(office, new Date('2026-07-06T17:00:00Z'))).toBe(false)
})

test('not on the days that are not named', () => {
  expect(isWithinHours(office, new Date('2026-01-04T10:00:00Z'))).toBe(false)
})

test('a span over midnight belongs to the day on which it begins', () => {
  expect(isWithinHours(night, new Date('2026-01-09T21:00:00Z'))).toBe(true)
  expect(isWithinHours(night, new Date('2026-01-10T04:59:00Z'))).toBe(true)
  expect(isWithinHours(night, new Date('2026-01-10T05:00:00Z'))).toBe(false)
  expect(isWithinHours(night, new Date('2026-01-10T21:00:00Z'))).toBe(false)
  expect(isWithinHours(night, new Date('2026-01-09T04:00:00Z'))).toBe(false)
})

test('a span of a whole day has no end in it', () => {
  const always = { timeZone: 'UTC', spans: [{ days: [3], from: '00:00', to: '24:00' }] }
  expect(isWithinHours(always, new Date('2026-01-07T23:59:59Z'))).toBe(true)
  expect(isWithinHours(always, new Date('2026-01-08T00:00:00Z'))).toBe(false)
})

test('an unknown time zone is refused with a name to go by', () => {
  const read = hoursOfWeek.safeParse({ ...office, timeZone: 'Mars/Olympus' })
  expect(read.error?.issues[0]?.message).toContain('Europe/Berlin')
})

test('the next change is the next edge at which the answer becomes another one', () => {
  const next = (hours: typeof office, now: string) => nextChangeOfHours(hours, new Date(now))?.toISOString()
  expect(next(office, '2026-01-05T05:12:34Z')).toBe('2026-01-05T06:00:00.000Z')
  expect(next(office, '2026-01-05T06:00:00Z')).toBe('2026-01-05T18:00:00.000Z')
  // Friday evening: on Monday.
  expect(next(office, '2026-01-09T18:00:00Z')).toBe('2026-01-12T06:00:00.000Z')
  expect(next(night, '2026-01-09T22:00:00Z')).toBe('2026-01-10T05:00:00.000Z')
  // Over the Sunday on which the clocks are put forward.
  expect(next(office, '2026-03-27T18:00:00Z')).toBe('2026-03-30T05:00:00.000Z')
})

test('hours that never end, and never begin, have no next change', () => {
  const always = {
    timeZone: 'Asia/Kathmandu',
    spans: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
  }
  expect(nextChangeOfHours(always, new Date('2026-01-07T12:00:00Z'))).toBeUndefined()
})
