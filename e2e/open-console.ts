// The console in a real browser, on a server of its own: opened, watched, and closed again.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { TestContext } from 'vitest'
import { openBrowser, watch, type Watch } from './browser.ts'
import { findFreePort, startCountersign, type CountersignProcess } from './countersign-process.ts'
import { ADMIN, type Person } from './sign-in-by-api.ts'

export interface OpenConsole {
  dataDir: string
  server: CountersignProcess
  watched: Watch
  /** Another watch, for windows of its own. */
  watchAnew(): Watch
  close(): Promise<void>
}

/**
 * @param setupToken, env as for `startCountersign`
 * @param host by which people reach it: a name where there are to be passkeys
 */
export async function openConsole(
  setupToken?: string,
  env: Record<string, string> = {},
  host: '127.0.0.1' | 'localhost' = '127.0.0.1',
): Promise<OpenConsole> {
  const dataDir = await mkdtemp(join(tmpdir(), 'countersign-e2e-'))
  const removeData = () => rm(dataDir, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 })
  try {
    // As `npm start` does, which also builds the console when it changed.
    const port = await findFreePort()
    const baseUrl = `http://${host}:${port}`
    const server = await startCountersign({
      dataDir,
      command: 'start',
      port,
      env: { ...(host === 'localhost' ? { COUNTERSIGN_BASE_URL: baseUrl } : {}), ...env },
      ...(setupToken === undefined ? {} : { setupToken }),
    })
    const browser = await openBrowser()
    return {
      dataDir,
      server,
      watched: watch(browser, baseUrl),
      watchAnew: () => watch(browser, baseUrl),
      async close() {
        await browser.close()
        await server.kill()
        await removeData()
      },
    }
  } catch (error) {
    await removeData()
    throw error
  }
}

/** What the page says, beside the failure of a test. For `afterEach`. */
export async function showIfFailed({ task }: TestContext, page: Page | undefined): Promise<void> {
  if (task.result?.state !== 'fail' || page === undefined) return
  const text = await page.locator('body').innerText({ timeout: 2_000 })
  console.log(`${page.url()} shows:\n${text}`)
}

export const PASSWORD = 'copper meadow basket 41'

export interface AddedPerson extends Person {
  id: string
  name: string
  /** Empty for somebody with a password. */
  invitation: string
}

/** Adds somebody over the API; with `{}` as the rest, an invitation is made. */
export async function addPerson(
  server: CountersignProcess,
  adminToken: string,
  name: string,
  rest: { requireSecondFactor?: boolean; password?: string } = { password: PASSWORD },
): Promise<AddedPerson> {
  const plainName = name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const email = `${plainName.replaceAll(' ', '.')}@${ADMIN.email.split('@')[1] ?? ''}`
  const user = await server.client(adminToken).call('POST /api/v1/users', { body: { name, email, ...rest } })
  return { ...user, password: PASSWORD, invitation: user.invitation?.url ?? '' }
}
