// The order that was made is the order that is saved.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isSeconds, itemsOf, moved, withKeys } from './playlist-draft.ts'

test.each([
  { from: 0, to: 2, order: 'bca' },
  { from: 2, to: 0, order: 'cab' },
  { from: 1, to: 1, order: 'abc' },
  { from: 0, to: -1, order: 'abc' },
  { from: 2, to: 3, order: 'abc' },
  { from: 5, to: 0, order: 'abc' },
])('from $from to $to: $order', ({ from, to, order }) => {
  expect(moved(['a', 'b', 'c'], from, to).join('')).toBe(order)
})

test('moving loses none and doubles none', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer()), fc.integer(), fc.integer(), (items, from, to) => {
      expect(new Set(moved(items, from, to))).toEqual(new Set(items))
      expect(moved(items, from, to)).toHaveLength(items.length)
    }),
  )
})

test.each([
  { typed: '5', isIt: true },
  { typed: ' 86400 ', isIt: true },
  { typed: '4', isIt: false },
  { typed: '86401', isIt: false },
  { typed: '30.5', isIt: false },
  { typed: '', isIt: false },
])('“$typed” seconds: $isIt', ({ typed, isIt }) => expect(isSeconds(typed)).toBe(isIt))

test('what was read is what would be saved', () => {
  const hours = { timeZone: 'Europe/Berlin', spans: [{ days: [1, 2], from: '07:00', to: '19:00' }] }
  const items = [
    { dashboard: 'a', seconds: 30 },
    { dashboard: 'a', seconds: 10, hours },
  ]
  expect(itemsOf(withKeys(items))).toEqual(items)
})
