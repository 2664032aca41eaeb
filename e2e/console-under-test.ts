// The console as the tests of a file meet it: one server and one browser for all of them, a window of its own for each.
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { SETUP_TOKEN, type CountersignProcess } from './countersign-process.ts'
import { openEye, type Eye } from './look-at-page.ts'
import { openConsole, showIfFailed, type OpenConsole } from './open-console.ts'
import { setUp } from './sign-in-by-api.ts'

// Whoever imports them reads what they are at the moment, and cannot set them. Each test file has this module to itself.
export let opened: OpenConsole
export let server: CountersignProcess
/** The bearer token of the first admin. */
export let admin: string
export let page: Page
export let eye: Eye

/** Called once by a file, outside of its tests. */
export function openForTests(host?: 'localhost', env: Record<string, string> = {}): void {
  beforeAll(async () => {
    opened = await openConsole(SETUP_TOKEN, env, host)
    server = opened.server
  })
  afterAll(() => opened?.close())
  beforeEach(async () => {
    eye = openEye(process.env.COUNTERSIGN_TEST_PICTURES)
    page = (await opened.watched.visit()).page
  })
  afterEach(async (context) => {
    await showIfFailed(context, page)
    await page.context().close()
  })
}

/** The same, with an organization that is set up. */
export function openOrganizationForTests(host?: 'localhost', env: Record<string, string> = {}): void {
  openForTests(host, env)
  beforeAll(setUpOrganization)
}

export async function setUpOrganization(): Promise<void> {
  admin = await setUp(server)
}
