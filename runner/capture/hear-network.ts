// What a page says to the network: whether an answer is still on its way, and whether it asks for news by itself.
import type { Page, Request } from 'playwright-core'

export interface HeardNetwork {
  /** No answer is on its way, and none came in the last moment. */
  isQuiet(): boolean
  /** Milliseconds, by the clock that was given, since the page fetched news of its own site, or was sent some. */
  lastNewsAt(): number
  stop(): void
}

/** An answer that takes longer is one that a page waits for all the time. */
const LONGEST_ANSWER_MILLIS = 6_000
const QUIET_MILLIS = 400

/** @param now milliseconds of a clock that only goes forward */
export function hearNetwork(page: Page, now: () => number): HeardNetwork {
  const open = new Map<Request, number>()
  let movedAt = now()
  let newsAt = -Infinity

  const onRequest = (request: Request): void => {
    if (/^(eventsource|websocket|ping|media|manifest)$/.test(request.resourceType())) return
    open.set(request, now())
    movedAt = now()
  }
  const onEnd = (request: Request): void => {
    if (isNews(request, page.url())) newsAt = now()
    if (open.delete(request)) movedAt = now()
  }
  const onSocket = (socket: { on: (event: 'framereceived', heard: () => void) => unknown }): void => {
    socket.on('framereceived', () => (newsAt = now()))
  }
  page.on('request', onRequest)
  page.on('requestfinished', onEnd)
  page.on('requestfailed', onEnd)
  page.on('websocket', onSocket)
  return {
    isQuiet() {
      const at = now()
      const waits = [...open.values()].some((since) => at - since < LONGEST_ANSWER_MILLIS)
      return !waits && at - movedAt >= QUIET_MILLIS
    },
    lastNewsAt: () => newsAt,
    stop() {
      page.off('request', onRequest)
      page.off('requestfinished', onEnd)
      page.off('requestfailed', onEnd)
      page.off('websocket', onSocket)
    },
  }
}

/** Of the page's own site: what others count or report brings no news. */
function isNews(request: Request, pageUrl: string): boolean {
  return /^(xhr|fetch|eventsource)$/.test(request.resourceType()) && siteOf(request.url()) === siteOf(pageUrl)
}

function siteOf(url: string): string {
  if (!URL.canParse(url)) return ''
  const { hostname } = new URL(url)
  return /^[\d.]+$|:/.test(hostname) ? hostname : hostname.split('.').slice(-2).join('.')
}
