// A real application in the browser of a person: the extension, in a Chromium of its own, types the code there.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { openExtension, type ExtensionBrowser } from './browser-extension.ts'
import { findFreePort, startCountersign, type CountersignProcess } from './countersign-process.ts'
import { addRealConnection, type Login } from './real-app.ts'
import { ADMIN, setUp } from './sign-in-by-api.ts'

const LONGEST_MILLIS = 60_000

/** Why it did not come to that; nothing where it did. */
export async function signInByTheExtension(login: Login): Promise<string | undefined> {
  const dataDir = await mkdtemp(join(tmpdir(), 'countersign-real-'))
  const port = await findFreePort()
  const address = `http://localhost:${port}`
  let server: CountersignProcess | undefined
  let browser: ExtensionBrowser | undefined
  try {
    server = await startCountersign({ dataDir, port, env: { COUNTERSIGN_BASE_URL: address } })
    await addRealConnection(server.client(await setUp(server)), login)
    browser = await openExtension(address, { names: [], port: 0 })
    return await signInWith(browser, address, login)
  } finally {
    await browser?.close()
    await server?.kill()
    await rm(dataDir, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 })
  }
}

async function signInWith(
  browser: ExtensionBrowser,
  address: string,
  login: Login,
): Promise<string | undefined> {
  const page = await browser.context.newPage()
  await page.goto(login.url)
  await givePassword(page, login)
  const popup = await browser.pressButton(page)
  await popup.getByLabel('Address').fill(address)
  await popup.getByRole('button', { name: 'Continue' }).click()
  await popup.getByLabel('E-mail address').fill(ADMIN.email)
  await popup.getByLabel('Password').fill(ADMIN.password)
  await popup.getByRole('button', { name: 'Sign in', exact: true }).click()

  const said = await untilTyped(popup)
  if (said !== undefined) return said
  // Some send the code with its last digit. The popup closes when the page is clicked into.
  const signedIn = page.getByText(login.signedInText).first()
  const isIn = () => signedIn.isVisible()
  if (!(await isIn())) await page.keyboard.press('Enter')
  for (const giveUpAt = performance.now() + LONGEST_MILLIS; performance.now() < giveUpAt;) {
    if (await isIn()) return undefined
    await sleep(300)
  }
  return `the code was typed by the extension, and ${page.url()} shows something else`
}

/** As a person does: the boxes that are there, and the key that sends them. */
async function givePassword(page: Page, { username, password }: Login): Promise<void> {
  const box = page.locator('input[type=password]:visible').first()
  await box.waitFor({ timeout: LONGEST_MILLIS })
  // The one before it: some have a box to search in above both.
  const isName = '@type="text" or @type="email" or not(@type)'
  await box.locator(`xpath=preceding::input[${isName}][1]`).fill(username)
  await box.fill(password)
  await box.press('Enter')
  // On the way to the next page there is no tab to press the button in. Some never rest.
  await page.waitForLoadState('networkidle', { timeout: 10_000 }).catch(() => undefined)
}

/** Until there is a box for the code; why nothing was typed, where there never was. */
async function untilTyped(popup: Page): Promise<string | undefined> {
  const fill = popup.getByRole('button', { name: 'Fill in the code' })
  await fill.waitFor({ timeout: LONGEST_MILLIS })
  let outcome = ''
  for (const giveUpAt = performance.now() + LONGEST_MILLIS; performance.now() < giveUpAt;) {
    await fill.click()
    // Where the code of now was given to somebody, it waits for the next one.
    const told = popup.locator('[role=status] .notice')
    await told.waitFor({ timeout: LONGEST_MILLIS })
    outcome = await told.innerText()
    if (outcome.includes('The code is typed.')) return undefined
    await sleep(1_000)
  }
  return `the extension said: ${outcome}`
}
