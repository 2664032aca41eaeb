// How lines of the log go out: many at a time, because one by one they cost a third of what a request costs.
import pino, { type Logger } from 'pino'

/** Written when so much has gathered, or so long after the first line that waits. */
const BATCH_CHARS = 32_768
const WAIT_MS = 100

/** What is still waiting is written when the process ends, unless it is killed. */
export function openLog(level: string, file?: string): Logger {
  const output = pino.destination({ sync: false, ...(file === undefined ? {} : { dest: file }) })
  return pino({ level, base: null, timestamp: createTimestamp() }, inBatches(output))
}

/** pino's own output gathers lines too, and counts all that it has gathered anew with each of them. */
function inBatches(output: ReturnType<typeof pino.destination>): { write(line: string): void } {
  let lines = ''
  let timer: NodeJS.Timeout | undefined
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (lines !== '') output.write(lines)
    lines = ''
  }
  // Before the output does what it does then, which is to end.
  process.prependListener('beforeExit', flush)
  process.once('exit', () => {
    if (isOver(output)) return
    flush()
    output.flushSync()
  })
  return {
    write(line) {
      lines += line
      if (lines.length >= BATCH_CHARS) flush()
      else timer ??= setTimeout(flush, WAIT_MS).unref()
    },
  }
}

/** Having ended by itself it has written everything, and throws whatever it is asked; its types do not name this. */
function isOver(output: object): boolean {
  return (output as { destroyed?: boolean }).destroyed === true
}

/** The member `time` of a line, in UTC; worked out once in a millisecond. */
function createTimestamp(): () => string {
  let last = 0
  let member = ''
  return () => {
    const now = Date.now()
    if (now !== last) {
      last = now
      member = `,"time":"${new Date(now).toISOString()}"`
    }
    return member
  }
}
