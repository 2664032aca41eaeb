// How much memory the scripts and documents of a context hold, as their processes say: what pages gather over hours. What the
// browser keeps of pictures is not among it, and is no leak of theirs.
import { setTimeout as sleep } from 'node:timers/promises'
import type { BrowserContext, CDPSession, Page } from 'playwright-core'

const ANSWER_MILLIS = 5_000
const MEGABYTE = 1024 * 1024

/** In megabytes. A page that is too busy to answer, or ends meanwhile, counts for nothing. */
export async function heapMegabytes(context: BrowserContext): Promise<number> {
  const heaps = await Promise.all(context.pages().map(heapsOf))
  // Pages of one site may share a process: its heap is counted once.
  const sizes = new Map(heaps.flat())
  return [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0) / MEGABYTE
}

type Heap = [isolate: string, bytes: number]

/** Of the page, and of the frames in it that have a process of their own. */
async function heapsOf(page: Page): Promise<Heap[]> {
  const inside = page.frames().filter((frame) => frame !== page.mainFrame())
  const heaps = await Promise.all(
    [page, ...inside].map(async (target) => {
      // Playwright says by throwing that a frame shares the process of its page.
      const devtools = await page
        .context()
        .newCDPSession(target)
        .catch(() => undefined)
      return devtools === undefined ? undefined : heapOf(devtools)
    }),
  )
  return heaps.filter((heap) => heap !== undefined)
}

async function heapOf(devtools: CDPSession): Promise<Heap | undefined> {
  const timer = new AbortController()
  const late = sleep(ANSWER_MILLIS, undefined, { signal: timer.signal }).catch(() => undefined)
  const asked = Promise.all([devtools.send('Runtime.getIsolateId'), devtools.send('Runtime.getHeapUsage')])
    .then(([{ id }, { usedSize, embedderHeapUsedSize, backingStorageSize }]): Heap => [
      id,
      usedSize + embedderHeapUsedSize + backingStorageSize,
    ])
    .catch(() => undefined) // it has gone
  const heap = await Promise.race([asked, late])
  timer.abort()
  devtools.detach().catch(() => {})
  return heap
}
