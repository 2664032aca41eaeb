// A real browser for the runner's tests, which may reach the servers of the test and nothing else.
import { randomInt } from 'node:crypto'
import { findBrowser } from '../browser/find-browser.ts'
import { openBrowsers, type Browsers, type BrowsersOptions } from '../browser/browsers.ts'

/** @param allow places of servers that the test has started */
export function openTestBrowsers(
  allow: readonly string[],
  options: Partial<BrowsersOptions> = {},
): Promise<Browsers> {
  return openBrowsers({
    find: findTestBrowser,
    allow,
    own: [],
    clock: () => new Date(),
    chance: () => randomInt(1_000_000) / 1_000_000,
    log: () => {},
    ...options,
  })
}

export function findTestBrowser() {
  const named = process.env['COUNTERSIGN_TEST_BROWSER']
  return findBrowser({ named, unpackTo: `${process.cwd()}/.cache`, say: () => {} })
}
