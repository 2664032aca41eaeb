// A lease is held while the server says so, and given up before it may have passed on.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiError } from '../contract/client.ts'
import { errors, type ErrorCode } from '../contract/errors.ts'
import { holdLease, LeaseLost } from './lease-holder.ts'
import type { ServerApi } from './server-api.ts'

const refusal = (code: ErrorCode): ApiError =>
  new ApiError({ type: '', title: errors[code].sentence, status: errors[code].status, code, requestId: '' })

/** A server that answers renewals as it is told to. */
function serverThat(renew: () => Promise<void>): Pick<ServerApi, 'renew'> {
  return { renew }
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('it is renewed three times in its life, and held for as long as that works', async () => {
  const renew = vi.fn(() => Promise.resolve())
  const held = holdLease(serverThat(renew), 'a', () => Date.now())
  await vi.advanceTimersByTimeAsync(120_000)
  expect(held.lost.aborted).toBe(false)
  expect(renew).toHaveBeenCalledTimes(12)
  held.release()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(renew).toHaveBeenCalledTimes(12)
})

test('it is lost at once when the server says so', async () => {
  const held = holdLease(
    serverThat(() => Promise.reject(refusal('lease.lost'))),
    'a',
    () => Date.now(),
  )
  await vi.advanceTimersByTimeAsync(10_500)
  expect(held.lost.reason).toBeInstanceOf(LeaseLost)
  held.release()
})

test('a server that cannot be reached for a moment costs nothing; one that stays away costs the lease, in time', async () => {
  let isThere = false
  const renew = () => (isThere ? Promise.resolve() : Promise.reject(new Error('no network')))
  const held = holdLease(serverThat(renew), 'a', () => Date.now())
  await vi.advanceTimersByTimeAsync(15_000)
  expect(held.lost.aborted).toBe(false)
  isThere = true
  await vi.advanceTimersByTimeAsync(30_000)
  isThere = false
  await vi.advanceTimersByTimeAsync(24_000)
  expect(held.lost.aborted).toBe(true)
  held.release()
})

test('a server that takes the question and never answers costs the lease before it passes on', async () => {
  const held = holdLease(
    serverThat(() => new Promise(() => {})),
    'a',
    () => Date.now(),
  )
  await vi.advanceTimersByTimeAsync(24_000)
  expect(held.lost.aborted).toBe(false)
  await vi.advanceTimersByTimeAsync(3_000)
  expect(held.lost.aborted).toBe(true)
  held.release()
})
