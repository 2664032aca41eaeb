// At most so many at a time, so many waiting, and an honest no to the rest. Source: ASVS 5.0 15.2.2 (costly work is bounded).

/** Thrown when as many wait as may: answer 503 with Retry-After. */
export class PasswordPoolFull extends Error {
  readonly code = 'password.pool_full'
  readonly retryAfterSeconds: number

  constructor(retryAfterSeconds: number) {
    super(`Too many passwords are being checked; try again in ${retryAfterSeconds} s`)
    this.name = 'PasswordPoolFull'
    this.retryAfterSeconds = retryAfterSeconds
  }
}

export type HashingPoolStats = { running: number; waiting: number; refused: number }

export type HashingPool = {
  /**
   * Runs the work when its turn comes, in order of arrival. Rejects with PasswordPoolFull when the queue is full,
   * and with the signal's reason when the caller went away before the turn came; work that has begun is finished.
   */
  run<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result>
  /** How many are running and waiting now, and how many were ever refused. */
  stats(): HashingPoolStats
}

/** `retryAfterSeconds` is what those who are refused are told: about the time that a full queue takes. */
export function createHashingPool(options: {
  workers: number
  queueLimit: number
  retryAfterSeconds: number
}): HashingPool {
  const { workers, queueLimit, retryAfterSeconds } = options
  if (!Number.isSafeInteger(workers) || workers < 1) throw new RangeError('workers must be 1 or more')
  if (!Number.isSafeInteger(queueLimit) || queueLimit < 0)
    throw new RangeError('queueLimit must be 0 or more')
  // A Set keeps the order of arrival and lets go of one in the middle at no cost.
  const waiting = new Set<() => void>()
  let running = 0
  let refused = 0

  async function takeTurn(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted()
    if (running < workers) {
      running++
      return
    }
    if (waiting.size >= queueLimit) {
      refused++
      throw new PasswordPoolFull(retryAfterSeconds)
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const leave = (): void => {
      waiting.delete(begin)
      reject(signal?.reason)
    }
    const begin = (): void => {
      signal?.removeEventListener('abort', leave)
      resolve()
    }
    signal?.addEventListener('abort', leave, { once: true })
    waiting.add(begin)
    await promise
  }

  // The turn goes straight to the next in line, so that nobody who comes just now can take it.
  function passTurn(): void {
    const [next] = waiting
    if (next === undefined) {
      running--
      return
    }
    waiting.delete(next)
    next()
  }

  return {
    async run(work, signal) {
      await takeTurn(signal)
      try {
        return await work()
      } finally {
        passTurn()
      }
    },
    stats: () => ({ running, waiting: waiting.size, refused }),
  }
}

/**
 * Says what is wrong when hashing could take every thread of libuv's pool, which also reads files and resolves names
 * (and runs node:zlib and other cryptography); undefined when a thread is left. `uvThreadpoolSize` is the value of
 * UV_THREADPOOL_SIZE at the start of the process; libuv reads it once and takes 4 where it is not set, at most 1024.
 */
export function threadPoolShortage(
  workers: number,
  uvThreadpoolSize: string | undefined,
): string | undefined {
  const threads =
    uvThreadpoolSize === undefined
      ? 4
      : Math.min(1024, Math.max(1, Number.parseInt(uvThreadpoolSize, 10) || 1))
  if (threads > workers) return undefined
  return (
    `${workers} passwords may be hashed at a time, but Node's thread pool has ${threads} threads for this and all ` +
    `files and names: start with UV_THREADPOOL_SIZE=${workers + 4} or fewer password workers`
  )
}
