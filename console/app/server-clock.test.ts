// A browser whose clock is off counts down to the same moment as the server.
import { expect, test } from 'vitest'
import { noteServerDate, onOurClock } from './server-clock.ts'

const END = '2026-11-27T10:00:30.000Z'
const endMs = Date.parse(END)

test('a clock that is right is left alone', () => {
  noteServerDate('Fri, 27 Nov 2026 10:00:00 GMT', Date.parse('2026-11-27T10:00:00.900Z'))
  expect(onOurClock(END)).toBe(endMs)
})

test('a browser that is an hour ahead sees the code end in half a minute, not an hour ago', () => {
  const nowMs = Date.parse('2026-11-27T11:00:00.500Z')
  noteServerDate('Fri, 27 Nov 2026 10:00:00 GMT', nowMs)
  expect(onOurClock(END) - nowMs).toBe(29_500)
})

test('an answer without a date changes nothing', () => {
  noteServerDate('Fri, 27 Nov 2026 10:00:00 GMT', Date.parse('2026-11-27T10:00:00.500Z'))
  noteServerDate(null, 0)
  noteServerDate('soon', 0)
  expect(onOurClock(END)).toBe(endMs)
})
