// Background work: mails with retries, sweeping, retention. The jobs stand in the database; every server takes some.
import type { Pool } from 'pg'
import type { TaskList } from 'graphile-worker'
import { deliverAlert } from '../alerts/deliver-alert.ts'
import { watchWall } from '../alerts/watch-wall.ts'
import { pushApproval } from '../approvals/push-approval.ts'
import { sweepUnanswered } from '../approvals/unanswered.store.ts'
import { sweepOrphanedFrames, sweepPassingPictures, sweepSupersededFrames } from '../frames/sweep-frames.ts'
import { forgetHistory } from '../history/history.store.ts'
import { mailNotice } from '../mail/mail-notice.ts'
import { mailPasswordReset } from '../mail/mail-password-reset.ts'
import { mailSignUp } from '../mail/mail-sign-up.ts'
import { forgetWallNotes } from '../overview/wall-notes.store.ts'
import type { Services } from '../services.ts'
import { sweep } from './sweep.ts'
import { workerLogger } from './worker-log.ts'

export interface Worker {
  /** Takes no further job, and waits for those under way. */
  stop(): Promise<void>
}

/**
 * Starts taking jobs. What a job needs to know is in the database: its payload holds ids and nothing else.
 *
 * @param pool connections of its own: one of them listens all the time
 */
export async function startWorker(services: Services, pool: Pool, clock: () => Date): Promise<Worker> {
  const { run, parseCronItems } = await import('graphile-worker')
  const { database, settings } = services
  const tasks: TaskList = {
    mail_notice: (payload) => mailNotice(services, readIds(payload, 'organizationId', 'noticeId'), clock()),
    mail_password_reset: (payload) =>
      mailPasswordReset(services, readIds(payload, 'organizationId', 'accountId'), clock()),
    mail_sign_up: (payload) => mailSignUp(services, readIds(payload, 'invitationId'), clock()),
    deliver_alert: (payload) =>
      deliverAlert(services, readIds(payload, 'organizationId', 'deliveryId'), clock()),
    push_approval: (payload) =>
      pushApproval(services, readIds(payload, 'organizationId', 'approvalId', 'phoneId'), clock()),
    watch_wall: () => watchWall(services, clock()),
    sweep: async () => {
      const now = clock()
      // What nobody answered is told of while its sign-in is still there.
      await sweepUnanswered(services, now)
      await sweep(database, now)
      await sweepPassingPictures(services, clock())
      // The last one: a store of frames that is away keeps nothing else from being swept.
      await sweepSupersededFrames(services, clock())
    },
    retention: async () => {
      await forgetHistory(database, clock(), settings.historyDays)
      await forgetNotices(services, clock())
      await forgetWallNotes(database, clock())
      await sweepOrphanedFrames(services, clock())
    },
  }
  const runner = await run(
    {
      pgPool: pool,
      concurrency: 2,
      noHandleSignals: true,
      logger: workerLogger(services.report),
      parsedCronItems: parseCronItems([
        {
          task: 'watch_wall',
          match: '* * * * *',
          options: { backfillPeriod: 0, maxAttempts: 1, jobKey: 'watch_wall' },
        },
        {
          task: 'sweep',
          match: '*/10 * * * *',
          options: { backfillPeriod: 0, maxAttempts: 3, jobKey: 'sweep' },
        },
        {
          task: 'retention',
          match: '17 * * * *',
          options: { backfillPeriod: 0, maxAttempts: 3, jobKey: 'retention' },
        },
      ]),
    },
    tasks,
  )
  // It ends with the server; a failure on the way is in the log by then.
  runner.promise.catch(() => {})
  return { stop: () => runner.stop() }
}

function readIds<Name extends string>(payload: unknown, ...names: Name[]): Record<Name, string> {
  const ids = payload as Record<string, unknown>
  for (const name of names) {
    if (typeof ids[name] !== 'string') throw new Error(`A job without ${name}.`)
  }
  return ids as Record<Name, string>
}

async function forgetNotices({ database, settings }: Services, now: Date): Promise<void> {
  const before = new Date(now.getTime() - settings.noticeDays * 86_400_000)
  await database.query.deleteFrom('notices').where('created_at', '<', before).execute()
}
