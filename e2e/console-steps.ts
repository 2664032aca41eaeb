// What people do in the console, step by step, found as they find it: by label, role and words.
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { en as entryTexts } from '../console/texts/en.ts'
import { enConsole } from '../console/texts/en-console.ts'
import { codeOf, untilStepLasts } from './authenticator-app.ts'
import type { Person } from './sign-in-by-api.ts'

const en = { ...entryTexts, ...enConsole }
type TextKey = keyof typeof en

/** A sentence of the console. */
export function words(key: TextKey, values: Record<string, string | number> = {}): string {
  return en[key].replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name]))
}

export function field(inside: Page | Locator, key: TextKey): Locator {
  return inside.getByLabel(words(key), { exact: true })
}

export function button(inside: Page | Locator, key: TextKey, values?: Record<string, string>): Locator {
  return inside.getByRole('button', { name: words(key, values), exact: true })
}

export function heading(inside: Page | Locator, key: TextKey, values?: Record<string, string>): Locator {
  return inside.getByRole('heading', { name: words(key, values), exact: true })
}

export function dialog(page: Page, key: TextKey, values?: Record<string, string>): Locator {
  return page.getByRole('dialog', { name: words(key, values), exact: true })
}

/** Waits until the page has said a sentence as a failure. */
export async function untilRefused(inside: Page | Locator, key: TextKey): Promise<void> {
  await inside.getByRole('alert').getByText(words(key)).waitFor()
}

/** Admins begin at the wall once there is a connection: then it is one step more to their users. */
export async function untilAt(page: Page, path: '/users' | '/profile'): Promise<void> {
  const isThere = (url: URL): boolean => url.pathname === path
  await page.waitForURL((url) => isThere(url) || (path === '/users' && url.pathname === '/overview'))
  if (!isThere(new URL(page.url()))) {
    await heading(page, 'overview.title').waitFor()
    await page
      .getByRole('navigation')
      .getByRole('link', { name: words('users.title') })
      .click()
    await page.waitForURL(isThere)
  }
  await heading(page, path === '/users' ? 'users.title' : 'profile.title').waitFor()
}

export async function givePassword(page: Page, { email, password }: Person): Promise<void> {
  if (new URL(page.url()).pathname !== '/sign-in') await page.goto('/sign-in')
  await field(page, 'field.email').fill(email)
  await field(page, 'field.password').fill(password)
  await button(page, 'signIn.submit').click()
}

/** Types as a person does; the sixth digit sends the code. */
export async function typeCode(inside: Page | Locator, code: string): Promise<void> {
  await field(inside, 'code.label').pressSequentially(code, { delay: 20 })
}

export async function signOut(page: Page): Promise<void> {
  await button(page, 'shell.signOut').click()
  await page.getByText(words('signIn.signedOut')).waitFor()
}

/** The key in groups of four, as somebody types it who has no camera. */
export function shownKey(page: Page): Promise<string> {
  return field(page, 'enrolment.key.label').innerText()
}

/** What zbarimg reads from a picture of the whole page, as a camera would see it. */
export async function readQrCode(page: Page): Promise<string> {
  await page.getByRole('img', { name: words('enrolment.qr.alt') }).waitFor()
  const folder = await mkdtemp(join(tmpdir(), 'countersign-e2e-'))
  try {
    const picture = join(folder, 'screen.png')
    await writeFile(picture, await page.screenshot())
    const { stdout } = await promisify(execFile)('zbarimg', ['--quiet', '--raw', picture])
    return stdout.trim()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The ten codes, and on. */
export async function saveRecoveryCodes(inside: Page | Locator): Promise<string[]> {
  const list = inside.getByRole('list', { name: words('recoveryCodes.listLabel') })
  await list.waitFor()
  const codes = await list.getByRole('listitem').allInnerTexts()
  expect(codes).toHaveLength(10)
  for (const code of codes) expect(code).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/)
  await button(inside, 'recoveryCodes.saved').click()
  return codes
}

/** With the link of somebody who has to use a second factor: a password, an authenticator, the codes, and in. */
export async function acceptInvitation(page: Page, link: string, password: string): Promise<void> {
  await page.goto(link)
  await field(page, 'newPassword.label').fill(password)
  await button(page, 'invitation.submit').click()
  await enrolAtSignIn(page)
}

/** Where a sign-in asks to set two-factor up. */
export async function enrolAtSignIn(page: Page): Promise<void> {
  await heading(page, 'enrolment.title').waitFor()
  await untilStepLasts(5)
  await typeCode(page, codeOf(await shownKey(page)))
  await saveRecoveryCodes(page)
}

export interface NewUser {
  name: string
  email: string
  /** Without one an invitation link is made. */
  password?: string
  requireSecondFactor: boolean
}

/** By the dialog of the users page; the invitation link where one was made. */
export async function addUser(page: Page, user: NewUser): Promise<string | undefined> {
  await button(page, 'users.add').click()
  const form = dialog(page, 'users.add')
  await field(form, 'field.name').fill(user.name)
  await field(form, 'field.email').fill(user.email)
  if (user.requireSecondFactor) {
    await form.getByRole('switch', { name: words('users.requireSecondFactor') }).check({ force: true })
  }
  if (user.password !== undefined) {
    await form.getByRole('radio', { name: words('users.firstSignIn.password') }).check()
    await field(form, 'field.password').fill(user.password)
  }
  await button(form, 'users.add').click()
  await form.waitFor({ state: 'detached' })
  if (user.password !== undefined) return undefined
  const shown = dialog(page, 'invitationLink.title', { name: user.name })
  const link = await field(shown, 'invitationLink.label').inputValue()
  await button(shown, 'action.done').click()
  return link
}

/** The row of a user in the table. */
export function userRow(page: Page, email: string): Locator {
  return page.getByRole('row').filter({ hasText: email })
}

export async function chooseForUser(page: Page, name: string, action: TextKey): Promise<void> {
  await button(page, 'users.actionsFor', { name }).click()
  await page.getByRole('menuitem', { name: words(action), exact: true }).click()
}
