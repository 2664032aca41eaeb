// What the library of background jobs says, into our own log: that something failed, never what was in a job.
import { Logger } from 'graphile-worker'

export const silentLogger = new Logger(() => () => {})

/** Errors and warnings alone; the rest is what the library does all day. */
export function workerLogger(report: (event: string, facts: Record<string, string>) => void): Logger {
  return new Logger(() => (level, _message, meta) => {
    const error: unknown = meta?.['error']
    if (level !== 'error' && level !== 'warning') return
    report('a background job failed', {
      reason: error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : level,
    })
  })
}
