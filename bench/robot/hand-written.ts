// The yardstick: the script that somebody who knows the page writes for it with Playwright. Nothing is recognised, nothing
// watched, no picture taken, no address checked, and the login stands in it in clear.
import { chromium, type Browser } from 'playwright-core'
import { prepareKey } from '../../otp/prepared-key.ts'
import { totp } from '../../otp/totp.ts'
import type { StandInAccount } from '../../runner/testing/stand-ins/world.ts'

export function startScriptsBrowser(executablePath: string): Promise<Browser> {
  // As root a script has to do without the sandbox; ours gives up root instead.
  return chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 })
}

/** To signed in, with what the browser kept in hand. */
export async function signInByScript(browser: Browser, url: string, account: StandInAccount): Promise<void> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(url)
  await page.fill('[name=email]', account.name)
  await page.fill('[name=password]', account.password)
  await page.click('button[type=submit]')
  await page.fill('[name=otp]', totp(prepareKey(account.secret), Date.now()))
  await page.click('button[type=submit]')
  await page.getByRole('heading', { name: 'Wall' }).waitFor()
  await context.storageState()
  await context.close()
}
