// When a dashboard is looked at again, and whether its page is loaded anew for it.
import { describe, expect, test } from 'vitest'
import { dueAt, mustReload, refreshesItself, type Looked } from './when-due.ts'

const every = (refreshSeconds: number, more: object = {}) => ({
  refreshSeconds,
  isLive: false,
  asked: 0,
  ...more,
})
const looked: Looked = { lookedAt: 60_000, loadedAt: 0, changedAt: 0, troubles: 0, asked: 0 }

describe('a look is due', () => {
  test('at once where there was none, and where somebody asks', () => {
    expect(dueAt({ troubles: 0, asked: 0 }, every(60), 0.5)).toBe(0)
    expect(dueAt(looked, every(60, { asked: 1 }), 0.5)).toBe(0)
  })

  test('after the time that was set, a little earlier or later', () => {
    expect(dueAt(looked, every(60), 0.5)).toBe(120_000)
    expect(dueAt(looked, every(60), 0)).toBe(117_000)
    expect(dueAt(looked, every(60), 0.999)).toBeLessThan(123_000)
  })

  test('soon after a trouble, and less often the longer it lasts', () => {
    const after = (troubles: number) => dueAt({ ...looked, troubles }, every(3600), 0.5) - 60_000
    expect([1, 2, 3, 9].map(after)).toEqual([15_000, 30_000, 60_000, 300_000])
    expect(dueAt({ ...looked, troubles: 9 }, every(60), 0.5)).toBe(120_000)
  })
})

describe('the page is loaded anew', () => {
  test('where it has fetched nothing by itself for a minute, each time', () => {
    const known = refreshesItself(looked, 2_000, 60_000)
    expect(known).toBe(false)
    expect(mustReload({ ...looked, refreshesItself: false }, every(60), 2_000, 120_000)).toBe(true)
  })

  test('not where it fetches news', () => {
    expect(refreshesItself(looked, 30_000, 40_000)).toBe(true)
    const own = { ...looked, refreshesItself: true, changedAt: 100_000 }
    expect(mustReload(own, every(60), 110_000, 120_000)).toBe(false)
    expect(mustReload(own, every(60), 110_000, 400_000)).toBe(true)
  })

  test('not yet where it may still begin to, in its first minute', () => {
    expect(refreshesItself({ ...looked, lookedAt: 5_000 }, 2_000, 20_000)).toBeUndefined()
    expect(mustReload({ ...looked, lookedAt: 5_000 }, every(5), 2_000, 20_000)).toBe(false)
  })

  test('where it looks the same for a quarter of an hour, whatever it fetches', () => {
    const same = { ...looked, refreshesItself: true }
    expect(mustReload(same, every(60), 899_000, 899_000)).toBe(false)
    expect(mustReload(same, every(60), 899_000, 901_000)).toBe(true)
  })

  test('after a trouble, when somebody asks, and where it is looked at seldom', () => {
    const own = { ...looked, refreshesItself: true }
    expect(mustReload({ ...own, trouble: 'blank' }, every(60), 100_000, 120_000)).toBe(true)
    expect(mustReload(own, every(60, { asked: 1 }), 100_000, 120_000)).toBe(true)
    expect(mustReload(own, every(300), 100_000, 120_000)).toBe(true)
  })

  test('while somebody looks at it live, only where nothing came for long', () => {
    const live = every(30, { isLive: true })
    expect(mustReload({ ...looked, refreshesItself: false }, live, 2_000, 120_000)).toBe(false)
    expect(mustReload({ ...looked, refreshesItself: false }, live, 2_000, 950_000)).toBe(true)
  })
})
