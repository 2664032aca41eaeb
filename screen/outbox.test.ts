// What becomes of plays when answers of the server are lost.
import { expect, test } from 'vitest'
import { createOutbox } from './outbox.ts'

const play = (dashboard: string, endedAt = 1_000) => ({ dashboard, endedAt, seconds: 30, oldestSeconds: 5 })

test('what was not heard goes out again under its number, and what came meanwhile under the next one', () => {
  const outbox = createOutbox()
  expect(outbox.take(2_000)).toBeUndefined()
  outbox.add(play('a'))
  expect(outbox.take(2_000)).toEqual({ number: 1, plays: [play('a')] })
  outbox.add(play('b'))
  outbox.settle(false)
  expect(outbox.take(2_000)).toEqual({ number: 1, plays: [play('a')] })
  outbox.settle(true)
  expect(outbox.take(2_000)).toEqual({ number: 2, plays: [play('b')] })
})

test('nothing goes out beside what is not answered yet: the server would not know which of them it has', () => {
  const outbox = createOutbox()
  outbox.add(play('a'))
  outbox.take(2_000)
  outbox.add(play('b'))
  expect(outbox.take(2_000)).toBeUndefined()
})

test('of what piles up without a server the newest stays, and nothing that the server does not take any more', () => {
  const outbox = createOutbox()
  for (let count = 0; count < 450; count += 1) outbox.add(play(String(count), count))
  expect(outbox.take(500)?.plays).toHaveLength(400)
  outbox.settle(false)
  const week = 7 * 86_400_000
  expect(outbox.take(week + 448)?.plays).toEqual([play('449', 449)])
})
