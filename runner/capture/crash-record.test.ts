// When a dashboard that crashes gets a browser of its own, and when it comes back to the others.
import { expect, test } from 'vitest'
import { openCrashRecord } from './crash-record.ts'

const HOUR = 3_600_000

test('one crash is an accident; a second one within a day is the dashboard, and of no other one', () => {
  const record = openCrashRecord()
  record.note('a', 'looks', 0)
  expect(record.isApart('a', 'looks', 1)).toBe(false)
  record.note('a', 'looks', 23 * HOUR)
  expect(record.isApart('a', 'looks', 23 * HOUR)).toBe(true)
  expect(record.isApart('b', 'looks', 23 * HOUR)).toBe(false)
})

test('two crashes with a day between are two accidents', () => {
  const record = openCrashRecord()
  record.note('a', 'looks', 0)
  record.note('a', 'looks', 24 * HOUR)
  expect(record.isApart('a', 'looks', 24 * HOUR)).toBe(false)
})

test('it comes back a day after its last crash, wherever that was', () => {
  const record = openCrashRecord()
  for (const hours of [0, 1, 20]) record.note('a', 'looks', hours * HOUR)
  expect(record.isApart('a', 'looks', 43 * HOUR)).toBe(true)
  expect(record.isApart('a', 'looks', 44 * HOUR)).toBe(false)
  // It begins anew.
  record.note('a', 'looks', 45 * HOUR)
  expect(record.isApart('a', 'looks', 45 * HOUR)).toBe(false)
})

test('changed, it is another page, for which the crashes of the one before say nothing', () => {
  const record = openCrashRecord()
  for (const at of [0, 1]) record.note('a', 'looks', at)
  expect(record.isApart('a', 'others', 2)).toBe(false)
  record.note('a', 'others', 3)
  expect(record.isApart('a', 'others', 4)).toBe(false)
})
