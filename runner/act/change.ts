// What came of an action: waits until a page has begun to change and has come to rest, and never for a fixed time.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Frame, Page, Request } from 'playwright-core'

/** `navigated`: another document, or another window. `changed`: the same document, and something in it is other. */
export type Change = 'navigated' | 'changed' | 'nothing'

export interface ChangeLimits {
  /** How long nothing at all may happen before it is taken for nothing; too early, and a form would be sent twice. */
  startMs: number
  /** How long a page may go on changing. */
  settleMs: number
}

export interface ChangeWatch {
  /** To be called once, after the action. Never throws; `nothing` when the page has gone. */
  settle(limits?: Partial<ChangeLimits>): Promise<Change>
}

const usual: ChangeLimits = { startMs: 4_000, settleMs: 10_000 }
const quietMs = 100
const longestLookMs = 20
/** What only moves, a spinner or a clock, is no reason to wait on. */
const restlessMs = 1_500
/** An answer that takes longer is one that a page waits for all the time. */
const longestAnswerMs = 5_000

/** A page that changes all the time is not looked at all the time. */
const mostEarlyLooks = 3

/**
 * To be called before the action, so that nothing is missed.
 *
 * @param look called when the page can be read and has not come to rest yet, and anew where it changed after that: its last
 *   call, if there is one, is later than the last change. So a look takes place while it is waited whether it holds.
 */
export async function watchForChange(page: Page, look?: () => void): Promise<ChangeWatch> {
  const open = new Map<Request, number>()
  let startedAt: number | undefined
  let askedAt = 0
  let movedAt = 0
  let hasNavigated = false
  let isLoading = false
  const watching = new AbortController()

  function note(): void {
    askedAt = performance.now()
    startedAt ??= askedAt
  }

  const onRequest = (request: Request): void => {
    if (!counts(request)) return
    open.set(request, performance.now())
    note()
  }
  const onAnswered = (request: Request): void => {
    if (open.delete(request)) note()
  }
  const onNavigated = (frame: Frame): void => {
    note()
    if (frame !== page.mainFrame()) return
    hasNavigated = true
    // A step within the same document is told in the same way, and loads nothing.
    isLoading = [...open.keys()].some((request) => request.isNavigationRequest())
    watchMutations(frame)
  }
  const onLoaded = (): void => {
    isLoading = false
    note()
  }
  const onWindow = (): void => {
    hasNavigated = true
    note()
  }

  const context = page.context()
  page.on('request', onRequest)
  page.on('requestfinished', onAnswered)
  page.on('requestfailed', onAnswered)
  page.on('framenavigated', onNavigated)
  page.on('domcontentloaded', onLoaded)
  page.on('close', onWindow)
  context.on('page', onWindow)

  /** One at a time in each frame; it ends with its document. */
  function watchMutations(frame: Frame): void {
    const watch = async (): Promise<void> => {
      while (!watching.signal.aborted && !frame.isDetached()) {
        if (await frame.evaluate(nextMutation, { limitMs: 1_000, leastMs: quietMs / 2 })) {
          movedAt = performance.now()
          startedAt ??= movedAt
        }
      }
    }
    watch().catch(() => {}) // its document was left; the next one has a watch of its own
  }

  for (const frame of page.frames()) watchMutations(frame)
  // The first watch is at work once the page has answered something that was asked after it.
  await page.evaluate(() => 0).catch(() => {})

  function isAtRest(now: number): boolean {
    const waitsForAnswer = [...open.values()].some((since) => now - since < longestAnswerMs)
    if (isLoading || waitsForAnswer || now - askedAt < quietMs) return false
    return now - movedAt >= quietMs || now - askedAt > restlessMs
  }

  /** When it has been quiet for long enough, if nothing comes in between. */
  function restsFromMs(): number {
    const since = Math.max(askedAt, movedAt) + quietMs
    return since > performance.now() ? since : Infinity
  }

  let lookedAt: number | undefined
  let looks = 0

  function lookAnew(now: number): void {
    if (look === undefined || (lookedAt !== undefined && lookedAt > Math.max(askedAt, movedAt))) return
    lookedAt = now
    looks += 1
    look()
  }

  async function settle(limits: Partial<ChangeLimits> = {}): Promise<Change> {
    const { startMs, settleMs } = { ...usual, ...limits }
    const actedAt = performance.now()
    try {
      while (!page.isClosed()) {
        const now = performance.now()
        if (startedAt === undefined && now - actedAt > startMs) return 'nothing'
        if (startedAt !== undefined) {
          if (isAtRest(now) || now - actedAt > startMs + settleMs) {
            lookAnew(now)
            break
          }
          if (!isLoading && open.size === 0 && looks < mostEarlyLooks) lookAnew(now)
        }
        await sleep(Math.min(longestLookMs, Math.max(1, restsFromMs() - now)))
      }
      if (hasNavigated) return 'navigated'
      return startedAt === undefined ? 'nothing' : 'changed'
    } finally {
      stop()
    }
  }

  function stop(): void {
    watching.abort()
    page.off('request', onRequest)
    page.off('requestfinished', onAnswered)
    page.off('requestfailed', onAnswered)
    page.off('framenavigated', onNavigated)
    page.off('domcontentloaded', onLoaded)
    page.off('close', onWindow)
    context.off('page', onWindow)
  }

  return { settle }
}

function counts(request: Request): boolean {
  return ['document', 'xhr', 'fetch', 'script'].includes(request.resourceType())
}

/**
 * Runs in the page. Whether something in it was changed within the limit: told at once, but not before `leastMs`, so that a
 * page which changes all the time is not asked all the time.
 */
function nextMutation({ limitMs, leastMs }: { limitMs: number; leastMs: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const beganAt = performance.now()
    const timer = setTimeout(() => end(false), limitMs)
    const observer = new MutationObserver(() => {
      observer.disconnect()
      setTimeout(() => end(true), Math.max(0, beganAt + leastMs - performance.now()))
    })
    function end(hasChanged: boolean): void {
      clearTimeout(timer)
      observer.disconnect()
      resolve(hasChanged)
    }
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
  })
}
