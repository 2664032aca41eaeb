// One browser for a file of tests, and an empty page for each of them: for what the extension sends into pages.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { openBrowser } from './browser.ts'

/** Called at the top of the file, before hooks that use the page. */
export function openPageForEachTest(take: (page: Page) => void): void {
  let browser: Browser | undefined
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser?.close())
  beforeEach(async () => {
    const context = await browser?.newContext()
    if (context === undefined) throw new Error('There is no browser.')
    take(await context.newPage())
    return () => context.close()
  })
}
