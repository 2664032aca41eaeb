// Each test of a file as the first admin at the console: signed in, in a window of its own, with an eye for pictures.
import type { Page } from 'playwright-core'
import { afterEach, beforeEach } from 'vitest'
import { givePassword, untilAt } from './console-steps.ts'
import { openEye, type Eye } from './look-at-page.ts'
import { showIfFailed, type OpenConsole } from './open-console.ts'
import { ADMIN } from './sign-in-by-api.ts'

// As in console-under-test.ts: each test file has them to itself, and none sets them.
export let page: Page
export let eye: Eye

/** Called once by a file, outside of its tests; the console is open, and set up, when the first of them begins. */
export function signInForTests(opened: () => OpenConsole): void {
  beforeEach(async () => {
    eye = openEye(process.env.COUNTERSIGN_TEST_PICTURES)
    page = (await opened().watched.visit()).page
    await givePassword(page, ADMIN)
    await untilAt(page, '/users')
  })
  afterEach(async (context) => {
    await showIfFailed(context, page)
    await page.context().close()
  })
}
