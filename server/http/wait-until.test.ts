// Waiting for a moment: not past it, not short of it, and not when the server stops.
import { expect, test } from 'vitest'
import { createWaiting } from './wait-until.ts'

const at = (ms: number) => new Date(ms)

test('a moment that is there is not waited for', async () => {
  const { waitUntil } = createWaiting(() => at(1000))
  await waitUntil(at(1000))
  await waitUntil(at(0))
})

test('a timer that fires early by the clock is waited for once more', async () => {
  const seen: number[] = []
  // By this clock the first timer ends one millisecond too early.
  const readings = [1000, 1004, 1005]
  const { waitUntil } = createWaiting(() => {
    const ms = readings[seen.length] ?? 2000
    seen.push(ms)
    return at(ms)
  })
  await waitUntil(at(1005))
  expect(seen).toEqual([1000, 1004, 1005])
})

test('a server that stops tells whoever waits to come again, and keeps nobody who comes later', async () => {
  const waiting = createWaiting(() => at(0))
  const inADay = at(86_400_000)
  const early = waiting.waitUntil(inADay)
  waiting.stop()
  await expect(early).rejects.toMatchObject({ code: 'server.busy', facts: { retryAfterSeconds: 2 } })
  await expect(waiting.waitUntil(inADay)).rejects.toMatchObject({ code: 'server.busy' })
})
