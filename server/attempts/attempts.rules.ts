// Attempts: who asks for one, who follows it.
import { AppError } from '../app-error.ts'
import type { ConnectionKey } from '../connections/sealed-login.ts'
import type { Events } from '../http/call.ts'
import { makeRowId } from '../row-id.ts'
import { isRunnerThere } from '../runners/runners.store.ts'
import type { Services } from '../services.ts'
import { actorOf, type Caller } from '../sessions/caller.ts'
import { askForAttempt, attemptTopic, findAttempt, type Attempt } from './attempts.store.ts'

export async function beginAttempt(
  { database, randomBytes, wakeRunner }: Services,
  caller: Caller,
  connection: ConnectionKey,
  now: Date,
): Promise<{ attempt: string }> {
  if (wakeRunner === undefined && !(await isRunnerThere(database, connection.organizationId, now))) {
    throw new AppError('connection.no_runner')
  }
  const attemptId = makeRowId(randomBytes, now)
  const asked = await askForAttempt(database, connection, { attemptId, by: actorOf(caller) }, now)
  if (asked === 'not_found' || asked === 'login_refused') throw new AppError(`connection.${asked}`)
  if ('lockedUntil' in asked) {
    const retryAfterSeconds = Math.ceil((asked.lockedUntil.getTime() - now.getTime()) / 1000)
    throw new AppError('connection.locked_there', { retryAfterSeconds })
  }
  wakeRunner?.()
  return asked
}

/** How long a line is silent at most. */
const SILENCE_MILLIS = 15_000

/** The attempt whenever it has changed, until it has ended, or whoever follows it may not any more. */
export async function followAttempt(
  { database, signals }: Services,
  connection: ConnectionKey,
  attemptId: string,
  stillMay: () => Promise<boolean>,
): Promise<Events<Attempt>> {
  const first = await findAttempt(database, connection, attemptId)
  if (first === undefined) throw new AppError('attempt.not_found')
  return (async function* changes() {
    const watch = signals.watch(attemptTopic(attemptId))
    try {
      for (;;) {
        const attempt = await findAttempt(database, connection, attemptId)
        // A renewal that had nothing to do is gone when it is over.
        if (attempt === undefined || !(await stillMay())) return
        yield attempt
        if (attempt.endedAt !== undefined) return
        while (!(await watch.next(SILENCE_MILLIS))) {
          if (watch.isOver()) return
          yield undefined
        }
      }
    } finally {
      watch.end()
    }
  })()
}
