// The app on a phone, as the tests have it in their hands: a small window with touch, and what the worker keeps.
import type { Page } from 'playwright-core'
import { button, field, heading, words } from './console-steps.ts'
import type { Person } from './sign-in-by-api.ts'

export const phoneWindow = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  deviceScaleFactor: 2,
} as const

/** Opens the app, up to its sign-in, with the password given. */
export async function givePasswordInApp(page: Page, { email, password }: Person): Promise<void> {
  if (new URL(page.url()).pathname !== '/app/sign-in') await page.goto('/app/')
  await field(page, 'field.email').fill(email)
  await field(page, 'field.password').fill(password)
  await button(page, 'signIn.submit').tap()
}

export async function untilAtProfile(page: Page): Promise<void> {
  await page.waitForURL((url) => url.pathname === '/app/profile')
  await heading(page, 'profile.title').waitFor()
}

export async function signOutInApp(page: Page): Promise<void> {
  await page.getByRole('button', { name: words('shell.menu') }).tap()
  await button(page, 'shell.signOut').tap()
  await page.getByText(words('signIn.signedOut')).waitFor()
}

interface Kept {
  token?: string
  isLocked: boolean
  usedAtMs: number
}

/** What the worker keeps, as script of any page of this address could read it. */
export function readKept(page: Page): Promise<Kept> {
  return page.evaluate(changeKept, 0)
}

/** As if nobody had touched the app for so long, without waiting for it. */
export async function passMinutes(page: Page, minutes: number): Promise<void> {
  await page.evaluate(changeKept, minutes * 60_000)
}

/** Runs in the page. */
function changeKept(earlierByMs: number): Promise<Kept> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('countersign-app')
    opening.addEventListener('error', () => reject(opening.error ?? new Error('It does not open.')))
    opening.addEventListener('success', () => {
      const database = opening.result
      const transaction = database.transaction('kept', 'readwrite')
      const store = transaction.objectStore('kept')
      const reading = store.get('app') as IDBRequest<Kept>
      reading.addEventListener('success', () => {
        const kept = reading.result
        if (earlierByMs > 0) store.put({ ...kept, usedAtMs: kept.usedAtMs - earlierByMs }, 'app')
      })
      transaction.addEventListener('complete', () => {
        database.close()
        resolve(reading.result)
      })
    })
  })
}

/** What the server answers this page, or `failed` where nothing comes. */
export function askAsPage(page: Page, path: string): Promise<string> {
  return page.evaluate(
    (address) =>
      fetch(address).then(
        (answer) => answer.text(),
        () => 'failed',
      ),
    path,
  )
}
