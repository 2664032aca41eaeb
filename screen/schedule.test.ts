// What a screen shows when, also without the network, and what it says about its age.
import { expect, test } from 'vitest'
import {
  ageOf,
  isOpenAt,
  nextPlace,
  seenAgain,
  waitBefore,
  wordsOfAge,
  type Item,
  type Program,
} from './schedule.ts'
import { textsFor } from './texts.ts'

const at = (iso: string) => Date.parse(iso)
const item = (more: Partial<Item> = {}): Item => ({
  dashboard: '01a207a2-5990-75fa-a584-cbdb99aed8ef',
  name: 'Board',
  seconds: 30,
  isOpen: true,
  oldAfterSeconds: 120,
  staleAfterSeconds: 300,
  isLive: false,
  ...more,
})
const program = (...items: Item[]): Program => ({
  now: '2026-11-23T09:00:00Z',
  name: 'Reception',
  orientation: 'as_it_is',
  fit: 'contain',
  transition: 'fade',
  items,
  identify: 0,
  restart: 0,
  build: '',
})

test('hours begin and end by the moment that was told, also when nothing is heard any more', () => {
  const closing = item({ isOpen: true, changesAt: '2026-11-23T18:00:00Z' })
  expect(isOpenAt(closing, at('2026-11-23T17:59:59Z'))).toBe(true)
  expect(isOpenAt(closing, at('2026-11-23T18:00:00Z'))).toBe(false)
  const opening = item({ isOpen: false, changesAt: '2026-11-24T07:00:00Z' })
  expect(isOpenAt(opening, at('2026-11-24T06:00:00Z'))).toBe(false)
  expect(isOpenAt(opening, at('2026-11-24T07:00:01Z'))).toBe(true)
})

test('a playlist goes round, over what is closed', () => {
  const three = program(item(), item({ isOpen: false }), item())
  const now = at(three.now)
  expect(nextPlace(three, -1, now)).toBe(0)
  expect(nextPlace(three, 0, now)).toBe(2)
  expect(nextPlace(three, 2, now)).toBe(0)
})

test('one alone follows itself, and where all are closed there is nothing', () => {
  const now = at('2026-11-23T09:00:00Z')
  expect(nextPlace(program(item()), 0, now)).toBe(0)
  expect(nextPlace(program(item({ isOpen: false })), 0, now)).toBe(-1)
  expect(nextPlace(program(), -1, now)).toBe(-1)
})

test('an age turns amber and red where the server said', () => {
  const taken = at('2026-11-23T09:00:00Z')
  const ages = [120, 121, 300, 301].map((seconds) => ageOf(item(), taken, taken + seconds * 1000))
  expect(ages).toEqual(['fresh', 'old', 'old', 'stale'])
})

test('what is said while nothing changes makes the frames younger, and touches nothing else', () => {
  const frame = {
    address: 'a',
    formats: ['jpeg' as const],
    takenAt: '2026-11-23T09:00:00.000Z',
    width: 1,
    height: 1,
  }
  const before = program(item({ frame }), item(), item({ frame }))
  const after = seenAgain(before, { seen: [12, null, null] }, at('2026-11-23T09:05:00Z'))
  expect(after.items[0]?.frame).toEqual({ ...frame, takenAt: '2026-11-23T09:04:48.000Z' })
  expect(after.items.slice(1)).toEqual(before.items.slice(1))
})

test('an age is said in the language of the browser', () => {
  const taken = new Date(2026, 10, 23, 9, 41).getTime()
  const after = (minutes: number) => taken + minutes * 60_000
  expect(wordsOfAge(taken, after(12), textsFor('en-GB'))).toBe('Updated 09:41 (12 min ago)')
  expect(wordsOfAge(taken, after(125), textsFor('de'))).toBe('Stand 09:41 (vor 2 h)')
  expect(wordsOfAge(taken, after(2 * 1440), textsFor('es-MX'))).toBe('Actualizado a las 09:41 (hace 2 días)')
  expect(wordsOfAge(taken, after(0), textsFor('fr'))).toBe('Updated 09:41 (1 min ago)')
})

test('tries wait longer each time, up to a minute, and not all screens at once', () => {
  expect([0, 1, 2, 3, 9, 99].map((tries) => waitBefore(tries, 1))).toEqual([
    1000, 2000, 4000, 8000, 60_000, 60_000,
  ])
  expect(waitBefore(9, 0)).toBe(30_000)
  expect(waitBefore(0, 0)).toBe(500)
})
