// The bounded pool: how many at a time, who is next, who is sent away, and who may leave.
import { describe, expect, test } from 'vitest'
import { createHashingPool, type HashingPool, PasswordPoolFull, threadPoolShortage } from './hashing-pool.ts'

/** Work that ends when the test says so. */
function startJob(pool: HashingPool, signal?: AbortSignal) {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let hasBegun = false
  const outcome = pool.run(() => {
    hasBegun = true
    return promise
  }, signal)
  // Looked at later, where a test expects it to fail.
  outcome.catch(() => undefined)
  return { outcome, finish: resolve, fail: reject, hasBegun: () => hasBegun }
}

async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}

describe('a pool with two workers and room for two to wait', () => {
  const newPool = () => createHashingPool({ workers: 2, queueLimit: 2, retryAfterSeconds: 3 })

  test('two run, two wait, and the fifth is told to come back', async () => {
    const pool = newPool()
    const jobs = [startJob(pool), startJob(pool), startJob(pool), startJob(pool)]
    await settle()
    expect(jobs.map((job) => job.hasBegun())).toEqual([true, true, false, false])
    const refusal = await startJob(pool).outcome.catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(PasswordPoolFull)
    expect(refusal).toMatchObject({ code: 'password.pool_full', retryAfterSeconds: 3 })
    expect(pool.stats()).toEqual({ running: 2, waiting: 2, refused: 1 })
  })

  test('whoever waits longest is next, and nobody who comes later gets in between', async () => {
    const pool = newPool()
    const [first, second, third, fourth] = [startJob(pool), startJob(pool), startJob(pool), startJob(pool)]
    second.finish('done')
    await settle()
    const late = startJob(pool)
    await settle()
    expect([third, fourth, late].map((job) => job.hasBegun())).toEqual([true, false, false])
    first.finish('done')
    await settle()
    expect([third, fourth, late].map((job) => job.hasBegun())).toEqual([true, true, false])
  })

  test('work that fails gives its turn on and its error to its caller', async () => {
    const pool = newPool()
    const [failing, other, waiting] = [startJob(pool), startJob(pool), startJob(pool)]
    failing.fail(new Error('broken'))
    await expect(failing.outcome).rejects.toThrow('broken')
    await settle()
    expect(waiting.hasBegun()).toBe(true)
    other.finish('a')
    waiting.finish('b')
    expect(await waiting.outcome).toBe('b')
    await settle()
    expect(pool.stats()).toEqual({ running: 0, waiting: 0, refused: 0 })
  })

  test('work that throws at once gives its turn on too', async () => {
    const pool = newPool()
    const thrown = pool.run(() => {
      throw new Error('at once')
    })
    await expect(thrown).rejects.toThrow('at once')
    expect(pool.stats().running).toBe(0)
  })

  test('a caller who goes away leaves the queue, makes room for another and is never run', async () => {
    const pool = newPool()
    const gone = new AbortController()
    const [running, , leaving, staying] = [
      startJob(pool),
      startJob(pool),
      startJob(pool, gone.signal),
      startJob(pool),
    ]
    gone.abort(new Error('the client hung up'))
    await expect(leaving.outcome).rejects.toThrow('the client hung up')
    expect(pool.stats()).toEqual({ running: 2, waiting: 1, refused: 0 })
    const newcomer = startJob(pool)
    expect(pool.stats()).toEqual({ running: 2, waiting: 2, refused: 0 })
    running.finish('done')
    await settle()
    expect([leaving, staying, newcomer].map((job) => job.hasBegun())).toEqual([false, true, false])
  })

  test('a caller who was gone before he asked costs nothing', async () => {
    const pool = newPool()
    const job = startJob(pool, AbortSignal.abort(new Error('gone')))
    await expect(job.outcome).rejects.toThrow('gone')
    expect(job.hasBegun()).toBe(false)
    expect(pool.stats()).toEqual({ running: 0, waiting: 0, refused: 0 })
  })

  test('going away after the work began changes nothing', async () => {
    const pool = newPool()
    const gone = new AbortController()
    const job = startJob(pool, gone.signal)
    gone.abort()
    job.finish('done')
    expect(await job.outcome).toBe('done')
    expect(pool.stats().running).toBe(0)
  })
})

test('without room to wait, whoever finds all workers busy is sent away', async () => {
  const pool = createHashingPool({ workers: 1, queueLimit: 0, retryAfterSeconds: 1 })
  const job = startJob(pool)
  await expect(startJob(pool).outcome).rejects.toThrow(PasswordPoolFull)
  job.finish('done')
  await job.outcome
  await settle()
  const next = startJob(pool)
  await settle()
  expect(next.hasBegun()).toBe(true)
})

test.each([
  [0, 1],
  [1.5, 1],
  [Number.NaN, 1],
  [1, -1],
  [1, Number.POSITIVE_INFINITY],
])('refuses %d workers with room for %d', (workers, queueLimit) => {
  expect(() => createHashingPool({ workers, queueLimit, retryAfterSeconds: 1 })).toThrow(RangeError)
})

describe('the thread pool of Node', () => {
  test.each([
    [2, undefined],
    [3, undefined],
    [8, '12'],
    [64, '5000'],
  ])('%d workers with UV_THREADPOOL_SIZE=%s leave it a thread', (workers, size) => {
    expect(threadPoolShortage(workers, size)).toBeUndefined()
  })

  test.each([
    [4, undefined],
    [8, '8'],
    [1, 'many'],
    [1, '0'],
    [1024, '5000'],
  ])('%d workers with UV_THREADPOOL_SIZE=%s leave it none', (workers, size) => {
    expect(threadPoolShortage(workers, size)).toContain(`UV_THREADPOOL_SIZE=${workers + 4}`)
  })
})
