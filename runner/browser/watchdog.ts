// Ends pages that take the machine for themselves: too much memory, a processor for minutes, no answer any more. A page's
// process is its context's alone, so that its neighbours go on.
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, CDPSession } from 'playwright-core'

export interface PageLimits {
  lookEveryMs: number
  /** A page that gives no answer for so long is ended. */
  answerWithinMs: number
  /** A page that takes this part of a processor, on the average over so long, is ended. */
  busyShare: number
  busyForMs: number
  /** Of what is the page's own, beside the script's heap: pictures, buffers, the document. */
  memoryMegabytes: number
}

export const usualPageLimits: PageLimits = {
  lookEveryMs: 5_000,
  answerWithinMs: 30_000,
  busyShare: 0.9,
  busyForMs: 180_000,
  memoryMegabytes: 1_200,
}

/**
 * @param devtools of the page
 * @returns ends the watch
 */
export function watchAnswers(devtools: CDPSession, limits: PageLimits, onStuck: () => void): () => void {
  const watching = new AbortController()
  const isStuck = async (): Promise<boolean> => {
    const timer = new AbortController()
    const late = sleep(limits.answerWithinMs, true, { ref: false, signal: timer.signal }).catch(() => false)
    const answered = devtools.send('Runtime.evaluate', { expression: '0' }).then(() => false)
    answered.catch(() => {}) // the page has gone, and with it what it was asked
    return Promise.race([answered, late]).finally(() => timer.abort())
  }
  const watch = async (): Promise<void> => {
    for (;;) {
      await sleep(limits.lookEveryMs, undefined, { ref: false, signal: watching.signal })
      if (await isStuck()) return onStuck()
    }
  }
  watch().catch(() => {}) // it was ended, or the page was
  return () => watching.abort()
}

/**
 * Of a browser that we started. Without /proc (elsewhere than on Linux) the script's heap alone is limited.
 *
 * @param processGroup the browser names the processes, and only those of its group are ended: it could name any
 * @returns ends the watch
 */
export async function watchProcesses(
  browser: Browser,
  processGroup: number,
  limits: PageLimits,
  log: (sentence: string) => void,
): Promise<() => void> {
  const watching = new AbortController()
  const devtools = await browser.newBrowserCDPSession()
  let spans = new Map<number, Span>()
  const watch = async (): Promise<void> => {
    for (;;) {
      await sleep(limits.lookEveryMs, undefined, { ref: false, signal: watching.signal })
      const { processInfo } = await devtools.send('SystemInfo.getProcessInfo')
      const now = performance.now()
      const next = new Map<number, Span>()
      for (const { type, id, cpuTime } of processInfo) {
        if (type !== 'renderer') continue
        const span = spans.get(id) ?? { since: now, cpuSeconds: cpuTime }
        const reason = tooMuch(id, span, cpuTime, now, limits)
        if (reason !== undefined && endProcess(id, processGroup)) log(`A page was ended: ${reason}.`)
        const isOver = now - span.since >= limits.busyForMs
        next.set(id, isOver ? { since: now, cpuSeconds: cpuTime } : span)
      }
      spans = next
    }
  }
  watch().catch(() => {}) // it was ended, or the browser was
  return () => watching.abort()
}

/** What a process had used at the beginning of the span that is being looked at. */
interface Span {
  since: number
  cpuSeconds: number
}

function tooMuch(
  pid: number,
  span: Span,
  cpuSeconds: number,
  now: number,
  limits: PageLimits,
): string | undefined {
  const megabytes = ownMegabytes(pid)
  if (megabytes > limits.memoryMegabytes) return `it took ${Math.round(megabytes)} MB of memory`
  const lastedMs = now - span.since
  const share = ((cpuSeconds - span.cpuSeconds) * 1_000) / lastedMs
  if (lastedMs >= limits.busyForMs && share >= limits.busyShare) return 'it kept a processor for itself'
  return undefined
}

function ownMegabytes(pid: number): number {
  const [, kilobytes] = /^RssAnon:\s+(\d+) kB$/m.exec(readProc(pid, 'status')) ?? []
  return Number(kilobytes ?? 0) / 1024
}

function endProcess(pid: number, processGroup: number): boolean {
  // After the name, which stands in brackets and may hold anything: state, parent, group.
  const [, group] = /.*\) \S+ \d+ (\d+) /s.exec(readProc(pid, 'stat')) ?? []
  if (Number(group) !== processGroup) return false
  try {
    return process.kill(pid, 'SIGKILL')
  } catch {
    return false // it has ended in this moment
  }
}

function readProc(pid: number, file: 'stat' | 'status'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
